"""`manage.py restore` of the embedded shop: never over live data, nor without a typed word."""

import io
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.backups.shops import refusal


@pytest.fixture
def place(shop):
    return shop.folder / "restored"


def files_in(folder):
    return {path: path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()}


@pytest.mark.usefixtures("copies_can_be_opened")
def test_a_folder_is_filled_then_refused_then_replaced_with_a_typed_name(here, place, monkeypatch):
    filled = here.command("restore", "--into", str(place))
    assert filled.returncode == 0, filled.stderr
    assert str(place) in filled.stdout
    assert "จะไม่อยู่ในชุดที่กู้คืน" in filled.stderr
    with closing(sqlite3.connect(place / "pos.sqlite3")) as restored:
        numbers = dict(restored.execute("SELECT name, seq FROM sqlite_sequence"))
        [(taken_back,)] = restored.execute("SELECT taken_back FROM database_epoch")
    assert numbers["orders"] == 1_000_002  # of two orders
    assert taken_back  # tills hear of it
    before = files_in(place)
    assert {path.name for path in before} == {"pos.sqlite3", "serving.lock"}

    assert refusal("--into", str(place)).returncode == 3
    monkeypatch.setattr("sys.stdin", io.StringIO("yes\n"))
    assert refusal("--into", str(place), "--replace").returncode == 3
    assert files_in(place) == before

    (told,) = here.told("restore", "--into", str(place), "--replace", typed="restored\n")
    assert told["label"] == here.listed[-1]["label"]
    assert files_in(place) != before
    assert files_in(Path(told["set_aside"]))


def test_the_folder_of_a_running_server_is_refused_whatever_is_typed(here, monkeypatch):
    live = here.folder / "var"
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{live.name}\n"))
    refused = refusal("--into", str(live), "--replace")
    assert refused.returncode == 3
    assert "กำลังใช้งานอยู่" in str(refused)
