"""What the shop should be, in plain Python: a few dictionaries and the rules of the trade."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from core_app.money import LARGEST

OK = "OK"


@dataclass
class LineModel:
    """A line at the price of its moment."""

    price: Decimal
    qty: int
    voided: int = 0

    @property
    def left(self) -> int:
        """How many are to be paid."""
        return self.qty - self.voided


@dataclass
class OrderModel:
    """An order on table number `table`."""

    table: int
    status: str = "open"
    lines: dict[int, LineModel] = field(default_factory=dict)

    @property
    def total(self) -> Decimal:
        """The sum of what was not voided."""
        return sum((line.price * line.left for line in self.lines.values()), Decimal(0))


@dataclass
class DishModel:
    """A dish at today's price."""

    price: Decimal
    on_sale: bool = True


@dataclass
class ShopModel:
    """The shop. Each `expect_…` tells how the shop must answer: OK or an error's code."""

    dishes: list[DishModel]
    no_tables: set[int]
    orders: dict[int, OrderModel] = field(default_factory=dict)

    def order_on(self, table: int) -> int | None:
        """Return the open order on a table."""
        standing = [
            order_id
            for order_id, order in self.orders.items()
            if order.table == table and order.status == "open"
        ]
        assert len(standing) <= 1
        return standing[0] if standing else None

    def expect_open(self, table: int) -> str:
        """A table in use takes one open order."""
        if table in self.no_tables:
            return "NOT_FOUND"
        return "TABLE_OCCUPIED" if self.order_on(table) else OK

    def expect_add(self, order_id: int, lines: Iterable[tuple[int, int]]) -> str:
        """An open order takes more dishes, all of a request or none."""
        if self.orders[order_id].status != "open":
            return "ORDER_NOT_OPEN"
        return self.expect_lines(self.orders[order_id].total, lines)

    def expect_lines(self, total: Decimal, lines: Iterable[tuple[int, int]]) -> str:
        """A bill of `total` takes dishes on sale as long as the new total can be written."""
        if not all(self.dishes[dish].on_sale for dish, _ in lines):
            return "MENU_UNAVAILABLE"
        more = sum(self.dishes[dish].price * qty for dish, qty in lines)
        return OK if total + more <= LARGEST else "VALIDATION_ERROR"

    def expect_void(self, order_id: int, item_id: int, qty: int | None) -> str:
        """Of a line of an open order as many are voided as are left."""
        order = self.orders[order_id]
        if order.status != "open":
            return "ORDER_NOT_OPEN"
        if item_id not in order.lines:
            return "NOT_FOUND"
        left = order.lines[item_id].left
        if not left:
            return "ITEM_VOIDED"
        return OK if (qty or left) <= left else "VOIDS_TOO_MANY"

    def expect_pay(
        self,
        order_id: int,
        method: str,
        received: Decimal | None,
        shown: Decimal | None,
        confirmed: bool,
    ) -> str:
        """An open order with a line is paid in full, at the total the screen showed."""
        order = self.orders[order_id]
        if order.status != "open":
            return "ORDER_NOT_OPEN"
        if not any(line.left for line in order.lines.values()):
            return "ORDER_EMPTY"
        if shown not in (None, order.total):
            return "TOTAL_CHANGED"
        if method != "cash":
            return OK if received in (None, order.total) else "VALIDATION_ERROR"
        if received is None:
            return "VALIDATION_ERROR"
        if received < order.total:
            return "INSUFFICIENT_AMOUNT"
        return OK if confirmed or received - order.total <= 5000 else "IMPLAUSIBLE_AMOUNT"

    def expect_cancel(self, order_id: int, by_manager: bool) -> str:
        """A manager cancels an open order; one without a live line anybody who sells."""
        order = self.orders[order_id]
        if order.status != "open":
            return "ORDER_NOT_OPEN"
        empty = not any(line.left for line in order.lines.values())
        return OK if by_manager or empty else "FORBIDDEN"
