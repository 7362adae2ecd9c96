"""Prices of yesterday: did a dish really cost that when the guest saw it?"""

from datetime import datetime, timedelta
from decimal import Decimal
from itertools import zip_longest

from menu_app.models import MenuPrice

CLOCK_TOLERANCE = timedelta(days=1)


def had_prices(wanted: set[tuple[int, Decimal]], *, around: datetime) -> set[tuple[int, Decimal]]:
    """Return those pairs (menu id, price) that were really on the menu around a moment.

    `around` comes from a till's clock, which may be a day off either way. One query.
    """
    opening, closing = around - CLOCK_TOLERANCE, around + CLOCK_TOLERANCE
    history: dict[int, list[MenuPrice]] = {}
    rows = MenuPrice.objects.filter(menu_id__in={menu_id for menu_id, _ in wanted})
    for row in rows.order_by("menu_id", "since", "id"):
        history.setdefault(row.menu_id, []).append(row)
    return {
        (menu_id, price)
        for menu_id, price in wanted
        if _stood(history.get(menu_id, []), price, opening, closing)
    }


def _stood(rows: list[MenuPrice], price: Decimal, opening: datetime, closing: datetime) -> bool:
    """Tell whether `price` stood at any moment between `opening` and `closing`."""
    return any(
        row.price == price
        and row.since <= closing
        and (following is None or following.since >= opening)
        for row, following in zip_longest(rows, rows[1:])
    )
