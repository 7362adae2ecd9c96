"""Evenings at random, each taken back and caught up with: `make plays` has two hundred of them."""

import os

import pytest

from tests.cast import TableFactory
from tests.restored.play import Play

PLAYS = int(os.environ.get("RESTORED_PLAYS", "8"))
AT_ONCE = 4  # in one test, which empties the shop between two

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("first", range(0, PLAYS, AT_ONCE))
def test_nothing_is_lost_and_nothing_is_on_strangers_bills(cast, first):
    tables = [cast.table.pk, cast.other_table.pk, TableFactory().pk]
    for seed in range(first, min(first + AT_ONCE, PLAYS)):
        try:
            Play(cast, tables, seed).run()
        except Exception as error:
            raise AssertionError(f"seed {seed}: {error}") from error
