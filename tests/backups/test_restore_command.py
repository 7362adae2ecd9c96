"""`manage.py restore` says what it will not do, and makes nothing then."""

import pytest

from tests.backups.shops import refusal


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("--at", "2020-01-01 12:00"), 1, "ไม่มีชุดสำรองที่เก่าพอ"),
        (("--at", "2999-01-01 12:00"), 2, "อนาคต"),
        (("--at", "yesterday"), 2, "อ่านเวลา"),
        (("--label", "nothing"), 1, "list_backups"),
    ],
)
def test_a_moment_or_label_that_no_backup_leads_to_is_refused(
    here, tmp_path, arguments, code, words
):
    refused = refusal("--into", str(tmp_path / "never"), *arguments)
    assert (refused.returncode, words in str(refused)) == (code, True)
    assert not (tmp_path / "never").exists()


def test_each_engine_is_restored_into_its_own_kind_of_place(here, tmp_path):
    url, folder = "postgres://pos@127.0.0.1:9/nowhere", str(tmp_path / "never")
    others, words = (folder, "เป็น postgres://") if here.postgres else (url, "เป็นโฟลเดอร์")
    refused = refusal("--into", others)
    assert (refused.returncode, words in str(refused)) == (3, True)
    assert not (tmp_path / "never").exists()
