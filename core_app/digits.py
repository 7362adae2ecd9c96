"""Digits: people type them in Thai, programs read them in ASCII."""

import unicodedata


def western(text: str) -> str:
    """Return "โต๊ะ 7" for "โต๊ะ ๗": the digits of any script as 0 to 9, all else as it is."""
    return "".join(str(unicodedata.digit(each)) if each.isdecimal() else each for each in text)
