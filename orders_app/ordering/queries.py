"""Reading orders. Nothing here writes or locks."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Case, Count, Min, OuterRef, Q, QuerySet, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce, NullIf

from core_app.errors import NotFound, PosError
from core_app.models import AuditEvent
from core_app.money import ZERO
from devices_app import catching_up
from devices_app.models import Device
from orders_app.models import Bill, Order, OrderItem, Payment
from orders_app.refusals import OrderNotHereYet

NO_SUCH_LINE = "ไม่พบรายการนี้ในออเดอร์ กรุณาเปิดหน้าใหม่แล้วลองอีกครั้ง"


def named(name: int | UUID) -> dict[str, int | UUID]:
    """Return the filter for an order's number or uid."""
    return {"uid": name} if isinstance(name, UUID) else {"pk": name}


def not_here(name: int | UUID) -> PosError:
    """Return what to say of an order that is not there: one with a uid may still come."""
    if isinstance(name, UUID):
        return OrderNotHereYet(name, catching_up=catching_up.ongoing() is not None)
    return NotFound("ไม่พบออเดอร์นี้ กรุณาตรวจสอบหมายเลขออเดอร์")


def find_order(order_id: int) -> Order:
    """Return an order with its table. Raises NotFound."""
    order = Order.objects.select_related("table").filter(pk=order_id).first()
    if order is None:
        raise not_here(order_id)
    return order


def number_of(name: int | UUID) -> int:
    """Return the number of an order. Raises OrderNotHereYet for a uid that is not there."""
    if not isinstance(name, UUID):
        return name
    number = Order.objects.filter(uid=name).values_list("pk", flat=True).first()
    if number is None:
        raise not_here(name)
    return number


def line_number_of(order_id: int, name: int | UUID) -> int:
    """Return the number of an order's line. Raises NotFound for a uid that is not there."""
    if not isinstance(name, UUID):
        return name
    lines = OrderItem.objects.filter(order_id=order_id, uid=name)
    number = lines.values_list("pk", flat=True).first()
    if number is None:
        raise NotFound(NO_SUCH_LINE)
    return number


def order_paid_by(slip_reference: str) -> int:
    """Return the number of the order whose bill was paid with this slip."""
    payments = Payment.objects.filter(slip_reference=slip_reference)
    return payments.values_list("bill__order_id", flat=True).get()


def list_orders(*, status: str | None = None, table_id: int | None = None) -> QuerySet[Order]:
    """Return orders with their tables, newest first."""
    orders = Order.objects.select_related("table").order_by("-id")
    if status:
        orders = orders.filter(status=status)
    if table_id is not None:
        orders = orders.filter(table_id=table_id)
    return orders


def slice_of(orders: QuerySet[Order], start: int, most: int) -> QuerySet[Order]:
    """Return some orders of a list from a place on: those before are counted off by their numbers
    alone, without their rows and tables."""
    numbers = orders.values_list("pk", flat=True)[start : start + most]
    return orders.filter(pk__in=list(numbers))  # named, not asked within: PostgreSQL may read all


def standing_order(table_id: int) -> Order | None:
    """Return the order whose party sits at a table, if any."""
    return Order.objects.filter(seatings__table_id=table_id, seatings__until=None).first()


def open_order_of(table_id: int) -> Order | None:
    """Return an open order that names a table, wherever its party sits: for mending alone."""
    return Order.objects.filter(table_id=table_id, status=Order.Status.OPEN).first()


def first_day() -> date | None:
    """Return the business date of the shop's first order; None before that."""
    return Order.objects.aggregate(first=Min("business_date"))["first"]


def with_senders(orders: QuerySet[Order]) -> QuerySet[Order]:
    """Add who sent an order's opening in its opener's name (`sent_by`), and the number of the
    device it was tapped on (`sent_from`); both None where the opener sent it."""
    opening = AuditEvent.objects.filter(
        subject="order", subject_id=OuterRef("pk"), action="order.opened", sender__isnull=False
    )
    device = Device.objects.filter(client_id=OuterRef("client_id")).values("pk")
    name = Coalesce(NullIf("sender__display_name", Value("")), "sender__username")
    return orders.annotate(
        sent_by=Subquery(opening.values(text=name)[:1]),
        sent_from=Subquery(opening.values(number=Subquery(device))[:1]),
    )


def numbers_of(day: date, *, is_today: bool, status: str | None = None) -> QuerySet:
    """Return the numbers of the orders that a business day opened or ended, newest first.

    Today has older ones that are still open too, and those of a clock that ran ahead.
    """
    orders = Order.objects.filter(status=status) if status else Order.objects.all()
    found = [orders.filter(_on(name, day, is_today)) for name in ("business_date", "ended_on")]
    if is_today and status in (None, Order.Status.OPEN):
        found.append(orders.filter(status=Order.Status.OPEN))
    # Each by its own index, and no row looked up: of one OR of them SQLite makes a walk along all
    # orders, and of the orders among them PostgreSQL may.
    first, *others = [each.order_by().values_list("pk", flat=True) for each in found]
    return first.union(*others).order_by("-pk")


def listed(numbers: Iterable[int]) -> QuerySet[Order]:
    """Return these orders as lists of a day show them, newest first."""
    orders = list_orders().select_related("opened_by").filter(pk__in=list(numbers))
    return with_senders(orders)


def without_table(*, since: datetime) -> QuerySet[Order]:
    """Return the orders without a table that came since then: open ones first, then the newest."""
    orders = Order.objects.filter(kind=Order.Kind.NO_TABLE, created_at__gte=since)
    return orders.order_by(Case(When(status=Order.Status.OPEN, then=0), default=1), "-id")


def takings_of(day: date, *, is_today: bool) -> dict[str, Any]:
    """Return how many orders a business day took money for, as `count`, and how much, as `total`.

    Guests who sat down before the day changed pay into the new day.
    """
    # Each bill by its number: for a join PostgreSQL may read all bills there are.
    order = Subquery(Bill.objects.filter(pk=OuterRef("bill_id")).values("order_id"))
    taken = Payment.objects.filter(_on("business_date", day, is_today)).annotate(order=order)
    return taken.aggregate(count=Count("order", distinct=True), total=Sum("amount", default=ZERO))


def _on(name: str, day: date, is_today: bool) -> Q:
    return Q(**{f"{name}__gte" if is_today else name: day})
