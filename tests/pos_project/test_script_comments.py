"""What a till fetches over a slow line holds no sentences for the script's authors."""

from pathlib import Path

import pytest

from pos_project.static_files import without_comments

SCRIPTS = sorted(Path("static/js").glob("*.js"))


def test_lines_that_are_comments_go_and_every_other_line_stays_where_it_was():
    script = b'// One.\n\n/** Two,\n * three. */\nlet a = "//"; // 4\n  // 5\nlet b = 1;\n'
    bare = b'\n\n\n\nlet a = "//"; // 4\n\nlet b = 1;\n'
    assert without_comments(script) == bare


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_nothing_but_comments_goes(script):
    whole = script.read_bytes()
    bare = without_comments(whole)
    pairs = zip(whole.split(b"\n"), bare.split(b"\n"), strict=True)
    gone = [line.strip() for line, left in pairs if line != left]
    assert [line for line in gone if not line.startswith((b"//", b"/**", b"* ", b"*/"))] == []
    assert without_comments(bare) == bare
