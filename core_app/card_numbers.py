"""No card numbers in free text: a reason or a name is no place for one, and no shop needs it.

Whoever stores one answers for all of PCI DSS. What has a check of its own (a tax id, PromptPay)
is not free text.
"""

import re
import unicodedata
from itertools import accumulate

from django.core.exceptions import ValidationError

SENTENCE = "ห้ามใส่เลขบัตรในข้อความ ยังไม่ได้บันทึก กรุณาลบเลขบัตรออกก่อน"
_RUN = re.compile(r"\d+(?:[ .\u00a0-]\d+)*")  # digits of any script, in groups or not
_SHORTEST, _LONGEST = 14, 19  # digits
_VISA_OF_OLD = 13  # digits, the first of them a 4
_MOST_GROUPS = 19


def holds_card_number(text: str) -> bool:
    """Tell whether some digits in `text`, alone or in groups, are the number of a card (Luhn)."""
    return any(_has_card(run.group()) for run in _RUN.finditer(text))


def refuse_card_number(text: str) -> None:
    """Raises Django's ValidationError, which does not repeat the number."""
    if holds_card_number(text):
        raise ValidationError(SENTENCE, code="card_number")


def _has_card(run: str) -> bool:
    groups = ["".join(map(_digit, group)) for group in re.findall(r"\d+", run)]
    return any(
        _is_card(joined)
        for start in range(len(groups))
        for joined in accumulate(groups[start : start + _MOST_GROUPS])
    )


def _digit(letter: str) -> str:
    return str(unicodedata.digit(letter))


def _is_card(digits: str) -> bool:
    fits = _SHORTEST <= len(digits) <= _LONGEST
    old = len(digits) == _VISA_OF_OLD and digits[0] == "4"
    return (fits or old) and _luhn(digits)


def _luhn(digits: str) -> bool:
    """ISO/IEC 7812-1, annex B."""
    doubled = (int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(digits)))
    return sum(sum(divmod(number, 10)) for number in doubled) % 10 == 0
