"""The owner's schedule, 03:00 full and every six hours, in Bangkok: in code, systemd and cron."""

import re
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.core.management import get_commands, load_command_class

from operations_app.backups.schedule import FULL_HOUR, HOURS, next_after
from tests.server import ROOT

BANGKOK = ZoneInfo("Asia/Bangkok")
DEPLOY = ROOT / "deploy" / "backup"


@pytest.mark.parametrize(
    ("now", "due", "kind"),
    [
        ("2026-11-22 02:59:59", "2026-11-22 03:00:00", "full"),
        ("2026-11-22 03:00:00", "2026-11-22 09:00:00", "incremental"),
        ("2026-11-22 09:00:01", "2026-11-22 15:00:00", "incremental"),
        ("2026-11-22 20:00:00", "2026-11-22 21:00:00", "incremental"),
        ("2026-12-31 21:00:00", "2027-01-01 03:00:00", "full"),
        ("2028-02-28 23:00:00", "2028-02-29 03:00:00", "full"),
    ],
)
def test_the_next_backup_is_due_at_the_next_of_four_hours(now, due, kind):
    moment = datetime.fromisoformat(now).replace(tzinfo=BANGKOK)
    wanted = datetime.fromisoformat(due).replace(tzinfo=BANGKOK)
    assert next_after(moment) == (wanted, kind)


def test_systemd_keeps_the_same_hours():
    full = calendar_of("pos-backup-full.timer")
    between = calendar_of("pos-backup-incremental.timer")
    assert full == f"*-*-* {FULL_HOUR:02}:00:00 Asia/Bangkok"
    others = ",".join(f"{hour:02}" for hour in HOURS if hour != FULL_HOUR)
    assert between == f"*-*-* {others}:00:00 Asia/Bangkok"


def calendar_of(timer: str) -> str:
    (line,) = re.findall(r"^OnCalendar=(.*)$", (DEPLOY / timer).read_text(), re.MULTILINE)
    return line


def test_cron_keeps_the_same_hours():
    lines = re.findall(r"^0 (\S+) \* \* \* .*backup (\S+)$", (DEPLOY / "cron").read_text(), re.M)
    others = ",".join(str(hour) for hour in HOURS if hour != FULL_HOUR)
    assert lines == [(str(FULL_HOUR), "--full"), (others, "--incremental")]


def test_what_the_timers_start_are_commands_of_the_shop_with_options_they_know():
    services = list(DEPLOY.glob("*.service"))
    assert len(services) == len(list(DEPLOY.glob("*.timer"))) == 3
    for service in services:
        (line,) = re.findall(r"manage\.py (.*)$", service.read_text(), re.MULTILINE)
        name, *options = line.split()
        command = load_command_class(get_commands()[name], name)
        command.create_parser("manage.py", name).parse_args(options)
