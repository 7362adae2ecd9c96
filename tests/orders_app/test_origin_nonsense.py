"""Nonsense about where a command came from: 400, never a 5xx, and not a row written."""

import uuid
from datetime import UTC, datetime

import pytest

from core_app.models import IdempotencyKey
from tests.devices_app.till import Till
from tests.expect import about, nothing_written, refused
from tests.orders_app.good_requests import good_request
from tests.program import Program, new_key

TAPPED = datetime(2026, 1, 21, 12, 0, 30, tzinfo=UTC)


@pytest.fixture
def till(program: Program) -> Till:
    return Till(program)


BAD_HEADERS = [
    *[("X-Till", text) for text in ("x", "3", "0" * 31, "0" * 33, "\xff" * 32, "-", "a" * 5000)],
    *[
        ("X-Till-Act", text)
        for text in (
            "x", "0", "-1", "1.5", "1e3", "+1", " 1 1", "²", "\xb2", str(2**53), str(2**63),
            "1" + "0" * 19, "10" * 15, "9" * 5000, "0" * 20 + "1",
        )
    ],
]  # fmt: skip


@pytest.mark.parametrize("command", ["items", "void"])
def test_headers_of_nonsense_are_refused(managing_program, cast, command):
    request = good_request(command, cast)
    for name, text in BAD_HEADERS:
        headers = {"X-Till": str(uuid.uuid4()), "X-Till-Act": "1", name: text}
        with about(f"{name}: {text}"), nothing_written():
            answer = request.send(managing_program, new_key(), **headers)
            assert list(refused(answer, 400, "VALIDATION_ERROR")["fields"]) == [name]


BAD_MOMENTS = [
    "", "now", "2026-01-21", "2026-01-21T12:00:00", "12:00:00Z", "2026-02-30T12:00:00Z",
    "2026-01-21T25:00:00Z", "2026-01-21T12:00:00+99:00", "0001-01-01T00:00:00Z",
    "0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59", "9999-12-31T23:59:59Z",
    "1899-12-31T23:59:59Z", "2569-01-21T12:00:00ก", "\x00", "\ud800", "2" * 5000,
    0, 1768996800, 1.5, True, False, [], {}, ["2026-01-21T12:00:00Z"],
]  # fmt: skip


@pytest.mark.parametrize("name", ["open", "cancel"])
def test_moments_of_nonsense_are_refused(managing_program, cast, name):
    request = good_request(name, cast)
    for moment in BAD_MOMENTS:
        body = request.body | {"occurred_at": moment, "idempotency_key": new_key()}
        with about(ascii(moment)), nothing_written():
            answer = refused(managing_program.post(request.path, body), 400, "VALIDATION_ERROR")
            assert list(answer["fields"]) == ["occurred_at"]


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-01-21T12:00:30Z", TAPPED),
        ("2026-01-21T12:00:30.000Z", TAPPED),
        ("2026-01-21T19:00:30+07:00", TAPPED),
        ("2026-01-21T12:00:30.123456Z", TAPPED.replace(microsecond=123456)),
        ("1970-01-01T00:00:00Z", datetime(1970, 1, 1, tzinfo=UTC)),  # an empty battery
        ("2569-01-21T12:00:30Z", TAPPED.replace(year=2569)),  # a clock set to the Buddhist year
        (None, None),
    ],
)
def test_a_clock_may_be_wrong_but_must_be_a_clock(program, cast, text, moment):
    assert program.command("/orders", table_id=cast.table.pk, occurred_at=text).status_code == 201
    assert IdempotencyKey.objects.latest("pk").occurred_at == moment


def test_a_price_asked_for_at_the_end_of_time_is_only_refused(till, cast):
    line = {"menu_id": cast.pad_thai.pk, "qty": 1, "price": 1}
    for year in (1900, 9000):
        answer = till.send(
            "/orders", table_id=cast.table.pk, items=[line], occurred_at=TAPPED.replace(year=year)
        )
        assert answer.status_code in (400, 409)
