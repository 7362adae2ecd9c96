"""Imports point down: between the apps, and inside each of them.

    pos_project → operations_app → reports_app → orders_app
                → { menu_app | tables_app | devices_app } → staff_app → core_app → Django
    models ← queries, job modules ← schemas, forms ← api, views, admin ← urls

The rules are read from the source with `ast`, so that a wrong import is found even where no test
runs it; the second half of this file proves that each rule can fail.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

pytestmark = pytest.mark.no_database

HOUSE = Path(__file__).resolve().parent.parent
FLOORS = {
    "core_app": 0,
    "staff_app": 1,
    "devices_app": 2,
    "menu_app": 2,
    "tables_app": 2,
    "orders_app": 3,
    "reports_app": 4,
    "operations_app": 5,
    "pos_project": 6,
}
# What a module may see inside its own app; a name that is not here is a job module.
SHELVES = {
    "models": 0, "schemas": 2, "forms": 2, "api": 3, "views": 3, "admin": 3, "management": 3,
    "urls": 4, "apps": 4,
}  # fmt: skip
JOB = 1
# The modules that stand at a door, so that they may see a request. Whatever is new is a job.
DOORS = {
    "core_app": {
        "admin_base", "api_base", "browser_origin", "client_address", "context", "error_pages",
        "front_doors", "health", "metrics_door", "middleware", "tls_in_front",
    },
    "staff_app": {"api_auth", "login", "middleware", "rights", "throttle"},
    "devices_app": {"origin"},
}  # fmt: skip
DOOR_SHELVES = {"api", "views", "admin", "urls", "apps", "management", "migrations", "templatetags"}
REQUEST_WORDS = {
    "django.http",
    "django.shortcuts",
    "django.test",
    "ninja",
    "HttpRequest",
    "request",
}


def complaints(house: Path) -> list[str]:
    """Return a sentence for every import in `house` that breaks a rule."""
    found = []
    for app in FLOORS:
        for file in sorted((house / app).rglob("*.py")):
            name = ".".join(file.relative_to(house).with_suffix("").parts)
            tree = ast.parse(file.read_text())
            found += [f"{name}: {text}" for text in _about(name, tree)]
    return found


def _about(name: str, tree: ast.Module) -> Iterator[str]:
    for node, seen in _imports(name, tree):
        yield from _wrong_floor(name, seen)
        yield from _wrong_shelf(name, seen)
        if _is_hidden(name, tree, node):
            yield f"imports {seen} inside a function"
    if _is_job(name):
        yield from (f"is a job module and sees {word}" for word in _request_words(name, tree))


def _imports(name: str, tree: ast.Module) -> Iterator[tuple[ast.AST, str]]:
    """Yield every import with the full dotted name it asks for."""
    package = name.split(".")[:-1]
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            start = ".".join([*base, *([node.module] if node.module else [])])
            yield from ((node, f"{start}.{alias.name}") for alias in node.names)
        elif isinstance(node, ast.Call) and _called(node) in ("import_module", "__import__"):
            yield node, _first_text(node)


def _called(node: ast.Call) -> str:
    return getattr(node.func, "attr", getattr(node.func, "id", ""))


def _first_text(node: ast.Call) -> str:
    first = node.args[0] if node.args else None
    return first.value if isinstance(first, ast.Constant) else "something by a made-up name"


def _wrong_floor(name: str, seen: str) -> Iterator[str]:
    mine, theirs = name.split(".", maxsplit=1)[0], seen.split(".", maxsplit=1)[0]
    if theirs in FLOORS and theirs != mine and FLOORS[theirs] >= FLOORS[mine]:
        yield f"imports {seen}, which is not below {mine}"


def _wrong_shelf(name: str, seen: str) -> Iterator[str]:
    mine, theirs = name.split("."), seen.split(".")
    in_one_app = mine[0] == theirs[0] and mine[0] != "pos_project" and len(theirs) > 1
    if in_one_app and "migrations" not in mine and _shelf(theirs[1]) > _shelf(mine[1]):
        yield f"imports {seen}, which stands above it"


def _shelf(module: str) -> int:
    return SHELVES.get(module, JOB)


def _is_hidden(name: str, tree: ast.Module, node: ast.AST) -> bool:
    """Tell whether an import stands in a function; AppConfig.ready alone must do so."""
    functions = [f for f in ast.walk(tree) if isinstance(f, ast.FunctionDef | ast.AsyncFunctionDef)]
    around = [f for f in functions if any(part is node for part in ast.walk(f))]
    in_ready = name.endswith(".apps") and [f.name for f in around] == ["ready"]
    return bool(around) and not in_ready and not isinstance(node, ast.Call)


def _is_job(name: str) -> bool:
    app, *rest = name.split(".")
    at_a_door = rest[0] in DOORS.get(app, set()) or rest[0] in DOOR_SHELVES
    return app != "pos_project" and not at_a_door


def _request_words(name: str, tree: ast.Module) -> Iterator[str]:
    seen = {seen for _, seen in _imports(name, tree)}
    for word in sorted(REQUEST_WORDS):
        if any(path == word or path.startswith(f"{word}.") for path in seen):
            yield word
    arguments = {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
    yield from sorted(arguments & REQUEST_WORDS)


def test_every_import_of_the_house_points_down():
    assert complaints(HOUSE) == []


def test_every_app_of_the_house_has_its_floor():
    apps = {path.parent.name for path in HOUSE.glob("*_app/__init__.py")}
    assert apps | {"pos_project"} == set(FLOORS)


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
        ("tables_app.seating", "import menu_app.models as menu"),
        ("tables_app.migrations.0002_x", "from orders_app.models import Order"),
        ("orders_app.ordering", "from pos_project import settings"),
        ("orders_app.ordering", "import pos_project.urls"),
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
        ("orders_app.models", "from orders_app.ordering import open_order"),
        ("orders_app.models", "from orders_app import queries"),
        ("orders_app.models", "from . import queries"),
        ("orders_app.models", "from .refusals import OrderEmpty"),
        ("orders_app.ordering", "from orders_app.schemas import PayIn"),
        ("orders_app.queries", "from orders_app.forms import PayForm"),
        ("orders_app.payments", "from orders_app import api"),
        ("orders_app.schemas", "from orders_app.views.pad import pad"),
        ("orders_app.views.pad", "from ..urls import urlpatterns"),
        ("orders_app.api", "from orders_app import urls"),
    ],
)
def test_an_import_up_the_shelves_of_one_app_is_found(tmp_path, module, source):
    (complaint,) = complaints(house_with(tmp_path, module, source))
    assert "which stands above it" in complaint


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("orders_app.ordering", "def f():\n    import json"),
        ("orders_app.ordering", "async def f():\n    from core_app import money"),
        ("orders_app.api", "class A:\n    def ready(self):\n        import json"),
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
        ("orders_app.ordering", "from django.http import HttpRequest"),
        ("orders_app.ordering", "from django import http"),
        ("orders_app.payments", "from ninja import Router"),
        ("orders_app.receipts", "def render(request, order): ..."),
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
        ("pos_project.urls", "from orders_app.api import router"),
        (
            "orders_app.ordering",
            "from menu_app.models import MenuItem\nfrom tables_app import seating",
        ),
        ("orders_app.ordering", "from orders_app.models import Order\nfrom . import locks"),
        ("orders_app.views.pad", "from orders_app import acts, forms\nfrom . import answers"),
        ("orders_app.urls", "from orders_app.views import pad"),
        ("core_app.apps", "class C:\n    def ready(self):\n        from core_app import checks"),
        ("core_app.money", "import json\nimport django.db\nfrom orders_apparel import shirt"),
        ("staff_app.login", "from django.http import HttpRequest\ndef f(request): ..."),
    ],
)
def test_an_import_that_points_down_is_welcome(tmp_path, module, source):
    assert complaints(house_with(tmp_path, module, source)) == []
