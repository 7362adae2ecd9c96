"""Prices of yesterday: did a dish really cost that when the guest saw it?"""

from datetime import datetime, timedelta
from decimal import Decimal
from itertools import zip_longest

from menu_app.models import MenuPrice

OLDEST_MENU = timedelta(days=1)  # a device without its server may show a menu as old as this
SLIP = timedelta(minutes=5)  # a price corrected sooner than this was a typing mistake


def had_prices(wanted: set[tuple[int, Decimal]], *, at: datetime) -> set[tuple[int, Decimal]]:
    """Return those pairs (menu id, price) that a menu shown at a moment may have had. One query.

    That menu may be a day old. A price that stood under five minutes and was corrected is none.
    """
    history: dict[int, list[MenuPrice]] = {}
    rows = MenuPrice.objects.filter(menu_id__in={menu_id for menu_id, _ in wanted})
    for row in rows.order_by("menu_id", "since", "id"):
        history.setdefault(row.menu_id, []).append(row)
    return {
        (menu_id, price)
        for menu_id, price in wanted
        if _stood(history.get(menu_id, []), price, at - OLDEST_MENU, at)
    }


def _stood(rows: list[MenuPrice], price: Decimal, opening: datetime, closing: datetime) -> bool:
    """Tell whether `price` stood at any moment between `opening` and `closing`."""
    return any(
        row.price == price
        and row.since <= closing
        and (following is None or following.since >= max(opening, row.since + SLIP))
        for row, following in zip_longest(rows, rows[1:])
    )
