"""What is ready to be carried out, of all stations at once. Nothing here writes or locks."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from menu_app.models import Station
from orders_app.kitchen.board import KEPT_FOR, told_lines
from orders_app.models import KitchenMark, Order, Slip, SlipLine

_MARK = KitchenMark.Kind


@dataclass(frozen=True)
class Dish:
    """A line of an order with all that its stations were told of it."""

    told: list[SlipLine]

    @property
    def name(self) -> str:
        return self.told[0].item.name

    @property
    def qty(self) -> int:
        """How many are to be carried out."""
        return self.told[0].qty - (self.told[0].back or 0)

    @property
    def is_served(self) -> bool:
        return all(line.mark == _MARK.SERVED for line in self.told)

    @property
    def is_ready(self) -> bool:
        """Tell whether all of its stations have made it, and nobody has carried it out."""
        return not (self.is_served or self.awaited)

    @property
    def awaited(self) -> list[str]:
        """The names of the stations that still make it."""
        made = (_MARK.DONE, _MARK.SERVED)
        return [line.slip.station.name for line in self.told if line.mark not in made]


@dataclass(frozen=True)
class Tray:
    """All of an order that is made or being made and was not carried out yet."""

    order: Order
    dishes: list[Dish]
    now: datetime

    @property
    def ready(self) -> list[Dish]:
        return [dish for dish in self.dishes if dish.is_ready]

    @property
    def minutes(self) -> int:
        """How long the guests have waited for the first of it, since its tap."""
        first = min(line.slip.tapped_at for dish in self.dishes for line in dish.told)
        return max(0, int((self.now - first).total_seconds() // 60))

    @property
    def named(self) -> str:
        """The numbers of the lines that are ready: what a tap on this tray carries out, and not
        what becomes ready while the finger comes down."""
        return _numbers(self.ready)


@dataclass(frozen=True)
class Served:
    """What was carried out at once, to be taken back."""

    order: Order
    dishes: list[Dish]
    at: datetime

    @property
    def named(self) -> str:
        """The numbers of its lines."""
        return _numbers(self.dishes)


@dataclass(frozen=True)
class Counter:
    """Where dishes are carried out from, at one moment."""

    now: datetime
    trays: list[Tray]
    just_served: list[Served]

    @property
    def ready(self) -> int:
        """On how many trays something is ready."""
        return sum(bool(tray.ready) for tray in self.trays)


def read_counter(now: datetime) -> Counter:
    """Return what is ready by order, longest waiting first, and what was just carried out."""
    recent = ~Q(mark=_MARK.SERVED) | Q(marked_at__gte=now - KEPT_FOR)
    in_sight = Q(mark=None) | (~Q(mark=_MARK.SKIPPED) & recent)
    # By station, as the index goes.
    told = told_lines(now, slip__kind=Slip.Kind.ADD, slip__station__in=Station.objects.all())
    told = told.filter(in_sight)
    dishes = [dish for dish in _dishes(told) if dish.qty > 0]
    standing = _by_order(dish for dish in dishes if not dish.is_served)
    trays = [Tray(order, found, now) for order, found in standing]
    return Counter(now, sorted(trays, key=lambda tray: not tray.ready), _just_served(dishes))


def _dishes(told: Iterable[SlipLine]) -> list[Dish]:
    by_item: dict[int, list[SlipLine]] = {}
    for line in told:
        by_item.setdefault(line.item_id, []).append(line)
    return [Dish(lines) for lines in by_item.values()]


def _by_order(dishes: Iterable[Dish]) -> list[tuple[Order, list[Dish]]]:
    found: dict[int, list[Dish]] = {}
    for dish in dishes:
        found.setdefault(dish.told[0].slip.order_id, []).append(dish)
    return [(of_order[0].told[0].slip.order, of_order) for of_order in found.values()]


def _just_served(dishes: Iterable[Dish]) -> list[Served]:
    found: dict[tuple, list[Dish]] = {}
    for dish in dishes:
        if dish.is_served:
            line = dish.told[0]
            found.setdefault((line.marked_at, line.slip.order_id), []).append(dish)
    last = sorted(found.items(), key=lambda each: each[0], reverse=True)
    return [Served(of[0].told[0].slip.order, of, at) for (at, _), of in last]


def _numbers(dishes: Iterable[Dish]) -> str:
    return ",".join(str(line.pk) for dish in dishes for line in dish.told)
