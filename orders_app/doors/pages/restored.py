"""What managers see of a shop whose data was taken back: who is waited for, what to look at."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from core_app.idempotency import new_key
from devices_app import catching_up
from http_app.front_doors import post_only
from orders_app.ordering.queries import without_table

_MOST = 100


@require_safe
def restored(request: HttpRequest) -> HttpResponse:
    """Show how far the shop has caught up, the orders without a table, and what never returns."""
    epoch = catching_up.restored()
    context = {"epoch": epoch, "kept_days": catching_up.KEPT.days}
    if epoch:
        devices = list(catching_up.still_expected(epoch))
        orders = list(without_table(since=epoch.began_at)[: _MOST + 1])
        context |= {
            "devices": devices,
            "is_waiting": bool(devices) and epoch.caught_up_at is None,
            "orders": orders[:_MOST],
            "has_more": len(orders) > _MOST,
            "key": new_key(),
        }
    return render(request, "pos/restored.html", context)


@post_only
def end_waiting(request: HttpRequest) -> HttpResponse:
    """Wait for no device any more, in the epoch that the manager was shown; back to the page."""
    epoch = catching_up.restored()
    # A page that stood open, or sends itself again once the database is back, may be older than
    # the newest restore: nobody has looked at whom that one waits for.
    if epoch and request.POST.get("epoch") == str(epoch.uid):
        catching_up.end(manager=request.user)
        messages.success(request, "ร้านไม่รอเครื่องที่เหลือแล้ว เครื่องที่มาทีหลังยังส่งได้")
    else:
        messages.error(request, "หน้าที่กดเก่าไปแล้ว ยังไม่ได้เลิกรอ กรุณาดูหน้านี้ใหม่ก่อน")
    return redirect("orders:restored")
