"""Nobody keeps others from being served by taking their time: real gunicorn, real sockets."""

import contextlib
import json
import re
import socket
import time
from collections.abc import Iterator

import httpx
import pytest

from pos_project.arrival import MAX_BODY_BYTES, MAX_HEAD_BYTES
from tests.operations.teller import LONGEST_ANSWER, Teller
from tests.program import new_key
from tests.server import RealServer
from tests.slow_callers import HALF, READS_NOTHING, is_open, slow_callers

pytestmark = [pytest.mark.operations, pytest.mark.xdist_group("slow callers")]

PROMISED_SECONDS = 10  # to send a request, to read an answer
MOST_OF_ONE_ADDRESS = 256
GUARD_OFF = {"GUNICORN_CMD_ARGS": "--worker-class gthread"}
LIVE = b"GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n"
POST = b"POST /auth/login HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
WRONG = json.dumps({"username": "nobody", "password": "x"}).encode()


@pytest.fixture(scope="module")
def shop() -> Iterator[RealServer]:
    with RealServer() as server:
        yield server


def lives(shop: RealServer, patience: float) -> bool:
    """Tell whether a monitor hears in time that the process lives."""
    try:
        return httpx.get(f"{shop.url}/health/live", timeout=patience).status_code == 200
    except httpx.TimeoutException:
        return False


def sells(teller: Teller) -> bool:
    """Open table 1 and have it paid."""
    order_id = teller.open(1, new_key()).json()["order_id"]
    return teller.pay(order_id, new_key()).json()["status"] == "paid"


def test_without_the_guard_half_a_request_from_a_few_stops_the_shop():
    with RealServer(static=False, env=GUARD_OFF) as shop:
        assert lives(shop, PROMISED_SECONDS)
        with slow_callers(shop.port, {"half a head": HALF["half a head"]}):
            assert not lives(shop, patience=2)
        assert lives(shop, PROMISED_SECONDS)


def test_all_of_them_together_stop_nobody_and_have_ten_seconds(shop):
    # Who is logged in before is quick: the callers' ten seconds have begun.
    teller = Teller(shop)
    with (
        contextlib.closing(teller),
        slow_callers(shop.port, HALF | READS_NOTHING) as callers,
    ):
        assert lives(shop, LONGEST_ANSWER)
        assert sells(teller)
        assert all(is_open(caller) for kind in HALF for caller in callers[kind])
        assert all(caller.recv(13) == b"HTTP/1.1 200 " for caller in callers["reads nothing"])
        began = time.monotonic()
        for kind, last_word in {
            "silent": b"",
            "half a head": b"HTTP/1.1 408 ",
            "half a body": b"HTTP/1.1 408 ",
        }.items():
            for caller in callers[kind]:
                caller.settimeout(PROMISED_SECONDS + 2)
                assert caller.recv(13) == last_word
        assert time.monotonic() - began < PROMISED_SECONDS + 1


def test_more_of_one_address_than_it_may_have_lose_the_oldest_and_newcomers_are_served(shop):
    too_many = 20
    with contextlib.ExitStack() as open_ones:
        callers = [
            open_ones.enter_context(socket.create_connection(("127.0.0.1", shop.port)))
            for _ in range(MOST_OF_ONE_ADDRESS + too_many)
        ]
        assert lives(shop, PROMISED_SECONDS)
        assert sum(is_open(caller) for caller in callers) <= MOST_OF_ONE_ADDRESS
        assert not any(is_open(caller) for caller in callers[:too_many])
        assert is_open(callers[-1])


def said(shop: RealServer, *pieces: bytes) -> bytes:
    """Send the pieces one by one, each its own packet; return all that is answered."""
    with socket.create_connection(("127.0.0.1", shop.port), timeout=PROMISED_SECONDS) as caller:
        caller.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for piece in pieces:
            caller.sendall(piece)
        caller.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: caller.recv(65536), b""))


def statuses(answers: bytes) -> list[int]:
    """Return the status of each answer in the stream."""
    return [int(status) for status in re.findall(rb"HTTP/1\.[01] (\d+) ", answers)]


def with_length(length: int) -> bytes:
    return POST + b"Content-Length: %d\r\n\r\n" % length


CHUNKED = POST + b"Transfer-Encoding: chunked\r\n\r\n"
HEARD = {
    "byte by byte": ([LIVE[at : at + 1] for at in range(len(LIVE))], [200]),
    "one behind the other": ([LIVE * 2 + with_length(len(WRONG)) + WRONG], [200, 200, 401]),
    "one cut in the middle of the next": ([LIVE + LIVE[:9], LIVE[9:]], [200, 200]),
    "HTTP/1.0": ([b"GET /health/live HTTP/1.0\r\n\r\n" * 2], [200]),
    "a bare line feed": ([b"GET / HTTP/1.1\nHost: x\n\n"], [400]),
    "TLS": ([b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"], []),
    "too long a line": ([b"GET /" + b"x" * 9000], [414]),
    "too long a head": ([LIVE[:-2] + b"X: " + b"x" * MAX_HEAD_BYTES], [431]),
    "too large a body": ([with_length(MAX_BODY_BYTES + 1), b"x" * 9], [413]),
    "chunks": ([CHUNKED + b"2\r\n{}\r\n0\r\n\r\n" + LIVE], [411, 200]),
    "too many chunks": ([CHUNKED, b"8000\r\n" + b"x" * 0x8000 + b"\r\n", b"fffff\r\n"], [411]),
    "a chunk without a size": ([CHUNKED + b"x\r\n"], [400]),
}


@pytest.mark.parametrize(("pieces", "heard"), HEARD.values(), ids=HEARD)
def test_whoever_sends_otherwise_than_a_browser_hears_what_they_heard_before(shop, pieces, heard):
    assert statuses(said(shop, *pieces)) == heard


def test_the_whole_of_a_body_that_is_too_large_is_read_away_so_that_the_answer_arrives(shop):
    answer = httpx.post(f"{shop.url}/auth/login", content=b"x" * (3 * MAX_BODY_BYTES))
    assert answer.status_code == 413
    assert answer.headers["Connection"] == "close"


def test_who_asks_before_sending_a_body_is_told_to_go_ahead_once(shop):
    head = with_length(len(WRONG))[:-2] + b"Expect: 100-continue\r\n\r\n"
    with socket.create_connection(("127.0.0.1", shop.port), timeout=PROMISED_SECONDS) as caller:
        caller.sendall(head)
        assert caller.recv(100) == b"HTTP/1.1 100 Continue\r\n\r\n"
        caller.sendall(WRONG)
        assert caller.recv(13) == b"HTTP/1.1 401 "


def test_who_asks_before_sending_too_much_is_refused_before(shop):
    head = with_length(MAX_BODY_BYTES + 1)[:-2] + b"Expect: 100-continue\r\n\r\n"
    assert statuses(said(shop, head)) == [413]
