"""POST /approvals: a manager's word at somebody else's screen, by their PIN."""

from datetime import datetime, timedelta

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher

from core_app.models import AuditEvent
from staff_app.models import Approval, Role, User
from tests.cast import StaffFactory
from tests.expect import refused
from tests.program import Program
from tests.words import PIN, give_word, with_pin

NEEDED = {"subject": "void", "subject_id": 7, "amount": 62.5}


@pytest.fixture
def boss(cast) -> User:
    """The manager, who has a PIN."""
    return with_pin(cast.manager)


def test_a_right_pin_gives_a_word_for_a_minute(program, boss, cast):
    answer = give_word(program, NEEDED, "k", boss)
    assert answer.status_code == 201
    word = Approval.objects.get()
    ends = datetime.fromisoformat(answer.json()["expires_at"])
    assert timedelta(seconds=59) < ends - word.created_at <= timedelta(seconds=60)
    told = (word.key, word.subject, word.subject_id, float(word.amount), word.consumed_at)
    assert told == ("k", "void", 7, 62.5, None)
    assert (word.asked_by, word.approved_by) == (cast.cashier, boss)


def test_thai_digits_are_digits(program, boss):
    assert give_word(program, NEEDED, "k", boss, "๔๘๒๙๑๕").status_code == 201


def test_a_wrong_pin_gives_none_and_says_how_many_tries_are_left(program, boss):
    body = refused(give_word(program, NEEDED, "k", boss, "111111"), 401, "WRONG_PIN")
    assert body["tries_left"] == 4
    assert "ลองได้อีก 4 ครั้ง" in body["message"]
    assert not Approval.objects.exists()


def test_who_is_no_manager_with_a_pin_is_a_wrong_pin(program, boss, cast):
    demoted = with_pin(StaffFactory(role=Role.CASHIER))
    closed = with_pin(StaffFactory(role=Role.MANAGER, is_active=False))
    for nobody in (demoted, closed, cast.cashier, StaffFactory(role=Role.MANAGER), User(pk=9**9)):
        refused(give_word(program, NEEDED, "k", nobody), 401, "WRONG_PIN")


def test_a_hash_is_computed_once_whoever_is_named(program, boss, cast, monkeypatch):
    encode, counted = MD5PasswordHasher.encode, []

    def count(*told):
        counted.append(told)
        return encode(*told)

    monkeypatch.setattr(MD5PasswordHasher, "encode", count)
    for named in (boss, cast.cashier, User(pk=9**9)):
        give_word(program, NEEDED, "k", named, "111111")
    assert len(counted) == 3


def test_a_cook_asks_for_no_word(cook_program, boss):
    refused(give_word(cook_program, NEEDED, "k", boss), 403, "FORBIDDEN")


def test_a_stranger_asks_for_no_word(boss):
    refused(give_word(Program(None), NEEDED, "k", boss), 401, "UNAUTHENTICATED")


@pytest.mark.parametrize(
    "wrong",
    [
        {"key": ""}, {"key": "x" * 201}, {"key": "a\nb"}, {"key": 1}, {"subject": "pay"},
        {"subject_id": 0}, {"subject_id": "7"}, {"amount": -1}, {"amount": "62.5"},
        {"approver": None}, {"pin": ""}, {"pin": 482915}, {"pin": "1" * 101}, {"more": 1},
    ],
)  # fmt: skip
def test_nonsense_is_no_try(program, boss, wrong):
    body = NEEDED | {"key": "k", "approver": boss.pk, "pin": PIN} | wrong
    refused(program.post("/approvals", body), 400, "VALIDATION_ERROR")
    assert not Approval.objects.exists()


def test_a_pin_stands_nowhere(program, boss, caplog):
    wrong = "593026"
    for pin in (PIN, wrong):
        assert pin not in give_word(program, NEEDED, "k", boss, pin).content.decode()
    kept = [*AuditEvent.objects.values(), *Approval.objects.values(), *User.objects.values()]
    for pin in (PIN, wrong):
        assert pin not in str(kept)
        assert pin not in caplog.text
