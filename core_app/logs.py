"""Log lines that cannot be forged, each with the id of the request it belongs to."""

import copy
import json
import logging
import re
import uuid
from contextvars import ContextVar
from datetime import UTC, datetime

_request_id: ContextVar[str] = ContextVar("request_id", default="")
_offered_id: ContextVar[str] = ContextVar("offered_id", default="")
_SELDOM = 10.0  # seconds
_GOOD_ID = re.compile(r"[A-Za-z0-9._-]{8,36}\Z")
# Control characters, other alphabets' line ends, marks that turn the direction of reading, and
# halves of pairs, which no file can hold.
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def begin_request(offered: str) -> str:
    """Start a request's id, always a new one of ours; return what its answer shall carry.

    That is the client's or proxy's own word where it offers a plain one: it finds that in the log
    beside ours. The audit log keeps ours alone, or a caller could give its requests the id of
    somebody else's.
    """
    is_good = bool(_GOOD_ID.match(offered))
    _request_id.set(str(uuid.uuid4()))
    _offered_id.set(offered if is_good else "")
    return offered if is_good else _request_id.get()


def current_request_id() -> str:
    """Return the id of the request at work in this thread, '' outside of one."""
    return _request_id.get()


class RequestIdFilter(logging.Filter):
    """Give every record the id of its request."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = current_request_id() or "-"
        record.offered_id = _offered_id.get()
        return True


class RefusedFilter(logging.Filter):
    """Take the traceback off what Django refuses as suspicious: a forbidden filter, a strange host.

    It answers 400, the line says why, and anybody could fill the log with pages of our code.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        if record.name.startswith("django.security."):
            record.exc_info = record.exc_text = None
        return True


class SeldomFilter(logging.Filter):
    """Let each sentence of a talkative library pass once in ten seconds.

    Without its database every worker's pool would say so several times a second.
    """

    def __init__(self):
        super().__init__()
        self.said: dict[str, float] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        if record.created - self.said.get(record.msg, 0.0) < _SELDOM:
            return False
        self.said[record.msg] = record.created
        return True


class LineFormatter(logging.Formatter):
    """`2026-01-21T19:30:00+0700 [INFO] Order created: order_id=101 request_id=…`.

    A client's own id follows as offered_id.

    Control characters in the message are escaped, so that user text cannot start a line of its
    own; a traceback keeps its lines, indented, so that none of them looks like a log line.
    """

    def __init__(self):
        super().__init__(
            "%(asctime)s [%(levelname)s] %(message)s request_id=%(request_id)s",
            "%Y-%m-%dT%H:%M:%S%z",
        )

    def format(self, record: logging.LogRecord) -> str:
        bare = copy.copy(record)
        bare.exc_info = bare.exc_text = bare.stack_info = None
        offered = getattr(record, "offered_id", "")
        told = super().format(bare) + (f" offered_id={offered}" if offered else "")
        lines = [_CONTROL.sub(_escape, told)]
        # An exception's own text may carry what a user sent, line breaks included.
        trace = self.formatException(record.exc_info) if record.exc_info else ""
        for text in filter(None, (trace, record.stack_info)):
            lines += [f"    {_CONTROL.sub(_escape, line)}" for line in text.split("\n")]
        return "\n".join(lines)


class JsonFormatter(logging.Formatter):
    """One JSON object a line, for programs that ship logs; a traceback is a field of it."""

    def format(self, record: logging.LogRecord) -> str:
        moment = datetime.fromtimestamp(record.created, UTC)
        line = {
            "time": moment.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "level": record.levelname,
            "message": record.getMessage(),
            "request_id": record.request_id,
            "logger": record.name,
        }
        if offered := getattr(record, "offered_id", ""):
            line["offered_id"] = offered
        trace = self.formatException(record.exc_info) if record.exc_info else ""
        if trace or record.stack_info:
            line["traceback"] = "\n".join(filter(None, (trace, record.stack_info)))
        text = json.dumps(line, ensure_ascii=False, default=str)
        # JSON lets some line ends of other alphabets stand as they are; not every reader does.
        return _CONTROL.sub(lambda match: f"\\u{ord(match.group()):04x}", text)


FORMATTERS = {"line": LineFormatter, "json": JsonFormatter}


def config(format_name: str) -> dict:
    """Return Django's LOGGING, with one of FORMATTERS."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {
            "request_id": {"()": RequestIdFilter},
            "refused": {"()": RefusedFilter},
            "seldom": {"()": SeldomFilter},
        },
        "formatters": {"shop": {"()": FORMATTERS[format_name]}},
        "handlers": {
            "stderr": {
                "class": "logging.StreamHandler",
                "formatter": "shop",
                "filters": ["request_id", "refused"],
            }
        },
        "root": {"handlers": ["stderr"], "level": "INFO"},
        "loggers": {
            # Every 4xx would be a warning line of its own; refusals write their own line.
            "django.request": {"level": "ERROR"},
            "django.server": {"level": "ERROR"},
            "psycopg.pool": {"filters": ["seldom"]},
        },
    }


def _escape(match: re.Match) -> str:
    return f"\\x{ord(match.group()):02x}"
