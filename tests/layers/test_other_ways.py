"""A page, a template, a command or a name that leads up is found."""

from pathlib import Path

import pytest

from tests.layers.reading import complaints

pytestmark = pytest.mark.no_database


def house_that_leads(tmp_path: Path, *files: tuple[str, str]) -> Path:
    """Build a house with pages and a command of orders_app, and `files` by their paths."""
    standing = (
        ("orders_app/doors/urls.py", 'app_name = "orders"'),
        ("staff_app/urls.py", 'app_name = "staff"'),
        ("orders_app/management/commands/sell.py", ""),
    )
    for path, text in (*standing, *files):
        file = tmp_path / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    return tmp_path


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("templates/staff/login.html", "<a href=\"{% url 'orders:map' %}\">"),
        ("templates/base.html", "{% url 'staff:login' %}"),
        ("templates/errors/error.html", '{%url "orders:today" order.pk%}'),
        ("templates/staff/login.html", '{% include "pos/_keys.html" %}'),
        ("templates/devices/devices.html", '{% extends "pos/map.html" %}'),
        ("staff_app/views.py", 'def f(): return redirect("orders:map")'),
        ("http_app/error_pages.py", 'HOME = "orders:map"'),
        ("menu_app/admin.py", 'def f(): call_command("sell")'),
        ("core_app/management/commands/start.py", 'management.call_command("sell", "--all")'),
        ("core_app/management/commands/start.py", 'call_command(command_name="sell")'),
        ("templates/base.html", '{% include "pos/_keys.html" %}'),
        ("staff_app/views.py", 'def f(r): return render(r, "pos/map.html")'),
        ("staff_app/views.py", 'def f(x): return reverse(f"orders:{x}")'),
        ("core_app/checks.py", 'def f(): return apps.get_model("orders_app", "Order")'),
        ("menu_app/models.py", 'to = models.ForeignKey("orders_app.Order")'),
        ("menu_app/models.py", 'to = models.ForeignKey("tills_app.Device")'),
    ],
)
def test_what_leads_up_some_other_way_is_found(tmp_path, path, text):
    (complaint,) = complaints(house_that_leads(tmp_path, (path, text)))
    assert "which is not below" in complaint


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("templates/pos/map.html", "{% extends 'base.html' %}{% include 'pos/_tile.html' %}"),
        ("templates/pos/map.html", "{% url 'orders:pad' 5 %} {% url 'staff:logout' %}"),
        ("templates/base.html", "{% url 'admin:index' %} {{ places.home }}"),
        ("templates/admin/base_site.html", '{% extends "admin/base.html" %}'),
        ("reports_app/views.py", 'def f(): return redirect("orders:map")'),
        ("operations_app/views.py", 'call_command("sell"); call_command("migrate")'),
        ("core_app/logs.py", 'SAID = "orders: map"'),
    ],
)
def test_what_leads_down_some_other_way_is_welcome(tmp_path, path, text):
    assert complaints(house_that_leads(tmp_path, (path, text))) == []


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("templates/pos/map.html", "{% url wanted %}"),
        ("templates/pos/map.html", "{% include part %}"),
        ("core_app/checks.py", "call_command(wanted)"),
        ("core_app/checks.py", "importlib.import_module(wanted)"),
        ("core_app/checks.py", 'importlib.import_module(f"{app}.models")'),
    ],
)
def test_a_step_that_nobody_can_follow_is_found(tmp_path, path, text):
    (complaint,) = complaints(house_that_leads(tmp_path, (path, text)))
    assert "by a" in complaint
