"""Archived WAL segments are followed by number, over logs and timelines, to the first gap."""

from datetime import UTC, datetime, timedelta

from operations_app.backups.pgbackrest import WalSpan, span

START = datetime(2026, 11, 22, 3, tzinfo=UTC)


def archive(*names: str) -> dict[str, datetime]:
    return {name: START + timedelta(minutes=number) for number, name in enumerate(names)}


def segment(log: str, number: str, timeline: str = "1") -> str:
    return f"{timeline:0>8}{log:0>8}{number:0>8}"


def test_an_unbroken_run_ends_with_its_last_segment_even_over_the_border_of_a_log():
    names = (segment("0", "FE"), segment("0", "FF"), segment("1", "0"))
    minutes = START + timedelta(minutes=2)
    assert span(archive(*names), names[0]) == WalSpan(names[-1], minutes, "")


def test_older_segments_do_not_matter():
    names = (segment("0", "A"), segment("0", "C"), segment("0", "D"))
    assert span(archive(*names), names[1]).missing == ""


def test_a_gap_is_named_and_ends_the_run():
    names = (segment("0", "FE"), segment("0", "FF"), segment("1", "1"))
    minutes = START + timedelta(minutes=1)
    assert span(archive(*names), names[0]) == WalSpan(names[1], minutes, segment("1", "0"))


def test_a_new_timeline_continues_the_numbers_of_the_old_one():
    names = (segment("0", "5"), segment("0", "6"), segment("0", "7", timeline="2"))
    assert span(archive(*names), names[0]).last == names[2]


def test_a_backup_whose_own_first_segment_is_gone_leads_nowhere():
    found = span(archive(segment("0", "7")), segment("0", "6"))
    assert (found.last, found.missing) == ("", segment("0", "6"))
