"""Taking something back before payment: some or all of a line, or the whole order.

Where that needs a manager's word, the same address asks for it (approval.py).
"""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.debug import sensitive_post_parameters

from core_app import json_text
from core_app.errors import PosError
from core_app.idempotency import Answer
from core_app.moment import Moment
from http_app.front_doors import post_only
from orders_app.commands.cancelling import cancel_order as cancel
from orders_app.commands.declaration import Command
from orders_app.commands.voiding import void_item as void
from orders_app.doors.asking import asked_of, sentence_of
from orders_app.doors.forms import ReasonForm, VoidForm
from orders_app.doors.pages.approval import WordNeeded, ask, run_with_word
from orders_app.models import Order
from orders_app.ordering.queries import find_order


@post_only
@sensitive_post_parameters("pin")
def void_item(request: HttpRequest, order_id: int, item_id: int) -> HttpResponse:
    """Take a line, or some of it, off the bill and show the order again."""
    form = VoidForm(request.POST)
    try:
        answer = _do(request, void, (order_id, item_id), form)
    except WordNeeded as wanted:
        return ask(request, wanted, find_order(order_id), form)
    order = find_order(order_id)
    if answer:
        said = _voided(order, item_id, form.cleaned_data["qty"], answer)
        item = order.items.get(pk=item_id)
        line = {"item": str(item.uid or item.pk)}
        _say_done(request, said, "void", order, form, line | {"at": answer.body["voided_at"]})
    return _to(order)


def _say_done(
    request: HttpRequest, said: str, kind: str, order: Order, form: ReasonForm, told: dict[str, str]
) -> None:
    """Say it, and tell the device's script, which keeps what was done on it: should the shop's data
    be taken back, the device does it again (static/js/catching-up.js)."""
    fields = {name: value for name, value in form.cleaned_data.items() if value is not None}
    done = {"kind": kind, "key": fields.pop("key"), "body": fields, "order": str(order.uid)}
    done |= {"version": order.version, "table": str(order.table_id or "")}
    messages.success(request, said, extra_tags=json_text.write(done | told))


def _to(order: Order) -> HttpResponse:
    """Go to where the order is looked at."""
    if order.table_id:
        return redirect("orders:pad", order.table_id)
    return redirect("orders:pay", order.pk)


def _voided(order: Order, item_id: int, qty: int | None, answer: Answer) -> str:
    """Say how many were taken off, where some are left."""
    left = answer.body.get("left")
    if not left:
        return "ยกเลิกรายการแล้ว"
    return f"ยกเลิก {order.items.get(pk=item_id).name} {qty} แล้ว เหลือ {left}"


@post_only
@sensitive_post_parameters("pin")
def cancel_order(request: HttpRequest, order_id: int) -> HttpResponse:
    """Close the order unpaid; back to the map when it is done, else to the order."""
    form = ReasonForm(request.POST)
    try:
        answer = _do(request, cancel, (order_id,), form)
    except WordNeeded as wanted:
        return ask(request, wanted, find_order(order_id), form)
    order = find_order(order_id)
    if not answer:
        return _to(order)
    is_free = f" {order.table.name} ว่าง" if order.table else ""
    said = f"ยกเลิกออเดอร์ {order_id} แล้ว{is_free}"
    _say_done(request, said, "cancel", order, form, {"at": answer.body["cancelled_at"]})
    return redirect("orders:map")


def _do(
    request: HttpRequest, command: Command, ids: tuple[int, ...], form: ReasonForm
) -> Answer | None:
    """Do the command with what the form says; None, and a sentence for the next page, if refused.

    What the page did not ask is not told to the command either. Raises WordNeeded.
    """
    if not form.is_valid():
        messages.error(request, next(iter(form.errors.values()))[0])
        return None
    fields = {name: value for name, value in form.cleaned_data.items() if value is not None}
    key = fields.pop("key")
    try:
        at = Moment(request.user, key)
        answer = run_with_word(request, command, at, ids, asked_of(command, fields))
    except PosError as error:
        messages.error(request, sentence_of(error))
        return None
    if not answer.ok:
        messages.error(request, answer.body["message"])
        return None
    return answer
