"""Reading the menu."""

from collections.abc import Collection

from django.db.models import Count, DecimalField, F, Max, QuerySet, Sum

from menu_app.models import MenuItem


def dishes_on_sale() -> QuerySet[MenuItem]:
    """Return what can be ordered now, in the menu's order."""
    return MenuItem.objects.filter(active=True)


def on_sale_by_id(menu_ids: Collection[int]) -> dict[int, MenuItem]:
    """Return those of `menu_ids` that can be ordered now, by id. One query."""
    return dishes_on_sale().in_bulk(menu_ids)


def menu_version() -> str:
    """Return a word that changes whenever what can be ordered, its prices or names do.

    One query, whatever the size of the menu. Prices are summed up, for a newest-change time alone
    would miss a change that began earlier and was committed later.
    """
    weighted = Sum(F("id") * F("price"), output_field=DecimalField(max_digits=40, decimal_places=2))
    parts = {"dishes": Count("pk"), "prices": Sum("price"), "weighted": weighted}
    return repr(sorted(dishes_on_sale().aggregate(**parts, changed=Max("updated_at")).items()))
