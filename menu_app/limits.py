"""What is sold out: until a moment, or after so many more portions. One row a dish; the later word
counts, the audit log keeps all of them.

Nothing turns a dish on again: the clock is asked whenever it is ordered. What is counted falls with
each order, in its transaction and by one conditional statement, so that of two tills that want the
last portion one gets it.
"""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from core_app import business_day
from core_app.errors import NotFound
from core_app.idempotency import Answer, Call, Done, run_once
from core_app.moment import Moment
from core_app.plain_sql import change, send
from menu_app.models import MenuItem, MenuLimit

MOST_PORTIONS = 999
# Of a dish, within a statement about dishes, and of now: how many portions there are yet; NULL as
# many as anybody wants.
PORTIONS = (
    "(SELECT CASE WHEN off_until > %s THEN 0 ELSE portions END"
    " FROM menu_limits WHERE menu_id = menus.id)"
)
# Whether there is any dish that is counted, for a statement that is sent anyway.
ARE_COUNTED = "EXISTS (SELECT 1 FROM menu_limits WHERE portions IS NOT NULL)"
_ROUTE = "/menus/{id}/limit"


class Deed(StrEnum):
    """What somebody says of a dish."""

    TODAY = "today"
    HOUR = "hour"
    COUNT = "count"
    BACK = "back"


def is_sold_out() -> Exists:
    """Return the condition that none of a dish can be had now."""
    off = Q(portions=0) | Q(off_until__gt=timezone.now())
    return Exists(MenuLimit.objects.filter(off, menu=OuterRef("pk")))


def say(at: Moment, dish_id: int, deed: Deed, *, portions: int | None = None) -> Answer:
    """Write what somebody says of a dish, once under their key; `portions` for COUNT.

    Raises NotFound, and what run_once raises.
    """
    call = Call(at, "POST", _ROUTE, (dish_id,), {"deed": deed, "portions": portions})
    return run_once(
        call,
        lambda fresh: _write(fresh, dish_id, deed, portions),
        lambda number: _done(_found(MenuItem.objects.all(), number)),
    )


def take(dish_id: int, qty: int) -> bool:
    """Take portions of a counted dish; tell whether there were as many. Else none is taken."""
    text = "UPDATE menu_limits SET portions = portions - %s WHERE menu_id = %s AND portions >= %s"
    return bool(change(text, qty, dish_id, qty))


def take_what_is_left(dish_id: int, qty: int) -> None:
    """Take portions that were eaten already: no more than there are."""
    text = (
        "UPDATE menu_limits SET portions = CASE WHEN portions > %s THEN portions - %s ELSE 0 END"
        " WHERE menu_id = %s AND portions IS NOT NULL"
    )
    change(text, qty, qty, dish_id)


def give_back(dish_id: int, qty: int) -> None:
    """Add portions that were not made after all to what is counted."""
    text = "UPDATE menu_limits SET portions = portions + %s WHERE menu_id = %s"
    change(f"{text} AND portions IS NOT NULL", qty, dish_id)


def left_of(dish_id: int) -> int:
    """Return how many portions there are yet of a dish that has not as many as were wanted."""
    found = send(f"SELECT {PORTIONS} FROM menus WHERE id = %s", timezone.now(), dish_id)
    return found[0][0] or 0 if found else 0


def _write(at: Moment, dish_id: int, deed: Deed, portions: int | None) -> Done:
    dish = _found(MenuItem.objects.select_for_update(no_key=True), dish_id)
    if deed == Deed.BACK:
        MenuLimit.objects.filter(menu=dish).delete()
    else:
        said = {"portions": portions, "off_until": _until(deed)}
        MenuLimit.objects.update_or_create(menu=dish, defaults=said)
    counted: dict[str, Any] = {} if portions is None else {"portions": portions}
    at.record(action="menu.limited", subject="menu", subject_id=dish.pk, deed=str(deed), **counted)
    return _done(dish)


def _found(dishes: QuerySet[MenuItem], dish_id: int) -> MenuItem:
    dish = dishes.filter(pk=dish_id).first()
    if dish is None:
        raise NotFound("ไม่พบเมนูนี้ กรุณาเปิดหน้านี้ใหม่")
    return dish


def _until(deed: Deed) -> datetime | None:
    """Return when a dish is back: at the end of the business day, or in an hour."""
    if deed == Deed.TODAY:
        return business_day.start_of(business_day.today() + timedelta(days=1))
    return timezone.now() + timedelta(hours=1) if deed == Deed.HOUR else None


def _done(dish: MenuItem) -> Done:
    return Done(200, {"menu_id": dish.pk, "name": dish.name}, dish.pk)
