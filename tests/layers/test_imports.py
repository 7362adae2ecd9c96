"""An import that points up, or where none may stand, is found."""

from pathlib import Path

import pytest

from tests.layers.reading import complaints

pytestmark = pytest.mark.no_database


def house_with(tmp_path: Path, module: str, source: str) -> Path:
    """Build a house of one module."""
    file = tmp_path / (module.replace(".", "/") + ".py")
    file.parent.mkdir(parents=True)
    file.write_text(source)
    return tmp_path


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("core_app.money", "import orders_app"),
        ("core_app.money", "from staff_app.models import User"),
        ("staff_app.rights", "from menu_app import models"),
        ("menu_app.queries", "from tables_app.models import Table"),
        ("tables_app.table_state", "import menu_app.models as menu"),
        ("tables_app.migrations.0002_x", "from orders_app.models import Order"),
        ("orders_app.ordering.opening", "from pos_project import settings"),
        ("orders_app.ordering.opening", "import pos_project.urls"),
        ("operations_app.management.commands.serve", "from pos_project import gunicorn_conf"),
        ("core_app.apps", "import importlib\nimportlib.import_module('orders_app.models')"),
    ],
)
def test_an_import_from_above_or_beside_is_found(tmp_path, module, source):
    (complaint,) = complaints(house_with(tmp_path, module, source))
    assert complaint.startswith(f"{module}: imports ")
    assert "which is not below" in complaint


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("menu_app.models", "from menu_app.queries import active_dishes"),
        ("menu_app.queries", "from . import schemas"),
        ("menu_app.api", "from menu_app import urls"),
        ("orders_app.models", "from orders_app.ordering import opening"),
        ("orders_app.models", "from .refusals import OrderEmpty"),
        ("orders_app.billing.payments", "from orders_app.ordering import queries"),
        ("orders_app.ordering.queries", "from orders_app.doors.forms import PayForm"),
        ("orders_app.billing.payments", "from orders_app.commands.schemas import PayIn"),
        ("orders_app.billing.payments", "from orders_app.doors import api"),
        ("orders_app.commands.selling", "from orders_app.doors.pages.pad import pad"),
        ("orders_app.doors.forms", "from orders_app.doors.pages import pad"),
        ("orders_app.doors.pages.pad", "from ..urls import urlpatterns"),
        ("orders_app.doors.api", "from orders_app.doors import urls"),
        ("orders_app.doors.api", "from orders_app.management.commands import import_outbox"),
        ("orders_app.refusals", "from orders_app import shop_metrics"),
        ("orders_app.shop_metrics", "from orders_app.ordering import totals"),
        ("orders_app.commands.selling", "from orders_app import admin"),
    ],
)
def test_an_import_up_the_shelves_of_one_app_is_found(tmp_path, module, source):
    (complaint,) = complaints(house_with(tmp_path, module, source))
    assert "which stands above it" in complaint


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("orders_app.ordering.opening", "def f():\n    import json"),
        ("orders_app.ordering.opening", "async def f():\n    from core_app import money"),
        ("orders_app.doors.api", "class A:\n    def ready(self):\n        import json"),
        ("orders_app.apps", "def other():\n    import json"),
        ("orders_app.apps", "def other():\n    def ready():\n        import json"),
    ],
)
def test_an_import_hidden_in_a_function_is_found(tmp_path, module, source):
    (complaint,) = complaints(house_with(tmp_path, module, source))
    assert "inside a function" in complaint


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("orders_app.ordering.opening", "from django.http import HttpRequest"),
        ("orders_app.ordering.opening", "from django import http"),
        ("orders_app.billing.payments", "from ninja import Router"),
        ("orders_app.billing.receipts", "def render(request, order): ..."),
        ("menu_app.queries", "import django.shortcuts"),
        ("tables_app.models", "def seat(*, request): ..."),
        ("core_app.idempotency", "from django.http import HttpResponse"),
    ],
)
def test_a_job_module_that_sees_a_request_is_found(tmp_path, module, source):
    (complaint,) = complaints(house_with(tmp_path, module, source))
    assert "is a job module and sees" in complaint


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("pos_project.urls", "from orders_app.doors.api import router"),
        (
            "orders_app.ordering.opening",
            "from menu_app.models import MenuItem\nfrom tables_app import table_state",
        ),
        ("orders_app.ordering.order_lines", "from orders_app.models import Order"),
        ("orders_app.ordering.order_lines", "from orders_app.ordering import locks"),
        ("orders_app.ordering.mending", "from orders_app.billing import payments"),
        ("orders_app.doors.pages.pad", "from orders_app.commands import selling"),
        ("orders_app.doors.pages.pad", "from orders_app.doors import forms"),
        ("orders_app.doors.urls", "from orders_app.doors.pages import pad"),
        ("core_app.apps", "class C:\n    def ready(self):\n        from core_app import checks"),
        ("core_app.money", "import json\nimport django.db\nfrom orders_apparel import shirt"),
        ("staff_app.login", "from django.http import HttpRequest\ndef f(request): ..."),
    ],
)
def test_an_import_that_points_down_is_welcome(tmp_path, module, source):
    assert complaints(house_with(tmp_path, module, source)) == []
