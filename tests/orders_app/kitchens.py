"""A shop whose kitchen hears of what is ordered, and what it heard."""

from menu_app.models import CategoryStation, Station
from orders_app.models import Printer, SlipLine, StationPrinter


def make_station(name: str, *categories: str) -> Station:
    """Put a station into the database that makes these categories."""
    station = Station.objects.create(name=name)
    for category in categories:
        CategoryStation.objects.create(station=station, category=category)
    return station


def make_printer(*stations: Station, **told) -> Printer:
    """Put a printer into the database that prints these stations' slips."""
    told = {"name": "เครื่องพิมพ์ครัว", "address": "192.168.1.50"} | told
    printer = Printer.objects.create(**told)
    for station in stations:
        StationPrinter.objects.create(station=station, printer=printer)
    return printer


def heard() -> list[tuple[str, str, str, int]]:
    """Return what each station was told, in its order: station, kind, dish, how many."""
    lines = SlipLine.objects.order_by("pk")
    return list(lines.values_list("slip__station__name", "slip__kind", "item__name", "qty"))
