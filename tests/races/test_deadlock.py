"""Two acts wait for each other: the database ends one of them, and it is run again.

The shop's lock order (docs/locking.md) leaves no way to this; the retry is for the day somebody
breaks it. SQLite lets one writer in at a time and cannot get there at all.
"""

import time

import pytest
from django.db import OperationalError, connection

from core_app import idempotency
from core_app.idempotency import Act, Done, run_once
from tables_app.models import Table
from tests.program import new_key
from tests.races.racing import race

pytestmark = pytest.mark.django_db(transaction=True)

BOTH_HOLD_ONE = 0.2  # seconds


def rename_both(cast, first: Table, second: Table) -> str:
    """Add a letter to the names of two tables, `first` first."""
    act = Act(new_key(), cast.cashier, "POST", "/test", (first.pk, second.pk), {})

    def work() -> Done:
        for table in (first, second):
            name = Table.objects.select_for_update().get(pk=table.pk).name
            Table.objects.filter(pk=table.pk).update(name=f"{name}!")
            time.sleep(BOTH_HOLD_ONE)
        return Done(200, {}, first.pk)

    try:
        run_once(act, work, lambda result_id: Done(200, {}, result_id))
    except OperationalError:
        return "lost"
    return "done"


def rename_crosswise(cast) -> list[str]:
    """Let two acts take the same two tables in opposite order."""
    return sorted(
        race(
            lambda: rename_both(cast, cast.table, cast.other_table),
            lambda: rename_both(cast, cast.other_table, cast.table),
        )
    )


def names() -> list[str]:
    return list(Table.objects.order_by("name").values_list("name", flat=True))


def test_without_the_retry_one_of_two_crossing_acts_is_lost(cast, monkeypatch):
    monkeypatch.setattr(idempotency, "TRIES", 1)
    outcome = rename_crosswise(cast)
    if connection.vendor == "postgresql":
        assert (outcome, names()) == (["done", "lost"], ["โต๊ะ 1!", "โต๊ะ 2!"])
    else:
        assert (outcome, names()) == (["done", "done"], ["โต๊ะ 1!!", "โต๊ะ 2!!"])


def test_crossing_acts_are_both_done_once(cast):
    assert rename_crosswise(cast) == ["done", "done"]
    assert names() == ["โต๊ะ 1!!", "โต๊ะ 2!!"]
