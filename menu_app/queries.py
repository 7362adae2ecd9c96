"""Reading the menu."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.db import connection
from django.db.models import (
    Count,
    DecimalField,
    Exists,
    Expression,
    F,
    Func,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Sum,
    TextField,
    Value,
)
from django.db.models.functions import Cast, Coalesce, Now
from django.utils import timezone

from core_app.plain_sql import fetch
from menu_app.limits import PORTIONS, is_sold_out
from menu_app.models import CategoryStation, MenuItem, MenuLimit, Station

_NUMBERS = {
    "postgresql": "string_agg(CAST(s.id AS text), ',')",
    "sqlite": "group_concat(s.id)",
}[connection.vendor]
# Of a dish: where it is made itself, else where its category is; NULL for nowhere.
_STATIONS = (
    f"COALESCE((SELECT {_NUMBERS} FROM menu_stations d JOIN stations s ON s.id = d.station_id"
    " WHERE d.menuitem_id = menus.id AND s.active),"
    f" (SELECT {_NUMBERS} FROM category_stations c JOIN stations s ON s.id = c.station_id"
    " WHERE c.category = menus.category AND s.active))"
)


def dishes_on_menu() -> QuerySet[MenuItem]:
    """Return what the shop sells, in the menu's order, what is sold out for a while too."""
    return MenuItem.objects.filter(active=True)


def dishes_on_sale() -> QuerySet[MenuItem]:
    """Return what can be ordered now, in the menu's order."""
    return dishes_on_menu().exclude(is_sold_out())


def dishes_by_id(
    wanted: Collection[int],
    *,
    on_sale: bool,
    also: Mapping[str, str] | None = None,
    of: Sequence[Any] = (),
) -> dict[int, MenuItem]:
    """Return these dishes by id, those that are there; `on_sale`, those that the shop sells.

    Each has the numbers of the stations that make it as `made_at`; none: the kitchen hears nothing
    of it. And how many `portions` there are yet; None: as many as anybody wants. `also` is what
    another app asks in the same statement: expressions of the values `of`, by the name under which
    each dish has what it says.
    """
    condition = f"WHERE id IN ({', '.join(['%s'] * len(wanted))}) {'AND active' if on_sale else ''}"
    asked = (also or {}) | {"made_at": _STATIONS, "portions": PORTIONS}
    dishes = fetch(MenuItem, condition, *of, timezone.now(), *wanted, also=asked)
    for dish in dishes:
        dish.made_at = sorted(int(number) for number in (dish.made_at or "").split(",") if number)
    return {dish.pk: dish for dish in dishes}


def stations_in_use() -> QuerySet[Station]:
    """Return the stations that food is sent to, in the shop's order."""
    return Station.objects.filter(active=True)


def categories() -> list[str]:
    """Return the menu's categories, as the menu first names them."""
    return list(dict.fromkeys(MenuItem.objects.values_list("category", flat=True)))


def is_made() -> Q:
    """Return the condition that some station hears of a dish when it is ordered."""
    own = MenuItem.stations.through.objects.filter(menuitem=OuterRef("pk"), station__active=True)
    category = CategoryStation.objects.filter(category=OuterRef("category"), station__active=True)
    return Q(Exists(own)) | Q(Exists(category))


def menu_word() -> QuerySet[MenuItem]:
    """Return a query for one word that changes with what can be ordered, its prices and names.

    To be asked within another statement, whatever the size of the menu; no word without a dish.
    Prices are summed up, for a newest-change time alone would miss a change that began earlier and
    was committed later.
    """
    weighted = Sum(F("id") * F("price"), output_field=DecimalField(max_digits=40, decimal_places=2))
    parts = (Count("pk"), Sum("price"), weighted, Max("updated_at"))
    return _as_word(dishes_on_menu(), *parts)


def limits_word() -> QuerySet[MenuLimit]:
    """Return a query for a word that changes with what is sold out: by the clock too, the
    database's, for its statement is written once. Asked as `menu_word` is."""
    off = Q(off_until__gt=Now())
    weighted = Sum(F("menu_id") * F("portions"))
    parts = (Count("pk"), weighted, Sum("portions"), Sum("menu_id", filter=off))
    return _as_word(MenuLimit.objects.all(), *parts)


def _as_word(rows: QuerySet, *parts: Expression) -> QuerySet:
    """Return a query for what these sums of all rows say, one after the other; no word of none.

    Side by side: Django's Concat puts each into the one before, too deep for SQLite's parser.
    """
    texts = [Coalesce(Cast(part, TextField()), Value("")) for part in parts]
    word = Func(
        *[each for text in texts for each in (text, Value(" "))],
        template="(%(expressions)s)",
        arg_joiner=" || ",
        output_field=TextField(),
    )
    return rows.order_by().annotate(all=Value(1)).values("all").annotate(word=word).values("word")
