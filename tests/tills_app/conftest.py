"""The tills of the shop."""

import pytest

from tests.cast import Cast
from tests.program import Program
from tests.tills_app.till import Till


@pytest.fixture
def till(program: Program) -> Till:
    """The cashier's till."""
    return Till(program)


@pytest.fixture
def other_till(cast: Cast) -> Till:
    """The other cashier's till."""
    return Till(Program(cast.other_cashier))
