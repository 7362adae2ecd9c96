"""Who stands at the till."""

import pytest

from orders_app.models import Order
from tests.cast import Cast
from tests.pages.every import Shop
from tests.pages.visitor import Visitor
from tests.program import Program


@pytest.fixture
def till(cast: Cast) -> Visitor:
    """The cashier's till."""
    return Visitor(cast.cashier)


@pytest.fixture
def other_till(cast: Cast) -> Visitor:
    """A second till, of the other cashier."""
    return Visitor(cast.other_cashier)


@pytest.fixture
def office(cast: Cast) -> Visitor:
    """The manager's till."""
    return Visitor(cast.manager)


@pytest.fixture
def stove(cast: Cast) -> Visitor:
    """The cook's screen."""
    return Visitor(cast.cook)


@pytest.fixture
def lunch(program: Program, cast: Cast) -> Order:
    """The brief's lunch, 145 baht, open on the cast's table."""
    return Order.objects.get(pk=program.open_with_lunch(cast))


@pytest.fixture
def pad_path(cast: Cast) -> str:
    """The address of the order pad of the cast's table."""
    return f"/pos/tables/{cast.table.pk}/"


@pytest.fixture
def pay_path(lunch: Order) -> str:
    """The address of the payment pad of the lunch."""
    return f"/pos/orders/{lunch.pk}/pay/"


@pytest.fixture
def shop(cast, till, office, stove, lunch, program) -> Shop:
    """Everything that any screen may need."""
    return Shop(cast, till, office, stove, lunch, program)
