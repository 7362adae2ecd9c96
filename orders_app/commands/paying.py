"""Taking the money: the bill's figures, the payment that settles it, the order's end, the free
table; in one transaction."""

import logging
from datetime import datetime
from decimal import Decimal
from http import HTTPStatus
from typing import Annotated, Any

from django.db import transaction
from django.utils import timezone
from pydantic import BeforeValidator, Field, WithJsonSchema

from core_app import business_day
from core_app.errors import ValidationFailed
from core_app.fields import Amount, Baht
from core_app.moment import Moment
from core_app.money import ZERO, as_number
from core_app.plain_sql import insert_unless_there
from orders_app.billing import transfer_slip
from orders_app.billing.bill import Reckoning, bill_of
from orders_app.billing.tender import is_implausible
from orders_app.commands.declaration import Kind, command
from orders_app.commands.shapes import CommandIn, CommandOut, Method, Status
from orders_app.models import Order, Payment, PaymentMethod
from orders_app.ordering import bills, seating, summary, totals
from orders_app.ordering.queries import order_paid_by
from orders_app.refusals import (
    ImplausibleAmount,
    InsufficientAmount,
    OrderEmpty,
    SlipUsed,
    TotalChanged,
)
from orders_app.shop_metrics import payment_counted
from staff_app.rights import ensure_seller

log = logging.getLogger(__name__)


def _reference(value: Any) -> str | None:
    if value is None:
        return None
    if not isinstance(value, str):
        raise ValueError("ต้องเป็นข้อความ")
    return transfer_slip.reference_of(value)


class PayIn(CommandIn):
    """Pay in full. Cash needs `amount_received`; QR and card take none, or exactly the total."""

    payment_method: Method
    amount_received: Amount | None = None
    expected_total: Annotated[
        Amount | None,
        Field(description="ยอดที่ลูกค้าเห็น ถ้ายอดเปลี่ยนไปแล้วจะไม่รับเงิน (TOTAL_CHANGED)"),
    ] = None
    confirmed: Annotated[
        bool,
        Field(
            description="มีคนดูแล้วว่ารับเงินมากกว่ายอดเกิน 5,000 บาทจริง (IMPLAUSIBLE_AMOUNT)"
            " ส่งซ้ำด้วยคีย์เดิมได้"
        ),
    ] = False
    slip_reference: Annotated[
        str | None,
        BeforeValidator(_reference),
        Field(description="เลขอ้างอิงบนสลิปของการโอน หรือข้อความจากคิวอาร์บนสลิป (เฉพาะ qr)"),
        WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "null"}]}),
    ] = None


class PaidOut(CommandOut):
    """The paid order."""

    order_id: int
    status: Status
    total_price: Baht
    amount_received: Baht
    change: Baht
    paid_at: datetime


@command(
    "/orders/{id}/pay",
    asks=PayIn,
    answers=PaidOut,
    status=HTTPStatus.OK,
    right=ensure_seller,
    # An amount that was asked back may come again, confirmed, under its key.
    stands_for=("payment_method", "amount_received"),
    stands_for_if_told=("slip_reference",),
    waits_as=Kind("pay", "รับชำระเงิน"),
    statements=11,
    counted=lambda ids, asked, ask: payment_counted(ids[0], asked.payment_method, ask),
)
def pay_order(at: Moment, order: Order, asked: PayIn) -> tuple[Order, dict[str, Any]]:
    """Take the money, close the order, free the table.

    Cash more than 5,000 baht above the total is asked back with 422 `IMPLAUSIBLE_AMOUNT` until it
    comes with `confirmed`; nothing is stored, so it may come under the same key.
    """
    count, goods, *_ = totals.mended_sum(order, at)
    if not count:
        raise OrderEmpty(order_id=order.pk)
    figures = bill_of((), standing=goods)
    if asked.expected_total not in (None, figures.total):
        raise TotalChanged(total=figures.total)
    received = _received(asked, figures.total)
    payment = _settle(at, order, figures, asked=asked, received=received)
    _tell(at, order, payment)
    return order, {
        "order_id": order.pk,
        "status": order.status,
        "total_price": order.total_price,
        "amount_received": order.amount_received,
        "change": order.change,
        "paid_at": order.paid_at,
    }


def _received(asked: PayIn, total: Decimal) -> Decimal:
    amount = asked.amount_received
    if asked.slip_reference and asked.payment_method != PaymentMethod.QR:
        raise ValidationFailed(fields={"slip_reference": "เลขอ้างอิงสลิปใช้กับการจ่ายด้วยคิวอาร์เท่านั้น"})
    if asked.payment_method != PaymentMethod.CASH:
        if amount not in (None, total):
            sentence = f"คิวอาร์และบัตรต้องรับเงินพอดียอดรวม {as_number(total)}"
            raise ValidationFailed(fields={"amount_received": sentence})
        return total
    if amount is None:
        raise ValidationFailed(fields={"amount_received": "เงินสดต้องระบุจำนวนเงินที่รับ"})
    if amount < total:
        raise InsufficientAmount(total=total, received=amount)
    if is_implausible(amount, total=total) and not asked.confirmed:
        raise ImplausibleAmount(total=total, received=amount)
    return amount


def _settle(
    at: Moment, order: Order, figures: Reckoning, *, asked: PayIn, received: Decimal
) -> Payment:
    """Take the whole bill's money, then end the order: the database refuses any other way round.

    Nobody looks first whether a slip is used: two would find that it is not. Raises SlipUsed.
    """
    payment = _payment(at, order, asked)
    payment.bill_id = bills.write_figures(order, figures)
    payment.amount, payment.amount_received = figures.total, received
    payment.change = received - figures.total or ZERO
    if not insert_unless_there(payment):
        raise SlipUsed(order_id=order_paid_by(asked.slip_reference))
    seating.leave(order, payment.created_at)
    summary.write(
        order,
        status=Order.Status.PAID,
        payment_method=payment.method,
        amount_received=payment.amount_received,
        change=payment.change,
        paid_at=payment.created_at,
        ended_on=payment.business_date,
    )
    return payment


def _payment(at: Moment, order: Order, asked: PayIn) -> Payment:
    """Return a payment of now without its amounts: who took it, how, and by what proof."""
    now = timezone.now()
    tapped_at = at.tapped_at(now)
    day = business_day.stamp(tapped_at, arrived_at=now, not_before=order.opened_at)
    return Payment(
        method=asked.payment_method,
        proof=_proof(asked),
        slip_reference=asked.slip_reference,
        taken_by=at.author,
        sender=at.sender,
        client_id=at.device,
        created_at=now,
        tapped_at=tapped_at,
        business_date=max(day, order.business_date or day),
    )


def _proof(asked: PayIn) -> str:
    """What a transfer is believed by: whoever takes the money has seen it, or a slip of it."""
    if asked.payment_method != PaymentMethod.QR:
        return ""
    return Payment.Proof.SLIP if asked.slip_reference else Payment.Proof.SEEN


def _tell(at: Moment, order: Order, payment: Payment) -> None:
    """Write the audit log now, and the log line once it is true."""
    asked_back = is_implausible(order.amount_received, total=order.total_price)
    proof = {"proof": payment.proof, "slip_reference": payment.slip_reference}
    at.record(
        action="order.paid",
        subject="order",
        subject_id=order.pk,
        method=order.payment_method,
        total_price=as_number(order.total_price),
        amount_received=as_number(order.amount_received),
        change=as_number(order.change),
        **{name: told for name, told in proof.items() if told},
        **({"confirmed": True} if asked_back else {}),
    )
    paid = (order.pk, order.payment_method, as_number(order.amount_received))
    transaction.on_commit(
        lambda: log.info("Payment processed: order_id=%s, method=%s, amount=%s", *paid)
    )
