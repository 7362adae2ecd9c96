"""Another release of the program: its own folder, and one migration more."""

import shutil
from pathlib import Path

from tests.server import ROOT

MIGRATION = "9001_a_newer_release"
_ONE_MORE = """
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("core_app", "{latest}")]
    operations = [migrations.RunSQL({forwards!r}, "DROP TABLE newer_release")]
"""
_TABLE = "CREATE TABLE newer_release (id integer)"


def latest_of(app: str) -> str:
    """Return the name of this release's last migration of `app`."""
    return max(file.stem for file in (ROOT / app / "migrations").glob("[0-9]*.py"))


def newer_release(folder: Path, forwards: str = _TABLE) -> Path:
    """Return the folder of a release whose last migration runs the SQL `forwards`."""
    home = folder / "newer"
    left = shutil.ignore_patterns("__pycache__")
    for part in (*ROOT.glob("*_app"), *(ROOT / name for name in ("pos_project", "templates"))):
        shutil.copytree(part, home / part.name, ignore=left)
    (home / "static").symlink_to(ROOT / "static")
    shutil.copy(ROOT / "manage.py", home)
    text = _ONE_MORE.format(latest=latest_of("core_app"), forwards=forwards)
    (home / "core_app" / "migrations" / f"{MIGRATION}.py").write_text(text)
    return home
