"""Dishes tapped but not sent yet. A draft lives in the page (its address or its form), never on
the server, so that a refresh keeps it and a crash cannot lose what was never promised."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import urlencode

from orders_app.commands.shapes import MOST_LINES, LineIn
from orders_app.models import LARGEST_QTY

_MOST_DIGITS = 18  # stays below 2**63


@dataclass(frozen=True)
class Draft:
    """How many of each dish (by menu id), in the order of the first taps."""

    quantities: dict[int, int] = field(default_factory=dict)

    @classmethod
    def read(cls, texts: Iterable[str]) -> "Draft":
        """Read lines written as '5:2' (two of dish 5); what cannot be read is left out."""
        draft = cls()
        for text in texts:
            menu_id, _, qty = text.partition(":")
            if _is_number(menu_id) and _is_number(qty) and int(menu_id):
                draft = draft.changed(int(menu_id), by=int(qty))
        return draft

    def changed(self, menu_id: int, *, by: int) -> "Draft":
        """Return the draft with `by` more (or fewer) of a dish, within what a command may carry."""
        qty = min(self.quantities.get(menu_id, 0) + by, LARGEST_QTY)
        rest = {known: count for known, count in self.quantities.items() if known != menu_id}
        if qty <= 0:
            return Draft(rest)
        if menu_id not in self.quantities and len(rest) >= MOST_LINES:
            return self
        return Draft({**self.quantities, menu_id: qty})

    @property
    def lines(self) -> list[LineIn]:
        """Return the draft as lines of a command."""
        return [LineIn(menu_id=menu_id, qty=qty) for menu_id, qty in self.quantities.items()]

    @property
    def query(self) -> str:
        """Return the draft as the page's query string."""
        return urlencode([("line", f"{line.menu_id}:{line.qty}") for line in self.lines], safe=":")


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and 0 < len(text) <= _MOST_DIGITS
