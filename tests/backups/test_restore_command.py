"""`manage.py restore`: into empty places; never over live data, nor without a typed word."""

import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command


@pytest.fixture
def place(shop):
    """A folder that is not there yet, where the engine's own user may make one."""
    home = shop.postgres.folder if shop.postgres else shop.folder
    return home / "restored"


def files_in(folder):
    return {path: path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()}


def refusal(*arguments: str) -> CommandError:
    """Return how `restore` refuses to be called like this."""
    with pytest.raises(CommandError) as refused:
        call_command("restore", *arguments)
    return refused.value


@pytest.mark.usefixtures("copies_can_be_opened")
def test_a_folder_is_filled_then_refused_then_replaced_with_a_typed_name(here, place, monkeypatch):
    filled = here.command("restore", "--into", str(place))
    assert filled.returncode == 0, filled.stderr
    assert str(place) in filled.stdout
    assert "จะไม่อยู่ในชุดที่กู้คืน" in filled.stderr
    before = files_in(place)

    assert refusal("--into", str(place)).returncode == 3
    monkeypatch.setattr("sys.stdin", io.StringIO("yes\n"))
    assert refusal("--into", str(place), "--replace").returncode == 3
    assert files_in(place) == before

    (told,) = here.told("restore", "--into", str(place), "--replace", typed="restored\n")
    assert told["label"] == here.listed[-1]["label"]
    assert files_in(place) != before
    assert files_in(Path(told["set_aside"]))


def test_the_folder_of_a_running_server_is_refused_whatever_is_typed(here, monkeypatch):
    live = here.postgres.folder / "data" if here.postgres else here.folder / "var"
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{live.name}\n"))
    refused = refusal("--into", str(live), "--replace")
    assert refused.returncode == 3
    assert "กำลังใช้งานอยู่" in str(refused)


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("--at", "2020-01-01 12:00"), 1, "ไม่มีชุดสำรองที่เก่าพอ"),
        (("--at", "2999-01-01 12:00"), 2, "อนาคต"),
        (("--at", "yesterday"), 2, "อ่านเวลา"),
        (("--label", "nothing"), 1, "list_backups"),
    ],
)
def test_a_moment_or_label_that_no_backup_leads_to_is_refused(here, place, arguments, code, words):
    refused = refusal("--into", str(place / "never"), *arguments)
    assert (refused.returncode, words in str(refused)) == (code, True)
    assert not (place / "never").exists()
