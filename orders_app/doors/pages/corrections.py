"""Taking something back before payment: a line, or the whole order."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from core_app.errors import PosError
from core_app.moment import Moment
from http_app.front_doors import post_only
from orders_app.commands.cancelling import cancel_order as cancel
from orders_app.commands.declaration import Command
from orders_app.commands.running import run
from orders_app.commands.voiding import void_item as void
from orders_app.doors.asking import asked_of, sentence_of
from orders_app.doors.forms import ReasonForm
from orders_app.ordering.queries import find_order
from staff_app.rights import sellers_only


@sellers_only
@post_only
def void_item(request: HttpRequest, order_id: int, item_id: int) -> HttpResponse:
    """Take a line off the bill and show the order again."""
    _do(request, void, (order_id, item_id), done="ยกเลิกรายการแล้ว")
    return redirect("orders:pad", find_order(order_id).table_id)


@sellers_only
@post_only
def cancel_order(request: HttpRequest, order_id: int) -> HttpResponse:
    """Close the order unpaid; back to the map when it is done, else to the order."""
    order = find_order(order_id)
    done = f"ยกเลิกออเดอร์ {order_id} แล้ว {order.table.name} ว่าง"
    if _do(request, cancel, (order_id,), done=done):
        return redirect("orders:map")
    return redirect("orders:pad", order.table_id)


def _do(request: HttpRequest, command: Command, ids: tuple[int, ...], *, done: str) -> bool:
    """Do the command with the form's key and reason, and leave a sentence for the next page."""
    form = ReasonForm(request.POST)
    if not form.is_valid():
        messages.error(request, next(iter(form.errors.values()))[0])
        return False
    try:
        asked = asked_of(command, {"reason": form.cleaned_data["reason"]})
        answer = run(command, Moment(request.user, form.cleaned_data["key"]), ids, asked)
    except PosError as error:
        messages.error(request, sentence_of(error))
        return False
    if not answer.ok:
        messages.error(request, answer.body["message"])
        return False
    messages.success(request, done)
    return True
