"""What `make steady` counts, and the load it puts on the cores."""

import pytest

from tests.steady import Tally, busy_cores, loads_of

pytestmark = pytest.mark.no_database

GOOD = '<testcase classname="tests.races.test_a" name="test_good"/>'
SHAKY = '<testcase classname="tests.races.test_a" name="test_shaky">{}</testcase>'
FAILED, BROKEN = "<failure/>", "<error/>"


def test_failures_are_counted_by_test_stage_and_load(tmp_path):
    tally, report = Tally(), tmp_path / "sqlite.xml"
    for loaded, outcome in [(False, ""), (True, FAILED), (False, ""), (True, BROKEN)]:
        report.write_text(f"<testsuites>{GOOD}{SHAKY.format(outcome)}</testsuites>")
        tally.count("sqlite", report, loaded=loaded, failed=bool(outcome))
    assert [line.split() for line in tally.lines()[1:]] == [
        ["0", "/", "2", "2", "/", "2", "sqlite", "tests.races.test_a::test_shaky"]
    ]


def test_a_stage_that_broke_without_a_report_counts_as_failed(tmp_path):
    tally = Tally()
    tally.count("browser", tmp_path / "none.xml", loaded=False, failed=True)
    assert tally.lines()[1].split() == ["1", "/", "1", "-", "browser", "(the", "stage)"]


def test_a_quiet_table_says_that_nothing_failed(tmp_path):
    report = tmp_path / "sqlite.xml"
    report.write_text(f"<testsuites>{GOOD}</testsuites>")
    tally = Tally()
    tally.count("sqlite", report, loaded=False, failed=False)
    assert tally.lines() == ["nothing failed"]


def test_half_of_the_runs_are_under_load():
    assert loads_of(4, load=False, half_loaded=True) == [False, True, False, True]
    assert loads_of(2, load=True, half_loaded=False) == [True, True]


def test_the_load_ends_with_its_block():
    with busy_cores() as children:
        assert [child.poll() for child in children] == [None] * len(children)
    assert [child.returncode for child in children] == [0] * len(children)
