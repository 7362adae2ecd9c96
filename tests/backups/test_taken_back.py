"""A database put back by hand is found at the next start: a new epoch, higher numbers, a record."""

import json
import threading
from collections.abc import Callable
from dataclasses import replace

import pytest

from core_app import metrics
from core_app.models import AuditEvent, DatabaseEpoch
from operations_app import taken_back
from operations_app.backups import new_epoch

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def mark(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    DatabaseEpoch.objects.update_or_create()
    return tmp_path / "epochs.json"


def epoch() -> str:
    return str(DatabaseEpoch.objects.get().uid)


def marked(marker: Callable) -> None:
    """Let a request end, and wait until what it set off has ended too."""
    marker()
    for thread in threading.enumerate():
        if thread.name == "epoch-marker":
            thread.join()


def test_a_shop_that_goes_on_stays_in_its_epoch(mark, program, cast):
    before = epoch()
    taken_back.look()
    program.open(cast)
    taken_back.look()
    assert epoch() == before
    newest = AuditEvent.objects.latest("pk").pk
    assert json.loads(mark.read_text()) == {before: newest}


def test_one_that_is_older_than_was_seen_begins_a_new_epoch_once(mark, program, cast):
    last, before = program.open(cast), epoch()
    taken_back.look()
    seen = json.loads(mark.read_text())[before] + 5  # what happened after the copy
    mark.write_text(json.dumps({before: seen}))
    taken_back.look()
    assert epoch() != before
    told = AuditEvent.objects.get(action="database.taken_back")
    assert told.details == {"seen": seen, "newest": seen - 5}
    after = epoch()
    taken_back.look()
    assert (epoch(), AuditEvent.objects.filter(action=told.action).count()) == (after, 1)
    other = program.command("/orders", table_id=cast.other_table.pk).json()["order_id"]
    assert other == last + new_epoch.GAP + 1


@pytest.mark.parametrize(
    "text", ["", "{", "{}", '{"of another database": 999999}', "[]", "null", '{"x": "y"}']
)
def test_a_mark_that_says_nothing_of_this_database_is_none(mark, program, cast, text):
    program.open(cast)
    before = epoch()
    mark.write_text(text)
    taken_back.look()
    assert epoch() == before
    assert json.loads(mark.read_text())[before] == AuditEvent.objects.latest("pk").pk


def test_while_guests_are_served_the_first_worker_marks_how_far_the_shop_has_come(
    mark, program, cast, monkeypatch
):
    marker = replace(taken_back.mark_now_and_then)
    program.open(cast)
    for worker in ("1", "0", "0"):
        monkeypatch.setattr(metrics, "WORKER", worker)
        marked(marker)
        assert mark.exists() == (worker == "0")
    assert json.loads(mark.read_text()) == {epoch(): AuditEvent.objects.latest("pk").pk}


def test_a_mark_is_never_taken_back_by_who_serves_on(mark, program, cast, monkeypatch):
    program.open(cast)
    mark.write_text(further := json.dumps({epoch(): 10**9}))
    monkeypatch.setattr(metrics, "WORKER", "0")
    marked(replace(taken_back.mark_now_and_then))
    assert mark.read_text() == further


def test_a_place_that_cannot_be_written_stops_no_start(mark, settings):
    settings.VAR_DIR = mark / "no" / "folder"
    before = epoch()
    taken_back.look()
    assert epoch() == before
