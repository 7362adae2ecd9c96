"""A manager's PIN: six digits by which they give their word at somebody else's screen."""

import re

from django.contrib.auth.hashers import check_password, make_password
from django.core.exceptions import ValidationError

from staff_app.models import User

LENGTH = 6
NO_PIN = f"PIN ต้องเป็นตัวเลข {LENGTH} หลัก"
_TOO_EASY = "PIN นี้เดาง่ายเกินไป กรุณาใช้เลขที่ไม่เรียงกันและไม่ซ้ำเป็นชุด"
_THAI_DIGITS = str.maketrans({0x0E50 + digit: str(digit) for digit in range(10)})
_RUNS = "01234567890123456789"
_AGAIN_AND_AGAIN = re.compile(r"(\d{1,3})\1+")  # 777777, 121212, 123123
_NOBODYS = "!"  # hashed like any other, and never right


def digits(typed: str) -> str:
    """Return what was typed on a Thai or any other keyboard as plain digits."""
    return typed.strip().translate(_THAI_DIGITS)


def ensure_good(pin: str) -> None:
    """Raises ValidationError for what is no PIN, or the first that anybody would try."""
    if not re.fullmatch(f"[0-9]{{{LENGTH}}}", pin):
        raise ValidationError(NO_PIN)
    if _AGAIN_AND_AGAIN.fullmatch(pin) or pin in _RUNS or pin in _RUNS[::-1]:
        raise ValidationError(_TOO_EASY)


def set_pin(user: User, pin: str | None) -> None:
    """Give an account a PIN, or take it away; only its hash is kept. Raises ValidationError."""
    if pin is not None:
        ensure_good(pin)
    user.pin = None if pin is None else make_password(pin)
    user.save(update_fields=["pin"])


def is_right(typed: str, user: User | None) -> bool:
    """Tell whether it is this manager's PIN; it takes as long where there is no such manager."""
    return check_password(digits(typed), user.pin if user else _NOBODYS)
