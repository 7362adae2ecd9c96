"""Finding a dish: tabs and a search that filters while it is typed."""

import json
import random
from pathlib import Path

import pytest

from core_app.thai_spelling import fold

pytestmark = pytest.mark.browser

VECTORS = Path(__file__).parent.parent / "thai_spellings.json"
LOADED = "() => performance.getEntriesByType('resource').map((each) => each.name)"
FOLDED = "([url, texts]) => import(url).then((dishes) => texts.map(dishes.fold))"


@pytest.fixture
def pad(till):
    till.open("/pos/tables/2/")
    return till


def shown(till) -> list[str]:
    """Return the dishes to be seen."""
    return till.page.locator(".dish:visible .dish-name").all_inner_texts()


def test_typing_filters_at_once_across_categories(pad):
    assert len(shown(pad)) == 30
    pad.page.get_by_label("ค้นหาเมนู").fill("แกงเขียวหวาน")
    assert shown(pad) == ["ข้าวแกงเขียวหวานไก่", "โรตีแกงเขียวหวานไก่"]


def test_thai_marks_typed_apart_find_the_same_dish(pad):
    pad.page.get_by_label("ค้นหาเมนู").fill("น\u0e49\u0e4d\u0e32มะนาว")  # ํ + า instead of ำ
    assert shown(pad) == ["น้ำมะนาว"]


def test_nothing_found_is_said(pad):
    pad.page.get_by_label("ค้นหาเมนู").fill("พิซซ่า")
    assert shown(pad) == []
    pad.says("ไม่พบเมนูที่ค้นหา")


def test_a_tab_shows_its_category_and_clears_the_search(pad):
    pad.page.get_by_label("ค้นหาเมนู").fill("ชา")
    pad.tap("โรตี")
    assert len(shown(pad)) == 8
    assert pad.page.get_by_label("ค้นหาเมนู").input_value() == ""
    assert pad.page.locator(".tabs [aria-current]").all_inner_texts() == ["โรตี"]
    pad.tap("ทั้งหมด")
    assert len(shown(pad)) == 30


def test_enter_takes_the_first_dish_found(pad):
    search = pad.page.get_by_label("ค้นหาเมนู")
    search.fill("มะนาว")
    search.press("Enter")
    pad.draft_is(["น้ำมะนาว 1"])


def test_enter_of_a_phone_counts_and_a_held_or_scanned_one_sells_nothing_more(pad):
    search, keyboard = pad.page.get_by_label("ค้นหาเมนู"), pad.page.keyboard
    search.fill("มะนาว")
    search.evaluate(
        "field => field.dispatchEvent("
        "new KeyboardEvent('keydown', { key: 'Enter', code: '', bubbles: true }))"
    )
    pad.draft_is(["น้ำมะนาว 1"])
    search.focus()
    for _ in range(16):
        keyboard.down("Enter")
    keyboard.up("Enter")
    pad.draft_is(["น้ำมะนาว 2"])
    search.fill(" ")
    search.press("Enter")
    keyboard.type("88509993\n")  # a scanner, into the search
    search.fill("")
    pad.tap("ผัดไทย")
    keyboard.type("88509993\n")  # and after a dish tapped by mouse
    pad.page.get_by_role("button", name="ผัดไทย", exact=False).first.focus()
    for _ in range(16):
        keyboard.down("Enter")
    keyboard.up("Enter")
    pad.draft_is(["น้ำมะนาว 2", "ผัดไทย 2"])


def test_a_filter_changes_no_draft(pad):
    pad.tap("ผัดไทย")
    pad.page.get_by_label("ค้นหาเมนู").fill("ชา")
    pad.draft_is(["ผัดไทย 1"])


def test_the_script_folds_thai_as_the_server_does(pad):
    vectors = json.loads(VECTORS.read_text())
    listed = [each for group in vectors["same"] for each in group["spellings"]]
    chance = random.Random(23)
    letters = [chr(code) for code in range(0x0E01, 0x0E5C)] + [*"aZ-1 \u00a0\u200b\u200d\u2019"]
    mixed = ["".join(chance.choices(letters, k=8)) for _ in range(500)]
    texts = [*listed, *(word for pair in vectors["different"] for word in pair), *mixed]
    pad.page.wait_for_load_state("networkidle")
    (module,) = {name for name in pad.page.evaluate(LOADED) if "/js/dishes." in name}
    assert pad.page.evaluate(FOLDED, [module, texts]) == [fold(each) for each in texts]


def test_words_are_found_in_any_order_however_they_are_typed(pad):
    pad.page.get_by_label("ค้นหาเมนู").fill("ไก\u0e48\u0e48 \u0e40\u0e40กง")
    assert shown(pad) == ["ข้าวแกงเขียวหวานไก่", "โรตีแกงเขียวหวานไก่"]
