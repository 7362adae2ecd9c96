"""What tests expect of every refusal, and a watch over the rows that nobody may have written."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager

from django.http import HttpResponse

from core_app.models import AuditEvent, IdempotencyKey
from orders_app.models import Order, OrderItem, Payment

_WATCHED = (Order, OrderItem, Payment, IdempotencyKey, AuditEvent)
_OF_TRYING = ("staff.forbidden", "staff.log_in_failed", "staff.locked_out", "till.outbox_imported")
_THAI = re.compile("[ก-๛]")


def refused(response: HttpResponse, status: int, code: str) -> dict:
    """Check that `response` is this refusal in the shop's one error shape; return its body."""
    body = in_error_shape(response)
    assert (response.status_code, body["error"]) == (status, code), body
    return body


def in_error_shape(response: HttpResponse) -> dict:
    """Check that `response` is some 4xx in the shop's one error shape; return its body."""
    assert 400 <= response.status_code < 500, (response.status_code, response.content[:500])
    assert response["Content-Type"] == "application/json; charset=utf-8"
    body = json.loads(response.content)
    assert re.fullmatch("[A-Z_]+", body["error"]), body
    assert _THAI.search(body["message"]), body
    return body


def row_counts() -> dict[str, int]:
    """Return how many rows stand in every table that a command writes to.

    But for the audit log's own word that somebody tried.
    """
    counts = {model._meta.db_table: model.objects.count() for model in _WATCHED}
    of_trying = AuditEvent.objects.filter(action__in=_OF_TRYING).count()
    return counts | {"audit_events": counts["audit_events"] - of_trying}


@contextmanager
def about(case: object) -> Iterator[None]:
    """Let what fails in the block say which of a test's many cases it is about."""
    try:
        yield
    except BaseException as error:
        error.add_note(f"about {str(case)[:200]!r}")
        raise


@contextmanager
def nothing_written() -> Iterator[None]:
    """Check that the block leaves every watched table as long as it was."""
    before = row_counts()
    yield
    assert row_counts() == before
