"""Guests sit down and leave."""

import pytest
from django.db import IntegrityError, transaction

from core_app.errors import NotFound
from tables_app import table_state
from tables_app.models import Table
from tables_app.queries import find_table
from tests.cast import TableFactory


def state(table: Table) -> str:
    return Table.objects.get(pk=table.pk).status


def test_a_table_is_occupied_and_released(cast):
    table_state.occupy(cast.table.pk)
    assert state(cast.table) == "occupied"
    table_state.release(cast.table.pk)
    assert state(cast.table) == "available"


def test_the_other_tables_are_left_alone(cast):
    table_state.occupy(cast.table.pk)
    assert state(cast.other_table) == "available"


def test_the_time_of_the_change_is_kept(cast):
    table_state.occupy(cast.table.pk)
    assert Table.objects.get(pk=cast.table.pk).updated_at > cast.table.updated_at


@pytest.mark.parametrize("table_id", [0, 987654321, 2**63 - 1])
def test_nobody_sits_at_a_table_that_is_none(cast, table_id):
    with pytest.raises(NotFound):
        table_state.occupy(table_id)
    with pytest.raises(NotFound):
        find_table(table_id)


def test_nobody_sits_at_a_retired_table(cast):
    retired = TableFactory(active=False)
    with pytest.raises(NotFound):
        table_state.occupy(retired.pk)
    assert state(retired) == "available"


def test_two_tables_cannot_have_one_name(cast):
    with pytest.raises(IntegrityError), transaction.atomic():
        TableFactory(name=cast.table.name)
