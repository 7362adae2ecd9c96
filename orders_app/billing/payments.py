"""Taking the money: the payment row, the order's end, the table's release, in one transaction."""

import logging
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from core_app import audit
from core_app.errors import ValidationFailed
from core_app.idempotency import HERE, Origin
from core_app.money import ZERO, as_number
from orders_app.billing.tender import is_implausible
from orders_app.models import Order, Payment, PaymentMethod
from orders_app.ordering import mending
from orders_app.ordering.locks import lock_open_order
from orders_app.refusals import ImplausibleAmount, InsufficientAmount, OrderEmpty, TotalChanged
from staff_app.models import User
from tables_app import table_state

log = logging.getLogger(__name__)


def pay_order(
    *,
    order_id: int,
    method: str,
    amount_received: Decimal | None,
    staff: User,
    expected_total: Decimal | None = None,
    origin: Origin = HERE,
    confirmed: bool = False,
    table_id: int | None = None,
) -> Order:
    """Pay an open order in full, close it and free its table. Amounts in baht.

    `expected_total` is what the payment screen showed; `confirmed` says that a person has looked
    at an implausible amount again. Raises NotFound, OrderNotOpen, WrongTable, OrderEmpty,
    TotalChanged, InsufficientAmount, ImplausibleAmount, ValidationFailed for a QR or card amount
    that is not exactly the total, or cash without an amount.
    """
    order = lock_open_order(order_id, table_id=table_id)
    count, total = mending.mended_sum(order, staff=staff, origin=origin)
    if not count:
        raise OrderEmpty(order_id=order.pk)
    if expected_total is not None and expected_total != total:
        raise TotalChanged(total=total)
    received = _received(method, amount_received, total, confirmed=confirmed)
    _settle(order, method=method, received=received, staff=staff, origin=origin)
    table_state.release(order.table_id)
    _tell(order, staff, origin)
    return order


def _received(method: str, amount: Decimal | None, total: Decimal, *, confirmed: bool) -> Decimal:
    if method != PaymentMethod.CASH:
        if amount is not None and amount != total:
            sentence = f"คิวอาร์และบัตรต้องรับเงินพอดียอดรวม {as_number(total)}"
            raise ValidationFailed(fields={"amount_received": sentence})
        return total
    if amount is None:
        raise ValidationFailed(fields={"amount_received": "เงินสดต้องระบุจำนวนเงินที่รับ"})
    if amount < total:
        raise InsufficientAmount(total=total, received=amount)
    if is_implausible(amount, total=total) and not confirmed:
        raise ImplausibleAmount(total=total, received=amount)
    return amount


def _tell(order: Order, staff: User, origin: Origin) -> None:
    """Write the audit log now, and the log line once it is true."""
    asked_back = is_implausible(order.amount_received, total=order.total_price)
    audit.record(
        action="order.paid",
        subject="order",
        subject_id=order.pk,
        staff=staff,
        origin=origin,
        method=order.payment_method,
        total_price=as_number(order.total_price),
        amount_received=as_number(order.amount_received),
        change=as_number(order.change),
        **({"confirmed": True} if asked_back else {}),
    )
    paid = (order.pk, order.payment_method, as_number(order.amount_received))
    transaction.on_commit(
        lambda: log.info("Payment processed: order_id=%s, method=%s, amount=%s", *paid)
    )


def _settle(order: Order, *, method: str, received: Decimal, staff: User, origin: Origin) -> None:
    now = timezone.now()
    payment = Payment.objects.create(
        order=order,
        method=method,
        amount=order.total_price,
        amount_received=received,
        change=received - order.total_price or ZERO,
        taken_by=staff,
        sender=origin.sender,
        client_id=origin.client_id,
        created_at=now,
    )
    order.status = Order.Status.PAID
    order.payment_method, order.amount_received = method, payment.amount_received
    order.change, order.paid_at = payment.change, now
    order.version += 1
    order.save(
        update_fields=[
            "status", "payment_method", "amount_received", "change", "paid_at", "version",
            "updated_at",
        ]
    )  # fmt: skip
