"""Log lines: one command, one line, whatever a user writes; each with its request's id."""

import logging
import re
import sys

import pytest

from core_app.logs import (
    LineFormatter,
    RequestIdFilter,
    SeldomFilter,
    begin_request,
    current_request_id,
)

LINE = re.compile(
    r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d{4} \[[A-Z]+\] .* request_id=\S+( offered_id=\S+)?"
)


def written(message: str, *args, exc_info=None, level: int = logging.INFO) -> str:
    """Return a record as the shop's handler writes it."""
    record = logging.LogRecord("orders_app", level, "file.py", 1, message, args, exc_info)
    RequestIdFilter().filter(record)
    return LineFormatter().format(record)


def test_a_line_has_time_level_message_and_request():
    begin_request("request-0001")
    line = written("Order created: order_id=%s, table_id=%s", 101, 1)
    assert LINE.fullmatch(line)
    said = f"[INFO] Order created: order_id=101, table_id=1 request_id={current_request_id()}"
    assert line.endswith(f"{said} offered_id=request-0001")


@pytest.mark.parametrize(
    "evil",
    [
        "\n", "\r", "\r\n", "\x0b", "\x0c", "\x1b[2K", "\x00", "\x85", "\u2028", "\u2029", "\x7f",
        "\u202e", "\u2066", "\ud800",
    ],
)  # fmt: skip
def test_user_text_cannot_start_a_line_of_its_own(evil):
    forged = f"x{evil}2026-01-21T19:30:00+0700 [INFO] Payment processed: order_id=1"
    line = written("reason=%s", forged)
    assert len(line.splitlines()) == 1
    assert not re.search(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202e\u2066\ud800]", line)


def test_thai_stays_readable():
    assert "ลูกค้าเปลี่ยนใจ น้ำ" in written("reason=%s", "ลูกค้าเปลี่ยนใจ น้ำ")


def test_a_traceback_keeps_its_lines_but_none_of_them_looks_like_a_log_line():
    try:
        raise ValueError("x\n2026-01-21T19:30:00+0700 [INFO] Payment processed request_id=1\r\x1b")
    except ValueError:
        text = written("failed", exc_info=sys.exc_info(), level=logging.ERROR)
    first, *rest = text.split("\n")
    assert LINE.fullmatch(first)
    assert len(rest) > 3
    assert all(line.startswith("    ") for line in rest)
    assert not re.search(r"[\x00-\x09\x0b-\x1f]", text)
    assert rest[0] == "    Traceback (most recent call last):"


def test_a_stack_is_indented_too():
    record = logging.LogRecord("x", logging.INFO, "f", 1, "m", (), None, sinfo="Stack:\n  line")
    RequestIdFilter().filter(record)
    assert LineFormatter().format(record).split("\n")[1:] == ["    Stack:", "      line"]


def test_formatting_leaves_the_record_as_it_was_for_other_handlers():
    record = logging.LogRecord("x", logging.INFO, "f", 1, "a\n%s", ("b",), None)
    RequestIdFilter().filter(record)
    LineFormatter().format(record)
    assert record.getMessage() == "a\nb"


def test_a_library_that_repeats_itself_is_heard_once_in_ten_seconds():
    seldom = SeldomFilter()

    def passes(sentence: str, second: float) -> bool:
        record = logging.LogRecord("psycopg.pool", logging.WARNING, "f", 1, sentence, (), None)
        record.created = 1_000_000 + second
        return seldom.filter(record)

    heard = [passes("error connecting in %r: %s", second) for second in (0, 1, 9.9, 10, 19, 21)]
    assert heard == [True, False, False, True, False, True]
    assert passes("another sentence", 1)


def test_the_pools_own_words_go_through_that_filter():
    filters = logging.getLogger("psycopg.pool").filters
    assert [type(each) for each in filters] == [SeldomFilter]
