"""The shipped application, but a request may ask that its worker be killed, as kill -9 would.

`X-Kill: before-commit` dies inside the transaction, with everything written and COMMIT not sent;
`X-Kill: after-commit` dies when the application has returned, hence committed, and not one byte
of the answer has left. For tests only: nothing in the shop imports this module.
"""

import os
import signal

from django.db import connection

from pos_project.wsgi import application as shop


def application(environ, start_response):
    """Serve a request of the shop and die on its way if it says so."""
    moment = environ.get("HTTP_X_KILL")
    if moment == "before-commit":
        # The connection object belongs to this thread; Django sends COMMIT through this method.
        connection.commit = die
    answer = shop(environ, start_response)
    if moment == "after-commit":
        die()
    return answer


def die() -> None:
    """End this process as kill -9 does."""
    os.kill(os.getpid(), signal.SIGKILL)
