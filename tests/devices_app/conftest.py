"""The tills of the shop."""

import pytest

from tests.cast import Cast
from tests.devices_app.till import Till
from tests.program import Program


@pytest.fixture
def till(program: Program) -> Till:
    """The cashier's till."""
    return Till(program)


@pytest.fixture
def other_till(cast: Cast) -> Till:
    """The other cashier's till."""
    return Till(Program(cast.other_cashier))
