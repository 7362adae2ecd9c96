"""The print worker is a process that is killed: nothing is printed twice, nothing is lost silently.

The shipped server sells, `manage.py keep_printing` prints to a printer on a port of this machine.
"""

import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.operations.teller import Teller
from tests.printing.fake_printer import FakePrinter
from tests.printing.workers import PATIENCE, known_of, print_at, printing, wait_until
from tests.program import new_key
from tests.server import RealServer

pytestmark = [pytest.mark.operations, pytest.mark.xdist_group("printing")]


@pytest.fixture(scope="module")
def shop() -> Iterator[RealServer]:
    """The demo restaurant, embedded, whose dishes are made at stations."""
    with RealServer() as server:
        yield server


@pytest.fixture
def order(shop) -> Iterator[Callable[[], None]]:
    """Order a dish that a station makes, on another table each time; all is paid at the end."""
    teller, opened = Teller(shop), []

    def order() -> None:
        answer = teller.open(len(opened) + 1, new_key())
        assert answer.status_code == 201, answer.text
        opened.append(answer.json()["order_id"])

    yield order
    for order_id in opened:
        teller.pay(order_id, new_key())
    teller.close()


def test_killed_before_its_first_byte_the_next_one_prints_it_once(shop, order):
    with FakePrinter(is_cover_open=True) as printer:
        print_at(shop, printer.address)
        order()
        with printing(shop):
            wait_until(lambda: known_of(shop, printer.address) == [("failed", "cover_open")])
        printer.close_cover()
        with printing(shop):
            wait_until(lambda: known_of(shop, printer.address) == [("printed", "")])
        assert len(printer.papers(1)) == 1


def test_killed_in_the_middle_of_a_paper_it_is_not_sent_again_and_said_so(shop, order):
    with FakePrinter(is_slow=True) as printer:
        print_at(shop, printer.address)
        order()
        with printing(shop):
            wait_until(lambda: known_of(shop, printer.address) == [("sending", "")])
            asked = len(printer.received)
            wait_until(lambda: len(printer.received) > asked + 5)
        with printing(shop):
            wait_until(lambda: known_of(shop, printer.address) == [("unknown", "stopped")])
        assert printer.papers() == []


def test_killed_between_the_last_byte_and_the_answer_it_is_not_printed_twice(shop, order):
    with FakePrinter(acknowledges=False) as printer:
        print_at(shop, printer.address)
        order()
        with printing(shop):
            printer.papers(1)
        with printing(shop):
            wait_until(lambda: known_of(shop, printer.address) == [("unknown", "stopped")])
            order()
            assert len(printer.papers(2)) == 2


def test_killed_beside_its_server_it_is_started_again_and_ends_with_that(shop, order):
    with FakePrinter() as printer:
        print_at(shop, printer.address)
        with printing(shop, "--with-server") as keeper:
            order()
            wait_until(lambda: known_of(shop, printer.address) == [("printed", "")])
            (child,) = children_of(keeper.pid)
            os.kill(child, signal.SIGKILL)
            order()
            wait_until(lambda: known_of(shop, printer.address) == [("printed", "")] * 2)
            keeper.stdin.close()  # the server is gone
            assert keeper.wait(PATIENCE) == 0


def children_of(pid: int) -> list[int]:
    text = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    return [int(number) for number in text.split()]


def test_told_to_end_it_finishes_what_it_is_sending(shop, order):
    with FakePrinter() as printer:
        print_at(shop, printer.address)
        order()
        with printing(shop) as worker:
            wait_until(lambda: known_of(shop, printer.address) == [("printed", "")])
            worker.send_signal(signal.SIGTERM)
            assert worker.wait(PATIENCE) == 0


def test_a_second_worker_on_one_machine_is_refused_with_a_sentence(shop, order):
    with FakePrinter() as printer:
        print_at(shop, printer.address)
        order()
        with printing(shop):
            wait_until(lambda: known_of(shop, printer.address) == [("printed", "")])
            second = shop.manage("keep_printing", check=False)
    assert second.returncode == 1
    assert "มีตัวพิมพ์ทำงานอยู่แล้ว" in second.stderr
