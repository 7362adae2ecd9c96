"""run_once: key and effect stand or fall together, and only a passing trouble is tried again."""

import pytest
from django.db import IntegrityError, OperationalError

from core_app.errors import NotFound, Refusal
from core_app.idempotency import TRIES, Call, Done, run_once
from core_app.models import AuditEvent, IdempotencyKey
from core_app.moment import Moment


class Trade:
    """Work that records one event, and then goes through the given troubles in turn."""

    def __init__(self, staff, *troubles: Exception):
        self.staff, self.troubles, self.tries = staff, list(troubles), 0

    def work(self, at: Moment) -> Done:
        self.tries += 1
        at.record(action="test", subject="test", subject_id=1)
        if self.troubles:
            raise self.troubles.pop(0)
        return Done(200, {"done": True}, 1)

    def run(self, key: str = "k"):
        call = Call(Moment(self.staff, key), "POST", "/test", (), {})
        return run_once(call, self.work, lambda result_id: Done(200, {"id": result_id}, result_id))


def deadlock(state: str = "40P01") -> OperationalError:
    """Return Django's error around PostgreSQL's with this SQLSTATE."""
    error, cause = OperationalError("deadlock"), Exception()
    cause.sqlstate = state
    error.__cause__ = cause
    return error


def kept() -> tuple[int, int]:
    return IdempotencyKey.objects.count(), AuditEvent.objects.count()


@pytest.mark.parametrize(
    "fault", [ZeroDivisionError(), IntegrityError(), OperationalError("gone"), NotFound()]
)
def test_a_fault_takes_the_key_with_it_and_the_next_try_is_a_first_one(cast, fault):
    trade = Trade(cast.cashier, fault)
    with pytest.raises(type(fault)):
        trade.run()
    assert (kept(), trade.tries) == ((0, 0), 1)
    assert not trade.run().replayed
    assert kept() == (1, 1)


@pytest.mark.parametrize("state", ["40P01", "40001"])
@pytest.mark.parametrize("times", [1, TRIES - 1])
def test_a_deadlock_is_tried_again_and_done_once(cast, state, times):
    trade = Trade(cast.cashier, *[deadlock(state) for _ in range(times)])
    answer = trade.run()
    assert (answer.status, answer.replayed, trade.tries) == (200, False, times + 1)
    assert kept() == (1, 1)


def test_a_deadlock_that_stays_is_given_up(cast):
    trade = Trade(cast.cashier, *[deadlock() for _ in range(TRIES)])
    with pytest.raises(OperationalError):
        trade.run()
    assert (kept(), trade.tries) == ((0, 0), TRIES)


def test_a_refusal_keeps_its_key_but_none_of_the_work(cast):
    trade = Trade(cast.cashier, Refusal("โต๊ะนี้มีลูกค้าอยู่แล้ว", table_id=1))
    first, again = trade.run(), trade.run()
    assert (first.status, first.ok, first.replayed) == (409, False, False)
    assert (again.text, again.replayed, trade.tries) == (first.text, True, 1)
    assert kept() == (1, 0)


def test_done_work_is_not_done_again(cast):
    trade = Trade(cast.cashier)
    first, again = trade.run(), trade.run()
    assert (again.text, again.replayed, trade.tries) == (first.text, True, 1)
    assert kept() == (1, 1)


def test_another_key_is_another_command(cast):
    trade = Trade(cast.cashier)
    trade.run("one")
    trade.run("two")
    assert (kept(), trade.tries) == ((2, 2), 2)


def test_the_fingerprint_tells_requests_apart(cast):
    at = Moment(cast.cashier, "k")
    requests = [
        Call(at, "POST", "/orders", (), {"table_id": 1}),
        Call(at, "PUT", "/orders", (), {"table_id": 1}),
        Call(at, "POST", "/orders/{id}", (1,), {"table_id": 1}),
        Call(at, "POST", "/orders/{id}", (2,), {"table_id": 1}),
        Call(at, "POST", "/orders", (), {"table_id": 2}),
    ]
    assert len({request.fingerprint for request in requests}) == len(requests)


def test_the_fingerprint_ignores_key_and_person(cast):
    first = Call(Moment(cast.cashier, "k"), "POST", "/orders", (), {"a": 1, "b": 2})
    other = Call(Moment(cast.manager, "another"), "POST", "/orders", (), {"b": 2, "a": 1})
    assert first.fingerprint == other.fingerprint
