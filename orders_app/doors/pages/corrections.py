"""Taking something back before payment: some or all of a line, or the whole order."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from core_app.errors import PosError
from core_app.idempotency import Answer
from core_app.moment import Moment
from http_app.front_doors import post_only
from orders_app.commands.cancelling import cancel_order as cancel
from orders_app.commands.declaration import Command
from orders_app.commands.running import run
from orders_app.commands.voiding import void_item as void
from orders_app.doors.asking import asked_of, sentence_of
from orders_app.doors.forms import ReasonForm, VoidForm
from orders_app.models import Order
from orders_app.ordering.queries import find_order
from staff_app.rights import sellers_only


@sellers_only
@post_only
def void_item(request: HttpRequest, order_id: int, item_id: int) -> HttpResponse:
    """Take a line, or some of it, off the bill and show the order again."""
    form = VoidForm(request.POST)
    answer = _do(request, void, (order_id, item_id), form)
    order = find_order(order_id)
    if answer:
        messages.success(request, _voided(order, item_id, form.cleaned_data["qty"], answer))
    return redirect("orders:pad", order.table_id)


def _voided(order: Order, item_id: int, qty: int | None, answer: Answer) -> str:
    """Say how many were taken off, where some are left."""
    left = answer.body.get("left")
    if not left:
        return "ยกเลิกรายการแล้ว"
    return f"ยกเลิก {order.items.get(pk=item_id).name} {qty} แล้ว เหลือ {left}"


@sellers_only
@post_only
def cancel_order(request: HttpRequest, order_id: int) -> HttpResponse:
    """Close the order unpaid; back to the map when it is done, else to the order."""
    order = find_order(order_id)
    if _do(request, cancel, (order_id,), ReasonForm(request.POST)):
        messages.success(request, f"ยกเลิกออเดอร์ {order_id} แล้ว {order.table.name} ว่าง")
        return redirect("orders:map")
    return redirect("orders:pad", order.table_id)


def _do(
    request: HttpRequest, command: Command, ids: tuple[int, ...], form: ReasonForm
) -> Answer | None:
    """Do the command with what the form says; None, and a sentence for the next page, if refused.

    What the page did not ask is not told to the command either.
    """
    if not form.is_valid():
        messages.error(request, next(iter(form.errors.values()))[0])
        return None
    fields = {name: value for name, value in form.cleaned_data.items() if value is not None}
    key = fields.pop("key")
    try:
        answer = run(command, Moment(request.user, key), ids, asked_of(command, fields))
    except PosError as error:
        messages.error(request, sentence_of(error))
        return None
    if not answer.ok:
        messages.error(request, answer.body["message"])
        return None
    return answer
