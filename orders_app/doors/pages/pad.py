"""The order pad: tap dishes, confirm, or confirm and pay at once."""

from dataclasses import dataclass
from decimal import Decimal
from http import HTTPStatus
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from core_app.errors import DuplicateRequest, PosError
from core_app.idempotency import Answer, new_key
from core_app.moment import Moment
from http_app.api_base import is_good_key
from menu_app.limits import is_sold_out
from menu_app.models import MenuItem
from menu_app.queries import dishes_on_menu, is_made
from orders_app.commands.adding import AddItemsIn, add_items
from orders_app.commands.opening import OpenOrderIn, open_order
from orders_app.commands.running import run
from orders_app.doors.drafts import Draft
from orders_app.doors.forms import CANCEL_REASONS, VOID_REASONS, ConfirmForm
from orders_app.doors.pages.floor import floor_context
from orders_app.kitchen.board import was_sent
from orders_app.ordering.floor import StandingOrder, TableState, read_floor
from orders_app.ordering.queries import find_order, standing_order
from orders_app.refusals import WrongTable
from staff_app.approvals import approvers
from tables_app.models import Table
from tables_app.queries import find_table

# What is said of lines that were confirmed; the first only where a kitchen heard of them.
SENT, SAVED = "ส่งครัวแล้ว", "บันทึกแล้ว"
_SENT_BEFORE = (
    "หน้านี้เคยส่งรายการไปแล้ว รายการที่เลือกตอนนี้ยังไม่ถูกส่ง กรุณาดูรายการที่บันทึกแล้ว ถ้าต้องการเพิ่มให้กดยืนยันอีกครั้ง"
)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def pad(request: HttpRequest, table_id: int) -> HttpResponse:
    """Show a table's order with the menu; POST sends the tapped dishes."""
    table = find_table(table_id)
    if request.method == "POST":
        return _send(request, table)
    draft = Draft.read(request.GET.getlist("line"))
    changed = _tapped(request, draft)
    # The key stands in the address too: Back after a confirm, and confirmed again, is one command.
    key = request.GET.get("key", "")
    key = key if is_good_key(key) else new_key()
    if changed != draft:
        return redirect(f"{request.path}?{changed.query}&{urlencode({'key': key})}")
    return _page(request, table, draft, key=key)


@require_safe
def pay_table(request: HttpRequest, table_id: int) -> HttpResponse:
    """Lead to the payment pad of the order on a table; a free table has nothing to pay.

    A till without a network knows its tables, but not yet the number of the order it opened.
    """
    order = standing_order(find_table(table_id).pk)
    return redirect("orders:pay", order.pk) if order else redirect("orders:map")


def _tapped(request: HttpRequest, draft: Draft) -> Draft:
    """Without JavaScript every tap on a dish, + or − asks for the page with one more or fewer."""
    for name, by in (("add", 1), ("take", -1)):
        text = request.GET.get(name, "")
        for menu_id in Draft.read([f"{text}:1"]).quantities:
            draft = draft.changed(menu_id, by=by)
    return draft


def _send(request: HttpRequest, table: Table) -> HttpResponse:
    form = ConfirmForm(request.POST)
    draft = Draft.read(request.POST.getlist("line"))
    if not form.is_valid():
        return _page(request, table, draft, "หน้านี้ไม่สมบูรณ์ กรุณาตรวจรายการแล้วกดยืนยันอีกครั้ง", 400)
    order_id, then_pay = form.cleaned_data["order_id"], "pay" in request.POST
    if not draft.lines:
        return _without_dishes(request, table, order_id if then_pay else None)
    try:
        answer = _confirm(Moment(request.user, form.cleaned_data["key"]), table, order_id, draft)
    except DuplicateRequest as error:
        return _page(request, table, draft, _SENT_BEFORE, error.status)
    except PosError as error:
        return _page(request, table, draft, error.message, error.status)
    if not answer.ok:
        return _page(request, table, draft, _sentence(answer), answer.status)
    if then_pay:
        return redirect("orders:pay", answer.body["order_id"])
    sent = SENT if was_sent(form.cleaned_data["key"]) else SAVED
    messages.success(request, f"{table.name}: {sent} {len(draft.lines)} รายการ")
    return redirect("orders:map")


def _without_dishes(request: HttpRequest, table: Table, to_pay: int | None) -> HttpResponse:
    if not to_pay:
        problem = "ยังไม่ได้เลือกเมนู กรุณาแตะเมนูที่ต้องการก่อน"
        return _page(request, table, Draft(), problem, HTTPStatus.BAD_REQUEST)
    order = find_order(to_pay)
    if order.table_id != table.pk:  # another table's guests would be asked for this table's money
        refusal = WrongTable(order)
        return _page(request, table, Draft(), refusal.message, refusal.status)
    return redirect("orders:pay", order.pk)


def _confirm(at: Moment, table: Table, order_id: int | None, draft: Draft) -> Answer:
    if order_id:
        asked = AddItemsIn(items=draft.lines)
        return run(add_items, at, (order_id,), asked, table_id=table.pk)
    return run(open_order, at, (), OpenOrderIn(table_id=table.pk, items=draft.lines))


def _sentence(answer: Answer) -> str:
    """Say what to do on this very page, where the refusal alone would leave a question."""
    body = answer.body
    if body["error"] == "TABLE_OCCUPIED":
        return (
            f"{body['message']} (ออเดอร์ {body['order_id']}) รายการที่เลือกยังไม่ถูกส่ง "
            "กดยืนยันอีกครั้งเพื่อเพิ่มเข้าออเดอร์นี้ หรือกลับไปเลือกโต๊ะอื่น"
        )
    return body["message"]


@dataclass(frozen=True)
class DraftRow:
    """A draft line as the ticket shows it; `dish` is None when it is no longer sold."""

    menu_id: int
    qty: int
    dish: MenuItem | None

    @property
    def amount(self) -> Decimal:
        return self.dish.price * self.qty if self.dish else Decimal(0)


def _page(
    request: HttpRequest,
    table: Table,
    draft: Draft,
    problem: str = "",
    status: int = 200,
    key: str = "",
) -> HttpResponse:
    floor = read_floor()
    carried = floor_context(floor)
    order = _order_on(table, floor.states)
    dishes = list(
        dishes_on_menu().annotate(
            is_made=is_made(), is_off=is_sold_out(), left=F("limit__portions")
        )
    )
    by_id = {dish.pk: dish for dish in dishes if not dish.is_off}
    rows = [DraftRow(line.menu_id, line.qty, by_id.get(line.menu_id)) for line in draft.lines]
    draft_total = sum((row.amount for row in rows), Decimal(0))
    context = {
        "table": table,
        "order": order,
        "menu": _by_category(dishes, draft),
        "rows": rows,
        "draft_total": draft_total,
        "total": draft_total + (order.due if order else 0),
        "key": key or new_key(),
        "problem": problem,
        "cancel_reasons": CANCEL_REASONS,
        "cancel_key": new_key(),
        "approvers": approvers,  # asked only where a page needs to know
    }
    context |= carried | _sent(order)
    return render(request, "pos/pad.html", context, status=int(status))


def _order_on(table: Table, table_states: list[TableState]) -> StandingOrder | None:
    return next(
        (table_state.order for table_state in table_states if table_state.table.pk == table.pk),
        None,
    )


def _by_category(
    dishes: list[MenuItem], draft: Draft
) -> list[tuple[str, list[tuple[MenuItem, int]]]]:
    """Return the dishes with their tapped quantities, categories as the menu first names them.

    Each dish is looked at once: a menu may hold thousands in scores of categories.
    """
    quantities = draft.quantities
    found: dict[str, list[tuple[MenuItem, int]]] = {}
    for dish in dishes:
        found.setdefault(dish.category, []).append((dish, quantities.get(dish.pk, 0)))
    return list(found.items())


def _sent(order: StandingOrder | None) -> dict:
    """What the part of the ticket needs that other tills may change."""
    items = order.items if order else []
    return {
        "items": [(item, new_key()) for item in items],  # each void has a key of its own
        "void_reasons": VOID_REASONS,
    }
