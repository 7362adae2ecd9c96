"""Who types a command: the machine's own account, for the audit log."""

import getpass
import os
import socket


def typed_by() -> str:
    """Return 'pos@till-server': the account of the machine that runs this command.

    A process may run under a number that has no name; then the number is told.
    """
    try:
        account = getpass.getuser()
    except (KeyError, OSError):  # which of the two depends on Python's release
        account = f"uid {os.getuid()}"
    return f"{account}@{socket.gethostname()}"
