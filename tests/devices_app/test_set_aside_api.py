"""POST /tills/set-aside."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core_app.models import AuditEvent
from devices_app.models import Device, SetAside
from tests.devices_app.till import Till
from tests.expect import refused
from tests.program import Program

COMMAND = {
    "kind": "items",
    "order_id": 101,
    "body": {"items": [{"menu_id": 5, "qty": 2, "price": 62.5}, {"menu_id": 10, "qty": 1}]},
    "error": {"error": "MENU_UNAVAILABLE", "message": "เมนูนี้หมด"},
}


def test_a_refused_command_is_kept_with_its_reason(till):
    answer = till.set_aside(7, "ลูกค้ากลับไปแล้ว", key="k-7", act=COMMAND)
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})
    kept = SetAside.objects.get()
    assert (kept.device.client_id, kept.sequence, kept.key) == (till.client_id, 7, "k-7")
    assert (kept.reason, kept.command) == ("ลูกค้ากลับไปแล้ว", COMMAND)


def test_the_audit_log_says_who_set_it_aside(till, cast):
    till.set_aside(7)
    event = AuditEvent.objects.get()
    assert (event.action, event.staff) == ("till.act_set_aside", cast.cashier)
    assert event.details == {"sequence": 7, "reason": "ลูกค้ากลับไปแล้ว"}
    assert event.subject_id == Device.objects.get().pk


def test_setting_aside_again_changes_nothing(till):
    till.set_aside(7, "ลูกค้ากลับไปแล้ว")
    assert till.set_aside(7, "อีกเหตุผลหนึ่ง").status_code == 200
    assert SetAside.objects.get().reason == "ลูกค้ากลับไปแล้ว"
    assert AuditEvent.objects.count() == 1


def test_two_tills_have_numbers_of_their_own(till, other_till):
    till.set_aside(7)
    other_till.set_aside(7)
    assert SetAside.objects.count() == 2


def test_it_leaves_what_the_till_said_of_itself(till):
    till.skip(9)
    till.report(waiting=3)
    till.set_aside(7)
    kept = Device.objects.get()
    assert (kept.last_tapped, kept.waiting) == (9, 3)


def test_its_number_is_known_from_then_on(till):
    till.set_aside(7)
    assert Device.objects.get().last_tapped == 7


def test_a_cook_sets_nothing_aside(cook_program):
    refused(Till(cook_program).set_aside(1), 403, "FORBIDDEN")
    assert not SetAside.objects.exists()
    assert not Device.objects.exists()


def test_a_stranger_sets_nothing_aside(db):
    refused(Till(Program(None)).set_aside(1), 401, "UNAUTHENTICATED")
    assert not Device.objects.exists()


DEEP = {"a": {"a": {"a": {"a": {"a": {"a": {"a": {"a": {"a": {}}}}}}}}}}
NONSENSE = [
    {"till": "x"},
    {"sequence": 0},
    {"sequence": -1},
    {"sequence": 2**53},
    {"sequence": 2**63 - 1},
    {"sequence": "7"},
    {"key": "k" * 201},
    {"key": "a\x00b"},
    {"key": "\ud800"},
    {"key": None},
    {"reason": ""},
    {"reason": "  "},
    {"reason": "ก" * 201},
    {"reason": "a\nb"},
    {"act": []},
    {"act": {"text": "a\x00b"}},
    {"act": {"a\x00b": 1}},
    {"act": {"text": ["\ud800"]}},
    {"act": {str(n): n for n in range(31)}},
    {"act": DEEP},
    {"surprise": 1},
]


@pytest.mark.parametrize("wrong", NONSENSE, ids=lambda wrong: str(wrong)[:40])
def test_nonsense_is_refused_and_not_kept(till, wrong):
    body = {"till": str(till.client_id), "sequence": 7, "reason": "หมด"} | wrong
    answer = refused(till.program.post("/tills/set-aside", body), 400, "VALIDATION_ERROR")
    assert all(name.startswith(next(iter(wrong))) for name in answer["fields"])
    assert not SetAside.objects.exists()


def test_a_number_beyond_every_column_is_refused(till):
    body = f'{{"till": "{till.client_id}", "sequence": 1, "reason": "หมด", "act": {{"n": 1e400}}}}'
    refused(till.program.post("/tills/set-aside", body), 400, "VALIDATION_ERROR")


@settings(
    max_examples=100,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    command=st.dictionaries(
        st.text(st.characters(codec=None), max_size=5),
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False)
            | st.text(st.characters(codec=None), max_size=9),
            lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
            max_leaves=6,
        ),
        max_size=4,
    )
)  # fmt: skip
def test_any_command_is_kept_or_refused(till, command):
    till.skip()
    answer = till.set_aside(till.sequence, act=json.loads(json.dumps(command)))
    assert answer.status_code in (200, 400), answer.content
    assert SetAside.objects.filter(sequence=till.sequence).exists() == (answer.status_code == 200)
