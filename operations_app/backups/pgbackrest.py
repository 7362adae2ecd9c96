"""pgBackRest, which keeps PostgreSQL's backups and every change since: called, read, never copied.

The store's own configuration (docs/backup.md) says where backups go and with which key they are
encrypted; here we only name the folder of that configuration.
"""

import json
import re
import shlex
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.utils import timezone

from operations_app.backups import FULL, INCREMENTAL, Backup, BackupTrouble, Progress, no_progress
from operations_app.backups import owned_processes as owned

_KINDS = {"full": FULL, "diff": INCREMENTAL, "incr": INCREMENTAL}
_TYPES = {FULL: "full", INCREMENTAL: "incr"}
_PERCENT = re.compile(r"(\d+(?:\.\d+)?)%\)")
_SEGMENT = re.compile(r"/(?P<name>[0-9A-F]{24})-[0-9a-f]{40}(?:\.[a-z0-9]+)?\Z")
_SEGMENTS_IN_A_LOG = 256  # of 16 MB, PostgreSQL's default


@dataclass(frozen=True)
class Store:
    """Which configuration and stanza; runs as the owner of that configuration."""

    config_path: Path
    stanza: str

    @property
    def owner(self) -> owned.Owner:
        """Who runs pgBackRest. Raises BackupTrouble."""
        return owned.owner_of(self.config_path / "pgbackrest.conf")

    def command(self, *arguments: str) -> tuple[str, ...]:
        """Return a whole command line."""
        return "pgbackrest", *self.options, *arguments

    @property
    def options(self) -> tuple[str, ...]:
        """What every command needs, and PostgreSQL's restore_command too."""
        return f"--config-path={self.config_path}", f"--stanza={self.stanza}"


@dataclass(frozen=True)
class WalSpan:
    """The unbroken run of archived WAL that begins with a backup.

    `until` is when its `last` segment was archived, `missing` the first segment that is not there
    although later ones are ('' when none is missing). Without the very first, `last` is ''.
    """

    last: str
    until: datetime
    missing: str


def take(
    store: Store, *, kind: str, figures: dict[str, Any], tell: Progress = no_progress
) -> Backup:
    """Make a backup that carries its figures; pgBackRest also drops what is older than 30 days.

    Raises BackupTrouble; an earlier backup is never touched by one that fails.
    """
    note = f"--annotation=figures={json.dumps(figures, ensure_ascii=False)}"
    run(store, "backup", f"--type={_TYPES[kind]}", note, tell=tell)
    newest = backups(store)[-1]
    if newest.damaged:
        raise BackupTrouble(f"ชุดสำรอง {newest.label} มีหน้าข้อมูลที่ checksum ผิด กรุณาตรวจดิสก์ของฐานข้อมูล")
    return newest


def run(store: Store, *arguments: str, tell: Progress = no_progress) -> str:
    """Run a pgBackRest command that works for a while; return what it said.

    Raises BackupTrouble with its own errors.
    """
    levels = ("--log-level-console=detail", "--log-level-stderr=off")
    process = owned.start(store.owner, *store.command(*arguments, *levels))
    said = []
    for line in owned.lines(process):
        said.append(line)
        if share := _PERCENT.search(line):
            tell(min(float(share[1]) / 100, 1.0))
    if process.returncode != 0:
        errors = [line.split("ERROR:", 1)[1].strip() for line in said if "ERROR:" in line]
        raise BackupTrouble(f"pgbackrest {arguments[0]} ไม่สำเร็จ: {' '.join(errors) or said[-1:]}")
    return "".join(said)


@dataclass(frozen=True)
class StoredBackup(Backup):
    """A backup with what only pgBackRest knows of it."""

    first_wal: str = ""
    archive_id: str = ""
    damaged: bool = False


def backups(store: Store) -> list[StoredBackup]:
    """Return the backups in the store, oldest first. Raises BackupTrouble."""
    (told,) = _ask(store, "info", "--output=json")
    if told["status"]["code"] not in (0, 2):  # 2 = no backup yet
        raise BackupTrouble(f"ที่เก็บชุดสำรองใช้ไม่ได้: {told['status']['message']}")
    archives = {each["database"]["id"]: each["id"] for each in told.get("archive", [])}
    wal = {archive_id: archived(store, archive_id) for archive_id in set(archives.values())}
    found = []
    for each in told.get("backup", []):
        archive_id = archives.get(each["database"]["id"], "")
        found.append(_backup(each, archive_id, wal.get(archive_id, {})))
    return found


def _backup(told: dict[str, Any], archive_id: str, wal: dict[str, datetime]) -> StoredBackup:
    stop = _moment(told["timestamp"]["stop"])
    first = told["archive"]["start"] or ""
    return StoredBackup(
        label=told["label"],
        kind=_KINDS[told["type"]],
        started_at=_moment(told["timestamp"]["start"]),
        ended_at=stop,
        size=told["info"]["repository"]["delta"],
        complete=told["type"] == "full",
        restorable_from=stop,
        restorable_until=max(stop, span(wal, first).until) if first in wal else stop,
        figures=json.loads(told.get("annotation", {}).get("figures", "{}")),
        first_wal=first,
        archive_id=archive_id,
        damaged=bool(told["error"]),
    )


def archived(store: Store, archive_id: str) -> dict[str, datetime]:
    """Return every archived WAL segment by name, with the time it arrived. Raises BackupTrouble."""
    path = f"archive/{store.stanza}/{archive_id}"
    listing = _ask(store, "repo-ls", path, "--recurse", "--output=json")
    return {
        segment["name"]: _moment(entry["time"])
        for name, entry in listing.items()
        if (segment := _SEGMENT.search(name))
    }


def span(wal: dict[str, datetime], first: str) -> WalSpan:
    """Follow the WAL from segment `first` to its end or its first gap, over timelines."""
    by_number = {number_of(name): name for name in sorted(wal)}
    number = number_of(first)
    if number not in by_number:
        return WalSpan("", datetime.fromtimestamp(0, UTC), first)
    while number + 1 in by_number:
        number += 1
    last = by_number[number]
    later = any(other > number for other in by_number)
    return WalSpan(last, wal[last], _name_after(last) if later else "")


def span_of(store: Store, backup: StoredBackup) -> WalSpan:
    """Return the WAL that follows a backup. Raises BackupTrouble."""
    return span(archived(store, backup.archive_id), backup.first_wal)


def must_be_unbroken(store: Store, backup: StoredBackup, at: datetime | None = None) -> WalSpan:
    """Return the WAL that follows a backup, up to `at` (None: to its end) without a gap.

    Raises BackupTrouble with the first segment that is missing.
    """
    found = span_of(store, backup)
    if not found.last:
        raise BackupTrouble(
            f"WAL {found.missing} หายไปจากที่เก็บ: ชุด {backup.label} กู้คืนไม่ได้ เลือกชุดอื่นด้วย --label"
        )
    if found.missing and (at is None or at > found.until):
        until = f"{timezone.localtime(found.until):%Y-%m-%d %H:%M:%S}"
        raise BackupTrouble(
            f"WAL {found.missing} หายไปจากที่เก็บ: ชุด {backup.label} กู้คืนได้ถึง {until} เท่านั้น "
            "เลือกเวลาก่อนนั้นด้วย --at และสั่ง manage.py backup --full ทันที"
        )
    return found


def number_of(segment: str) -> int:
    """Return a segment's place in the row of all segments, whatever its timeline."""
    return int(segment[8:16], 16) * _SEGMENTS_IN_A_LOG + int(segment[16:24], 16)


def _name_after(segment: str) -> str:
    number = number_of(segment) + 1
    log, rest = divmod(number, _SEGMENTS_IN_A_LOG)
    return f"{segment[:8]}{log:08X}{rest:08X}"


def verify(store: Store) -> list[str]:
    """Read the whole store; return a line for everything in it that is damaged or missing.

    pgBackRest 2.45 ends with 0 even then, so its words are read, and gaps in the WAL counted.
    """
    said = run(store, "verify").splitlines()
    found = [line.split(":", 3)[-1].strip() for line in said if _tells_of_damage(line)]
    for each in backups(store):
        if gap := span_of(store, each).missing:
            found.append(f"WAL {gap} หายไปหลังชุด {each.label}")
    return list(dict.fromkeys(found))


def _tells_of_damage(line: str) -> bool:
    counts = re.findall(r"(?:missing|invalid|other): (\d+)", line)
    return any(int(count) for count in counts) or "ERROR:" in line or "WARN:" in line


def restore(
    store: Store,
    label: str,
    folder: Path,
    *,
    at: datetime | None,
    wal_folder: Path | None = None,
    tell: Progress,
) -> None:
    """Put a backup's files into the empty `folder`, ready to replay changes up to `at`.

    Changes that are not in the store are looked for in `wal_folder`, where pg_receivewal keeps
    them on a second disk. The copy never archives: it would push into the store it came from.
    Raises BackupTrouble.
    """
    target: Iterable[str] = ("--type=default",)
    if at is not None:
        when = f"{at.astimezone(UTC):%Y-%m-%d %H:%M:%S.%f}+00"
        target = ("--type=time", f"--target={when}", "--target-action=promote")
    options = [f"--pg1-path={folder}", f"--set={label}", "--archive-mode=off"]
    if wal_folder is not None:
        fetch = shlex.join(store.command(f"--pg1-path={folder}", "archive-get"))
        segment = shlex.quote(f"{wal_folder}/")
        command = f'{fetch} %f "%p" || cp {segment}%f "%p" || cp {segment}%f.partial "%p"'
        options.append(f"--recovery-option=restore_command={command}")
    run(store, "restore", *options, *target, tell=tell)


def push_everything(store: Store) -> None:
    """Make PostgreSQL close its current WAL segment, and wait until it is archived.

    Raises BackupTrouble when archiving does not work.
    """
    run(store, "check")


def _ask(store: Store, *arguments: str) -> Any:
    """Return what a pgBackRest command tells as JSON. Raises BackupTrouble."""
    levels = ("--log-level-console=off", "--log-level-stderr=error")
    return json.loads(owned.output(store.owner, *store.command(*arguments, *levels)))


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, tz=timezone.get_default_timezone())
