"""The manager's admin and the API's page open under the same strict policy."""

import pytest

pytestmark = pytest.mark.browser


@pytest.fixture
def office(window):
    """The manager's window."""
    return window("manager001")


PLACES = (
    "",
    "menu_app/menuitem/",
    "menu_app/menuitem/5/change/",
    "tables_app/table/",
    "staff_app/user/",
    "orders_app/order/",
    "orders_app/order/{order_id}/change/",
)


def test_the_admin_opens_without_a_complaint(office, books):
    order_id = books.open(2, (5, 1))
    for place in PLACES:
        office.open(f"/admin/{place.format(order_id=order_id)}")
        assert office.page.locator("#content").is_visible(), place
        assert office.page.locator("#site-name").inner_text().startswith("จัดการร้าน"), place


def test_a_price_edited_in_the_list_is_the_price_on_the_pad(office, books):
    office.open("/admin/menu_app/menuitem/?q=โอเลี้ยง")
    price = office.page.locator("[name=form-0-price]")
    before = price.input_value()
    for value in ("33.00", before):
        price.fill(value)
        office.page.locator("[name=_save]").click()
        office.open("/pos/tables/2/").page.get_by_label("ค้นหาเมนู").fill("โอเลี้ยง")
        office.says(f"฿{value.removesuffix('.00')}")
        office.open("/admin/menu_app/menuitem/?q=โอเลี้ยง")


def test_the_page_of_the_api_opens_without_a_complaint(office):
    office.open("/api/docs")
    office.page.locator(".opblock").first.wait_for()
    assert office.page.get_by_text("/orders/{order_id}/pay").is_visible()


def test_the_page_of_the_api_is_closed_to_strangers(window):
    assert window(None).open("/api/docs").path == "/pos/login/"
