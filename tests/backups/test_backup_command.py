"""`manage.py backup` and `list_backups`: taken beside an open till, listed, remembered."""

from datetime import datetime
from io import StringIO

import pytest
from django.core.management import call_command

from tests.backups.shops import largest_file, one_flipped_byte


def test_backups_are_listed_oldest_first_with_kind_age_size_and_span(shop):
    assert [each["kind"] for each in shop.listed] == ["full", "full", "incremental"]
    for each in shop.listed:
        assert each["size"] > 0
        assert 0 <= each["age_seconds"] < 3600
        start, end = (
            datetime.fromisoformat(each[name]) for name in ("restorable_from", "restorable_until")
        )
        assert start <= end


def test_a_full_backup_is_complete_and_an_incremental_one_says_whether_it_is(here):
    complete = {each["kind"]: each["complete"] for each in here.listed}
    assert complete == {"full": True, "incremental": here.postgres is None}
    out = StringIO()
    call_command("list_backups", stdout=out)
    words = "ส่วนที่เปลี่ยน" if here.postgres else "ระหว่างวัน (สมบูรณ์ในตัว)"
    assert words in out.getvalue()


def test_a_backup_knows_what_was_sold_by_then(shop):
    first, *_, last = (each["figures"] for each in shop.listed)
    assert (first["orders"], first["payments_baht"]) == (0, "0.00")
    # PostgreSQL's figures are those of a minute before the backup: see figures.py.
    sold = (0, "0.00") if shop.postgres else (2, "290.00")
    assert (last["orders"], last["payments_baht"]) == sold


def test_each_backup_is_remembered_under_the_label_it_is_listed_with(shop):
    remembered = [run for run in shop.runs() if run["kind"] != "drill" and run["succeeded"]]
    labels = [run["details"]["label"] for run in remembered]
    assert labels == [each["label"] for each in shop.listed]


def test_full_and_incremental_at_once_is_a_wrong_command(shop):
    assert shop.command("backup", "--full", "--incremental").returncode == 2


def test_a_backup_that_cannot_be_written_fails_is_remembered_and_logged(shop):
    nowhere = {"BACKUP_DIR": "/proc/nowhere", "PGBACKREST_CONFIG_PATH": "/proc/nowhere"}
    failed = shop.command("backup", **nowhere)
    assert failed.returncode == 1
    assert "[ERROR] Backup failed: kind=full" in failed.stderr
    assert "CommandError: " in failed.stderr
    assert "Traceback" not in failed.stderr
    run = shop.runs()[-1]
    assert (run["kind"], run["succeeded"], bool(run["details"]["error"])) == ("full", False, True)


def test_reading_every_backup_finds_one_flipped_bit_and_nothing_else(here, capsys):
    call_command("list_backups", "--verify")
    assert "เสียหาย" not in capsys.readouterr().err
    with one_flipped_byte(largest_file(here.backup_files)), pytest.raises(SystemExit) as ended:
        call_command("list_backups", "--verify")
    assert ended.value.code == 1
    assert "เสียหาย" in capsys.readouterr().err
