"""What every page of the shop says at its top, as long as it is so.

Whoever knows of such a thing registers it when the apps are ready; so nothing below knows a name
above it.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.db import DatabaseError, InterfaceError
from django.urls import reverse


@dataclass(frozen=True)
class Banner:
    """A sentence for whoever is logged in, and the page that helps, by its name."""

    text: str
    button: str
    view: str

    @property
    def address(self) -> str:
        """Return where that page is."""
        return reverse(self.view)


_sources: list[Callable[[], Banner | None]] = []


def register(source: Callable[[], Banner | None]) -> None:
    """Ask `source` at every page."""
    if source not in _sources:
        _sources.append(source)


def now() -> Iterator[Banner]:
    """Yield what is to be said now; a database that is away has pages of its own."""
    for source in _sources:
        try:
            banner = source()
        except (DatabaseError, InterfaceError):
            continue
        if banner:
            yield banner
