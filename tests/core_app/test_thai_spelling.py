"""Thai that looks the same but is typed differently is one word to whoever searches."""

import json
from pathlib import Path

import pytest

from core_app.thai_spelling import fold, folded_words, has_words

VECTORS = json.loads((Path(__file__).parent.parent / "thai_spellings.json").read_text())


@pytest.mark.parametrize("group", VECTORS["same"], ids=lambda group: group["what"])
def test_spellings_that_look_the_same_are_folded_into_one(group):
    assert len(set(group["spellings"])) > 1
    assert len({fold(each) for each in group["spellings"]}) == 1


@pytest.mark.parametrize("pair", VECTORS["different"], ids="-".join)
def test_words_that_look_different_stay_apart(pair):
    assert fold(pair[0]) != fold(pair[1])


def test_what_is_folded_stays_as_it_is():
    for each in {spelling for group in VECTORS["same"] for spelling in group["spellings"]}:
        assert fold(fold(each)) == fold(each)


def test_every_word_must_be_there_in_any_order_and_anywhere():
    assert has_words(folded_words("หมู  กะเพรา"), fold("ข้าวกะเพราหมูสับ"))
    assert not has_words(folded_words("หมู กุ้ง"), fold("ข้าวกะเพราหมูสับ"))
    assert folded_words(" \u200b \u00a0") == []
