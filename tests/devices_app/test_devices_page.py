"""/pos/tills/: what managers see of the tills."""

import pytest

from devices_app.models import Device
from tests.pages.visitor import Page, Visitor

PATH = "/pos/tills/"


def rows(page: Page) -> list[list[str]]:
    return [row.texts("td") for row in page.root.one("tbody").all("tr")]


@pytest.fixture
def office(cast) -> Visitor:
    return Visitor(cast.manager)


def test_a_gap_is_told_in_words(till, office, cast):
    till.skip(117)
    till.report()
    for number in range(1, 117):
        till.set_aside(number)
    number = Device.objects.get().pk
    assert f"เครื่อง {number}: คำสั่ง 117 ยังมาไม่ถึง" in office.see(PATH).text


def test_till_three_says_so_in_the_issues_own_words(till, office):
    Device.objects.create(pk=3, client_id=till.client_id, last_seen="2026-01-21T12:00:00Z")
    till.skip(117)
    till.report()
    for number in range(1, 117):
        till.set_aside(number)
    page = office.see(PATH)
    assert "เครื่อง 3: คำสั่ง 117 ยังมาไม่ถึง" in page.text
    assert "คำสั่ง 116 ยังมาไม่ถึง" not in page.text


def test_a_till_without_gaps_says_that_all_arrived(till, office, cast):
    till.send("/orders", table_id=cast.table.pk)
    till.report()
    (row,) = rows(office.see(PATH))
    assert row[2:] == ["1", "1", "0", "ครบทุกคำสั่ง"]


def test_a_command_its_till_lost_is_told_with_what_it_was_and_not_as_one_to_wait_for(till, office):
    till.skip(3)
    till.report(waiting=3)
    till.lose(2, label="โต๊ะ 2: ผัดไทย 1")
    text = office.see(PATH).text
    assert "คำสั่ง 2 หายไปจากเครื่องก่อนถึงเซิร์ฟเวอร์" in text
    assert "โต๊ะ 2: ผัดไทย 1 ดูบิลกับแคชเชียร์" in text
    assert "คำสั่ง 2 ยังมาไม่ถึง" not in text
    assert "คำสั่ง 3 ยังมาไม่ถึง" in text


def test_what_waits_on_a_till_is_told(till, office):
    till.skip(4)
    till.report(waiting=4)
    assert rows(office.see(PATH))[0][2:5] == ["4", "0", "4"]


def test_of_very_many_gaps_the_rest_is_counted(till, office):
    till.skip(1_000_000)
    till.report()
    page = office.see(PATH)
    assert "คำสั่ง 20 ยังมาไม่ถึง" in page.text
    assert "คำสั่ง 21 ยังมาไม่ถึง" not in page.text
    assert "และอีก 999980 คำสั่ง" in page.text


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (60, "นาฬิกาช้าไป 1 นาที"),
        (7_259, "นาฬิกาช้าไป 2 ชั่วโมง 0 นาที"),
        (-3 * 86_400, "นาฬิกาเร็วไป 72 ชั่วโมง 0 นาที"),
        (-60, "นาฬิกาเร็วไป 1 นาที"),
    ],
)
def test_a_clock_that_is_a_minute_off_is_told_with_what_to_do(till, office, seconds, words):
    till.report(clock_offset=seconds * 1000)
    todo = rows(office.see(PATH))[0][5]
    assert todo == f"{words} ตั้งเวลาในเครื่องนี้ให้เป็นอัตโนมัติ ครบทุกคำสั่ง"


@pytest.mark.parametrize("told", [{}, {"clock_offset": 59_999}, {"clock_offset": -59_999}])
def test_a_clock_that_is_right_is_not_spoken_of(till, office, told):
    till.report(**told)
    assert rows(office.see(PATH))[0][5] == "ครบทุกคำสั่ง"


def test_every_till_has_its_row(till, other_till, office):
    till.report()
    other_till.report()
    assert [row[0] for row in rows(office.see(PATH))] == [
        str(each) for each in Device.objects.all()
    ]


def test_a_shop_without_tills_says_so(office):
    page = office.see(PATH)
    assert (page.status, rows(page)) == (200, [["ยังไม่มีเครื่องที่ขาย"]])


@pytest.mark.parametrize("who", ["cashier", "cook"])
def test_only_managers_see_it(cast, who):
    page = Visitor(getattr(cast, who)).see(PATH)
    assert page.status == 403
    assert "ยังไม่มีเครื่องที่ขาย" not in page.text


def test_a_stranger_is_sent_to_the_log_in(cast):
    assert Visitor().see(PATH).path.startswith("/pos/login/")


def test_it_only_shows(cast, office):
    assert office.client.post(PATH).status_code in (403, 405)
