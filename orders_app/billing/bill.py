"""What a bill comes to: the one place that knows. Pure, so that everybody reckons alike."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

ZERO = Decimal(0)


class Priced(Protocol):
    """A line: its price in baht, and how many of it are left to be paid."""

    price: Decimal
    left: int


@dataclass(frozen=True)
class Reckoning:
    """A bill in baht: what the dishes cost, and what guests owe."""

    goods: Decimal
    total: Decimal


def bill_of(lines: Iterable[Priced], *, standing: Decimal = ZERO) -> Reckoning:
    """Reckon a bill of lines; voided ones have nothing left.

    `standing` is what further lines come to, which the database has summed up.
    """
    goods = sum((line.price * line.left for line in lines), standing)
    return Reckoning(goods=goods, total=goods)
