"""Bytes reach a printer, and it is known afterwards what may have been printed."""

import os
import select
import socket
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest

from core_app.paper import Row
from operations_app.printing.addresses import host_and_port
from operations_app.printing.drawing import DOTS_58_MM, draw
from operations_app.printing.escpos import KICK, papers_as_bytes
from operations_app.printing.line import (
    Answers,
    Cause,
    Limits,
    NothingSent,
    Outcome,
    deliver,
    hand_over,
    probe,
)
from operations_app.printing.wire import Wire, open_wire
from tests.printing.fake_printer import PATIENCE, FakePrinter, printer_on_a_cable
from tests.printing.pictures import pattern

pytestmark = pytest.mark.no_database

PICTURE = pattern(384, 96)
PAPER = papers_as_bytes([PICTURE])
PATIENT = Limits(PATIENCE, PATIENCE, PATIENCE, PATIENCE)
# Where the printer is to say nothing, no longer than needed.
NO_STATE = PATIENT._replace(state=0.1)
NO_ACKNOWLEDGEMENT = PATIENT._replace(acknowledgement=0.1)


class Told:
    """Counts how often it was said that bytes are about to go."""

    def __init__(self):
        self.times = 0

    def __call__(self) -> None:
        self.times += 1


@pytest.fixture
def told() -> Told:
    return Told()


def send(printer: FakePrinter, told: Told, acknowledges=True, limits=PATIENT, data=PAPER):
    return deliver(
        printer.address, data, acknowledges=acknowledges, about_to_send=told, limits=limits
    )


def is_whole(paper) -> bool:
    """Tell whether a paper ends with the whole picture, whatever stands above it."""
    top = paper.height - PICTURE.height
    return paper.crop((0, top, *paper.size)).tobytes() == PICTURE.tobytes()


def nothing_sent(cause: Cause) -> AbstractContextManager:
    return pytest.raises(NothingSent, match=f"^{cause}$")


@pytest.mark.parametrize("acknowledges", [True, None])
def test_what_the_printer_acknowledges_is_printed(told, acknowledges):
    with FakePrinter() as printer:
        assert send(printer, told, acknowledges) == Outcome("printed")
        assert is_whole(*printer.papers())
    assert told.times == 1


def test_each_paper_is_cut_off(told):
    rows = [[Row("ครัวร้อน")], [Row("น้ำ"), Row("ชาเย็น", right="2")]]
    images = [draw(each, DOTS_58_MM) for each in rows]
    with FakePrinter() as printer:
        send(printer, told, data=papers_as_bytes(images))
        first, second = printer.papers()
        assert printer.garbage() == b""
    assert first.height > images[0].height  # with the white block before it
    assert second.tobytes() == images[1].tobytes()


def test_the_drawer_is_opened(told):
    with FakePrinter() as printer:
        assert send(printer, told, data=KICK) == Outcome("printed")
        assert printer.kicks() == 1


def test_what_a_printer_says_unasked_is_not_taken_for_an_acknowledgement(told):
    with FakePrinter(sends_notices=True, acknowledges=False) as printer:
        assert send(printer, told, limits=NO_ACKNOWLEDGEMENT).state == "unknown"
    with FakePrinter(sends_notices=True) as printer:
        assert send(printer, told) == Outcome("printed")


@contextmanager
def told_something(printer: FakePrinter, unasked: bytes) -> Iterator[tuple[Wire, Callable]]:
    """Yield a wire, and what lets the printer say something on it."""
    caller = socket.create_connection(host_and_port(printer.address))
    caller.setblocking(False)

    def say() -> None:
        printer.say(unasked)
        assert select.select([caller], [], [], PATIENCE)[0]

    with caller, Wire(os.dup(caller.fileno())) as wire:
        yield wire, say


def test_an_answer_that_comes_late_for_an_earlier_paper_is_not_taken_for_this_one():
    arranged = FakePrinter(acknowledges=False)
    with arranged as printer, told_something(printer, b"\x00") as (wire, say):
        outcome = hand_over(
            wire, PAPER, acknowledges=True, about_to_send=say, limits=NO_ACKNOWLEDGEMENT
        )
    assert outcome == Outcome("unknown", Cause.NO_ANSWER)


def test_hanging_up_is_no_reset_which_would_take_back_what_was_sent():
    with FakePrinter(acknowledges=False) as printer:
        with told_something(printer, b"\x11") as (wire, say):
            hand_over(wire, KICK, acknowledges=False, about_to_send=say, limits=PATIENT)
        assert printer.endings(at_least=1) == ["closed"]
        assert printer.kicks() == 1


def test_where_nothing_listens_nothing_is_sent_until_somebody_switches_it_on(told):
    with FakePrinter(is_on=False) as printer:
        with nothing_sent(Cause.UNREACHABLE):
            send(printer, told)
        assert told.times == 0
        printer.switch_on()
        assert send(printer, told) == Outcome("printed")


def test_a_printer_that_hangs_up_before_the_first_byte_is_busy(told):
    with FakePrinter(resets_after=3) as printer:
        with nothing_sent(Cause.BUSY):
            send(printer, told)
        assert told.times == 0
        assert send(printer, told) == Outcome("printed")


@pytest.mark.parametrize("address", ["8.8.8.8", "printer.local", "/dev/null"])
def test_an_address_outside_is_never_called(told, address):
    with nothing_sent(Cause.WRONG_ADDRESS):
        deliver(address, PAPER, acknowledges=True, about_to_send=told)
    assert told.times == 0


@pytest.mark.parametrize("behaviour", ["hangs", "tells_no_state"])
def test_a_printer_that_does_not_answer_gets_nothing(told, behaviour):
    arranged = {"hangs": True} if behaviour == "hangs" else {"tells_state": False}
    with FakePrinter(**arranged) as printer:
        for acknowledges in (True, None):
            with nothing_sent(Cause.SILENT):
                send(printer, told, acknowledges, limits=NO_STATE)
        assert printer.papers() == []
    assert told.times == 0


def test_the_job_that_a_printer_sleeps_through_is_never_sent(told):
    with FakePrinter(sleeps_through=1) as printer:
        with nothing_sent(Cause.SILENT):
            send(printer, told, limits=NO_STATE)
        assert send(printer, told) == Outcome("printed")
        assert len(printer.papers()) == 1
    assert told.times == 1


def test_without_paper_nothing_is_sent_until_it_is_refilled(told):
    with FakePrinter(rows_of_paper=0) as printer:
        with nothing_sent(Cause.NO_PAPER):
            send(printer, told)
        printer.refill()
        assert send(printer, told) == Outcome("printed")
        assert len(printer.papers()) == 1


def test_with_its_cover_open_nothing_is_sent_until_it_is_closed(told):
    with FakePrinter(is_cover_open=True, rows_of_paper=0) as printer:  # both: the cover is first
        with nothing_sent(Cause.COVER_OPEN):
            send(printer, told)
        printer.refill()
        printer.close_cover()
        assert send(printer, told) == Outcome("printed")


def test_a_printer_that_cannot_print_gets_nothing_whatever_it_acknowledges(told):
    arranged = FakePrinter(rows_of_paper=0, acknowledges=False)
    with arranged as printer, nothing_sent(Cause.NO_PAPER):
        send(printer, told, acknowledges=False)
    assert told.times == 0


@pytest.mark.parametrize("tells_state", [True, False])
def test_what_is_known_to_acknowledge_nothing_has_it_sent(told, tells_state):
    with FakePrinter(acknowledges=False, tells_state=tells_state) as printer:
        limits = PATIENT if tells_state else NO_STATE
        assert send(printer, told, acknowledges=False, limits=limits) == Outcome("sent")
        assert is_whole(*printer.papers(at_least=1))


def test_an_acknowledgement_that_does_not_come_leaves_it_unknown(told):
    with FakePrinter(acknowledges=False) as printer:
        outcome = send(printer, told, limits=NO_ACKNOWLEDGEMENT)
        assert outcome == Outcome("unknown", Cause.NO_ANSWER)
        assert is_whole(*printer.papers(at_least=1))


@pytest.mark.parametrize("acknowledges", [True, None])
def test_a_connection_cut_half_way_leaves_it_unknown(told, acknowledges):
    with FakePrinter(resets_after=len(PAPER) // 2) as printer:
        outcome = send(printer, told, acknowledges)
        assert outcome == Outcome("unknown", Cause.HUNG_UP)
    assert told.times == 1


@pytest.mark.parametrize("taken", [20, 9 + 8 + 1, 9 + 1160, 9 + 1170 + 900, len(PAPER) - 2])
def test_the_paper_after_one_that_was_cut_half_way_is_whole(told, taken):
    with FakePrinter(resets_after=taken) as printer:
        assert send(printer, told).state == "unknown"
        assert send(printer, told) == Outcome("printed")
        assert is_whole(printer.papers()[-1])
        # The head of the white block may have gone into the gap in part.
        assert len(printer.garbage().replace(b"\0", b"")) < 8


def test_paper_that_ends_half_way_leaves_it_unknown_and_says_why(told):
    with FakePrinter(rows_of_paper=48) as printer:
        outcome = send(printer, told, limits=NO_ACKNOWLEDGEMENT)
        assert outcome == Outcome("unknown", Cause.NO_PAPER)
        printer.refill()
        assert is_whole(*printer.papers(at_least=1))  # it comes out after all: nobody may resend


def test_paper_that_ends_with_the_last_row_leaves_it_unknown(told):
    with FakePrinter(rows_of_paper=24 + 96) as printer:
        assert send(printer, told) == Outcome("unknown", Cause.NO_PAPER)


@pytest.mark.parametrize("acknowledges", [True, False])
def test_a_printer_that_takes_a_byte_now_and_then_does_not_hold_for_ever(told, acknowledges):
    much = PAPER * 4000  # more than the system's own buffers take
    with FakePrinter(is_slow=True) as printer:
        limits = PATIENT._replace(sending=0.3)
        outcome = send(printer, told, acknowledges, limits, data=much)
    assert outcome == Outcome("unknown", Cause.SLOW)


def test_bytes_that_only_this_machine_has_taken_are_not_sent(told):
    with FakePrinter(is_slow=True) as printer:
        limits = PATIENT._replace(sending=0.3)
        outcome = send(printer, told, False, limits, data=PAPER * 20)
    assert outcome == Outcome("unknown", Cause.SLOW)


def test_whoever_does_not_want_it_sent_any_more_is_heard():
    def refuse() -> None:
        raise LookupError("the job is gone")

    with FakePrinter() as printer:
        with pytest.raises(LookupError, match="the job is gone"):
            send(printer, refuse)
        assert send(printer, Told(), data=KICK) == Outcome("printed")
        assert printer.papers() == []
        assert printer.received.count(PAPER[:20]) == 0


def test_a_second_caller_waits_for_the_first_to_hang_up(told):
    with FakePrinter() as printer:
        with open_wire(printer.address, PATIENCE), nothing_sent(Cause.SILENT):
            send(printer, told, limits=NO_STATE)
        assert send(printer, told) == Outcome("printed")


@pytest.mark.parametrize(
    ("behaviour", "answers"),
    [
        ({}, Answers(True, True)),
        ({"acknowledges": False}, Answers(True, False)),
        ({"tells_state": False}, Answers(False, False)),  # of no use without the state
        ({"tells_state": False, "acknowledges": False}, Answers(False, False)),
    ],
)
def test_the_set_up_test_finds_out_what_a_printer_answers_without_paper(behaviour, answers):
    limits = PATIENT._replace(
        state=PATIENCE if behaviour.get("tells_state", True) else 0.1,
        acknowledgement=PATIENCE if behaviour.get("acknowledges", True) else 0.1,
    )
    with FakePrinter(**behaviour) as printer:
        assert probe(printer.address, limits) == answers
        assert printer.papers() == []


@pytest.mark.parametrize(
    ("behaviour", "cause"),
    [({"rows_of_paper": 0}, Cause.NO_PAPER), ({"is_on": False}, Cause.UNREACHABLE)],
)
def test_the_set_up_test_says_what_is_in_its_way(behaviour, cause):
    with FakePrinter(**behaviour) as printer, nothing_sent(cause):
        probe(printer.address, PATIENT)


@pytest.mark.parametrize(("acknowledges", "state"), [(True, "printed"), (False, "sent")])
def test_a_printer_on_a_cable_is_a_file(told, acknowledges, state):
    with printer_on_a_cable(acknowledges=acknowledges) as (path, inside):
        limits = PATIENT if acknowledges else NO_STATE
        with open_wire(path, PATIENCE) as wire:
            outcome = hand_over(
                wire, PAPER, acknowledges=acknowledges, about_to_send=told, limits=limits
            )
    assert outcome == Outcome(state)
    assert is_whole(*inside.papers)


def test_a_cable_that_is_not_in_is_unreachable(told):
    with nothing_sent(Cause.UNREACHABLE):
        deliver("/dev/usb/lp987", PAPER, acknowledges=True, about_to_send=told)
