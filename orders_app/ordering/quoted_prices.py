"""A price that a guest was told: a till may be late, it may not haggle (docs/decisions/0021)."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal

from django.db.models import Min
from django.utils import timezone

from core_app.models import IdempotencyKey
from core_app.moment import Moment
from menu_app.models import MenuItem
from menu_app.prices import had_prices
from orders_app.models import Order
from orders_app.refusals import PriceChanged

AT_ONCE = timedelta(seconds=60)  # a command younger than this can still be asked back
LONGEST_WAIT = timedelta(hours=24)  # after which a quoted price counts no more
_CLOCKS_APART = timedelta(seconds=10)  # what a device's corrected clock may be wrong by
_SAME_EVENING = 1000  # commands of one device, at the very most


def ensure_honest(
    quoted: set[tuple[int, Decimal]],
    dishes: Mapping[int, MenuItem],
    at: Moment,
    opened: Order | None,
) -> None:
    """Refuse a price the menu did not have when it was tapped.

    `quoted` are pairs (dish, baht) as guests were told, `dishes` what those cost now. `opened` is
    the order they join; None when the same command opens it. Raises PriceChanged.
    """
    told = {pair for pair in quoted if pair[1] != dishes[pair[0]].price}
    if not told:
        return
    now = timezone.now()
    tapped_at = at.tapped_at(now)
    waited = at.is_numbered and AT_ONCE < now - tapped_at <= LONGEST_WAIT
    stands = waited and (opened is None or _was_open(opened, at, tapped_at))
    if wrong := told - (had_prices(told, at=tapped_at) if stands else set()):
        raise PriceChanged([dishes[menu_id] for menu_id in sorted({pair[0] for pair in wrong})])


def _was_open(order: Order, at: Moment, moment: datetime) -> bool:
    """Tell whether the order was open then, at least on the device that the command comes from.

    Without its server a device opens an order and adds to it hours before either arrives.
    """
    if moment >= order.created_at - _CLOCKS_APART:
        return True
    its_commands = IdempotencyKey.objects.filter(
        client_id=at.device, client_sequence__gt=at.sequence - _SAME_EVENING
    )
    opening = its_commands.filter(result_id=order.pk).aggregate(tapped=Min("occurred_at"))
    return opening["tapped"] is not None and moment >= opening["tapped"]
