"""Programs that must run as the owner of PostgreSQL's files: both it and pgBackRest refuse root."""

import os
import pwd
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from operations_app.backups import BackupTrouble

# Also for a service whose PATH is short.
PATH = f"{os.environ.get('PATH', os.defpath)}:/usr/local/bin:/usr/bin:/bin"


@dataclass(frozen=True)
class Owner:
    """The user whose files these are; `uid` is None where we are that user ourselves."""

    name: str
    uid: int | None
    gid: int | None


def owner_of(path: Path) -> Owner:
    """Return who owns `path`. Raises BackupTrouble when we may not act as that user."""
    try:
        entry = pwd.getpwuid(path.stat().st_uid)
    except (OSError, KeyError) as error:
        raise BackupTrouble(f"อ่าน {path} ไม่ได้ ({error}) กรุณาสั่ง make backup-setup ก่อน") from error
    if os.geteuid() == entry.pw_uid:
        return Owner(entry.pw_name, None, None)
    if os.geteuid() != 0:
        raise BackupTrouble(f"คำสั่งนี้ต้องสั่งโดยผู้ใช้ {entry.pw_name} หรือ root")
    return Owner(entry.pw_name, entry.pw_uid, entry.pw_gid)


def start(owner: Owner, *command: str | Path, env: Mapping[str, str] | None = None):
    """Start a program as `owner`; its output, errors included, is one stream of text lines."""
    return subprocess.Popen(
        _plain(command),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        **_as(owner, env),
    )


def lines(process: subprocess.Popen) -> Iterator[str]:
    """Yield what a program says as it says it."""
    with process:
        yield from process.stdout


def output(owner: Owner, *command: str | Path, env: Mapping[str, str] | None = None) -> str:
    """Run a program to its end and return what it said. Raises BackupTrouble with its words."""
    process = start(owner, *command, env=env)
    said, _ = process.communicate()
    if process.returncode != 0:
        raise BackupTrouble(f"{Path(command[0]).name} ไม่สำเร็จ: {said.strip()}")
    return said


def succeeds(owner: Owner, *command: str | Path) -> bool:
    """Run a program whose only answer is whether it ends with 0.

    Its output goes nowhere: a server it leaves behind would hold a pipe open for ever.
    """
    return (
        subprocess.run(
            _plain(command),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            **_as(owner),
            check=False,
        ).returncode
        == 0
    )


def _plain(command: tuple[str | Path, ...]) -> list[str]:
    if shutil.which(str(command[0]), path=PATH) is None:
        raise BackupTrouble(f"ไม่พบโปรแกรม {command[0]} กรุณาติดตั้งก่อน (make backup-setup)")
    return [str(part) for part in command]


def _as(owner: Owner, env: Mapping[str, str] | None = None) -> dict[str, Any]:
    return {
        "cwd": "/",
        "env": {"PATH": PATH, "LANG": "C.UTF-8", **(env or {})},
        "stdin": subprocess.DEVNULL,
        "user": owner.uid,
        "group": owner.gid,
        "extra_groups": None if owner.uid is None else [],
    }


def give(path: Path, owner: Owner) -> None:
    """Make `path` the owner's, where it is not ours to begin with."""
    if owner.uid is not None:
        os.chown(path, owner.uid, owner.gid)
