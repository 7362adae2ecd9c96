"""PromptPay: what a QR says so that a guest's bank app pays the shop (EMVCo, Thai QR).

Such a QR answers nobody: whether the money has come, a person sees in the shop's own bank app.
Pure: who pays whom and how much goes in, a text for a picture comes out.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from operator import mul

from core_app.digits import western
from core_app.money import LARGEST, SATANG
from orders_app.billing.emvco import field, sealed

QR = "000201"  # every payment QR begins so
SEAL = "63"
_PROMPTPAY = "A000000677010111"
_THAI_BAHT = "764"
_BETWEEN = re.compile(r"[\s\u2010\u2011-]")  # what people write between digits
_MOBILE = re.compile(r"(?:0|\+?66)([689]\d{8})")
_PERSON = re.compile(r"\d{13}")
_WALLET = re.compile(r"\d{15}")


@dataclass(frozen=True)
class Account:
    """Whom PromptPay pays: the tag that says what kind of id it is, and the id as it is written."""

    tag: str
    id: str


def account_of(text: str) -> Account:
    """Return the account of an id as an owner types it, in Thai digits too.

    Raises ValueError with what is wrong, never with the id: it may be a person's.
    """
    plain = _BETWEEN.sub("", western(text))
    if mobile := _MOBILE.fullmatch(plain):
        return Account("01", f"0066{mobile[1]}")
    if _PERSON.fullmatch(plain):
        if not _fits_its_check_digit(plain):
            raise ValueError("the last of its 13 digits does not fit the others")
        return Account("02", plain)
    if _WALLET.fullmatch(plain):
        return Account("03", plain)
    raise ValueError("it is none of these")


def payload(account: Account, amount: Decimal | None = None) -> str:
    """Return the text of the QR: with an amount (baht) for one bill, without one for any.

    Raises ValueError for what no guest can pay: nothing, less than nothing, part of a satang.
    """
    paid = [] if amount is None else [("54", _written(amount))]
    fields = [
        ("00", "01"),
        ("01", "11" if amount is None else "12"),
        ("29", field("00", _PROMPTPAY) + field(account.tag, account.id)),
        ("53", _THAI_BAHT),
        *paid,
        ("58", "TH"),
    ]
    return sealed(fields, SEAL)


def _written(amount: Decimal) -> str:
    if not amount.is_finite() or not 0 < amount <= LARGEST:
        raise ValueError(f"nobody can pay {amount} baht")
    if amount != amount.quantize(SATANG):
        raise ValueError(f"{amount} baht is no whole number of satang")
    return f"{amount:.2f}"


def _fits_its_check_digit(digits: str) -> bool:
    """Tax ids of people and companies alike end in one (modulo 11)."""
    weights = range(len(digits), 1, -1)
    weighed = sum(map(mul, map(int, digits[:-1]), weights))
    return int(digits[-1]) == (11 - weighed % 11) % 10
