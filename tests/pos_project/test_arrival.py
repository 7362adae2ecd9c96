"""A request is whole at its last byte, however it was cut on its way."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_project.arrival import (
    BAD_CHUNK,
    MAX_BODY_BYTES,
    MAX_HEAD_BYTES,
    TOO_LARGE_A_HEAD,
    Arrival,
)

LOOK = b"GET /pos/ HTTP/1.1\r\nHost: x\r\n\r\n"
BARE = b"GET / HTTP/1.0\r\n\r\n"
PAY = b"POST /pay HTTP/1.1\r\nHost: x\r\ncontent-LENGTH:  12 \r\n\r\n{\r\n\r\n  1: 2}"
CHUNKED = b"POST /pay HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"
IN_CHUNKS = CHUNKED + b"3\r\n\r\n\r\r\nA;x=y\r\n0123456789\r\n0\r\n\r\n"
WITH_TRAILERS = CHUNKED + b"1\r\na\r\n0\r\nX: y\r\nZ: w\r\n\r\n"
WHOLE = [LOOK, BARE, PAY, IN_CHUNKS, WITH_TRAILERS, b"\r\n" + LOOK]


@pytest.mark.parametrize("request_bytes", WHOLE)
def test_it_is_whole_at_its_last_byte_and_not_before(request_bytes):
    arrival = Arrival()
    heard = [arrival.feed(request_bytes[at : at + 1]) for at in range(len(request_bytes))]
    assert heard == [False] * (len(request_bytes) - 1) + [True]
    assert not arrival.cut_off
    assert arrival.take() == request_bytes
    assert not arrival.came


@given(st.lists(st.sampled_from(WHOLE), min_size=1, max_size=4), st.lists(st.integers(1, 60)))
def test_requests_one_behind_the_other_come_out_one_by_one(requests, cuts):
    stream, arrival, heard = b"".join(requests), Arrival(), []
    for length in [*cuts, len(stream)]:
        arrival.feed(stream[:length])
        stream = stream[length:]
        while arrival.whole:
            heard.append(arrival.take())
    assert heard == requests


REFUSED_BY_GUNICORN = {
    "a bare line feed": b"GET / HTTP/1.1\nHost: x\n",
    "a bare line feed further down": b"GET / HTTP/1.1\r\nHost: x\nX",
    "TLS on a plain port": b"\x16\x03\x01\x02\x00\x01",
    "a line without an end": b"GET /" + b"x" * 9000,
    "two lengths": b"POST / HTTP/1.1\r\nContent-Length: 5\r\nContent-Length: 5\r\n\r\n",
    "a length and chunks": PAY[:-14] + b"Transfer-Encoding: chunked\r\n\r\n",
    "a length below nothing": b"POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
    "a length in words": b"POST / HTTP/1.1\r\nContent-Length: five\r\n\r\n",
    "a length of 5,000 digits": b"POST / HTTP/1.1\r\nContent-Length: " + b"9" * 5000 + b"\r\n\r\n",
    "a coding without a length": b"POST / HTTP/1.1\r\nTransfer-Encoding: gzip\r\n\r\n",
    "an unknown expectation": b"POST / HTTP/1.1\r\nExpect: a miracle\r\nContent-Length: 9\r\n\r\n",
    "more than the shop reads": b"POST / HTTP/1.1\r\nContent-Length: %d\r\n\r\n"
    % (MAX_BODY_BYTES + 1),
}


@pytest.mark.parametrize("data", REFUSED_BY_GUNICORN.values(), ids=REFUSED_BY_GUNICORN)
def test_what_will_be_refused_is_not_waited_for(data):
    at_once, byte_by_byte = Arrival(data), Arrival()
    for at in range(len(data)):
        byte_by_byte.feed(data[at : at + 1])
    for arrival in (at_once, byte_by_byte):
        assert (arrival.whole, arrival.cut_off, arrival.refusal) == (True, True, None)
        assert data.startswith(arrival.take()[:100])


REFUSED_HERE = {
    "a head without an end": (b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 12_000, TOO_LARGE_A_HEAD),
    "too long a head": (
        b"GET / HTTP/1.1\r\nX: " + b"y" * MAX_HEAD_BYTES + b"\r\n\r\n",
        TOO_LARGE_A_HEAD,
    ),
    "a chunk without a size": (CHUNKED + b"x\r\n", BAD_CHUNK),
    "a chunk below nothing": (CHUNKED + b"-1\r\n", BAD_CHUNK),
    "a chunk that is longer than it says": (CHUNKED + b"1\r\nab\r\n", BAD_CHUNK),
    "a size without an end": (CHUNKED + b"1" * 9000, BAD_CHUNK),
}


@pytest.mark.parametrize(("data", "refusal"), REFUSED_HERE.values(), ids=REFUSED_HERE)
def test_what_nobody_could_read_to_its_end_has_its_answer(data, refusal):
    assert Arrival(data).refusal == refusal


@pytest.mark.parametrize("chunk", [b"1\r\na\r\n", b"ffffffff\r\n"], ids=["small", "one large"])
def test_chunks_end_at_the_limit(chunk):
    arrival = Arrival(CHUNKED)
    while not arrival.feed(chunk):
        assert len(arrival.came) <= MAX_BODY_BYTES + len(CHUNKED)
    assert arrival.cut_off
    assert not arrival.refusal


EXPECTING = b"POST / HTTP/1.%d\r\nExpect: 100-Continue\r\nContent-Length: 2\r\n\r\n"


def test_only_who_waits_for_a_go_ahead_and_may_have_one_wants_it():
    assert Arrival(EXPECTING % 1).wants_go_ahead
    assert not Arrival(EXPECTING % 0).wants_go_ahead
    assert not Arrival(PAY[:-1]).wants_go_ahead


@given(st.binary(max_size=400))
def test_no_bytes_whatever_break_it(data):
    arrival = Arrival(CHUNKED + data)
    assert arrival.refusal is None or arrival.whole
    assert Arrival(data).came == data
