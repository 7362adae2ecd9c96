"""What every race needs: a shop whose commits are real, and guards that come back."""

from collections.abc import Callable, Iterator

import pytest

from tests.races import schema_guards


@pytest.fixture
def unguarded(transactional_db) -> Iterator[Callable[[list[str]], None]]:
    """Remember the statements that put a guard back; afterwards empty the shop and run them.

    The last guard taken off returns first: a later one may stand on an earlier one's table.
    """
    to_put_back: list[list[str]] = []
    yield to_put_back.append
    schema_guards.empty_the_shop()
    for statements in reversed(to_put_back):
        schema_guards.put_back(statements)
