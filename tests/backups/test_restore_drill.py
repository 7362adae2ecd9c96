"""`manage.py restore_drill`: a good backup passes by selling, a damaged one does not pass."""

import pytest
from django.core.management import CommandError, call_command

from operations_app.backup_runs import DRILLS, last
from tests.backups.shops import largest_file, one_flipped_byte

STEPS = ["restore", "migrate", "figures", "ledger", "start", "old_keys", "sale"]


def test_a_drill_restores_adds_up_repeats_old_keys_and_sells_and_leaves_only_its_verdict(shop):
    (told,) = shop.told("restore_drill")
    assert told["passed"] is True
    assert told["label"] == shop.listed[-1]["label"]
    assert list(told["seconds"]) == STEPS
    assert (told["old_keys"], told["old_keys_rebuilt"]) == (6, 6)
    assert 0 <= told["recovery_point_seconds"] < 3600
    run = shop.runs()[-1]
    assert (run["kind"], run["succeeded"]) == ("drill", True)
    assert run["details"]["label"] == told["label"]
    # The live shop: two lunches sold, three accounts, books right.
    assert shop.told("check_ledger") == [{"orders": 2, "differences": 0}]
    staff = "from staff_app.models import User; print(User.objects.count())"
    assert shop.manage("shell", "-v0", "-c", staff).stdout.strip() == "3"


def test_a_drill_finds_one_flipped_bit_and_says_so_in_words_log_and_memory(shop):
    newest = shop.listed[-1]["label"]
    (mine,) = (path for path in shop.backup_files.glob(f"{newest}*") if path.suffix != ".json")
    with one_flipped_byte(mine if mine.is_file() else largest_file(mine / "pg_data")):
        # Otherwise pgBackRest reads a broken file again after 15 s: a share may be back by then.
        failed = shop.command("restore_drill", PGBACKREST_JOB_RETRY="0")
    assert failed.returncode == 1
    assert "ไม่ผ่าน: " in failed.stdout
    assert "[ERROR] Restore drill failed: " in failed.stderr
    run = shop.runs()[-1]
    assert (run["kind"], run["succeeded"], run["details"]["label"]) == ("drill", False, newest)


@pytest.mark.django_db
def test_without_a_backup_there_is_nothing_to_drill_and_that_is_remembered(settings, tmp_path):
    settings.BACKUP_DIR = settings.PGBACKREST_CONFIG_PATH = tmp_path
    with pytest.raises(CommandError) as refused:
        call_command("restore_drill")
    assert refused.value.returncode == 1
    drill = last(DRILLS)
    assert (drill.succeeded, drill.details) == (False, {"error": str(refused.value)})
