"""A shop whose data is put back by hand in the midst of the day, to a copy of some time before."""

import shutil
from pathlib import Path

from tests.browser.faults.power import power_cut
from tests.server import RealServer

# As every start does. The last connection to leave also brings the log into the database's file.
_LOOK = "from operations_app import taken_back; taken_back.look()"


class Restores:
    """Takes a copy of an embedded shop, and the next time puts it back, and so on."""

    def __init__(self, server: RealServer):
        self.server = server
        self.file = Path(server.env["VAR_DIR"]) / "pos.sqlite3"
        self.copy = self.file.with_suffix(".copy")

    def happen(self) -> str:
        """Let the server be killed, and data be copied or put back before it starts again.

        Returns which of both.
        """
        with power_cut(self.server):
            self.server.manage("shell", "--no-imports", "-c", _LOOK)
            if not self.copy.exists():
                shutil.copy(self.file, self.copy)
                return "copy"
            for ending in ("-wal", "-shm"):
                self.file.with_name(self.file.name + ending).unlink(missing_ok=True)
            self.copy.replace(self.file)
            return "restore"
