"""Shapes that several commands ask for or answer with."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, Strict

from core_app.fields import Amount, Baht, Id, Key, OccurredAt, Reason, Uid
from orders_app.models import LARGEST_QTY, OrderItem

MOST_LINES = 100  # in one command

Status = Literal["open", "paid", "cancelled"]
Method = Literal["cash", "qr", "card"]


class CommandIn(BaseModel):
    """What every command carries."""

    model_config = ConfigDict(extra="forbid", strict=True)

    idempotency_key: Key = None
    occurred_at: OccurredAt = None


class CommandOut(BaseModel):
    """What every answer tells a till besides: by which an older answer is told from a newer one,
    and what the order is called."""

    version: int | None = None
    uid: UUID | None = None


class ReasonIn(CommandIn):
    """Cancel or void, and why."""

    reason: Reason


class LineIn(BaseModel):
    """A dish and how many of it."""

    model_config = ConfigDict(extra="forbid", strict=True)

    menu_id: Id
    qty: Annotated[int, Strict(), Field(ge=1, le=LARGEST_QTY)]
    price: Annotated[
        Amount | None,
        Field(description="ราคาที่ลูกค้าเห็นตอนสั่ง ต้องเป็นราคาที่เมนูมีอยู่จริงในเวลานั้น"),
    ] = None
    uid: Annotated[Uid, Field(description="ชื่อของรายการ ใช้แทน item_id ได้")] = None


Lines = Annotated[list[LineIn], Field(min_length=1, max_length=MOST_LINES)]


class LineOut(BaseModel):
    """A line with the name and price of its moment."""

    id: int
    menu_id: int
    name: str
    qty: int
    price: Baht


def line_answer(item: OrderItem) -> dict:
    """Return a line as LineOut tells it."""
    return {
        "id": item.pk,
        "menu_id": item.menu_id,
        "name": item.name,
        "qty": item.qty,
        "price": item.price,
    }
