"""The restore drill: a backup is proven by selling from it.

Newest or random backup → a random second of its span → an empty scratch place → figures, ledger,
the real server, old keys, one sale → a verdict that is remembered in the shop's own database.
"""

import logging
import random
import secrets
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DatabaseError
from django.utils import timezone

from core_app.models import IdempotencyKey
from operations_app import backup_runs, drill_commands
from operations_app.backups import Backup, BackupTrouble, Progress, figures, shop
from operations_app.backups.copies import Copy, scratch_copy
from operations_app.backups.copy_server import manage, serving
from operations_app.backups.other_database import opened
from operations_app.models import BackupRun
from operations_app.old_commands import newest_commands
from orders_app.models import Order
from staff_app.models import Role, User

log = logging.getLogger(__name__)

OLD_KEYS = 50
WEEK = timedelta(days=7)
_MANY = timedelta(days=1)  # "everything", whatever the clocks say


@dataclass
class Drill:
    """What a drill found: `seconds` by step, `trouble` a Thai sentence ('' = passed).

    `recovery_point` is how many seconds of sales would have been lost, had the shop's machine died
    when the drill began.
    """

    backup: Backup
    at: datetime
    recovery_point: float
    seconds: dict[str, float] = field(default_factory=dict)
    facts: dict[str, Any] = field(default_factory=dict)
    trouble: str = ""

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Take the time of a step, also of one that fails."""
        started = time.monotonic()
        try:
            yield
        finally:
            self.seconds[name] = round(time.monotonic() - started, 1)


def is_due() -> bool:
    """Tell whether a shop that has sold anything has had no good drill for a week.

    A shop that has not has nothing to sell from its copy yet; a demo has nothing to lose.
    """
    if settings.DEMO or not Order.objects.exists():
        return False
    good = backup_runs.last_good(backup_runs.DRILLS)
    return good is None or timezone.now() - good.ended_at > WEEK


def prepare(*, newest: bool) -> Drill:
    """Choose a backup and a second of its span. Raises BackupTrouble when there is none.

    Never the copy before an update: without figures nothing of it could be compared.
    """
    at_risk = _seconds_at_risk()
    shop.make_everything_restorable()
    found = [each for each in shop.backups() if not each.is_before_update]
    if not found:
        raise BackupTrouble("ยังไม่มีชุดสำรองให้ซ้อม สั่งสำรองก่อนด้วย manage.py backup")
    place = len(found) - 1 if newest else random.randrange(len(found))
    return Drill(found[place], _a_second_of(found, place), at_risk)


def _seconds_at_risk() -> float:
    """Return how many seconds the newest command is younger than the last thing that is safe."""
    newest = IdempotencyKey.objects.order_by("-pk").values_list("created_at", flat=True).first()
    safe = shop.safe_until()
    if newest is None or (safe is not None and newest <= safe):
        return 0.0
    return round((timezone.now() - (safe or newest)).total_seconds(), 1)


def _a_second_of(found: list[Backup], place: int) -> datetime:
    """Return a random second from a backup's end to the next one's."""
    first = found[place].restorable_from
    last = found[place].restorable_until
    if place + 1 < len(found):
        last = min(last, found[place + 1].restorable_from)
    whole_seconds = int((last - first).total_seconds())
    return first + timedelta(seconds=random.randint(0, max(0, whole_seconds)))


def run(drill: Drill, *, scratch: str | None, tell: Progress) -> None:
    """Restore and try everything; the verdict is written to the shop's database and log."""
    started_at = timezone.now()
    try:
        with tempfile.TemporaryDirectory(prefix="pos-drill-", dir=scratch) as folder:
            _try(drill, Path(folder), tell)
    except (BackupTrouble, DatabaseError) as trouble:
        drill.trouble = str(trouble)
    _remember(drill, started_at)


def _try(drill: Drill, folder: Path, tell: Progress) -> None:
    """Raises BackupTrouble at the first thing that is not as it should be."""
    shop.must_lead_to_now(drill.backup)
    restoring = time.monotonic()
    with scratch_copy(drill.backup, folder, at=drill.at, tell=tell) as copy:
        drill.seconds["restore"] = round(time.monotonic() - restoring, 1)
        drill.facts["last_change"] = copy.last_change.isoformat()
        with drill.step("migrate"):
            _must_succeed(copy, "migrate", "--noinput")
        with drill.step("figures"):
            _compare_figures(drill, copy)
        with drill.step("ledger"):
            _must_succeed(copy, "check_ledger")
        _trade(drill, copy)


def _must_succeed(copy: Copy, *command: str) -> None:
    done = manage(copy.env, *command)
    if done.returncode != 0:
        words = (done.stdout + done.stderr).strip()[-500:]
        raise BackupTrouble(f"{command[0]} บนชุดที่กู้คืนไม่ผ่าน: {words}")


def _compare_figures(drill: Drill, copy: Copy) -> None:
    if not drill.backup.figures:
        raise BackupTrouble(f"ชุด {drill.backup.label} ไม่มีตัวเลขที่จดไว้ตอนสำรอง จึงเทียบไม่ได้")
    with opened(copy.config) as alias:
        found = figures.differences(drill.backup.figures, using=alias)
    if found:
        raise BackupTrouble("ตัวเลขไม่ตรงกับตอนสำรอง: " + " ".join(found))


def _trade(drill: Drill, copy: Copy) -> None:
    """Open the copy as a shop: repeat old commands, which must do nothing, then sell."""
    name, password = f"drill-{secrets.token_hex(4)}", secrets.token_urlsafe(24)
    with opened(copy.config) as alias:
        User.objects.db_manager(alias).create_user(name, password, role=Role.MANAGER)
        commands = newest_commands(using=alias, count=OLD_KEYS)
        starting = time.monotonic()
        with serving(copy.env) as server:
            server.log_in(name, password)
            drill.seconds["start"] = round(time.monotonic() - starting, 1)
            # After the log-in, which the audit log hears of.
            before = figures.count(until=timezone.now() + _MANY, using=alias)
            with drill.step("old_keys"):
                drill.facts["old_keys"] = len(commands)
                drill.facts["old_keys_rebuilt"] = drill_commands.replay(server, commands)
                if found := figures.differences(before, using=alias):
                    raise BackupTrouble("คีย์เก่าทำให้มีรายการซ้ำ: " + " ".join(found))
            with drill.step("sale"):
                drill.facts["sold_order"] = drill_commands.sell(server)


def _remember(drill: Drill, started_at: datetime) -> None:
    label, seconds = drill.backup.label, round(sum(drill.seconds.values()), 1)
    details = {
        "label": label,
        "at": drill.at.isoformat(),
        "recovery_point_seconds": drill.recovery_point,
        "seconds": drill.seconds,
        **drill.facts,
    }
    if drill.trouble:
        details["error"] = drill.trouble
        log.error("Restore drill failed: label=%s, error=%s", label, drill.trouble)
    else:
        log.info("Restore drill passed: label=%s, seconds=%s", label, seconds)
    told = {"succeeded": not drill.trouble, "details": details}
    backup_runs.record(kind=BackupRun.Kind.DRILL, started_at=started_at, **told)


def could_not_begin(trouble: str) -> None:
    """Remember a drill for which there was nothing to restore, or no way to."""
    log.error("Restore drill failed: error=%s", trouble)
    told = {"succeeded": False, "details": {"error": trouble}}
    backup_runs.record(kind=BackupRun.Kind.DRILL, started_at=timezone.now(), **told)
