"""Whether a table is free, and whether it is one at all."""

import pytest
from django.db import IntegrityError, transaction

from core_app.errors import NotFound
from tables_app import table_state
from tables_app.queries import find_table
from tests.cast import TableFactory


def test_a_table_in_use_is_one(cast):
    table_state.ensure_in_use(cast.table.pk)
    assert find_table(cast.table.pk) == cast.table


@pytest.mark.parametrize("table_id", [0, 987654321, 2**63 - 1])
def test_nobody_sits_at_a_table_that_is_none(cast, table_id):
    with pytest.raises(NotFound):
        table_state.ensure_in_use(table_id)
    with pytest.raises(NotFound):
        find_table(table_id)


def test_nobody_sits_at_a_retired_table(cast):
    with pytest.raises(NotFound):
        table_state.ensure_in_use(TableFactory(active=False).pk)


def test_two_tables_cannot_have_one_name(cast):
    with pytest.raises(IntegrityError), transaction.atomic():
        TableFactory(name=cast.table.name)
