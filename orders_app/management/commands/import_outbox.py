"""`manage.py import_outbox FILE`: do the commands a manager released into one."""

import json
import sys
from collections import Counter
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, InterfaceError

from core_app.database import answer_to
from core_app.errors import NotFound, PosError
from core_app.idempotency import Answer
from core_app.moment import Moment
from core_app.technician import typed_by
from devices_app import reporting
from devices_app.origin import authored
from orders_app.commands.running import run
from orders_app.doors.asking import asked_of
from orders_app.doors.outbox_file import (
    WAITING,
    Outbox,
    OutboxCommand,
    UnreadableOutbox,
    read_outbox,
)
from staff_app.models import User

DONE, REPLAYED, REFUSED, HELD = "done", "replayed", "refused", "held"


@dataclass(frozen=True)
class Result:
    """What became of a command; `error` is the refusal's code, `message` its Thai sentence."""

    sequence: int
    kind: str
    key: str
    result: str
    order_id: int | None = None
    error: str = ""
    message: str = ""


class Replay:
    """Does a device's commands in the order of their numbers, each under its own key.

    A command whose chain has a refused one is held back: it was tapped in the belief that the
    earlier one would be done. Other chains go on. `sender` answers for the file: theirs is what no
    good word gives to somebody else.
    """

    def __init__(self, device: UUID, sender: User | None):
        self._device, self._sender = device, sender
        self._orders: dict[str | int, int] = {}
        self._refused: dict[str | int, int] = {}

    def run(self, command: OutboxCommand) -> Result:
        """Do one command, unless it was done before."""
        what = (command.sequence, command.kind, command.key)
        if (earlier := self._refused.get(command.chain)) is not None:
            message = f"ยังไม่ได้ทำ เพราะคำสั่ง {earlier} ของออเดอร์เดียวกันไม่สำเร็จ"
            return Result(*what, HELD, message=message)
        try:
            answer = self._do(command)
            body = answer.body
        except PosError as refusal:
            answer, body = None, refusal.body()
        if answer is None or not answer.ok:
            self._refused[command.chain] = command.sequence
            return Result(*what, REFUSED, error=body["error"], message=_sentence(body))
        self._orders[command.chain] = body["order_id"]
        return Result(*what, REPLAYED if answer.replayed else DONE, order_id=body["order_id"])

    def _do(self, command: OutboxCommand) -> Answer:
        """Raises PosError."""
        sent = Moment(
            self._sender, command.key, self._device, command.sequence, command.occurred_at
        )
        at, declared = authored(sent, command.author), WAITING[command.kind]
        on_order = declared.on_order
        ids = (self._order_of(command),) if on_order else ()
        table_id = command.table_id if on_order else None
        try:
            return run(declared, at, ids, asked_of(declared, command.body), table_id=table_id)
        except (DatabaseError, InterfaceError) as error:
            answer = answer_to(error)
            if answer is None:
                raise
            raise answer from error

    def _order_of(self, command: OutboxCommand) -> int | UUID:
        name = command.order_id or self._orders.get(command.chain) or command.uid
        if name is None:
            raise NotFound("ไฟล์ไม่ได้บอกว่าเป็นของออเดอร์ใด กรุณาทำรายการนี้ที่หน้าขาย")
        return name


def _sender(named: str | None, outbox: Outbox) -> User | None:
    """Return who answers for the file; None = nobody known.

    Anybody can write a manager's name into a file: without the release in the audit log the
    technician says who it is. Raises CommandError when they name nobody who sells.
    """
    name = named or outbox.released_by
    user = User.objects.filter(username=name).first() if name.isprintable() else None
    if user and user.can_sell and (named or reporting.was_released(client_id=outbox.till, by=user)):
        return user
    if named:
        raise CommandError(f"ไม่มีบัญชี {named} ที่ขายได้ ยังไม่ได้ทำคำสั่งใด", returncode=2)
    return None


def _sentence(body: dict[str, Any]) -> str:
    """Return it on one line: a field may be called whatever a file says, a line's end included."""
    fields = " · ".join(f"{name}: {text}" for name, text in body.get("fields", {}).items())
    sentence = f"{body['message']} ({fields})" if fields else body["message"]
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in sentence)


class Command(BaseCommand):
    """Safe to run again: a key that was used does nothing twice."""

    help = (
        "ทำคำสั่งที่ค้างอยู่ในเครื่องขาย จากไฟล์ที่ผู้จัดการปล่อยออกมา ทำซ้ำได้โดยไม่เกิดรายการซ้ำ "
        "(รหัสออก 0 = สำเร็จทั้งหมด 1 = มีคำสั่งที่ไม่สำเร็จ 2 = อ่านไฟล์ไม่ได้)"
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="ไฟล์ที่ดาวน์โหลดจากเครื่องขาย")
        parser.add_argument(
            "--json", action="store_true", help="หนึ่งบรรทัดต่อหนึ่งคำสั่งเป็น JSON บรรทัดสุดท้ายเป็นสรุป"
        )
        parser.add_argument(
            "--sender", metavar="USERNAME", help="ผู้ส่งแทน ถ้าไม่ระบุ: ผู้จัดการที่ปล่อยไฟล์ออกมา"
        )

    def handle(self, *args, **options):
        try:
            outbox = read_outbox(options["file"])
        except UnreadableOutbox as error:
            raise CommandError(str(error), returncode=2) from error
        sender = _sender(options["sender"], outbox)
        if outbox.acts:  # what is held back then shows as a gap to managers
            reporting.imported(
                client_id=outbox.till,
                last_tapped=max(command.sequence for command in outbox.acts),
                commands=len(outbox.acts),
                sender=sender,
                by=typed_by(),
            )
        tell = self._tell_program if options["json"] else self._tell_person
        replay, counts = Replay(outbox.till, sender), Counter()
        for command in outbox.acts:
            result = replay.run(command)
            counts[result.result] += 1
            tell(result)
        self._sum_up(counts, as_json=options["json"])
        if counts[REFUSED]:
            sys.exit(1)

    def _tell_person(self, result: Result) -> None:
        outcome = {
            DONE: f"บันทึกแล้ว ออเดอร์ {result.order_id}",
            REPLAYED: f"บันทึกไว้ก่อนแล้ว ออเดอร์ {result.order_id}",
            REFUSED: f"ไม่สำเร็จ: {result.message}",
            HELD: result.message,
        }[result.result]
        self.stdout.write(f"คำสั่ง {result.sequence} {WAITING[result.kind].waits_as.thai}: {outcome}")

    def _tell_program(self, result: Result) -> None:
        self._write_json(asdict(result))

    def _sum_up(self, counts: Counter, *, as_json: bool) -> None:
        if as_json:
            self._write_json({name: counts[name] for name in (DONE, REPLAYED, REFUSED, HELD)})
            return
        done = counts[DONE] + counts[REPLAYED]
        text = f"บันทึกแล้ว {done} จาก {counts.total()} คำสั่ง"
        if counts[REFUSED]:
            text += f" ไม่สำเร็จ {counts[REFUSED]} ยังไม่ได้ทำ {counts[HELD]}"
        self.stdout.write(text)

    def _write_json(self, value: dict) -> None:
        self.stdout.write(json.dumps(value, ensure_ascii=False))
