"""Reading the menu."""

from collections.abc import Collection

from django.db.models import QuerySet

from menu_app.models import MenuItem


def dishes_on_sale() -> QuerySet[MenuItem]:
    """Return what can be ordered now, in the menu's order."""
    return MenuItem.objects.filter(active=True)


def on_sale_by_id(menu_ids: Collection[int]) -> dict[int, MenuItem]:
    """Return those of `menu_ids` that can be ordered now, by id. One query."""
    return dishes_on_sale().in_bulk(menu_ids)
