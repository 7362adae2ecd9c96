"""Fast fingers: however often a button is hit, it has one effect and sends little."""

import time

import pytest
from playwright.sync_api import expect

from tests.browser.till import Till

pytestmark = pytest.mark.browser

KEEPS_NOTHING = "IDBFactory.prototype.open = () => { throw new Error('no room'); }"


def hit(till: Till, name: str, times: int) -> None:
    """Click again and again, so fast that no answer can come in between."""

    def slow_post(route):
        if route.request.method == "POST":
            time.sleep(0.2)
        route.fallback()

    till.page.route("**/pos/**", slow_post, times=1)
    till.thing(name).evaluate(
        "(button, times) => { for (let n = 0; n < times; n++)"
        " window.setTimeout(() => button.click(), n * 30); }",
        times,
    )


def test_confirm_hit_twice_or_three_times_is_one_order(till, books):
    for times in (2, 3):
        till.open(f"/pos/tables/{times}/").tap("ผัดไทย", "น้ำมะนาว")
        hit(till, "ยืนยันออเดอร์", times)
        till.landed("pos/")
        (order,) = books.orders(table_id=times, status="open")
        assert [line["name"] for line in order["items"]] == ["ผัดไทย", "น้ำมะนาว"]
    assert till.posts == 2


def test_two_buttons_in_one_breath_are_one_order(till, books):
    till.open("/pos/tables/3/")
    till.tap("ผัดไทย")
    till.page.evaluate(
        "() => { document.getElementById('confirm-button').click();"
        " document.getElementById('pay-button').click(); }"
    )
    till.landed("(pos|pay)/")
    (order,) = books.orders(table_id=3, status="open")
    assert len(order["items"]) == 1


def test_a_note_hit_twice_or_three_times_is_one_payment(till, books):
    for times in (2, 3):
        till.open(f"/pos/orders/{books.open(4, (5, 1))}/pay/")
        hit(till, "฿100", times)
        till.landed("paid/").says("฿40")
        assert books.orders(table_id=4)[0]["change"] == 40
    assert till.posts == 2


def test_a_dish_hit_three_times_is_three_dishes(till):
    till.open("/pos/tables/5/")
    hit(till, "ผัดไทย", 3)
    expect(till.page.locator("#draft .line-qty")).to_have_text("3")


def test_an_answer_lost_on_the_way_and_the_same_taps_sent_again_are_one_order(till, books):
    """The server did it, the till never heard: the draft still carries the key of its sending.

    On a device that keeps nothing; elsewhere the outbox asks again by itself (test_outbox.py).
    """
    till.context.add_init_script(KEEPS_NOTHING)
    till.open("/pos/tables/6/")
    till.tap("ผัดไทย")

    def lose(route):
        route.fetch()
        route.abort()

    till.page.route("**/pos/tables/6/", lose)
    till.thing("ยืนยันออเดอร์").click(no_wait_after=True)
    expect(till.page).to_have_url("chrome-error://chromewebdata/")
    till.page.unroute("**/pos/tables/6/")
    till.page.go_back()
    till.draft_is(["ผัดไทย 1"])
    till.tap("ยืนยันออเดอร์").says("หน้านี้เคยส่งรายการไปแล้ว")
    (order,) = books.orders(table_id=6, status="open")
    assert len(order["items"]) == 1
    till.forgive_the_network()
