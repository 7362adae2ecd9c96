"""Running a command so that nothing of it stays behind, however we are told to stop."""

import contextlib
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence

PATIENCE = 20  # seconds in which a child may tear its fixtures down


def unwind_on_signals() -> None:
    """Let every signal that ends us leave through each `finally`, as Ctrl+C does.

    A job in a shell's background is born deaf to Ctrl+C, and so would be the child which we stop
    that way: hearing is restored. What nohup silenced stays silent.
    """
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, _leave)
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
        signal.signal(signal.SIGHUP, _leave)


def _leave(number, frame) -> None:
    # A second signal must not break off the cleaning up.
    for each in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(each, signal.SIG_IGN)
    sys.exit(128 + number)


def run_child(command: Sequence[str], env: Mapping[str, str]) -> int:
    """Run a command in the foreground and return its exit code; never leave it running."""
    child = subprocess.Popen(command, env=env)
    try:
        return child.wait()
    except KeyboardInterrupt:
        # Ctrl+C reached the child as well: a second one would break off its own cleaning up.
        _wait(child)
        raise
    finally:
        _end(child)


def _end(child: subprocess.Popen) -> None:
    for number in (signal.SIGINT, signal.SIGKILL):
        if child.poll() is None:
            child.send_signal(number)
            _wait(child)


def _wait(child: subprocess.Popen) -> None:
    with contextlib.suppress(subprocess.TimeoutExpired):
        child.wait(PATIENCE)
