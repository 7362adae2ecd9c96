"""Our own house keeps its rules, and nothing of it is left out of the plan."""

import pytest

from tests.layers.other_ways import pages_of
from tests.layers.plan import FLOORS, HOUSE, ROOMS, TEMPLATES
from tests.layers.reading import complaints

pytestmark = pytest.mark.no_database


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
    assert set(pages_of(HOUSE).values()) == {
        path.relative_to(HOUSE).parts[0] for path in HOUSE.glob("*_app/**/urls.py")
    }
