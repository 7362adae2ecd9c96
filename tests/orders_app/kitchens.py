"""A shop whose kitchen hears of what is ordered, and what it heard."""

from menu_app.models import CategoryStation, Station
from orders_app.models import SlipLine


def make_station(name: str, *categories: str) -> Station:
    """Put a station into the database that makes these categories."""
    station = Station.objects.create(name=name)
    for category in categories:
        CategoryStation.objects.create(station=station, category=category)
    return station


def heard() -> list[tuple[str, str, str, int]]:
    """Return what each station was told, in its order: station, kind, dish, how many."""
    lines = SlipLine.objects.order_by("pk")
    return list(lines.values_list("slip__station__name", "slip__kind", "item__name", "qty"))
