"""What the backup commands say and understand."""

import fcntl
import io
import os
import struct
import termios
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import CommandError

from operations_app.management.backup_words import (
    parse_moment,
    progress_bar,
    shown_age,
    shown_moment,
    shown_size,
)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("2026-11-22 18:30", datetime(2026, 11, 22, 11, 30, tzinfo=UTC)),
        ("2026-11-22 18:30:15", datetime(2026, 11, 22, 11, 30, 15, tzinfo=UTC)),
        ("2026-11-22T18:30:15.25+09:00", datetime(2026, 11, 22, 9, 30, 15, 250000, tzinfo=UTC)),
        ("2026-11-22 18:30Z", datetime(2026, 11, 22, 18, 30, tzinfo=UTC)),
    ],
)
def test_a_time_is_the_shops_own_unless_it_brings_an_offset(typed, meant):
    assert parse_moment(typed) == meant


@pytest.mark.parametrize("typed", ["", "now", "22/11/2026 18:30", "2026-13-01", "๒๕๖๙-๑๑-๒๒"])
def test_what_is_no_time_is_refused_with_an_example(typed):
    with pytest.raises(CommandError, match="2026-11-22 18:30") as refused:
        parse_moment(typed)
    assert refused.value.returncode == 2


def test_a_moment_is_shown_in_the_shops_time():
    assert shown_moment(datetime(2026, 11, 22, 18, 30, tzinfo=UTC)) == "2026-11-23 01:30:00"


@pytest.mark.parametrize(
    ("age", "shown"),
    [
        (timedelta(seconds=59), "0 นาที"),
        (timedelta(hours=6, minutes=5), "6 ชม. 5 นาที"),
        (timedelta(days=29, hours=23), "29 วัน 23 ชม."),
    ],
)
def test_an_age_has_its_two_largest_units(age, shown):
    assert shown_age(age) == shown


@pytest.mark.parametrize(
    ("size", "shown"),
    [(1023, "1023 ไบต์"), (1024, "1.0 KB"), (97300112, "92.8 MB"), (5 << 40, "5.0 TB")],
)
def test_a_size_has_the_unit_that_keeps_it_short(size, shown):
    assert shown_size(size) == shown


def test_progress_is_drawn_on_a_terminal(monkeypatch):
    ours, its = os.openpty()
    fcntl.ioctl(its, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    with os.fdopen(its, "w") as terminal:
        monkeypatch.setattr("sys.stderr", terminal)
        with progress_bar("กู้คืน") as tell:
            tell(0.5)
            tell(1.0)
        drawn = b""
        while not drawn.endswith(b"\n"):  # with which a finished bar leaves its line
            drawn += os.read(ours, 1000)
    os.close(ours)
    drawn = drawn.decode()
    assert "กู้คืน" in drawn
    assert "100%" in drawn


@pytest.mark.parametrize("quiet", [True, False])
def test_nothing_is_drawn_where_a_program_listens(monkeypatch, quiet):
    listener = io.StringIO()
    monkeypatch.setattr("sys.stderr", listener)
    with progress_bar("กู้คืน", quiet=quiet) as tell:
        tell(1.0)
    assert listener.getvalue() == ""
