"""Finished paper: rows of text that somebody has decided on, frozen for as long as they wait.

Whoever prints looks nothing up and works nothing out; so a paper is kept as the text of its rows,
never as a picture or as a printer's bytes, which depend on the printer it ends up on.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, fields

BODY, LARGE, LARGEST = 1, 2, 3  # sizes


@dataclass(frozen=True)
class Row:
    """One row of paper; a text that is too long for the paper goes on below."""

    text: str
    right: str = ""  # stands whole at the right edge of the first line: a quantity, an amount
    size: int = BODY
    is_bold: bool = False
    is_inverted: bool = False  # white on black over the whole width
    is_rule: bool = False  # a line across, instead of words
    is_centered: bool = False


_DEFAULTS = {each.name: each.default for each in fields(Row)}


_TYPES = _DEFAULTS | {"text": ""}


def to_text(papers: Sequence[Sequence[Row]]) -> str:
    """Return papers as compact JSON, of each row only what differs from a plain one."""
    bare = [[_told(row) for row in paper] for paper in papers]
    return json.dumps(bare, ensure_ascii=False, separators=(",", ":"))


def from_text(text: str) -> list[list[Row]]:
    """Return the papers of such a text. What another release told of a row, and this one does not
    know, is left out: a plainer paper is better than none. Raises ValueError where it is no paper.
    """
    try:
        return [[_row(told) for told in paper] for paper in json.loads(text)]
    except (TypeError, AttributeError) as error:  # JSON, and no paper
        raise ValueError(str(error)) from error


def _told(row: Row) -> dict[str, object]:
    told = {name: getattr(row, name) for name in _DEFAULTS}
    return {name: value for name, value in told.items() if value != _DEFAULTS[name]}


def _row(told: dict[str, object]) -> Row:
    known = {name: value for name, value in told.items() if name in _DEFAULTS}
    row = Row(**{"text": "", **known})
    if any(type(getattr(row, name)) is not type(value) for name, value in _TYPES.items()):
        raise ValueError(f"not a row: {told}")
    return row
