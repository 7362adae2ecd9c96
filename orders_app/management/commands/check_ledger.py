"""`manage.py check_ledger`: add up the books again; exit 1 when anything differs."""

import json
import sys
from dataclasses import asdict

from django.core.management.base import BaseCommand

from orders_app.ledger import Difference, differences
from orders_app.models import Order


class Command(BaseCommand):
    """Reads only; safe beside open tills (docs/locking.md)."""

    help = "ตรวจบัญชี: คำนวณทุกยอดใหม่จากข้อมูลจริง แสดงทุกจุดที่ไม่ตรงกัน (รหัสออก 0 = ตรงกันทั้งหมด 1 = มีจุดที่ไม่ตรง)"

    def add_arguments(self, parser):
        parser.add_argument(
            "--json", action="store_true", help="หนึ่งบรรทัดต่อหนึ่งจุดเป็น JSON บรรทัดสุดท้ายเป็นสรุป"
        )

    def handle(self, *args, **options):
        tell = self._tell_program if options["json"] else self._tell_person
        found = 0
        for difference in differences():
            found += 1
            tell(difference)
        orders = Order.objects.count()
        if options["json"]:
            self._write_json({"orders": orders, "differences": found})
        elif found:
            self.stdout.write(f"ตรวจ {orders} ออเดอร์ พบจุดที่ไม่ตรงกัน {found} จุด")
        else:
            self.stdout.write(f"ตรวจ {orders} ออเดอร์ ทุกยอดตรงกัน")
        if found:
            sys.exit(1)

    def _tell_person(self, difference: Difference) -> None:
        self.stdout.write(f"[{difference.kind}] {difference.message}")

    def _tell_program(self, difference: Difference) -> None:
        self._write_json(asdict(difference))

    def _write_json(self, value: dict) -> None:
        self.stdout.write(json.dumps(value, ensure_ascii=False))
