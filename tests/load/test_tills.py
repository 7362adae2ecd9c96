"""The load maker of `make bench`: what it counts as an answer, and what as an error."""

import json
import re
import socket
import threading
from contextlib import contextmanager

import pytest

from tests.load.tills import Cut, Notes, Till, sell_once, whole_answer

pytestmark = pytest.mark.no_database

CUT = None
OPENED, ADDED, PAID = (201, {"order_id": 7}), (201, {"total_price": 120}), (200, {"change": 0})
AWAY = (503, {"error": "NETWORK_TIMEOUT"})


@contextmanager
def shop_that_answers(*answers):
    """Yield a port on which these answers are given one after the other, and what was asked."""
    asked = []
    with socket.create_server(("127.0.0.1", 0)) as door:
        teller = threading.Thread(target=_answer_all, args=(door, answers, asked), daemon=True)
        teller.start()
        yield door.getsockname()[1], asked
        teller.join(10)


def _answer_all(door, answers, asked):
    line, _ = door.accept()
    for answer in answers:
        asked.append(_one_request(line))
        if answer is CUT:
            line.close()
            line, _ = door.accept()
            continue
        content = json.dumps(answer[1]).encode()
        head = f"HTTP/1.1 {answer[0]} Said\r\nContent-Length: {len(content)}\r\n\r\n"
        line.sendall(head.encode() + content)
    line.close()


def _one_request(line):
    heard = b""
    while True:
        heard += line.recv(4096)
        head, end, body = heard.partition(b"\r\n\r\n")
        length = re.search(rb"Content-Length: (\d+)", head)
        if end and len(body) >= int(length[1]):
            return head.split()[1].decode(), json.loads(body)


def sell_one(*answers):
    """Sell one order where these answers are given; return notes, requests and what was noted."""
    notes, after = Notes(), []
    with shop_that_answers(*answers) as (port, asked):
        sell_once(Till(port, "a-token", 3, [1, 2, 3], notes), after.append)
    return notes, asked, after


def test_an_order_is_opened_given_two_dishes_and_paid_exactly():
    notes, asked, after = sell_one(OPENED, ADDED, PAID)
    assert [path for path, _ in asked] == ["/orders", "/orders/7/items", "/orders/7/pay"]
    assert asked[0][1]["table_id"] == 3
    assert len({item["menu_id"] for item in asked[1][1]["items"]}) == 2
    assert asked[2][1]["amount_received"] == 120
    assert len({body["idempotency_key"] for _, body in asked}) == 3
    assert after == [command for _, command, _ in notes.answers] == ["open", "add", "pay"]
    assert (notes.paid, notes.faults) == (1, [])


@pytest.mark.parametrize(("wrong", "said"), [(AWAY, "add: 503 {"), (CUT, "line cut: ")])
def test_an_error_is_counted_and_the_same_command_sent_again(wrong, said):
    notes, asked, _ = sell_one(OPENED, wrong, ADDED, PAID)
    assert asked[1] == asked[2]
    assert [what.startswith(said) for _, what in notes.faults] == [True]
    assert (notes.paid, len(notes.answers)) == (1, 3)


def test_a_till_that_hears_nothing_but_errors_gives_up():
    notes, asked, _ = sell_one(*[AWAY] * 20)
    assert (notes.paid, len(notes.faults), len(asked)) == (0, 20, 20)


def test_only_answers_of_the_measured_time_are_counted():
    notes = Notes(answers=[(0.9, "pay", 1.0), (1.0, "pay", 2.0), (1.5, "open", 3.0), (2, "pay", 4)])
    assert notes.between(1, 2) == {"open": [3.0], "add": [], "pay": [2.0]}


def test_an_answer_is_read_once_all_of_it_is_there():
    whole = b'HTTP/1.1 201 Created\r\nServer: x\r\ncontent-length: 7\r\n\r\n{"a":1}'
    assert whole_answer(whole) == (201, b'{"a":1}')
    assert [whole_answer(whole[:end]) for end in range(len(whole))] == [None] * len(whole)
    with pytest.raises(Cut):
        whole_answer(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
