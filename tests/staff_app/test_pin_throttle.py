"""Guessing a PIN is slow: five wrong ones in a quarter of an hour. Right ones are never counted."""

from functools import partial

import pytest

from core_app.models import AuditEvent, RateCounter
from staff_app.models import Role, User
from tests.cast import StaffFactory
from tests.expect import refused
from tests.program import Program
from tests.races.racing import patiently, race, statuses
from tests.words import give_word, with_pin

NEEDED = {"subject": "void", "subject_id": 7, "amount": 60}
WRONG = "593026"


@pytest.fixture
def boss(cast) -> User:
    """The manager, who has a PIN."""
    return with_pin(cast.manager)


def fail(program, boss, times: int) -> None:
    for _ in range(times):
        refused(give_word(program, NEEDED, "k", boss, WRONG), 401, "WRONG_PIN")


def told() -> list[str]:
    deeds = AuditEvent.objects.filter(action__startswith="staff.").order_by("pk")
    return [each.action.removeprefix("staff.") for each in deeds]


def test_after_five_wrong_ones_the_right_one_has_to_wait_too(program, boss):
    fail(program, boss, 5)
    body = refused(give_word(program, NEEDED, "k", boss), 429, "RATE_LIMITED")
    assert 1 <= body["retry_after"] <= 900


def test_the_last_wrong_one_says_how_long_to_wait(program, boss):
    fail(program, boss, 4)
    body = refused(give_word(program, NEEDED, "k", boss, WRONG), 401, "WRONG_PIN")
    assert body["tries_left"] == 0
    assert "นาที" in body["message"]


def test_right_ones_use_up_no_tries(program, boss):
    fail(program, boss, 4)
    for _ in range(8):
        assert give_word(program, NEEDED, "k", boss).status_code == 201
    fail(program, boss, 1)
    refused(give_word(program, NEEDED, "k", boss), 429, "RATE_LIMITED")


def test_another_manager_is_not_held_up(program, boss):
    second = with_pin(StaffFactory(role=Role.MANAGER))
    fail(program, boss, 5)
    assert give_word(program, NEEDED, "k", second).status_code == 201


def test_another_cashier_gets_no_further_tries(program, boss, cast):
    fail(program, boss, 5)
    other = Program(cast.other_cashier)
    refused(give_word(other, NEEDED, "k", boss), 429, "RATE_LIMITED")


def test_the_wait_ends(program, boss):
    fail(program, boss, 5)
    RateCounter.objects.update(expires_at=0)
    assert give_word(program, NEEDED, "k", boss).status_code == 201


def test_an_address_that_guesses_hears_no_for_longer_and_a_right_pin_passes(program, boss):
    for number in range(30):
        fail(program, User(pk=1000 + number), 1)
    refused(give_word(program, NEEDED, "k", User(pk=2000), WRONG), 429, "RATE_LIMITED")
    assert give_word(program, NEEDED, "k", boss).status_code == 201


def test_the_audit_log_hears_who_typed_it_and_when_it_is_held_up(program, boss, cast):
    fail(program, boss, 5)
    assert told() == ["pin_failed"] * 5 + ["pin_locked_out"]
    event = AuditEvent.objects.latest("pk")
    assert (event.staff, event.subject_id) == (cast.cashier, boss.pk)


def test_a_guesser_fills_no_table(program, boss):
    for number in range(40):
        give_word(program, NEEDED, "k", User(pk=1000 + number), WRONG)
    assert told() == ["pin_failed"] * 30 + ["address_locked_out"]


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_five_are_looked_at(cast):
    boss = with_pin(cast.manager)
    tries = [partial(give_word, Program(cast.cashier), NEEDED, "k", boss, WRONG)] * 12
    answers = race(*[partial(patiently, each) for each in tries])
    assert statuses(answers) == [401] * 5 + [429] * 7
