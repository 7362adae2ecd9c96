"""Taking something back before payment: a line, or the whole order."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from core_app.errors import PosError
from core_app.front_doors import post_only
from core_app.idempotency import Answer
from orders_app.commands import selling
from orders_app.doors.forms import ReasonForm
from orders_app.ordering.queries import find_order
from staff_app.rights import sellers_only


@sellers_only
@post_only
def void_item(request: HttpRequest, order_id: int, item_id: int) -> HttpResponse:
    """Take a line off the bill and show the order again."""

    def void(key: str, reason: str) -> Answer:
        return selling.void_item(
            key=key, staff=request.user, order_id=order_id, item_id=item_id, reason=reason
        )

    _do(request, void, done="ยกเลิกรายการแล้ว")
    return redirect("orders:pad", find_order(order_id).table_id)


@sellers_only
@post_only
def cancel_order(request: HttpRequest, order_id: int) -> HttpResponse:
    """Close the order unpaid; back to the map when it is done, else to the order."""

    def cancel(key: str, reason: str) -> Answer:
        return selling.cancel_order(key=key, staff=request.user, order_id=order_id, reason=reason)

    order = find_order(order_id)
    if _do(request, cancel, done=f"ยกเลิกออเดอร์ {order_id} แล้ว {order.table.name} ว่าง"):
        return redirect("orders:map")
    return redirect("orders:pad", order.table_id)


def _do(request: HttpRequest, command: Callable[[str, str], Answer], *, done: str) -> bool:
    """Run the command with the form's key and reason, and leave the sentence for the next page."""
    form = ReasonForm(request.POST)
    if not form.is_valid():
        messages.error(request, next(iter(form.errors.values()))[0])
        return False
    try:
        answer = command(form.cleaned_data["key"], form.cleaned_data["reason"])
    except PosError as error:
        messages.error(request, error.message)
        return False
    if not answer.ok:
        messages.error(request, answer.body["message"])
        return False
    messages.success(request, done)
    return True
