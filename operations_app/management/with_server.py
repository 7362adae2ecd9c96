"""Commands that `manage.py serve` starts, and that end with its server.

Their standard input is a pipe whose other end the server's processes hold and nobody writes to: it
reads "end of file" at the moment when the last of them is gone, killed or not.
"""

import os
import select
import sys
from collections.abc import Callable

_NAP = 20  # seconds


def server_is_gone(seconds: float) -> bool:
    """Tell whether the pipe's other end is closed, waiting that long for it."""
    return bool(select.select([sys.stdin], [], [], seconds)[0])


def when_server_is_gone(act: Callable[[], None]) -> None:
    """Wait for that, and then act."""
    while not server_is_gone(_NAP):
        pass
    act()


def kept(work: Callable[[], None]) -> None:
    """Do `work` in a child of this process, and anew whenever that was killed or failed, until the
    server is gone; the work hears of that itself. Before anything was opened that two cannot share.
    """
    pause = 0
    while not server_is_gone(pause):
        child = os.fork()
        if child == 0:
            try:
                work()
            finally:
                os._exit(0)  # what stands above is its parent's to end
        os.waitpid(child, 0)
        pause = 1
