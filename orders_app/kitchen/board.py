"""What a station has to do, read for its screen. Nothing here writes or locks.

All that a screen shows only grows (slips, their lines, marks), so that counting tells whether there
is news.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery, Sum

from core_app.models import DatabaseEpoch
from menu_app.models import Station
from orders_app.models import KitchenMark, Slip, SlipLine, number_of

SHOWN_FOR = timedelta(hours=12)  # then nobody will make it any more, marked or not
KEPT_FOR = timedelta(hours=1)  # what is done, to be taken back
_MARK = KitchenMark.Kind
_ENDS = (_MARK.DONE, _MARK.SKIPPED, _MARK.SERVED, _MARK.ACKNOWLEDGED)


@dataclass(frozen=True)
class BoardLine:
    """A line on a card: `qty` is what is left to make, or what to make no more."""

    pk: int
    name: str
    qty: int
    is_done: bool
    is_skipped: bool = False
    is_served: bool = False
    is_unanswered: bool = True
    first_slip: int | None = None

    @property
    def is_open(self) -> bool:
        return self.qty > 0 and not self.is_done


@dataclass(frozen=True)
class Card:
    """A slip as its station's screen shows it."""

    slip: Slip
    lines: list[BoardLine]
    now: datetime
    ended_at: datetime | None

    @property
    def is_open(self) -> bool:
        """Tell whether there is something left to do, or to be acknowledged."""
        return any(line.is_open for line in self.lines)

    @property
    def takes_back(self) -> bool:
        return self.slip.kind != Slip.Kind.ADD

    @property
    def minutes(self) -> int:
        """How long its guests have waited: since the tap, wherever that was kept meanwhile."""
        return max(0, int((self.now - self.slip.tapped_at).total_seconds() // 60))

    @property
    def came_late_by(self) -> int:
        """As its slip says."""
        return self.slip.came_late_by

    @property
    def asks(self) -> bool:
        """Tell whether nobody has said yet of what may have been made already that it is to be."""
        doubtful = self.slip.is_again or self.came_late_by
        untouched = all(line.is_unanswered for line in self.lines)
        return bool(doubtful and untouched and not self.takes_back)

    @property
    def urgency(self) -> str:
        """`calm`, `near` late or `late`, by its station's limits."""
        station = self.slip.station
        if self.minutes >= station.late_minutes:
            return "late"
        return "near" if self.minutes >= station.warn_minutes else "calm"

    @property
    def share(self) -> int:
        """How much of its time has gone, in percent."""
        return min(100, 100 * self.minutes // max(1, self.slip.station.late_minutes))

    @property
    def first_slips(self) -> list[int]:
        """The numbers of the slips that it takes back from."""
        return sorted({number_of(line.first_slip) for line in self.lines if line.first_slip})


@dataclass(frozen=True)
class Board:
    """All that a station's screen shows at one moment."""

    station: Station
    now: datetime
    cards: list[Card]

    @property
    def open_cards(self) -> list[Card]:
        """What needs an answer first, then what was tapped first."""
        found = [card for card in self.cards if card.is_open]
        return sorted(found, key=lambda card: not (card.takes_back or card.asks))

    @property
    def to_make(self) -> list[Card]:
        """What a cook may begin with: nothing that asks first."""
        return [card for card in self.open_cards if not (card.takes_back or card.asks)]

    @property
    def totals(self) -> list[tuple[str, int]]:
        """What is to be made now, by dish, most of all first."""
        count: Counter[str] = Counter()
        for card in self.to_make:
            for line in card.lines:
                count[line.name] += line.qty if line.is_open else 0
        return [(name, qty) for name, qty in count.most_common() if qty]

    @property
    def total(self) -> int:
        return sum(qty for _, qty in self.totals)

    @property
    def urgencies(self) -> dict[str, int]:
        """How many cards are `calm`, `near` and `late`."""
        return Counter(card.urgency for card in self.to_make)

    @property
    def just_done(self) -> list[Card]:
        """What was done and may be taken back, the last one first."""
        done = [card for card in self.cards if not (card.is_open or card.takes_back)]
        done = [card for card in done if card.ended_at]
        return sorted(done, key=lambda card: card.ended_at, reverse=True)


def read_board(station: Station, now: datetime) -> Board:
    """Return what a station has to do, and what it has just done."""
    in_sight = Q(marked_at=None) | Q(marked_at__gte=now - KEPT_FOR) | ~Q(mark__in=_ENDS)
    lines = told_lines(now, slip__station=station).filter(in_sight)
    by_slip = groupby(lines, key=lambda line: line.slip)
    return Board(station, now, [_card(slip, list(of_slip), now) for slip, of_slip in by_slip])


def stations_at_work(now: datetime) -> QuerySet[Station]:
    """Return the stations that food is sent to, and those out of use that were sent some lately."""
    recent = Slip.objects.filter(station=OuterRef("pk"), created_at__gt=now - SHOWN_FOR)
    return Station.objects.filter(Q(active=True) | Exists(recent))


def read_sign(now: datetime, *stations: Station) -> tuple:
    """Return what changes whenever a board of these stations does, but for its minutes; and read no
    lines.

    Counted and summed up: a newest number alone would miss a slip that was begun earlier and
    committed later.
    """
    recent = Q(station__in=stations, created_at__gt=now - SHOWN_FOR)
    marks = KitchenMark.objects.filter(line__slip__in=Slip.objects.filter(recent))
    counted = [
        rows.aggregate(count=Count("pk"), sum=Sum("pk"))
        for rows in (Slip.objects.filter(recent), marks)
    ]
    limits = [(each.pk, each.name, each.warn_minutes, each.late_minutes) for each in stations]
    return *limits, *[tuple(each.values()) for each in counted]


def read_epoch() -> str:
    """Return the name of the database's time; none as long as it was never taken back."""
    uid = DatabaseEpoch.objects.filter(taken_back=True).values_list("uid", flat=True).first()
    return str(uid or "")


def was_sent(key: str) -> bool:
    """Tell whether some station heard of the lines that a command added."""
    return Slip.objects.filter(key=key, kind=Slip.Kind.ADD).exists()


def told_lines(now: datetime, **of: Any) -> QuerySet[SlipLine]:
    """Return what slips told lately, by tap: each line with its newest `mark` and when that was
    made (`marked_at`), how many were taken `back`, and the `first_slip` that told of it."""
    newest = KitchenMark.objects.filter(line=OuterRef("pk")).order_by("-pk")
    of_line = SlipLine.objects.filter(
        item=OuterRef("item"), slip__station=OuterRef("slip__station")
    )
    back = of_line.exclude(slip__kind=Slip.Kind.ADD).order_by().values("item")
    return (
        SlipLine.objects.filter(slip__created_at__gt=now - SHOWN_FOR, **of)
        .select_related("slip__order__table", "slip__sent_by", "slip__station", "item")
        .annotate(
            mark=Subquery(newest.values("kind")[:1]),
            marked_at=Subquery(newest.values("created_at")[:1]),
            back=Subquery(back.annotate(qty=Sum("qty")).values("qty")),
            first_slip=Subquery(of_line.filter(slip__kind=Slip.Kind.ADD).values("slip")[:1]),
        )
        .order_by("slip__tapped_at", "slip_id", "pk")
    )


def _card(slip: Slip, lines: Iterable[SlipLine], now: datetime) -> Card:
    is_add = slip.kind == Slip.Kind.ADD
    shown = [
        BoardLine(
            pk=line.pk,
            name=line.item.name,
            qty=line.qty - (line.back or 0) if is_add else line.qty,
            is_done=line.mark in _ENDS,
            is_skipped=line.mark == _MARK.SKIPPED,
            is_served=line.mark == _MARK.SERVED,
            is_unanswered=line.mark is None,
            first_slip=None if is_add else line.first_slip,
        )
        for line in lines
    ]
    ended = [line.marked_at for line in lines if line.mark in _ENDS]
    return Card(slip, shown, now, max(ended, default=None))
