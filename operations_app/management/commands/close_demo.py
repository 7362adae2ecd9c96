"""`manage.py close_demo`: the demo's accounts end, and what the demo left is told."""

from django.core.management.base import BaseCommand

from core_app.technician import typed_by
from menu_app.models import MenuItem
from orders_app.models import Order
from staff_app.closing import close_demo_accounts
from staff_app.models import Role, User
from tables_app.models import Table


class Command(BaseCommand):
    """Harmless when run again, and needs nobody who can log in."""

    help = (
        "ปิดบัญชีสาธิตทุกบัญชี เพื่อให้ร้านเปิดขายจริงได้ / Close the demo's accounts, so that a shop can sell."
    )

    def handle(self, *args, **options) -> None:
        """Close, then say what is left and what to do next."""
        closed = close_demo_accounts(by=typed_by())
        names = ", ".join(user.username for user in closed)
        done = f"ปิดบัญชีสาธิตแล้ว / Demo accounts closed: {names}"
        self.stdout.write(done if closed else "ไม่มีบัญชีสาธิตที่เปิดอยู่ / No demo account was open.")
        for line in (*_what_stays(), *_what_next()):
            self.stdout.write(line)


def _what_stays() -> list[str]:
    """Menu and tables are a start to edit, and sales are history, which nobody deletes."""
    dishes, tables = MenuItem.objects.count(), Table.objects.count()
    orders = Order.objects.count()
    lines = [
        f"เมนู {dishes} รายการ โต๊ะ {tables} โต๊ะ ยังอยู่ แก้ไขได้ที่ /admin/ "
        f"/ {dishes} dishes and {tables} tables stay: edit them at /admin/."
    ]
    if orders:
        lines.append(
            f"ออเดอร์ {orders} รายการที่ลองขายไว้ยังอยู่ ถ้าต้องการเริ่มใหม่ทั้งหมด ให้ตั้ง VAR_DIR เป็นโฟลเดอร์ใหม่ "
            f"/ {orders} orders sold so far stay in the books: for empty books set VAR_DIR to a "
            "new folder."
        )
    return lines


def _what_next() -> list[str]:
    managers = User.objects.filter(role=Role.MANAGER, is_active=True)
    if any(manager.may_come_in for manager in managers):
        return []
    return [
        "ต่อไป: ตั้งผู้จัดการของร้านด้วย / Next, give the shop its manager:  "
        ".venv/bin/python manage.py create_manager"
    ]
