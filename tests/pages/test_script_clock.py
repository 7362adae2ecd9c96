"""No script of the till goes by the device's clock: it may be days off, and be set any time."""

import re
from pathlib import Path

import pytest

SCRIPTS = sorted(Path("static/js").glob("*.js"))
DEVICE_CLOCK = re.compile(r"\bDate\.now\b|new Date\(\)|\bDate\(\)")
MEASURES_IT = "connection.js"


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_only_what_measures_the_devices_clock_reads_it(script):
    found = DEVICE_CLOCK.findall(script.read_text())
    assert found == (["Date.now"] if script.name == MEASURES_IT else [])


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_a_time_is_written_as_the_shops_wall_clock_shows_it(script):
    text = script.read_text()
    assert "toLocaleTimeString" not in text
    assert text.count("Intl.DateTimeFormat") == text.count('timeZone: "Asia/Bangkok"')


@pytest.mark.parametrize(
    "line", ["const until = Date.now() + LEASE;", "at = new Date().toISOString()", "Date()"]
)
def test_a_reading_of_the_clock_is_found(line):
    assert DEVICE_CLOCK.search(line)


def test_a_written_time_is_no_reading():
    assert not DEVICE_CLOCK.search("new Date(act.occurredAt); Date.parse(since)")
