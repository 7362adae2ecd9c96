"""Strict types for request bodies, shared by every app's schemas."""

import re
from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from pydantic import AfterValidator, BeforeValidator, Field, Strict, WithJsonSchema

from core_app.card_numbers import SENTENCE, holds_card_number
from core_app.money import LARGEST, SATANG

LARGEST_ID = 2**63 - 1
# Any clock, however wrong (a tablet with an empty battery starts in 1970), but far from where
# arithmetic on times overflows.
_EARLIEST = datetime(1900, 1, 1, tzinfo=UTC)
_LATEST = datetime(9000, 1, 1, tzinfo=UTC)
_UID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def _amount(value: Any) -> Decimal:
    """Return a JSON number as baht; texts, true and NaN are no amounts of money."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise ValueError("ต้องเป็นตัวเลขจำนวนเงิน")
    amount = Decimal(value)
    if not amount.is_finite() or not 0 <= amount <= LARGEST:
        raise ValueError(f"ต้องอยู่ระหว่าง 0 ถึง {LARGEST}")
    if amount != amount.quantize(SATANG):
        raise ValueError("ต้องมีทศนิยมไม่เกิน 2 ตำแหน่ง")
    return amount.quantize(SATANG)


def _clean_text(value: str) -> str:
    """Refuse what a database or a log line cannot hold (NUL, control characters, half pairs), and
    what it must not: the number of a card."""
    text = value.strip()
    if not text or not text.isprintable():
        raise ValueError("ต้องเป็นข้อความที่อ่านได้ และไม่ว่างเปล่า")
    if holds_card_number(text):
        raise ValueError(SENTENCE)
    return text


Id = Annotated[int, Strict(), Field(ge=1, le=LARGEST_ID)]
Amount = Annotated[
    Decimal,
    BeforeValidator(_amount),
    WithJsonSchema({"type": "number", "minimum": 0, "maximum": float(LARGEST)}),
]
# Money in answers: a Decimal inside, a JSON number outside.
Baht = Annotated[Decimal, WithJsonSchema({"type": "number"})]


def _moment(value: Any) -> datetime:
    """Return '2026-01-21T12:00:00Z' as an aware time; a text without its zone says too little."""
    try:
        moment = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        raise ValueError("ต้องเป็นเวลาแบบ 2026-01-21T12:00:00Z") from None
    if moment.tzinfo is None or not _EARLIEST <= moment <= _LATEST:
        raise ValueError("ต้องเป็นเวลาแบบ 2026-01-21T12:00:00Z")
    return moment.astimezone(UTC)


def uid_of(text: str) -> UUID | None:
    """Return the UUID that a text is, as everybody writes one (RFC 9562, 4), or None."""
    return UUID(text) if _UID.fullmatch(text) else None


def _uid(value: Any) -> UUID:
    found = uid_of(value) if isinstance(value, str) else None
    if found is None:
        raise ValueError("ต้องเป็น UUID แบบ 123e4567-e89b-42d3-a456-426614174000")
    return found


Reason = Annotated[str, Strict(), Field(min_length=1, max_length=200), AfterValidator(_clean_text)]
# A name for a row, minted by whoever makes it: known before the server has answered.
Uid = Annotated[
    UUID | None,
    BeforeValidator(lambda value: None if value is None else _uid(value)),
    WithJsonSchema({"anyOf": [{"type": "string", "format": "uuid"}, {"type": "null"}]}),
]
Key = Annotated[
    str | None,
    Field(description="คีย์กันทำซ้ำ 1-200 ตัวอักษร (หรือส่งในส่วนหัว Idempotency-Key)"),
]
# The client's clock when a command was tapped. Kept beside the server's, never trusted for order.
OccurredAt = Annotated[
    datetime | None,
    BeforeValidator(lambda value: None if value is None else _moment(value)),
    WithJsonSchema({"anyOf": [{"type": "string", "format": "date-time"}, {"type": "null"}]}),
]
