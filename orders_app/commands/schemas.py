"""Shapes of the orders' requests and answers."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, Strict

from core_app.fields import LARGEST_ID, Amount, Baht, Id, Key, OccurredAt, Reason
from orders_app.models import LARGEST_QTY
from orders_app.ordering.order_lines import MOST_LINES, Line

Status = Literal["open", "paid", "cancelled"]
Method = Literal["cash", "qr", "card"]


class CommandIn(BaseModel):
    """What every command carries."""

    model_config = ConfigDict(extra="forbid", strict=True)

    idempotency_key: Key = None
    occurred_at: OccurredAt = None


class LineIn(BaseModel):
    """A dish and how many of it."""

    model_config = ConfigDict(extra="forbid", strict=True)

    menu_id: Id
    qty: Annotated[int, Strict(), Field(ge=1, le=LARGEST_QTY)]
    price: Annotated[
        Amount | None,
        Field(description="ราคาที่ลูกค้าเห็นตอนสั่ง ต้องเป็นราคาที่เมนูมีอยู่จริงในเวลานั้น"),
    ] = None


Lines = Annotated[list[LineIn], Field(min_length=1, max_length=MOST_LINES)]


def lines_of(items: list[LineIn]) -> list[Line]:
    """Return the lines that a request asks for, as the commands take them."""
    return [Line(item.menu_id, item.qty, item.price) for item in items]


class OpenOrderIn(CommandIn):
    """Open a table; with `items`, open it and add its first lines, both or neither."""

    table_id: Id
    items: Lines | None = None


class AddItemsIn(CommandIn):
    """Add lines; the same dish twice stays two lines."""

    items: Lines


class PayIn(CommandIn):
    """Pay in full. Cash needs `amount_received`; QR and card take none, or exactly the total."""

    payment_method: Method
    amount_received: Amount | None = None
    expected_total: Annotated[
        Amount | None,
        Field(description="ยอดที่ลูกค้าเห็น ถ้ายอดเปลี่ยนไปแล้วจะไม่รับเงิน (TOTAL_CHANGED)"),
    ] = None
    confirmed: Annotated[
        bool,
        Field(
            description="มีคนดูแล้วว่ารับเงินมากกว่ายอดเกิน 5,000 บาทจริง (IMPLAUSIBLE_AMOUNT)"
            " ส่งซ้ำด้วยคีย์เดิมได้"
        ),
    ] = False


class ReasonIn(CommandIn):
    """Cancel or void, and why."""

    reason: Reason


class LineOut(BaseModel):
    """A line with the name and price of its moment."""

    id: int
    menu_id: int
    name: str
    qty: int
    price: Baht


class OrderOpenedOut(BaseModel):
    """An order just opened; with its first lines, if it was opened with some."""

    order_id: int
    table_id: int
    status: Status
    total_price: Baht
    created_at: datetime
    items: list[LineOut] | None = None
    version: int | None = None


class ItemsAddedOut(BaseModel):
    """The new lines and the new total."""

    order_id: int
    items: list[LineOut]
    total_price: Baht
    version: int | None = None


class PaidOut(BaseModel):
    """The paid order."""

    order_id: int
    status: Status
    total_price: Baht
    amount_received: Baht
    change: Baht
    paid_at: datetime
    version: int | None = None


class CancelledOut(BaseModel):
    """The cancelled order."""

    order_id: int
    status: Status
    total_price: Baht
    cancel_reason: str
    cancelled_at: datetime
    version: int | None = None


class ItemVoidedOut(BaseModel):
    """The struck line and the new total."""

    order_id: int
    item_id: int
    voided_at: datetime
    void_reason: str
    total_price: Baht
    version: int | None = None


class OrderSummaryOut(BaseModel):
    """An order as lists show it; `version` grows with every change."""

    order_id: int
    table_id: int
    table_name: str
    status: Status
    total_price: Baht
    payment_method: Method | None
    amount_received: Baht | None
    change: Baht | None
    version: int
    created_at: datetime
    paid_at: datetime | None
    cancelled_at: datetime | None


class WholeLineOut(LineOut):
    """A line with its history."""

    created_at: datetime
    voided_at: datetime | None
    void_reason: str | None


class OrderOut(OrderSummaryOut):
    """An order with all its lines, voided ones too."""

    cancel_reason: str | None
    items: list[WholeLineOut]


class OrdersOut(BaseModel):
    """A page of orders, newest first."""

    orders: list[OrderSummaryOut]
    page: int
    page_size: int
    has_next: bool


def _none_if_empty(value: str | None) -> str | None:
    """`?status=` asks for no status in particular."""
    return value or None


class OrdersQuery(BaseModel):
    """Which orders, and which page of them."""

    model_config = ConfigDict(extra="forbid")

    status: Annotated[Status | None, BeforeValidator(_none_if_empty)] = None
    table_id: Annotated[
        Annotated[int, Field(ge=1, le=LARGEST_ID)] | None, BeforeValidator(_none_if_empty)
    ] = None
    page: Annotated[int, Field(ge=1, le=100_000)] = 1
    page_size: Annotated[int, Field(ge=1, le=100)] = 50
