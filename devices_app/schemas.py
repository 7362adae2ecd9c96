"""Shapes of what devices tell."""

import math
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, Strict

from core_app.fields import Reason
from devices_app.models import LARGEST_SEQUENCE

MOST_COMMAND_FIELDS = 30
_DEEPEST = 8
_BAD_COMMAND = "ข้อมูลคำสั่งไม่ถูกต้อง"


def _plain(value: Any, depth: int = 0) -> Any:
    """Return what was read as JSON in a form that both engines hold.

    Fractions arrive as Decimal, which a JSON column does not take; PostgreSQL's takes neither NUL
    nor half a pair of surrogates, though JSON can spell both.
    """
    if depth > _DEEPEST:
        raise ValueError(_BAD_COMMAND)
    if isinstance(value, dict):
        return {_plain(k): _plain(each, depth + 1) for k, each in value.items()}
    if isinstance(value, list):
        return [_plain(each, depth + 1) for each in value]
    if isinstance(value, Decimal) and math.isfinite(float(value)):
        return float(value)
    if isinstance(value, Decimal) or (isinstance(value, str) and not _is_storable(value)):
        raise ValueError(_BAD_COMMAND)
    return value


def _is_storable(text: str) -> bool:
    return not any(letter == "\x00" or "\ud800" <= letter <= "\udfff" for letter in text)


def _storable(text: str) -> str:
    """A device's own words: names of dishes hold joiners, wide spaces, whatever people paste."""
    if not _is_storable(text):
        raise ValueError("ต้องเป็นข้อความที่อ่านได้")
    return text


def _printable(key: str) -> str:
    if not key.isprintable():
        raise ValueError("ต้องเป็นข้อความที่อ่านได้")
    return key


_FARTHEST_CLOCK = 10**15  # milliseconds; more than from 1900 to 9000
Sequence = Annotated[int, Strict(), Field(ge=1, le=LARGEST_SEQUENCE)]


class ReportIn(BaseModel):
    """The highest command a device has numbered, how many wait on it, how its clock goes."""

    model_config = ConfigDict(extra="forbid")

    till: UUID
    last_tapped: Annotated[int, Strict(), Field(ge=0, le=LARGEST_SEQUENCE)]
    waiting: Annotated[int, Strict(), Field(ge=0, le=1_000_000)]
    clock_offset: (
        Annotated[int, Strict(), Field(ge=-_FARTHEST_CLOCK, le=_FARTHEST_CLOCK)] | None
    ) = Field(None, description="นาฬิกาของเซิร์ฟเวอร์ลบนาฬิกาของเครื่อง (มิลลิวินาที)")
    epoch: Annotated[UUID | None, Field(description="รอบข้อมูลที่เครื่องส่งประวัติซ้ำ")] = None
    history_left: Annotated[
        Annotated[int, Strict(), Field(ge=0, le=1_000_000)] | None,
        Field(description="ประวัติที่ยังส่งซ้ำไม่สำเร็จ"),
    ] = None
    history_tried_at: Annotated[
        Annotated[int, Strict(), Field(ge=0, le=LARGEST_SEQUENCE)] | None,
        Field(description="sent_again ที่เล็กที่สุดในคำตอบ เมื่อลองส่งที่เหลือครบทุกคำสั่ง"),
    ] = None


class RestoredOut(BaseModel):
    """A shop whose data was taken back: what was done since `goes_back_to` may come again."""

    epoch: str
    goes_back_to: datetime
    catching_up: bool


class ReportOut(BaseModel):
    """The device's number in this shop; to one that asks after its history, what is wanted."""

    till_number: int
    restored: RestoredOut | None = None


class SetAsideIn(BaseModel):
    """A refused command that a person decided not to do, and why."""

    model_config = ConfigDict(extra="forbid")

    till: UUID
    sequence: Sequence
    key: Annotated[str, Strict(), Field(max_length=200), AfterValidator(_printable)] = ""
    reason: Reason
    act: Annotated[
        dict[str, Any], Field(max_length=MOST_COMMAND_FIELDS), AfterValidator(_plain)
    ] = {}


class LostActIn(BaseModel):
    """A command that is gone from its device, and what the device still knew of it."""

    model_config = ConfigDict(extra="forbid")

    sequence: Sequence
    label: Annotated[str, Strict(), Field(max_length=200), AfterValidator(_storable)] = ""


class LostIn(BaseModel):
    """A browser lost its database under an open page: these commands will not come any more."""

    model_config = ConfigDict(extra="forbid")

    till: UUID
    acts: Annotated[list[LostActIn], Field(min_length=1, max_length=100)]


class ReleaseIn(BaseModel):
    """A manager lets a device sign out although commands wait; they leave it in a file."""

    model_config = ConfigDict(extra="forbid")

    till: UUID
    waiting: Annotated[int, Strict(), Field(ge=1, le=1_000_000)]
    username: Annotated[str, Strict(), Field(min_length=1, max_length=150)]
    password: Annotated[str, Strict(), Field(min_length=1, max_length=1024)]


class ReleaseOut(BaseModel):
    """Who released them."""

    released_by: str


class DoneOut(BaseModel):
    """Written down."""

    status: str
