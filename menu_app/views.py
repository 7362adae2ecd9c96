"""What is sold out: for who sells, and for who cooks."""

from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from core_app.errors import DuplicateRequest
from core_app.idempotency import new_key
from core_app.moment import Moment
from menu_app.forms import LimitForm
from menu_app.limits import Deed, say
from menu_app.models import MenuItem, MenuLimit
from menu_app.queries import dishes_on_menu

_MANY = 100  # dishes, which one page still shows at once
_SAID = {
    Deed.TODAY: "หมดวันนี้ พรุ่งนี้กลับมาขายเอง",
    Deed.HOUR: "หมด 1 ชั่วโมง แล้วกลับมาขายเอง",
    Deed.COUNT: "เหลือ {portions}",
    Deed.BACK: "กลับมาขายแล้ว",
}
_SENT_BEFORE = "หน้านี้เคยส่งไปแล้ว ยังไม่มีอะไรเปลี่ยน กรุณาดูสถานะแล้วแตะอีกครั้ง"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sold_out(request: HttpRequest) -> HttpResponse:
    """Show what is sold out and what is left; POST says it of one dish."""
    if request.method != "POST":
        return _page(request)
    form = LimitForm(request.POST)
    if not form.is_valid():
        return _page(request, form.complaint, 400)
    told = form.cleaned_data
    try:
        answer = say(
            Moment(request.user, told["key"]),
            told["dish"],
            Deed(told["deed"]),
            portions=told["portions"],
        )
    except DuplicateRequest as error:
        return _page(request, _SENT_BEFORE, error.status)
    # As it was called then: a form that is sent again may be about a dish that is no more.
    said = _SAID[Deed(told["deed"])].format(portions=told["portions"])
    messages.success(request, f"{answer.body['name']}: {said}")
    return redirect(request.get_full_path())


@dataclass(frozen=True)
class Row:
    """A dish as the page shows it, with a key for what is said of it next."""

    dish: MenuItem
    key: str
    until: datetime | None
    portions: int | None

    @property
    def is_off(self) -> bool:
        return bool(self.until) or self.portions == 0

    @property
    def is_limited(self) -> bool:
        return self.is_off or self.portions is not None


def _page(request: HttpRequest, problem: str = "", status: int = 200) -> HttpResponse:
    dishes = list(dishes_on_menu().select_related("limit"))
    categories = list(dict.fromkeys(dish.category for dish in dishes))
    shown = request.GET.get("category", "")
    if len(dishes) > _MANY and shown not in categories:
        shown = categories[0]
    rows = [_row(dish) for dish in dishes if shown in ("", dish.category)]
    rows.sort(key=lambda row: categories.index(row.dish.category))
    context = {
        "limited": [row for row in map(_row, dishes) if row.is_limited],
        "menu": [(name, list(of)) for name, of in groupby(rows, key=lambda row: row.dish.category)],
        "categories": categories if len(dishes) > _MANY else [],
        "shown": shown,
        "problem": problem,
    }
    return render(request, "menu/sold_out.html", context, status=int(status))


def _row(dish: MenuItem) -> Row:
    limit: MenuLimit | None = getattr(dish, "limit", None)
    until = limit.off_until if limit and limit.off_until else None
    is_over = until is not None and until <= timezone.now()
    return Row(dish, new_key(), None if is_over else until, limit.portions if limit else None)
