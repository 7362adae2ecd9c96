"""A device's waiting commands in a file, as its page writes them when a manager releases them.

The frame is read leniently, because a later page may say more; what a command asks for is read as
strictly as the JSON API reads it (asking.py).
"""

from pathlib import Path
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AfterValidator, BaseModel, Strict, ValidationError

from core_app import json_text
from core_app.errors import InvalidJson
from core_app.fields import Id, OccurredAt, Uid
from devices_app.schemas import Sequence
from http_app.api_base import is_good_key
from orders_app.commands.registry import COMMANDS
from orders_app.doors.asking import complaints

FORMAT = "pos-outbox-1"
# The commands that may wait on a device, by the name they have in its file.
WAITING = {each.waits_as.name: each for each in COMMANDS if each.waits_as}


class UnreadableOutbox(Exception):
    """The file cannot be used; says why in one Thai sentence."""


def _good_key(key: str) -> str:
    if not is_good_key(key):
        raise ValueError("ต้องมีคีย์ ความยาว 1 ถึง 200 ตัวอักษร")
    return key


class OutboxCommand(BaseModel):
    """A command as it waited on the device: `chain` ties together the commands of one order, which
    a page of today calls by its `uid`, or by its number where it knows no other name.

    `place` is the number of the refused command in whose place it was put, if it was.
    """

    sequence: Sequence
    place: Sequence | None = None
    key: Annotated[str, Strict(), AfterValidator(_good_key)]
    kind: Literal[tuple(WAITING)]
    chain: str | int
    order_id: Id | None = None
    uid: Uid = None
    table_id: Id | None = None
    author: Annotated[str, Strict()]
    occurred_at: OccurredAt = None
    body: dict[str, Any]


class Outbox(BaseModel):
    """All commands that waited on one device."""

    format: Literal[FORMAT]
    till: UUID
    released_by: Annotated[str, Strict()] = ""
    acts: list[OutboxCommand]


def read_outbox(path: Path) -> Outbox:
    """Return the commands in a file, in the order in which the device would have sent them.

    Raises UnreadableOutbox.
    """
    try:
        outbox = Outbox.model_validate(json_text.read(path.read_bytes()))
    except OSError as error:
        raise UnreadableOutbox(f"เปิดไฟล์ {path} ไม่ได้ กรุณาตรวจชื่อไฟล์และสิทธิ์อ่านไฟล์") from error
    except InvalidJson as error:
        raise UnreadableOutbox(f"ไฟล์ {path} ไม่ใช่ JSON ที่สมบูรณ์ ยังไม่ได้ทำคำสั่งใด") from error
    except ValidationError as error:
        raise UnreadableOutbox(
            f"ไฟล์ {path} ไม่ใช่ไฟล์คำสั่งที่รอส่ง ({_first_complaint(error)}) ยังไม่ได้ทำคำสั่งใด"
        ) from error
    outbox.acts.sort(key=lambda command: command.place or command.sequence)
    return outbox


def _first_complaint(error: ValidationError) -> str:
    field, sentence = next(iter(complaints(error).items()))
    return f"{field}: {sentence}"
