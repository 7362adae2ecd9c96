"""Pictures become the bytes that python-escpos makes of them, and answers are understood."""

from pathlib import Path

import pytest

from operations_app.printing import escpos
from operations_app.printing.causes import Cause
from tests.printing.pictures import pattern

pytestmark = pytest.mark.no_database

GOLDEN = Path(__file__).parent / "golden"


@pytest.mark.parametrize(
    ("golden", "sizes"), [("two-papers", [(576, 60), (576, 24)]), ("narrow", [(20, 25)])]
)
def test_papers_are_the_bytes_that_python_escpos_writes(golden, sizes):
    papers = [pattern(*size) for size in sizes]
    assert escpos.papers_as_bytes(papers) == (GOLDEN / f"{golden}.bin").read_bytes()


def test_the_drawer_is_opened_with_the_bytes_that_python_escpos_writes():
    assert (GOLDEN / "kick.bin").read_bytes() == escpos.KICK


def test_no_paper_is_no_bytes():
    assert escpos.papers_as_bytes([]) == b""


# Epson's reference, "DLE EOT": bits 1 and 4 are always set.
@pytest.mark.parametrize(
    ("n", "answer", "trouble"),
    [
        (1, 0x12, ""),
        (1, 0x16, ""),  # the drawer's contact
        (1, 0x1A, Cause.OFFLINE),
        (2, 0x12, ""),
        (2, 0x16, Cause.COVER_OPEN),
        (2, 0x32, Cause.NO_PAPER),
        (2, 0x52, Cause.ERROR),
        (4, 0x12, ""),
        (4, 0x1E, ""),  # nearly at its end
        (4, 0x72, Cause.NO_PAPER),
        (4, 0x7E, Cause.NO_PAPER),
    ],
)
def test_an_answer_tells_why_a_printer_cannot_print(n, answer, trouble):
    assert escpos.is_status(answer)
    assert escpos.trouble_in(n, answer) == trouble


@pytest.mark.parametrize(
    ("answer", "trouble"), [(0x00, ""), (0x03, ""), (0x0C, Cause.NO_PAPER), (0x0F, Cause.NO_PAPER)]
)
def test_an_acknowledgement_tells_whether_paper_was_left(answer, trouble):
    assert escpos.is_acknowledgement(answer)
    assert escpos.trouble_at_end(answer) == trouble


# XON, XOFF, a state, the first byte of a notice.
@pytest.mark.parametrize("other", [0x11, 0x13, 0x12, 0x1A, 0x10, 0x18])
def test_what_acknowledges_nothing_is_not_taken_for_it(other):
    assert not escpos.is_acknowledgement(other)


def test_no_byte_is_two_answers():
    kinds = (escpos.is_status, escpos.is_acknowledgement, escpos.begins_notice)
    assert all(sum(kind(byte) for kind in kinds) <= 1 for byte in range(256))
