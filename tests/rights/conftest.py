"""A shop to walk through."""

import pytest

from tests.cast import Cast
from tests.rights.shop import Shop, make_shop


@pytest.fixture
def shop(cast: Cast) -> Shop:
    """A row for every address."""
    return make_shop(cast)
