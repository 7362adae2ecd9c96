"""LOG_FORMAT=json: one object a line, whatever a user writes."""

import json
import logging
import sys
from datetime import datetime

import pytest

from core_app.logs import JsonFormatter, RequestIdFilter, begin_request, current_request_id

EVIL = [
    "\n", "\r\n", "\x0b", "\x1b[2K", "\x00", "\x85", "\u2028", "\u2029", "\x7f", '"', "\\",
    '"}\n{"', "\ud800", "\u202e",
]  # fmt: skip


def written(message: str, *args, level: int = logging.INFO, exc_info=None, sinfo=None) -> str:
    record = logging.LogRecord(
        "orders_app", level, "file.py", 1, message, args, exc_info, sinfo=sinfo
    )
    RequestIdFilter().filter(record)
    return JsonFormatter().format(record)


def test_a_line_has_time_level_message_request_and_logger():
    begin_request("request-0001")
    line = json.loads(written("Order created: order_id=%s, table_id=%s", 101, 1))
    assert datetime.fromisoformat(line.pop("time")).tzinfo
    assert line == {
        "level": "INFO",
        "message": "Order created: order_id=101, table_id=1",
        "request_id": current_request_id(),
        "offered_id": "request-0001",
        "logger": "orders_app",
    }


@pytest.mark.parametrize("evil", EVIL)
def test_user_text_stays_inside_its_message(evil):
    line = written("reason=%s", f"x{evil}y")
    assert len(line.splitlines()) == 1
    assert json.loads(line)["message"] == f"reason=x{evil}y"
    line.encode()  # half a pair of surrogates could not be written at all


def test_thai_stays_readable():
    assert "ลูกค้าเปลี่ยนใจ น้ำ" in written("reason=%s", "ลูกค้าเปลี่ยนใจ น้ำ")


def test_a_traceback_is_a_field():
    try:
        raise ValueError("x\n[INFO] forged")
    except ValueError:
        text = written("failed", level=logging.ERROR, exc_info=sys.exc_info())
    assert len(text.splitlines()) == 1
    line = json.loads(text)
    assert line["level"] == "ERROR"
    assert line["traceback"].startswith("Traceback (most recent call last):")
    assert "ValueError: x\n[INFO] forged" in line["traceback"]


def test_a_stack_is_a_field_too():
    assert json.loads(written("m", sinfo="Stack:\n  line"))["traceback"] == "Stack:\n  line"


def test_a_line_without_an_error_has_no_such_field():
    assert "traceback" not in json.loads(written("m"))
