"""A script of ours fits the eye: at most 300 lines, none wider than 100 columns."""

from pathlib import Path

import pytest

MOST_LINES, MOST_COLUMNS = 300, 100
SCRIPTS = sorted(Path("static/js").glob("*.js"))


def excess(script: str) -> list[str]:
    """Return a sentence for everything of a script that is too long."""
    lines = script.splitlines()
    found = [
        f"line {number}: {len(line)} columns"
        for number, line in enumerate(lines, start=1)
        if len(line) > MOST_COLUMNS
    ]
    return [*found, *([f"{len(lines)} lines"] if len(lines) > MOST_LINES else [])]


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_a_script_is_no_longer_and_no_wider_than_the_eye_likes(script):
    assert excess(script.read_text(encoding="utf-8")) == []


def test_one_column_or_one_line_too_many_is_said():
    full = "\n".join(["ก" * MOST_COLUMNS] * MOST_LINES)
    assert excess(full) == []
    assert excess(full + "x\n//") == ["line 300: 101 columns", "301 lines"]
