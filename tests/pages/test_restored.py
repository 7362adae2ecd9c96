"""/pos/restored/: what managers see of a shop whose data was taken back."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core_app.models import AuditEvent, DatabaseEpoch
from core_app.thai_dates import thai_datetime
from devices_app.models import Device as DeviceRow
from operations_app.backups import new_epoch
from orders_app.models import Order
from tests.pages.test_budget import MOST, statements
from tests.pages.visitor import Page, Visitor
from tests.restored.copies import take_copy
from tests.restored.device import Device

PATH, TODAY = "/pos/restored/", "/pos/orders/"
BUTTON = "ไม่รอเครื่องที่เหลือ"

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def known(cast) -> list[Device]:
    """Two devices that the shop has seen before it is taken back."""
    devices = [Device(cast.cashier), Device(cast.other_cashier)]
    for device in devices:
        device.report()
    return devices


@pytest.fixture
def lunch_of_two(cast) -> list[dict]:
    return [{"menu_id": cast.pad_thai.pk, "qty": 2, "price": 60}]


def take_back() -> DatabaseEpoch:
    """Begin a new epoch, as every restore does."""
    new_epoch.begin(using="default")
    return DatabaseEpoch.objects.get()


def orders(page: Page) -> list[list[str]]:
    """Return what stands in the rows of the orders' table, which may be missing."""
    found = page.root.all("table", id="orders")
    return [row.texts("td") for each in found for row in each.one("tbody").all("tr")]


def awaited(page: Page) -> list[str]:
    """Return what is said of each device; the list may be missing."""
    return [text for each in page.root.all("ul", id="devices") for text in each.texts("li")]


def seen(device: Device) -> str:
    """Return its name and when the shop last saw it, as the page says it."""
    row = DeviceRow.objects.get(client_id=device.client_id)
    return f"{row} พบล่าสุด {thai_datetime(row.last_seen)} น."


def is_offered_to_end(page: Page) -> bool:
    return BUTTON in page.root.texts("button")


def without_table(cast, count: int) -> None:
    for _ in range(count):
        Order.objects.create(kind=Order.Kind.NO_TABLE, opened_by=cast.cashier)


def test_a_shop_that_was_not_restored_says_only_that(office):
    main = office.see(PATH).root.one("main")
    assert main.text == "หลังกู้คืนข้อมูล ไม่มีการกู้คืนข้อมูลของร้านใน 3 วันที่ผ่านมา"


def test_a_restore_of_long_ago_is_no_news(office):
    take_back()
    DatabaseEpoch.objects.update(began_at=timezone.now() - timedelta(days=3, minutes=1))
    assert "ไม่มีการกู้คืนข้อมูลของร้าน" in office.see(PATH).text


def test_it_says_when_the_data_was_taken_back_and_to_which_moment(office):
    take_back()
    moment = timezone.now() - timedelta(hours=5)
    DatabaseEpoch.objects.update(goes_back_to=moment)
    began = thai_datetime(DatabaseEpoch.objects.get().began_at)
    text = office.see(PATH).text
    assert f"ข้อมูลของร้านเป็นของเวลา {thai_datetime(moment)} น." in text
    assert f"กู้คืนเมื่อ {began} น." in text
    assert f"ระหว่าง {thai_datetime(moment)} น. ถึง {began} น." in text


def test_a_device_that_has_not_reported_is_named_with_what_to_do(office, known):
    take_back()
    page = office.see(PATH)
    assert "ร้านยังรอ 2 เครื่อง" in page.text
    todo = "ยังไม่ได้ส่ง เปิดเครื่องนี้ ต่อเน็ต แล้วเปิดหน้าขาย เครื่องจะส่งเอง"
    assert awaited(page) == [f"{seen(device)} {todo}" for device in known]


def test_a_device_with_some_left_says_how_many_and_that_it_waits_for_others(office, known):
    take_back()
    known[1].hear_of_the_restore()
    known[1].report(epoch=known[1].epoch, history_left=7)
    todo = "เหลือ 7 รายการ รอรายการจากเครื่องอื่น เปิดหน้าขายของเครื่องนี้ทิ้งไว้"
    assert awaited(office.see(PATH))[1] == f"{seen(known[1])} {todo}"


def test_when_all_have_reported_it_says_so_and_offers_nothing_to_end(office, known):
    take_back()
    for device in known:
        device.hear_of_the_restore()
        device.send_history()
    page = office.see(PATH)
    assert "✓ ทุกเครื่องที่ต้องรอส่งครบแล้ว" in page.text
    assert awaited(page) == []
    assert not is_offered_to_end(page)


def test_a_manager_ends_the_waiting_and_sees_since_when_and_who_is_still_away(office, known, cast):
    take_back()
    page = office.press(office.see(PATH), BUTTON)
    assert page.path == PATH
    assert page.notice == "ร้านไม่รอเครื่องที่เหลือแล้ว เครื่องที่มาทีหลังยังส่งได้"
    ended = DatabaseEpoch.objects.get().caught_up_at
    assert f"ผู้จัดการให้เลิกรอเมื่อ {thai_datetime(ended)} น." in page.text
    assert len(awaited(page)) == 2
    assert not is_offered_to_end(page)
    assert AuditEvent.objects.get(action="database.caught_up").staff == cast.manager


def test_before_it_is_pressed_it_says_what_happens_then(office, known):
    take_back()
    text = office.see(PATH).text
    assert "จะถูกตัดสินทันที" in text
    assert "เครื่องที่มาทีหลังยังส่งได้ และไม่มีอะไรในเครื่องถูกทิ้ง" in text


def test_pressed_twice_it_ends_once(office, known):
    take_back()
    page = office.see(PATH)
    office.press(page, BUTTON)
    ended = DatabaseEpoch.objects.get().caught_up_at
    office.press(page, BUTTON)
    assert DatabaseEpoch.objects.get().caught_up_at == ended
    assert AuditEvent.objects.filter(action="database.caught_up").count() == 1


def test_a_page_of_the_restore_before_ends_nothing(office, known):
    take_back()
    old = office.see(PATH)
    take_back()
    page = office.press(old, BUTTON)
    assert "ยังไม่ได้เลิกรอ" in page.notice
    assert DatabaseEpoch.objects.get().caught_up_at is None
    assert is_offered_to_end(page)


@pytest.mark.parametrize("who", ["cashier", "cook"])
def test_only_managers_see_it_and_end_the_waiting(office, cast, known, who):
    epoch = take_back()
    other = Visitor(getattr(cast, who))
    page = other.see(PATH)
    assert page.status == 403
    assert "ได้ข้อมูลคืน" not in page.text
    told = {
        "csrfmiddlewaretoken": other.see(TODAY).value("csrfmiddlewaretoken"),
        "epoch": str(epoch.uid),
        "key": "k",
    }
    assert other.client.post(f"{PATH}end/", told).status_code == 403
    assert DatabaseEpoch.objects.get().caught_up_at is None


def test_an_order_whose_table_others_have_is_listed_until_and_after_it_is_paid(
    office, cast, known, lunch_of_two
):
    first, second = known
    restore = take_copy()
    earlier = first.open(cast.table.pk, lunch_of_two)
    restore()
    second.open(cast.table.pk, lunch_of_two)
    first.hear_of_the_restore()
    first.send_history()
    order = Order.objects.get(uid=earlier)
    page = office.see(PATH)
    number = f"{order.pk} เปิด {thai_datetime(order.opened_at)} น."
    assert orders(page) == [[number, "เปิดอยู่", "฿120.00", "เปิดดู"]]
    (link,) = page.root.one("table", id="orders").all("a")
    assert link.attrs["href"] == f"/pos/orders/{order.pk}/pay/"
    first.do(f"/orders/{earlier}/pay", order=earlier, payment_method="qr", expected_total=120)
    (link,) = office.see(PATH).root.one("table", id="orders").all("a")
    assert (link.text, link.attrs["href"]) == ("ใบเสร็จ", f"/pos/orders/{order.pk}/receipt/")


def test_open_orders_come_first_and_those_of_before_the_restore_not_at_all(
    office, managing_program, cast
):
    without_table(cast, 1)
    take_back()
    without_table(cast, 2)
    older, newer = Order.objects.order_by("pk")[1:]
    managing_program.command(f"/orders/{newer.pk}/cancel", reason="ลูกค้ายกเลิก")
    listed = orders(office.see(PATH))
    assert [(row[0].split()[0], row[3]) for row in listed] == [
        (str(older.pk), "เปิดดู"),
        (str(newer.pk), "รายการ"),
    ]


def test_where_every_order_has_its_table_it_says_so(office):
    take_back()
    page = office.see(PATH)
    assert "ออเดอร์ที่ไม่มีโต๊ะ ไม่มี" in page.text
    assert orders(page) == []


@pytest.mark.parametrize("count", [1, 100, 101])
def test_it_asks_little_whatever_the_number_of_orders_and_shows_a_hundred(office, cast, count):
    take_back()
    without_table(cast, count)
    assert len(statements(office, PATH)) <= MOST
    page = office.see(PATH)
    assert len(orders(page)) == min(count, 100)
    assert ("ยังมีมากกว่านี้" in page.text) == (count > 100)


def test_what_a_person_must_look_at_is_listed(office):
    take_back()
    points = " ".join(office.see(PATH).root.one("ul", within="points").texts("li"))
    for what in ("เมนูและราคา", "โต๊ะและโซน", "รหัสผ่าน", "API", "JavaScript", "ล้างข้อมูลเบราว์เซอร์"):
        assert what in points


@pytest.mark.parametrize("count", [1, 60])
def test_todays_orders_tell_managers_of_a_restore_and_still_ask_little(office, cast, count):
    take_back()
    without_table(cast, count)
    assert len(statements(office, TODAY)) <= MOST + 1  # what does not come to paper, at every page
    page = office.see(TODAY)
    assert "ร้านได้ข้อมูลคืนจากสำเนา" in page.root.one("p", within="notice").text
    assert page.root.one("p", within="notice").one("a").attrs["href"] == PATH


def test_todays_orders_tell_nobody_else_and_nothing_without_a_restore(office, till, stove):
    assert "ได้ข้อมูลคืน" not in office.see(TODAY).root.one("main").text
    take_back()
    for other in (till, stove):
        assert "ได้ข้อมูลคืน" not in other.see(TODAY).root.one("main").text


def test_managers_find_it_from_todays_orders(office):
    links = {each.text: each.attrs["href"] for each in office.see(TODAY).root.all("a")}
    assert links["หลังกู้คืนข้อมูล"] == PATH
