"""What is inside the fake printer: it takes ESC/POS bytes and has paper, a cover and a drawer."""

import time
from collections import deque

from PIL import Image

# The commands it knows, by their first two bytes, and how many bytes each has.
_LENGTHS = {
    b"\x10\x04": 3, b"\x1b@": 2, b"\x1bd": 3, b"\x1bp": 5, b"\x1dV": 3, b"\x1dr": 3, b"\x1dv": 8,
}  # fmt: skip
_ASKS_STATE, _KICKS, _CUTS, _ACKNOWLEDGES, _RASTER = (
    b"\x10\x04",
    b"\x1bp",
    b"\x1dV",
    b"\x1dr",
    b"\x1dv",
)
NOTICE = bytes([0x10, 0x00, 0x0C, 0x00])  # unasked; its last three bytes look like acknowledgements


class Mechanism:
    """Keeps what it has taken when its caller is gone, as real ones do."""

    def __init__(self, *, rows_of_paper: int | None, is_cover_open: bool, acknowledges: bool,
                 tells_state: bool, sends_notices: bool, seconds_a_cut: float = 0):  # fmt: skip
        self.rows_of_paper = rows_of_paper  # None: enough
        self.is_out_of_paper = rows_of_paper == 0
        self.is_cover_open = is_cover_open
        self.acknowledges, self.tells_state = acknowledges, tells_state
        self.sends_notices = sends_notices
        self.seconds_a_cut = seconds_a_cut
        self.kicks = 0
        self.garbage = b""  # bytes that were no command
        self.papers: list[Image.Image] = []
        self._taken = b""
        self._waiting: deque[bytes] = deque()
        self._blocks: list[Image.Image] = []

    def feed(self, data: bytes) -> bytes:
        """Take bytes and return the answers; a question for the state passes all that waits, and
        one in the middle of a picture is answered as well."""
        if self._taken and data.startswith(_ASKS_STATE) and len(data) == _LENGTHS[_ASKS_STATE]:
            return self._state(data[2])
        self._taken += data
        answers = b""
        while command := self._next():
            if command.startswith(_ASKS_STATE):
                answers += self._state(command[2])
            else:
                self._waiting.append(command)
        return answers + self.work()

    def work(self) -> bytes:
        """Do what waits, as far as there is paper; return the answers."""
        answers = b""
        while self._waiting and self._can_do(self._waiting[0]):
            answers += self._do(self._waiting.popleft())
        return answers

    def _next(self) -> bytes:
        while self._taken[:1] and self._taken[:2] not in _LENGTHS and len(self._taken) > 1:
            self.garbage, self._taken = self.garbage + self._taken[:1], self._taken[1:]
        length = _LENGTHS.get(self._taken[:2], 2)
        if self._taken.startswith(_RASTER) and len(self._taken) >= length:
            width, rows = _size(self._taken)
            length += width * rows
        if len(self._taken) < length:
            return b""
        command, self._taken = self._taken[:length], self._taken[length:]
        return command

    def _can_do(self, command: bytes) -> bool:
        if command.startswith(_RASTER) and self.rows_of_paper is not None:
            self.is_out_of_paper = self.is_out_of_paper or self.rows_of_paper < _size(command)[1]
        return not (self.is_out_of_paper or self.is_cover_open)

    def _do(self, command: bytes) -> bytes:
        if command.startswith(_RASTER):
            self._print(command)
        elif command.startswith(_CUTS):
            self._cut()
        elif command.startswith(_KICKS):
            self.kicks += 1
        elif command.startswith(_ACKNOWLEDGES):
            return NOTICE * self.sends_notices + self._acknowledgement()
        return b""

    def _acknowledgement(self) -> bytes:
        return bytes([0x0C if self.rows_of_paper == 0 else 0x00]) * self.acknowledges

    def _print(self, command: bytes) -> None:
        width, rows = _size(command)
        if self.rows_of_paper is not None:
            self.rows_of_paper -= rows
        self._blocks.append(Image.frombytes("1", (width * 8, rows), command[8:], "raw", "1;I"))

    def _cut(self) -> None:
        time.sleep(self.seconds_a_cut)
        paper = Image.new("1", (max(block.width for block in self._blocks), self._height()), 255)
        top = 0
        for block in self._blocks:
            paper.paste(block, (0, top))
            top += block.height
        self.papers.append(paper)
        self._blocks = []

    def _height(self) -> int:
        return sum(block.height for block in self._blocks)

    def _state(self, n: int) -> bytes:
        if not self.tells_state:
            return b""
        is_off = self.is_out_of_paper or self.is_cover_open
        bits = {
            1: 0x08 * is_off,
            2: 0x04 * self.is_cover_open | 0x20 * self.is_out_of_paper,
            4: 0x6C * self.is_out_of_paper,
        }
        return bytes([0x12 | bits[n]])


def _size(raster: bytes) -> tuple[int, int]:
    """Return a row's bytes, and the rows, of a GS v 0."""
    return int.from_bytes(raster[4:6], "little"), int.from_bytes(raster[6:8], "little")
