"""Pages that stand on higher floors and that lower ones lead to.

Who has such a page announces it when the apps are ready; so nothing below knows a name above it.
"""

from django.urls import reverse

_views: dict[str, str] = {}
_office: list[tuple[str, str]] = []


def announce(**views: str) -> None:
    """Say which view each place is, as announce(home="orders:map")."""
    _views.update(views)


def announce_office(label: str, view: str) -> None:
    """Offer managers a page, by its Thai name."""
    _office.append((label, view))


def where(place: str) -> str:
    """Return the address of a place. Raises LookupError when nobody has announced it."""
    if place not in _views:  # not KeyError: a template would show nothing in its place
        raise LookupError(f"nobody has announced the place {place!r}")
    return reverse(_views[place])


def office() -> list[tuple[str, str]]:
    """Return the managers' pages: their names and addresses, the lowest floor's first."""
    return [(label, reverse(view)) for label, view in _office]
