"""The till by keyboard alone."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def press(till, *keys: str):
    for key in keys:
        till.page.keyboard.press(key)
    return till


def test_a_whole_sale_without_a_mouse(till, books):
    till.open("/pos/")
    press(till, "1", "2", "Enter").landed("tables/12/")
    press(till, "F2").page.keyboard.type("ผัดไทย")
    press(till, "Enter", "F9").landed("pay/")
    press(till, "1", "0", "0")
    expect(till.page.locator("#tender-change")).to_have_text("ทอน ฿40.00")
    press(till, "Enter").landed("paid/")
    press(till, "Escape").landed("pos/")
    order = books.orders()[0]
    assert (order["table_id"], order["status"], order["change"]) == (12, "paid", 40)
    assert till.taps == 0


def test_the_number_row_of_a_thai_keyboard_types_numbers(till):
    till.open("/pos/")
    for code, key in (("Digit1", "ๅ"), ("Digit1", "ๅ"), ("Enter", "Enter")):
        till.page.evaluate(
            "([code, key]) => document.body.dispatchEvent("
            "new KeyboardEvent('keydown', { code, key, bubbles: true, cancelable: true }))",
            [code, key],
        )
    till.landed("tables/11/")


def test_a_number_is_shown_and_leads_to_one_table_or_says_why_not(till):
    typed = till.open("/pos/").page.locator("#typed")
    press(till, "9")
    expect(typed).to_have_text("โต๊ะ 9")
    press(till, "9", "Enter", "Enter")
    expect(typed).to_have_text("ไม่มีโต๊ะ 99")
    till.page.keyboard.type("88509993\n")  # a scanner
    expect(typed).to_have_text("ไม่มีโต๊ะ 88509993")
    assert till.path == "/pos/"

    till.page.evaluate(  # a second table 7; in one go, so that no news of the floor comes between
        """() => {
          document.querySelector('[data-table="12"]').dataset.name = "ระเบียง ๗";
          for (const key of ["7", "Enter"]) document.body.dispatchEvent(
            new KeyboardEvent("keydown", { key, code: "", bubbles: true, cancelable: true }));
        }"""
    )
    expect(typed).to_contain_text("โต๊ะ 7 มี 2 โต๊ะ")
    press(till, "Enter")
    assert till.path == "/pos/"
    expect(typed.get_by_role("link")).to_have_count(2)
    press(till, "Tab", "Enter").landed("tables/7/")


def test_search_is_one_key_away(till):
    search = till.open("/pos/tables/2/").page.get_by_label("ค้นหาเมนู")
    for key in ("/", "F2"):
        press(till, key)
        expect(search).to_be_focused()
        assert search.input_value() == ""
        search.blur()


def test_esc_ends_a_search_first_and_leaves_the_page_then(till):
    till.open("/pos/tables/2/")
    press(till, "F2").page.keyboard.type("ชา")
    press(till, "Escape")
    assert till.page.locator(".dish:visible").count() == 30
    assert till.path == "/pos/tables/2/"
    press(till, "Escape").landed("pos/")


def test_esc_leads_from_the_payment_back_to_the_pad(till, books):
    till.open(f"/pos/orders/{books.open(3, (5, 1))}/pay/")
    press(till, "Escape").landed("tables/3/")


def test_f9_pays_what_was_typed_and_nothing_less(till, books):
    till.open(f"/pos/orders/{books.open(4, (5, 1))}/pay/")
    press(till, "5", "0", "F9", "Enter")
    expect(till.page.locator("#tender-change")).to_have_text("ขาดอีก ฿10.00")
    assert till.posts == 0
    press(till, "Backspace", "Backspace", "6", "0", "F9").landed("paid/")
    assert books.orders(table_id=4)[0]["change"] == 0


def test_enter_in_the_amount_field_pays(till, books):
    till.open(f"/pos/orders/{books.open(5, (5, 1))}/pay/")
    till.page.get_by_label("รับเงิน").fill("๑๐๐")
    press(till, "Enter").landed("paid/").says("฿40")


def test_a_question_mark_shows_all_keys_and_esc_puts_them_away(till):
    for path in ("/pos/", "/pos/tables/2/"):
        press(till.open(path), "Shift+Slash")
        sheet = till.page.get_by_role("dialog", name="ปุ่มลัด")
        for words in ("หมายเลขโต๊ะ + Enter", "/ หรือ F2", "F9", "ตัวเลข + Enter", "Esc", "?"):
            expect(sheet.get_by_text(words, exact=True)).to_be_visible()
        press(till, "Escape")
        expect(sheet).to_be_hidden()
        assert till.path == path


def test_a_question_mark_in_the_search_is_a_letter(till):
    till.open("/pos/tables/2/")
    press(till, "F2", "Shift+Slash")
    assert till.page.get_by_label("ค้นหาเมนู").input_value() == "?"


def test_tab_reaches_what_a_finger_reaches_with_a_visible_ring(till):
    till.open("/pos/tables/2/")
    wanted, rings = {"ออกจากระบบ", "‹", "ทั้งหมด", "ผัดไทย", "ชำระเงิน"}, {}
    for _ in range(60):
        press(till, "Tab")
        name, ring = till.page.evaluate(
            "() => [document.activeElement.innerText.trim().split(/\\s/)[0],"
            " getComputedStyle(document.activeElement).outlineStyle]"
        )
        rings[name] = ring
        if wanted <= rings.keys():
            break
    assert wanted <= rings.keys()
    assert set(rings.values()) == {"solid"}
