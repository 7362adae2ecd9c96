"""`manage.py import_outbox` with files that are none: one sentence, and nothing is done."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests.expect import nothing_written
from tests.orders_app.outbox import Outbox, run


@pytest.fixture
def outbox(cast, tmp_path) -> Outbox:
    return Outbox(cast, tmp_path / "outbox.json")


def refusal_of(path: Path) -> str:
    """Import a file that cannot be read; return the one sentence."""
    with nothing_written(), pytest.raises(CommandError) as caught:
        call_command("import_outbox", str(path), stdout=StringIO())
    assert caught.value.returncode == 2
    assert "\n" not in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize(
    "frame",
    [
        {"format": "pos-outbox-2"}, {"format": None}, {"till": "till 3"}, {"till": None},
        {"acts": None}, {"acts": {}}, {"acts": [1]}, {"acts": [{}]},
    ],
    ids=str,
)  # fmt: skip
def test_a_file_of_another_kind_is_refused_whole(outbox, frame):
    outbox.open()
    assert "ยังไม่ได้ทำคำสั่งใด" in refusal_of(outbox.write(**frame))


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "void"}, {"kind": None}, {"key": ""}, {"key": "a\nb"}, {"key": "k" * 201},
        {"key": 1}, {"sequence": 0}, {"sequence": "1"}, {"sequence": 2**53}, {"author": None},
        {"chain": None}, {"order_id": "7"}, {"order_id": 0}, {"uid": "7"}, {"uid": 7},
        {"body": []}, {"body": None},
        {"occurred_at": "yesterday"}, {"occurred_at": "2026-01-21T12:00:00"},
    ],
    ids=lambda wrong: str(wrong)[:30],
)  # fmt: skip
def test_one_broken_command_and_nothing_is_done(outbox, wrong):
    outbox.open()
    outbox.items().update(wrong)
    assert f"acts.1.{next(iter(wrong))}" in refusal_of(outbox.write())


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe", b"[]", b"null", b"<html></html>"])
def test_a_file_that_is_no_outbox_is_refused_in_one_sentence(outbox, content):
    outbox.path.write_bytes(content)
    assert str(outbox.path) in refusal_of(outbox.path)


def test_a_file_that_was_cut_off_does_nothing(outbox):
    outbox.open()
    content = outbox.write().read_bytes()
    outbox.path.write_bytes(content[:-1])
    assert "ไม่ใช่ JSON ที่สมบูรณ์" in refusal_of(outbox.path)


def test_a_missing_file_is_named(outbox, tmp_path):
    assert "nowhere.json ไม่ได้" in refusal_of(tmp_path / "nowhere.json")
    assert "เปิดไฟล์" in refusal_of(tmp_path)


def test_a_later_page_may_say_more(outbox):
    outbox.open(note="โต๊ะริมหน้าต่าง")
    code, _ = run(outbox.write(page_version="9"))
    assert code == 0
