"""Fields as payment QR codes and slips write them: a tag, a length and a text each, then a CRC."""

import re
from binascii import crc_hqx
from collections.abc import Iterable

_HEAD = re.compile(r"([0-9]{2})([0-9]{2})")  # before a field's text: its tag, its length
_LONGEST = 99  # letters of a text


def field(tag: str, text: str) -> str:
    """Return one field as it is written."""
    if len(text) > _LONGEST:
        raise ValueError(f"the text of field {tag} has more than {_LONGEST} letters")
    return f"{tag}{len(text):02}{text}"


def sealed(fields: Iterable[tuple[str, str]], seal: str) -> str:
    """Return fields in their order, and last the CRC of all before it under the tag `seal`."""
    text = "".join(field(tag, value) for tag, value in fields) + f"{seal}04"
    return text + _crc(text)


def fields_of(text: str) -> dict[str, str]:
    """Return the fields of a text by tag. Raises ValueError where it is none, or is cut off."""
    found: dict[str, str] = {}
    start = 0
    while start < len(text):
        head = _HEAD.match(text, start)
        if head is None:
            raise ValueError("not a tag and a length")
        tag, length, start = head[1], int(head[2]), head.end() + int(head[2])
        if tag in found or start > len(text):
            raise ValueError("a field stands twice, or is cut off")
        found[tag] = text[start - length : start]
    return found


def is_sealed(text: str, seal: str) -> bool:
    """Tell whether a text ends with its own CRC under the tag `seal`."""
    body, crc = text[:-4], text[-4:]
    return body.endswith(f"{seal}04") and _crc(body) == crc


def _crc(text: str) -> str:
    """CRC-16/CCITT-FALSE, four hexadecimal digits."""
    return f"{crc_hqx(text.encode(), 0xFFFF):04X}"
