"""`manage.py recover_orders`: which orders nobody came back to, and what to do about one of them.

Exit codes, for a timer or an alarm: 0 = nothing is stuck, or what was asked for is done;
1 = something is stuck, or what was asked for was refused or not confirmed; 2 = the question
itself was wrong, or the database could not be asked.
"""

import sys
from dataclasses import asdict
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError, InterfaceError
from django.utils import timezone

from core_app import json_text
from core_app.audit_words import action_word
from core_app.database import told_to_technician
from core_app.errors import NotFound, PosError, ValidationFailed
from core_app.idempotency import new_key
from core_app.moment import Moment
from core_app.money import as_text
from core_app.technician import typed_by
from core_app.thai_dates import thai_datetime
from orders_app.commands.cancelling import cancel_order
from orders_app.commands.running import run
from orders_app.doors.asking import asked_of, sentence_of
from orders_app.ordering import mending
from orders_app.ordering.queries import find_order
from reports_app.recovery import StuckOrder, stuck_orders, tables_without_order
from staff_app.models import User
from tables_app.models import Table

LONGEST_REASON = 200  # characters, as the column holds
MOST_HOURS = 24 * 366
WRONG_CALL = 2


class Command(BaseCommand):
    """Listing reads only; the two changes ask first and are written in the audit log."""

    help = (
        "แสดงออเดอร์ที่เปิดค้างนานเกินไป และยกเลิกออเดอร์หรือคืนโต๊ะที่ค้างได้ทีละรายการ "
        "(รหัสออก 0 = ไม่มีอะไรค้าง หรือทำตามที่สั่งแล้ว 1 = มีรายการค้าง หรือทำไม่ได้หรือไม่ได้ยืนยัน "
        "2 = คำสั่งไม่ถูกต้อง หรือติดต่อฐานข้อมูลไม่ได้)"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Name the options."""
        parser.add_argument(
            "--hours", type=float, default=2, help="เปิดมานานกว่ากี่ชั่วโมง (ปกติ 2 ใส่ 0 = ทุกออเดอร์ที่เปิดอยู่)"
        )
        parser.add_argument("--json", action="store_true", help="ตอบเป็น JSON หนึ่งบรรทัด")
        what = parser.add_mutually_exclusive_group()
        what.add_argument("--cancel", type=int, metavar="ID", help="ยกเลิกออเดอร์นี้และคืนโต๊ะ")
        what.add_argument(
            "--release-table", type=int, metavar="ID", help="คืนโต๊ะที่ค้างว่ามีลูกค้าแต่ไม่มีออเดอร์"
        )
        parser.add_argument("--reason", default="", help="เหตุผลที่ยกเลิก (ต้องใส่คู่กับ --cancel)")
        parser.add_argument(
            "--as", dest="manager", metavar="USERNAME", help="ผู้จัดการที่สั่งให้ทำ (ต้องใส่เมื่อเปลี่ยนข้อมูล)"
        )
        parser.add_argument("--yes", action="store_true", help="ไม่ต้องถามยืนยัน")

    def handle(self, *args, **options) -> None:
        """Do one of the three things; a refusal by the trade is exit code 1."""
        try:
            done = self._run(options)
        except (NotFound, ValidationFailed) as error:
            raise CommandError(sentence_of(error), returncode=WRONG_CALL) from error
        except PosError as refusal:
            self._tell(refusal.body(), refusal.message, options)
            done = False
        except (DatabaseError, InterfaceError) as error:
            if not (sentence := told_to_technician(error)):
                raise
            sentence = f"ยังไม่มีอะไรเปลี่ยนแปลง {sentence}"
            raise CommandError(sentence, returncode=WRONG_CALL) from error
        if not done:
            sys.exit(1)

    def _run(self, options: dict[str, Any]) -> bool:
        if options["cancel"] is not None:
            return self._cancel(options["cancel"], options)
        if options["release_table"] is not None:
            return self._release(options["release_table"], options)
        if not 0 <= options["hours"] <= MOST_HOURS:
            raise CommandError(f"--hours ต้องอยู่ระหว่าง 0 ถึง {MOST_HOURS}", returncode=WRONG_CALL)
        return self._list(options)

    def _list(self, options: dict[str, Any]) -> bool:
        """Show what is stuck; tell whether nothing is."""
        since = timezone.now() - timedelta(hours=options["hours"])
        orders, tables = stuck_orders(opened_before=since), tables_without_order()
        if options["json"]:
            told = {
                "orders": [asdict(order) for order in orders],
                "tables_without_order": [{"table_id": t.pk, "table": t.name} for t in tables],
            }
            self.stdout.write(json_text.write(told))
        else:
            self._list_for_people(orders, tables, options["hours"])
        return not orders and not tables

    def _list_for_people(self, orders: list[StuckOrder], tables: list[Table], hours: float) -> None:
        for order in orders:
            self.stdout.write(_order_line(order))
        for table in tables:
            self.stdout.write(
                f"{table.name} (โต๊ะหมายเลข {table.pk}): ค้างว่ามีลูกค้า แต่ไม่มีออเดอร์ที่เปิดอยู่ "
                f"คืนโต๊ะด้วย --release-table {table.pk}"
            )
        if not orders and not tables:
            self.stdout.write(f"ไม่มีออเดอร์ที่เปิดค้างเกิน {hours:g} ชั่วโมง")

    def _cancel(self, order_id: int, options: dict[str, Any]) -> bool:
        staff, order = _manager(options["manager"]), find_order(order_id)
        asked = asked_of(cancel_order, {"reason": _reason(options["reason"])})
        question = (
            f"ยกเลิกออเดอร์ {order_id} ({order.place} ยอด {as_text(order.total_price)} บาท) "
            "และคืนโต๊ะ ยกเลิกแล้วเปิดกลับไม่ได้"
        )
        if not self._confirmed(question, options):
            return False
        answer = run(cancel_order, Moment(staff, new_key()), (order_id,), asked)
        is_free = f" {order.table.name} ว่าง" if order.table else ""
        done = f"ยกเลิกออเดอร์ {order_id} แล้ว{is_free}"
        self._tell(answer.body, done if answer.ok else answer.body["message"], options)
        return answer.ok

    def _release(self, table_id: int, options: dict[str, Any]) -> bool:
        staff = _manager(options["manager"])
        if not self._confirmed(f"คืนโต๊ะหมายเลข {table_id} ให้เป็นโต๊ะว่าง", options):
            return False
        released = mending.release_table(table_id=table_id, staff=staff, by=typed_by())
        done = "คืนโต๊ะแล้ว" if released else "โต๊ะนี้ว่างอยู่แล้ว ไม่มีอะไรต้องทำ"
        self._tell({"table_id": table_id, "released": released}, done, options)
        return True

    def _confirmed(self, question: str, options: dict[str, Any]) -> bool:
        """Ask before anything changes; where nobody can answer, nothing changes."""
        if options["yes"]:
            return True
        self.stdout.write(f"{question}\nพิมพ์ yes เพื่อยืนยัน: ", ending="")
        self.stdout.flush()
        if sys.stdin.readline().strip().lower() == "yes":
            return True
        self.stdout.write("ไม่ได้ยืนยัน ยังไม่มีอะไรเปลี่ยนแปลง")
        return False

    def _tell(self, body: dict[str, Any], sentence: str, options: dict[str, Any]) -> None:
        self.stdout.write(json_text.write(body) if options["json"] else sentence)


def _order_line(order: StuckOrder) -> str:
    hours, minutes = divmod(order.age, 60)
    line = (
        f"ออเดอร์ {order.order_id} {order.table}: เปิดมา {hours} ชม. {minutes} นาที "
        f"{order.lines} รายการ {as_text(order.total)} บาท"
    )
    if order.last_at is None:
        return line
    last = f"{action_word(order.last_act)} เมื่อ {thai_datetime(order.last_at)}"
    return f"{line} ล่าสุด {last} โดย {order.last_by or '-'}"


def _manager(username: str | None) -> User:
    """Return the manager in whose name something is changed; the audit log tells it for ever."""
    if not username:
        raise CommandError("ต้องระบุผู้จัดการที่สั่งให้ทำด้วย --as USERNAME", returncode=WRONG_CALL)
    user = User.objects.filter(username=username).first()
    if user is None or not user.is_manager:
        raise CommandError(f"{username} ไม่ใช่ผู้จัดการที่ใช้งานได้", returncode=WRONG_CALL)
    return user


def _reason(text: str) -> str:
    """Return the reason with the machine's account behind it: order and audit log keep both."""
    if not text.strip():
        raise CommandError('ต้องบอกเหตุผลด้วย --reason "..."', returncode=WRONG_CALL)
    reason = f"{text.strip()} (recover_orders โดย {typed_by()})"
    if len(reason) > LONGEST_REASON:
        raise CommandError("เหตุผลยาวเกินไป กรุณาเขียนให้สั้นลง", returncode=WRONG_CALL)
    return reason
