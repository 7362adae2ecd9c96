"""Imports point down: between the apps, inside each of them, and from room to room of orders_app.

    pos_project → operations_app → reports_app → orders_app
                → { menu_app | tables_app | devices_app } → staff_app → http_app → core_app → Django
    models ← queries, job modules ← schemas, forms ← api, views, admin ← urls
    orders_app: models ← refusals ← billing, kitchen, printing ← ordering ← commands ← doors

What else leads from one app into another points down too: a template's {% url %} and {% include %},
the name of a page that a module leads to, a command that another calls.

The rules are read from the source, so that a wrong step is found even where no test takes it.
This page draws the house, reading.py reads one, and test_imports.py and test_other_ways.py prove
that each rule can fail.
"""

from pathlib import Path

HOUSE = Path(__file__).resolve().parent.parent.parent
FLOORS = {
    "core_app": 0,
    "http_app": 1,
    "staff_app": 2,
    "devices_app": 3,
    "menu_app": 3,
    "tables_app": 3,
    "orders_app": 4,
    "reports_app": 5,
    "operations_app": 6,
    "pos_project": 7,
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
        "models": 0, "refusals": 1, "shop_metrics": 2, "billing": 2, "kitchen": 2, "printing": 2,
        "ordering": 3, "commands": 4, "doors": 5, "admin": 5, "management": 6, "apps": 6,
    },
}  # fmt: skip
# The modules that stand at a door, so that they may see a request. Whatever is new is a job.
DOORS = {
    "core_app": {"admin_base"},
    "http_app": {
        "api_base", "browser_origin", "client_address", "context", "error_pages", "front_doors",
        "content_policy", "health", "limits", "metrics_door", "middleware", "tls_in_front",
    },
    "staff_app": {"api_auth", "approving", "login", "middleware", "rights", "throttle", "trail"},
    "devices_app": {"origin"},
    "operations_app": {"printing_pages"},
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
    "menu": "menu_app", "pos": "orders_app", "kitchen": "orders_app", "receipts": "orders_app",
    "devices": "devices_app", "reports": "reports_app", "operations": "operations_app",
    "staff": "staff_app", "errors": "http_app", "admin": "pos_project", "": "core_app",
}  # fmt: skip
LABELS = {"tills_app": "devices_app"}  # labels that are not their app's name


def is_above(theirs: str | None, mine: str) -> bool:
    """Tell whether an app stands above or beside another; Django's own never does."""
    return theirs in FLOORS and theirs != mine and FLOORS[theirs] >= FLOORS[mine]


def owner_of(template: str) -> str:
    """Return the app that a template belongs to."""
    folder = template.rpartition("/")[0].split("/")[0]
    return TEMPLATES.get(folder, "pos_project")
