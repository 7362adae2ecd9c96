"""Shapes of reading orders."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from core_app.fields import LARGEST_ID, Baht
from orders_app.commands.shapes import LineOut, Method, Status


class OrderSummaryOut(BaseModel):
    """An order as lists show it; `version` grows with every change."""

    order_id: int
    table_id: int | None
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
    voided_qty: Annotated[
        int, Field(description="จำนวนที่ยกเลิกไปแล้ว มีเฉพาะรายการที่ยกเลิกบางส่วน ลูกค้าจ่าย qty - voided_qty")
    ] = 0


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
