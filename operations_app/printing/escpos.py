"""ESC/POS: the few commands of receipt printers that we use, and what printers answer.

By Epson's command reference (https://download4.epson.biz/sec_pubs/pos/reference_en/escpos/, pages
gs_lv_0, esc_ld, gs_cv, esc_lp, dle_eot, gs_lr, gs_la), which other brands follow. Our bytes are
held equal to python-escpos' (tests/printing/golden), which is no dependency (decision 41).
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from operations_app.printing.causes import Cause

if TYPE_CHECKING:
    from PIL.Image import Image

_SLOWEST = 400  # rows a second
BLOCK_ROWS = 24  # of a picture in one command; large ones overrun small printers
START = b"\x1b@"  # ESC @: as after switching on
CUT = b"\x1bd\x06" + b"\x1dV\x00"  # ESC d 6: feed six lines, past the knife; GS V 0: cut
KICK = b"\x1bp\x00\x32\x32"  # ESC p 0: open the drawer with a pulse of 100 ms
STATUSES = (1, 2, 4)  # printer, what takes it off line, paper
ACKNOWLEDGE = b"\x1dr\x01"  # GS r 1, answered in its turn: all before it has been carried out
_TROUBLES = {
    1: ((0x08, Cause.OFFLINE),),
    2: ((0x04, Cause.COVER_OPEN), (0x20, Cause.NO_PAPER), (0x40, Cause.ERROR)),
    4: ((0x60, Cause.NO_PAPER),),  # 0x0C is "nearly at its end", with paper left
}
_PAPER_END = 0x0C  # in the answer to GS r 1


def seconds_of(images: Sequence["Image"]) -> float:
    """Return how long a slow printer needs for these papers: 50 mm a second, a second a cut."""
    return sum(image.height / _SLOWEST + 1 for image in images)


def papers_as_bytes(images: Sequence["Image"]) -> bytes:
    """Return papers for the printer, each one cut off; black and white pictures (mode "1").

    A printer that lost its caller in the middle of a block takes the next bytes for the rest of
    that block. So a white block goes first: it is as long as any, and may be lost or printed.
    """
    if not images:
        return b""
    width = (images[0].width + 7) // 8
    lead = _block(bytes(width * BLOCK_ROWS), width)
    return lead + START + b"".join(_raster(image) + CUT for image in images)


def status_request(n: int) -> bytes:
    """Return DLE EOT n, which a printer answers at once, even where it cannot print."""
    return b"\x10\x04" + bytes([n])


def is_status(answer: int) -> bool:
    """Tell whether a byte has the shape of an answer to DLE EOT (0xx1xx10)."""
    return answer & 0x93 == 0x12


def is_acknowledgement(answer: int) -> bool:
    """Tell whether a byte has the shape of an answer to GS r (0xx0xxxx)."""
    return answer & 0x90 == 0


def begins_notice(answer: int) -> bool:
    """Tell whether a byte begins a notice of four (0xx1xx00) that nobody asked for (GS a); the
    three others look like answers to GS r."""
    return answer & 0x93 == 0x10


def trouble_in(n: int, answer: int) -> str:
    """Return the cause why a printer cannot print, by its answer to DLE EOT n; '' if it can."""
    return next((cause for bits, cause in _TROUBLES[n] if answer & bits), "")


def trouble_at_end(answer: int) -> str:
    """Return what the answer to GS r 1 says is wrong: NO_PAPER, or ''."""
    return Cause.NO_PAPER if answer & _PAPER_END else ""


def _raster(image: "Image") -> bytes:
    rows = image.tobytes("raw", "1;I")  # inverted: a printer's 1 is black
    width = (image.width + 7) // 8
    step = width * BLOCK_ROWS
    return b"".join(_block(rows[at : at + step], width) for at in range(0, len(rows), step))


def _block(rows: bytes, width: int) -> bytes:
    """Return GS v 0: rows of `width` bytes each."""
    size = width.to_bytes(2, "little") + (len(rows) // width).to_bytes(2, "little")
    return b"\x1dv0\x00" + size + rows
