"""Reading the menu."""

from collections.abc import Collection, Sequence
from typing import Any

from django.db.models import Count, DecimalField, F, Max, QuerySet, Sum, TextField, Value
from django.db.models.functions import Cast, Concat

from core_app.plain_sql import fetch
from menu_app.models import MenuItem


def dishes_on_sale() -> QuerySet[MenuItem]:
    """Return what can be ordered now, in the menu's order."""
    return MenuItem.objects.filter(active=True)


def dishes_by_id(
    wanted: Collection[int], *, on_sale: bool, also: str = "", of: Sequence[Any] = ()
) -> dict[int, MenuItem]:
    """Return these dishes by id, those that are there; `on_sale`, those that can be ordered now.

    `also` is what another app asks in the same statement, an expression of the values `of`; each
    dish has what it says as `also`.
    """
    condition = f"WHERE id IN ({', '.join(['%s'] * len(wanted))}) {'AND active' if on_sale else ''}"
    return {dish.pk: dish for dish in fetch(MenuItem, condition, *of, *wanted, also=also)}


def menu_word() -> QuerySet[MenuItem]:
    """Return a query for one word that changes with what can be ordered, its prices and names.

    To be asked within another statement, whatever the size of the menu; no word without a dish.
    Prices are summed up, for a newest-change time alone would miss a change that began earlier and
    was committed later.
    """
    weighted = Sum(F("id") * F("price"), output_field=DecimalField(max_digits=40, decimal_places=2))
    parts = (Count("pk"), Sum("price"), weighted, Max("updated_at"))
    texts = [each for part in parts for each in (Cast(part, TextField()), Value(" "))]
    all_of_it = dishes_on_sale().order_by().annotate(all=Value(1)).values("all")
    return all_of_it.annotate(word=Concat(*texts, output_field=TextField())).values("word")
