"""A paper is kept as text, which another release may have written."""

import pytest

from core_app.paper import LARGEST, Row, from_text, to_text

pytestmark = pytest.mark.no_database


def test_papers_come_back_as_they_were_kept():
    papers = [
        [Row("โต๊ะ 7", size=LARGEST, is_bold=True), Row("", is_rule=True)],
        [Row("ผัดไทย", right="× 2"), Row("แพ้กุ้ง", is_inverted=True), Row("·", is_centered=True)],
        [],
    ]
    assert from_text(to_text(papers)) == papers


def test_only_what_is_not_plain_is_written():
    papers = [[Row("น้ำ", right="1"), Row("", is_rule=True)]]
    assert to_text(papers) == '[[{"text":"น้ำ","right":"1"},{"text":"","is_rule":true}]]'


def test_what_a_newer_release_tells_of_a_row_is_left_out():
    assert from_text('[[{"text":"ชา","colour":"red","is_bold":true}]]') == [
        [Row("ชา", is_bold=True)]
    ]


def test_a_row_may_have_no_words():
    assert from_text('[[{"is_rule":true}]]') == [[Row("", is_rule=True)]]


def test_what_is_no_json_is_refused():
    with pytest.raises(ValueError, match="Expecting"):
        from_text("[[")
