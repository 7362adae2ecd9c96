"""Money: baht in Decimal with two places, rounded half-up here and nowhere else."""

from decimal import ROUND_HALF_UP, Decimal

SATANG = Decimal("0.01")
ZERO = Decimal("0.00")
# The columns are DECIMAL(10,2).
LARGEST = Decimal("99999999.99")


def baht(value: Decimal | int | str) -> Decimal:
    """Return `value` in baht, rounded half-up to whole satang. Never takes a float."""
    return Decimal(value).quantize(SATANG, rounding=ROUND_HALF_UP)


def as_number(value: Decimal) -> int | float:
    """Return `value` as the JSON number people expect: 145, 62.5.

    A float holds every amount of the columns exactly enough: its shortest form is the amount.
    """
    amount = baht(value)
    return int(amount) if amount == amount.to_integral_value() else float(amount)


def as_text(value: Decimal) -> str:
    """Return `value` as written on paper and screen: '1,145.00'."""
    return f"{baht(value):,.2f}"


def as_short_text(value: Decimal) -> str:
    """Return `value` for a tile or a key: '1,145', and the satang only when there are any."""
    return as_text(value).removesuffix(".00")
