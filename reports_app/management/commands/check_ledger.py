"""`manage.py check_ledger`: add up the books again; exit 1 when anything differs."""

import sys
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError, InterfaceError

from core_app import json_text
from core_app.database import told_to_technician
from core_app.money import as_text
from core_app.technician import typed_by
from orders_app.models import Order
from orders_app.ordering import mending
from reports_app.ledger import Difference, differences
from tables_app.models import Table

# What the rows themselves decide; everything else is history, and a person must look at it.
MENDABLE = {"total_differs", "table_occupied_without_order", "table_free_with_order"}


class Command(BaseCommand):
    """Reads only, unless --fix is given; safe beside open tills (docs/locking.md)."""

    help = (
        "ตรวจบัญชี: คำนวณทุกยอดใหม่จากข้อมูลจริง แสดงทุกจุดที่ไม่ตรงกัน "
        "(รหัสออก 0 = ตรงกันทั้งหมดหรือแก้แล้วครบ 1 = ยังมีจุดที่ไม่ตรง 2 = คำสั่งไม่ถูกต้อง หรือติดต่อฐานข้อมูลไม่ได้)"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Name the options."""
        parser.add_argument(
            "--json", action="store_true", help="หนึ่งบรรทัดต่อหนึ่งจุดเป็น JSON บรรทัดสุดท้ายเป็นสรุป"
        )
        parser.add_argument(
            "--fix",
            action="store_true",
            help="แก้เฉพาะสิ่งที่คำนวณได้แน่นอน: สถานะโต๊ะ และยอดรวมของออเดอร์ที่ยังเปิดอยู่ ทุกการแก้ถูกบันทึกไว้",
        )

    def handle(self, *args, **options) -> None:
        """Tell every difference, mend what may be mended, and sum up."""
        try:
            found, mended = self._check(options)
            self._sum_up(found, mended, options)
        except (DatabaseError, InterfaceError) as error:
            if not (sentence := told_to_technician(error)):
                raise
            raise CommandError(sentence, returncode=2) from error
        if found > mended:
            sys.exit(1)

    def _check(self, options: dict[str, Any]) -> tuple[int, int]:
        """Return how many differences were found and how many of them are mended."""
        found, mendable = 0, []
        for difference in differences():
            found += 1
            self._tell(difference, options)
            if options["fix"] and difference.kind in MENDABLE:
                mendable.append(difference)
        # Not while the rules are still being read: they would see what was mended half-way.
        return found, sum(self._mend(difference, options) for difference in mendable)

    def _mend(self, difference: Difference, options: dict[str, Any]) -> bool:
        sentence = mend(difference, by=typed_by())
        if sentence and options["json"]:
            self.stdout.write(json_text.write(asdict(difference) | {"mended": sentence}))
        elif sentence:
            self.stdout.write(f"[แก้แล้ว] {sentence}")
        return bool(sentence)

    def _tell(self, difference: Difference, options: dict[str, Any]) -> None:
        person = f"[{difference.kind}] {difference.message}"
        self.stdout.write(json_text.write(asdict(difference)) if options["json"] else person)

    def _sum_up(self, found: int, mended: int, options: dict[str, Any]) -> None:
        orders = Order.objects.count()
        if options["json"]:
            summary = {"orders": orders, "differences": found}
            self.stdout.write(json_text.write(summary | ({"mended": mended} if mended else {})))
        elif not found:
            self.stdout.write(f"ตรวจ {orders} ออเดอร์ ทุกยอดตรงกัน")
        else:
            fixed = f" แก้แล้ว {mended} จุด" if options["fix"] else ""
            self.stdout.write(f"ตรวจ {orders} ออเดอร์ พบจุดที่ไม่ตรงกัน {found} จุด{fixed}")


def mend(difference: Difference, *, by: str) -> str:
    """Mend one difference; return the Thai sentence that says how, '' when a person must look."""
    if difference.subject == "order":
        figures = mending.mend_total(order_id=difference.subject_id, by=by)
        if figures is None:
            return ""
        before, after = map(as_text, figures)
        return f"ออเดอร์ {difference.subject_id}: ยอดรวม {before} → {after}"
    states = mending.mend_table(table_id=difference.subject_id, by=by)
    if states is None:
        return ""
    before, after = (str(Table.Status(state).label) for state in states)
    return f"โต๊ะ {difference.subject_id}: {before} → {after}"
