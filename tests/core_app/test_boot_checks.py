"""A wrong deploy stops with a sentence that names the fix: each check, by itself."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from core_app import checks, written_for
from core_app.folders import made, trouble_writing
from core_app.models import AuditEvent
from tests.races import schema_guards

GOOD = "only-for-tests-" + "0123456789" * 3 + "abcde"  # 50 characters


def ids(found: list) -> list[str]:
    assert all(message.hint for message in found)
    return [message.id for message in found]


@pytest.mark.parametrize(
    ("secret", "found"),
    [
        ("x", ["pos.E001"]),
        (GOOD[:49], ["pos.E001"]),
        ("x" * 50, ["pos.E001"]),
        ("change-me" * 10, ["pos.E001"]),
        (GOOD, []),
        ("0123456789abcdef" * 4, []),
    ],
)
def test_a_shop_needs_a_long_secret_of_many_characters(settings, secret, found):
    settings.SECRET_KEY = secret
    assert ids(checks.secret_is_given(None)) == found


@pytest.mark.parametrize(
    ("names", "reachable", "found"),
    [
        (["*"], True, ["pos.E012"]),
        (["pos.lan", "*"], True, ["pos.E012"]),
        (["*"], False, []),
        (["pos.lan", ".pos.lan"], True, []),
    ],
)
def test_a_shop_that_others_reach_has_names(settings, names, reachable, found):
    settings.ALLOWED_HOSTS, settings.REACHABLE = names, reachable
    assert ids(checks.hosts_are_named(None)) == found


@pytest.mark.parametrize(
    ("demo", "reachable", "password", "found"),
    [
        (True, True, "demo1234", ["pos.E002"]),
        (True, True, "a password of its own", ["pos.E002"]),
        (True, False, "demo1234", []),
        (False, True, "demo1234", []),
    ],
)
def test_a_demo_stays_on_this_machine_whatever_its_password(
    settings, demo, reachable, password, found
):
    settings.DEMO, settings.REACHABLE, settings.DEMO_PASSWORD = demo, reachable, password
    assert ids(checks.demo_is_not_reachable_from_outside(None)) == found


@pytest.mark.parametrize(
    ("debug", "embedded", "reachable", "found"),
    [
        (True, False, False, ["pos.E004"]),
        (True, True, True, ["pos.E004"]),
        (True, True, False, []),
        (False, False, True, []),
    ],
)
def test_debug_is_for_a_trial_on_this_machine_alone(settings, debug, embedded, reachable, found):
    settings.DEBUG, settings.EMBEDDED, settings.REACHABLE = debug, embedded, reachable
    assert ids(checks.debug_is_off_in_a_shop(None)) == found


@pytest.mark.parametrize(
    ("embedded", "wanted", "found"),
    [(True, "3", ["pos.E005"]), (True, "1", []), (True, None, []), (False, "3", [])],
)
def test_several_processes_need_a_postgresql(settings, monkeypatch, embedded, wanted, found):
    settings.EMBEDDED = embedded
    monkeypatch.delenv("WEB_CONCURRENCY", raising=False)
    if wanted:
        monkeypatch.setenv("WEB_CONCURRENCY", wanted)
    assert ids(checks.sqlite_has_one_process(None)) == found


@pytest.mark.parametrize(
    ("embedded", "reachable", "told", "found"),
    [
        (False, True, {}, ["pos.E006"]),
        (False, False, {}, []),
        (False, True, {"HTTPS": True}, []),
        (False, True, {"PLAIN_HTTP": True}, []),
        (True, True, {}, ["pos.W006"]),
        (True, True, {"PLAIN_HTTP": True}, []),
    ],
)
def test_other_devices_come_in_by_https_unless_the_shop_says_otherwise(
    settings, embedded, reachable, told, found
):
    settings.EMBEDDED, settings.REACHABLE = embedded, reachable
    settings.HTTPS, settings.PLAIN_HTTP = told.get("HTTPS", False), told.get("PLAIN_HTTP", False)
    assert ids(checks.outside_means_https(None)) == found


def test_folders_of_a_working_shop_can_be_written():
    assert checks.folders_can_be_written(None) == []


def test_a_folder_that_takes_nothing_is_named(settings):
    settings.STATIC_ROOT = Path("/proc")  # there, and not even root can write into it
    [found] = checks.folders_can_be_written(None)
    assert ids([found]) == ["pos.E007"]
    assert "/proc" in found.msg
    assert "VAR_DIR" in found.hint


def test_trying_to_write_leaves_nothing_behind(tmp_path):
    assert trouble_writing(tmp_path) == ""
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_made_stops_the_start_with_a_sentence(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(ImproperlyConfigured, match=r"pos\.E007: .*VAR_DIR"):
        made(tmp_path / "file" / "var")


def test_tables_as_new_as_the_code_are_right(db):
    assert checks.migrations_are_applied(None) == []


def test_tables_older_than_the_code_are_named_with_the_command_that_mends_them(db):
    newest = MigrationRecorder.Migration.objects.filter(app="orders_app").latest("pk")
    name = newest.name
    newest.delete()
    [found] = checks.migrations_are_applied(None)
    assert ids([found]) == ["pos.E008"]
    assert f"orders_app.{name}" in found.msg
    assert "migrate" in found.hint


def test_tables_of_a_newer_release_are_not_sold_into(db):
    assert checks.tables_are_not_newer(None) == []
    MigrationRecorder.Migration.objects.create(app="orders_app", name="9001_newer")
    [found] = checks.tables_are_not_newer(None)
    assert ids([found]) == ["pos.E011"]
    assert "orders_app.9001_newer" in found.msg


def test_a_migration_that_was_broken_off_is_named_with_the_command_that_ends_it(db):
    written_for.let_in(connection, written_for.NOBODY)
    [found] = checks.tables_are_not_newer(None)
    assert ids([found]) == ["pos.E011"]
    assert "migrate" in found.hint
    call_command("migrate", verbosity=0)
    assert checks.tables_are_not_newer(None) == []


def log_from(moment) -> None:
    """Let the newest line of the audit log be from `moment`."""
    event = AuditEvent.objects.create(action="order.opened", subject="order", subject_id=1)
    schema_guards.final_rows_off("audit_events")
    AuditEvent.objects.filter(pk=event.pk).update(created_at=moment)


@pytest.mark.parametrize(("minutes", "found"), [(60, ["pos.E009"]), (3, []), (-60, [])])
def test_a_clock_behind_the_newest_command_is_off(db, minutes, found):
    log_from(timezone.now() + timedelta(minutes=minutes))
    assert ids(checks.clock_is_right(None)) == found


def test_a_clock_before_the_shop_was_installed_is_off(db, monkeypatch, tmp_path):
    installed = tmp_path / "checks.py"
    installed.touch()
    later = (timezone.now() + timedelta(days=365)).timestamp()
    os.utime(installed, (later, later))
    monkeypatch.setattr(checks, "__file__", str(installed))
    [found] = checks.clock_is_right(None)
    assert ids([found]) == ["pos.E009"]
    assert "installed" in found.msg


def test_a_clock_away_from_the_database_servers_is_off(db, monkeypatch):
    """On SQLite there is no second clock to compare with."""
    ahead = timezone.now() + timedelta(minutes=2)
    monkeypatch.setattr(checks.timezone, "now", lambda: ahead)
    expected = ["pos.E009"] if connection.vendor == "postgresql" else []
    assert ids(checks.clock_is_right(None)) == expected


def test_a_right_clock_with_wrong_rows_may_be_told_to_go_on(db, settings):
    log_from(timezone.now() + timedelta(days=1))
    settings.IGNORE_CLOCK = True
    assert checks.clock_is_right(None) == []
