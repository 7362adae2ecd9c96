"""Cash: which amounts a guest is likely to hand over, and which hardly anybody would."""

from decimal import ROUND_CEILING, Decimal

NOTES = (20, 50, 100, 500, 1000)  # baht
_ROUND_SUMS = (100, 500, 1000)  # baht: several notes together, as guests hand them over
MOST_CHANGE = 5000  # baht; above it rather a scanner or a slip of the finger than a guest


def is_implausible(received: Decimal, *, total: Decimal) -> bool:
    """Tell whether so much more than `total` was received that a person must look again; baht."""
    return received - total > MOST_CHANGE


def likely_tenders(total: Decimal) -> list[int]:
    """Return the amounts above `total` worth a key of their own, smallest first, in baht.

    Single notes that cover the total, and the next whole hundreds, five hundreds and thousands:
    145 → 200, 500, 1000; 1,177 → 1200, 1500, 2000.
    """
    single = {note for note in NOTES if note > total}
    several = {_next_multiple(total, step) for step in _ROUND_SUMS}
    return sorted(amount for amount in single | several if amount > total)


def _next_multiple(total: Decimal, step: int) -> int:
    return int((total / step).to_integral_value(rounding=ROUND_CEILING)) * step
