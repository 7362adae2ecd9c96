"""Imports point down: between the apps, inside each of them, and from room to room of orders_app.

    pos_project → operations_app → reports_app → orders_app
                → { menu_app | tables_app | devices_app } → staff_app → core_app → Django
    models ← queries, job modules ← schemas, forms ← api, views, admin ← urls
    orders_app: models ← refusals ← ordering ← billing ← commands ← doors

What else leads from one app into another points down too: a template's {% url %} and {% include %},
the name of a page that a module leads to, a command that another calls.

The rules are read from the source, so that a wrong step is found even where no test takes it; the
second half of this file proves that each rule can fail.
"""

import ast
import re
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
    "models": 0, "schemas": 2, "forms": 2, "api": 3, "views": 3, "pages": 3, "admin": 3,
    "management": 3, "urls": 4, "apps": 4,
}  # fmt: skip
JOB = 1
# The same for the app that has rooms: what a room may see are the rooms below it.
ROOMS = {
    "orders_app": {
        "models": 0, "refusals": 1, "shop_metrics": 2, "ordering": 2, "billing": 3, "commands": 4,
        "doors": 5, "admin": 5, "management": 6, "apps": 6,
    },
}  # fmt: skip
# The modules that stand at a door, so that they may see a request. Whatever is new is a job.
DOORS = {
    "core_app": {
        "admin_base", "api_base", "browser_origin", "client_address", "context", "error_pages",
        "front_doors", "health", "metrics_door", "middleware", "tls_in_front",
    },
    "staff_app": {"api_auth", "login", "middleware", "rights", "throttle"},
    "devices_app": {"origin"},
    "orders_app": {"doors"},
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
# Whose a template is, by its folder; what lies in none is every page's frame.
TEMPLATES = {
    "pos": "orders_app", "receipts": "orders_app", "devices": "devices_app",
    "reports": "reports_app", "operations": "operations_app", "staff": "staff_app",
    "errors": "core_app", "admin": "pos_project", "": "core_app",
}  # fmt: skip
LINK = re.compile(r"{%\s*url\s+['\"](\w+):")
PART = re.compile(r"{%\s*(?:include|extends)\s+['\"]([^'\"]+)['\"]")
# What nobody can follow: the name of a page or a part that stands in a variable.
UNKNOWN = re.compile(r"{%\s*(?:url|include|extends)\s+[^'\"\s]")
PAGE = re.compile(r"(\w+):(?:\w+:)*\w*")
SHOWN = re.compile(r"(?:\w+/)*\w+\.html")
NAMED = re.compile(r"(\w+_app)(?:\..*)?")
LABELS = {"tills_app": "devices_app"}  # labels that are not their app's name


def complaints(house: Path) -> list[str]:
    """Return a sentence for every step in `house` that breaks a rule."""
    pages, commands = _pages(house), _commands(house)
    found = []
    for app in FLOORS:
        for file in sorted((house / app).rglob("*.py")):
            name = ".".join(file.relative_to(house).with_suffix("").parts)
            tree = ast.parse(file.read_text())
            found += [f"{name}: {text}" for text in _about(name, tree)]
            found += [f"{name}: {text}" for text in _led_up(name, tree, pages, commands)]
    for file in sorted((house / "templates").rglob("*.html")):
        name = file.relative_to(house / "templates").as_posix()
        found += [f"{name}: {text}" for text in _about_template(name, file.read_text(), pages)]
    return found


def _pages(house: Path) -> dict[str, str]:
    """Return which app each URL namespace belongs to."""
    own = re.compile(r'^app_name = "(\w+)"', re.M)
    files = [file for app in FLOORS for file in (house / app).rglob("urls.py")]
    return {
        found[1]: file.relative_to(house).parts[0]
        for file in files
        if (found := own.search(file.read_text()))
    }


def _commands(house: Path) -> dict[str, str]:
    """Return which app each of our commands belongs to."""
    return {
        file.stem: app
        for app in FLOORS
        for file in (house / app / "management" / "commands").glob("*.py")
    }


def _is_above(theirs: str | None, mine: str) -> bool:
    """Tell whether an app stands above or beside another; Django's own never does."""
    return theirs in FLOORS and theirs != mine and FLOORS[theirs] >= FLOORS[mine]


def _led_up(
    name: str, tree: ast.Module, pages: dict[str, str], commands: dict[str, str]
) -> Iterator[str]:
    mine = name.split(".", maxsplit=1)[0]
    imported = {seen for _, seen in _imports(name, tree)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            if node.value in imported:
                continue  # import_module's: _wrong_floor has looked at it
            theirs = _meant(node.value, pages)
            if _is_above(theirs, mine):
                yield f"says {node.value}, which is not below {mine}"
        if isinstance(node, ast.Call) and _called(node) == "call_command":
            command = _first_text(node)
            if command == MADE_UP:
                yield "calls a command by a made-up name"
            elif _is_above(commands.get(command), mine):
                yield f"calls {command}, which is not below {mine}"


def _meant(text: str, pages: dict[str, str]) -> str | None:
    """Return the app that a string names: by itself, one of its pages, or one of its templates."""
    if page := PAGE.fullmatch(text):
        return pages.get(page[1])
    if SHOWN.fullmatch(text):
        return None if text.startswith("admin/") else _owner(text)
    named = NAMED.fullmatch(text)
    return LABELS.get(named[1], named[1]) if named else None


def _about_template(name: str, text: str, pages: dict[str, str]) -> Iterator[str]:
    mine = _owner(name)
    if UNKNOWN.search(text) and mine != "pos_project":
        yield "leads on by a name that stands in a variable"
    for namespace in LINK.findall(text):
        if _is_above(pages.get(namespace), mine):
            yield f"leads to {namespace}, which is not below {mine}"
    for part in PART.findall(text):
        if _is_above(_owner(part), mine) and not part.startswith("admin/"):
            yield f"takes in {part}, which is not below {mine}"


def _owner(template: str) -> str:
    folder = template.rpartition("/")[0].split("/")[0]
    return TEMPLATES.get(folder, "pos_project")


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


MADE_UP = "something by a made-up name"


def _called(node: ast.Call) -> str:
    return getattr(node.func, "attr", getattr(node.func, "id", ""))


def _first_text(node: ast.Call) -> str:
    given = [*node.args[:1], *[each.value for each in node.keywords if each.arg == "command_name"]]
    first = given[0] if given else None
    return first.value if isinstance(first, ast.Constant) else MADE_UP


def _wrong_floor(name: str, seen: str) -> Iterator[str]:
    mine, theirs = name.split(".", maxsplit=1)[0], seen.split(".", maxsplit=1)[0]
    if _is_above(theirs, mine):
        yield f"imports {seen}, which is not below {mine}"
    elif seen == MADE_UP:
        yield "imports something by a made-up name"


def _wrong_shelf(name: str, seen: str) -> Iterator[str]:
    mine, theirs = name.split("."), seen.split(".")
    in_one_app = mine[0] == theirs[0] and mine[0] != "pos_project" and len(theirs) > 1
    if not in_one_app or "migrations" in mine:
        return
    rooms = ROOMS.get(mine[0])
    if _height(rooms, theirs[1]) > _height(rooms, mine[1]):
        yield f"imports {seen}, which stands above it"
        return
    # A room has shelves like any app: forms below pages, pages below urls.
    in_one_room = rooms and theirs[1] == mine[1] and len(theirs) > 2 < len(mine)
    if in_one_room and _height(None, theirs[2]) > _height(None, mine[2]):
        yield f"imports {seen}, which stands above it"


def _height(rooms: dict[str, int] | None, module: str) -> int:
    return SHELVES.get(module, JOB) if rooms is None else rooms.get(module, JOB)


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


@pytest.mark.parametrize("app", ROOMS)
def test_every_module_of_an_app_with_rooms_is_in_one(app):
    found = {path.stem for path in (HOUSE / app).iterdir() if path.suffix in ("", ".py")}
    assert found - {"__init__", "__pycache__", "migrations"} == set(ROOMS[app])


def test_every_template_of_the_house_has_its_owner():
    root = HOUSE / "templates"
    folders = {path.relative_to(root).parts[0] for path in root.rglob("*/*.html")}
    assert folders | {""} == set(TEMPLATES)


def test_every_page_of_the_house_has_its_app():
    assert set(_pages(HOUSE).values()) == {
        path.relative_to(HOUSE).parts[0] for path in HOUSE.glob("*_app/**/urls.py")
    }


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
        ("orders_app.ordering.queries", "from orders_app.billing import payments"),
        ("orders_app.ordering.queries", "from orders_app.doors.forms import PayForm"),
        ("orders_app.billing.payments", "from orders_app.commands.schemas import PayIn"),
        ("orders_app.billing.payments", "from orders_app.doors import api"),
        ("orders_app.commands.selling", "from orders_app.doors.pages.pad import pad"),
        ("orders_app.doors.forms", "from orders_app.doors.pages import pad"),
        ("orders_app.doors.pages.pad", "from ..urls import urlpatterns"),
        ("orders_app.doors.api", "from orders_app.doors import urls"),
        ("orders_app.doors.api", "from orders_app.management.commands import import_outbox"),
        ("orders_app.refusals", "from orders_app import shop_metrics"),
        ("orders_app.shop_metrics", "from orders_app.billing import payments"),
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
        ("orders_app.billing.payments", "from orders_app.ordering import mending"),
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
        ("core_app/error_pages.py", 'HOME = "orders:map"'),
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
