"""Two commands wait for each other: the database ends one of them, and it is run again.

The shop's lock order (docs/locking.md) leaves no way to this; the retry is for the day somebody
breaks it. SQLite lets one writer in at a time and cannot get there at all.
"""

from collections.abc import Callable

import pytest
from django.db import OperationalError, connection

from core_app import idempotency
from core_app.idempotency import Call, Done, run_once
from core_app.moment import Moment
from tables_app.models import Table
from tests.program import new_key
from tests.races.racing import meeting, race

pytestmark = pytest.mark.django_db(transaction=True)


def rename_both(cast, first: Table, second: Table, meet: Callable[[], object]) -> str:
    """Add a letter to the names of two tables, `first` first; `meet` once, holding that one."""
    to_meet = [meet]
    at = Moment(cast.cashier, new_key())
    call = Call(at, "POST", "/test", (first.pk, second.pk), {})

    def work(at: Moment) -> Done:
        for table in (first, second):
            name = Table.objects.select_for_update().get(pk=table.pk).name
            Table.objects.filter(pk=table.pk).update(name=f"{name}!")
            if to_meet:
                to_meet.pop()()
        return Done(200, {}, first.pk)

    try:
        run_once(call, work, lambda result_id: Done(200, {}, result_id))
    except OperationalError:
        return "lost"
    return "done"


def rename_crosswise(cast) -> list[str]:
    """Let two commands take the same two tables in opposite order, each holding one at first.

    On SQLite, with its one write lock, only one of them can hold anything.
    """
    meet = meeting(2 if connection.vendor == "postgresql" else 1)
    return sorted(
        race(
            lambda: rename_both(cast, cast.table, cast.other_table, meet),
            lambda: rename_both(cast, cast.other_table, cast.table, meet),
        )
    )


def names() -> list[str]:
    return list(Table.objects.order_by("name").values_list("name", flat=True))


def test_without_the_retry_one_of_two_crossing_commands_is_lost(cast, monkeypatch):
    monkeypatch.setattr(idempotency, "TRIES", 1)
    outcome = rename_crosswise(cast)
    if connection.vendor == "postgresql":
        assert (outcome, names()) == (["done", "lost"], ["โต๊ะ 1!", "โต๊ะ 2!"])
    else:
        assert (outcome, names()) == (["done", "done"], ["โต๊ะ 1!!", "โต๊ะ 2!!"])


def test_crossing_commands_are_both_done_once(cast):
    assert rename_crosswise(cast) == ["done", "done"]
    assert names() == ["โต๊ะ 1!!", "โต๊ะ 2!!"]
