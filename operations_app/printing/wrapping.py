"""Breaking a text into lines: at a space if there is one, in Thai between letters if there is none.

Finding Thai words takes a dictionary, and a name of a dish is in none. What a letter carries stays
with it: marks above and below, vowels before and after it, and the figures of a number.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator

Measure = Callable[[str], int]  # a text's width in dots

_BEFORE = "เแโใไ"  # vowels written before the letter they belong to
_AFTER = "ะาำๅๆฯ"  # what never begins a line, beside marks
_WORD = re.compile(r"[0-9A-Za-z๐-๙.,:/%+×฿@_'-]")  # numbers, amounts, Latin words
_SPACED = re.compile(r" *[^ ]+")


def wrapped(text: str, room: int, measure: Measure) -> list[str]:
    """Return the lines of a text, each as wide as `room` at most, at least one. Only one letter
    with its marks may be wider. What goes on below is indented as the text is."""
    lines = []
    for part in text.split("\n"):
        body = part.strip(" ")
        indent = part[: len(part) - len(part.lstrip(" "))] if body else ""
        if measure(indent) > room // 2:
            indent = ""
        within = _fill(body, room - measure(indent), measure) if body else [""]
        lines += [indent + line for line in within]
    return lines


def _fill(text: str, room: int, measure: Measure) -> list[str]:
    if measure(text) <= room:
        return [text]
    lines = [""]
    for piece in _pieces(text, room, measure):
        if not lines[-1] or measure(lines[-1] + piece) <= room:
            lines[-1] += piece
        else:
            lines.append(piece.lstrip(" "))
    return lines


def _pieces(text: str, room: int, measure: Measure) -> Iterator[str]:
    """Yield what is not to be broken: words, or parts of one that is longer than a line."""
    for word in _SPACED.findall(text):
        if measure(word.lstrip(" ")) <= room:
            yield word
            continue
        for atom in _joined(_joined(word, _is_one_letter), _is_one_word):
            yield from [atom] if measure(atom) <= room else _broken(atom, room, measure)


def _broken(atom: str, room: int, measure: Measure) -> Iterator[str]:
    for letter in _joined(atom, _is_one_letter):
        # A hundred ๆ are one letter with what it carries.
        yield from [letter] if measure(letter) <= room else _joined(letter, _is_marked)


def _joined(parts: Iterable[str], belongs: Callable[[str, str], bool]) -> list[str]:
    found: list[str] = []
    for part in parts:
        if found and belongs(found[-1], part):
            found[-1] += part
        else:
            found.append(part)
    return found


def _is_one_letter(before: str, letter: str) -> bool:
    is_carried = letter in _AFTER or _is_marked(before, letter)
    return is_carried or before[-1] in _BEFORE or before[-1] == " "


def _is_marked(before: str, letter: str) -> bool:
    return unicodedata.category(letter).startswith("M")


def _is_one_word(before: str, cluster: str) -> bool:
    return bool(_WORD.match(before[-1]) and _WORD.match(cluster))
