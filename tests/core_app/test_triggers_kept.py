"""SQLite's remade tables: what is lost without TriggersKept, and what it keeps."""

import contextlib
from collections.abc import Iterator

import pytest
from django.db import IntegrityError, OperationalError, migrations, models
from django.db.migrations.state import ProjectState
from django.db.utils import ConnectionHandler

from core_app.database import sqlite_options
from core_app.triggers import FrozenChildren, FrozenRows, TriggersKept

pytestmark = pytest.mark.no_database

FROZEN = FrozenRows("shelf_box", ("label",), "OLD.id IS NOT NULL", "a box is final")
# It looks into the other table, as the lines of an order look at their order.
LATE = FrozenChildren(
    "shelf_item", ("label",), "(SELECT label FROM shelf_box WHERE id = NEW.box_id) = 'shut'", "late"
)
WIDER = migrations.AlterField("Box", "label", models.CharField(max_length=20, null=True))
LABEL, KEY = models.CharField(max_length=10), models.BigAutoField(primary_key=True)
MADE = (
    migrations.CreateModel("Box", [("id", KEY), ("label", LABEL)]),
    migrations.CreateModel(
        "Item",
        [("id", KEY), ("box", models.ForeignKey("shelf.Box", models.PROTECT)), ("label", LABEL)],
    ),
)


class Shelf:
    """A scratch database and what Django believes of it."""

    def __init__(self, connection):
        self.connection, self.state = connection, ProjectState()

    def migrate(self, *operations, backwards: bool = False) -> None:
        """Do operations, or do and undo them, as a migration does."""
        with self.connection.schema_editor() as editor:
            for operation in operations:
                before = self.state.clone()
                operation.state_forwards("shelf", self.state)
                operation.database_forwards("shelf", editor, before, self.state)
                if backwards:
                    operation.database_backwards("shelf", editor, self.state, before)

    def run(self, sql: str) -> list:
        with self.connection.cursor() as cursor:
            return cursor.execute(sql).fetchall()

    def triggers(self) -> list[str]:
        found = self.run("SELECT name FROM sqlite_master WHERE type = 'trigger' ORDER BY name")
        return [name for (name,) in found]


@pytest.fixture
def shelf(tmp_path, django_db_blocker) -> Iterator[Shelf]:
    """Boxes that are final and the items in them, in a file of its own."""
    handler = ConnectionHandler({"default": sqlite_options(tmp_path / "shelf.sqlite3")})
    with django_db_blocker.unblock(), contextlib.closing(handler["default"]) as connection:
        shelf = Shelf(connection)
        shelf.migrate(*MADE, FROZEN.as_operation())
        yield shelf


LATE_NAMES = ["late_insert_shelf_item", "late_update_shelf_item"]


def test_without_it_a_remade_table_has_lost_its_trigger(shelf):
    assert shelf.triggers() == ["frozen_shelf_box"]
    shelf.migrate(WIDER)
    assert shelf.triggers() == []


def test_without_it_a_trigger_that_looks_into_the_table_stops_the_migration(shelf):
    shelf.migrate(LATE.as_operation())
    with pytest.raises(OperationalError, match="error in trigger late_"):
        shelf.migrate(WIDER)


@pytest.mark.parametrize("backwards", [False, True])
def test_with_it_every_trigger_is_there_again_and_refuses(shelf, backwards):
    shelf.migrate(LATE.as_operation())
    shelf.migrate(TriggersKept([WIDER]), backwards=backwards)
    assert shelf.triggers() == ["frozen_shelf_box", *LATE_NAMES]
    shelf.run("INSERT INTO shelf_box (label) VALUES ('shut')")
    with pytest.raises(IntegrityError, match="a box is final"):
        shelf.run("UPDATE shelf_box SET label = 'open'")
    with pytest.raises(IntegrityError, match="late"):
        shelf.run("INSERT INTO shelf_item (box_id, label) VALUES (1, 'x')")


def test_the_trigger_of_a_table_that_went_goes_with_it(shelf):
    shelf.migrate(LATE.as_operation())
    shelf.migrate(TriggersKept([migrations.DeleteModel("Item"), WIDER]))
    assert shelf.triggers() == ["frozen_shelf_box"]


def test_django_believes_what_it_did(shelf):
    shelf.migrate(TriggersKept([WIDER]))
    assert shelf.state.models["shelf", "box"].fields["label"].max_length == 20


@pytest.mark.parametrize("wanted", [[WIDER], [TriggersKept([WIDER])]], ids=["without", "with"])
def test_only_with_it_numbers_go_on_where_they_were(shelf, wanted):
    shelf.run("INSERT INTO shelf_box (label) VALUES ('a')")
    shelf.run("UPDATE sqlite_sequence SET seq = 1000001 WHERE name = 'shelf_box'")
    shelf.migrate(*wanted)
    shelf.run("INSERT INTO shelf_box (label) VALUES ('b')")
    is_kept = isinstance(wanted[0], TriggersKept)
    assert shelf.run("SELECT MAX(id) FROM shelf_box") == [(1000002 if is_kept else 2,)]


def test_an_empty_table_made_anew_goes_on_too(shelf):
    shelf.run("INSERT INTO sqlite_sequence (name, seq) VALUES ('shelf_box', 1000000)")
    shelf.migrate(TriggersKept([WIDER]))
    shelf.run("INSERT INTO shelf_box (label) VALUES ('a')")
    assert shelf.run("SELECT id FROM shelf_box") == [(1000001,)]
