"""The tills in the admin: read, and never touched."""

import re

import pytest
from django.test import Client

from core_app.models import AuditEvent
from core_app.thai_dates import thai_datetime
from devices_app.models import Device, LostCommand, SetAside
from tests.admin.pages import text_of

WORD = re.compile(r"[A-Za-z]{3,}")
MODELS = {
    "/admin/tills_app/device/": Device,
    "/admin/tills_app/setaside/": SetAside,
    "/admin/tills_app/lostcommand/": LostCommand,
}
LISTS = tuple(MODELS)


@pytest.fixture
def office(cast) -> Client:
    client = Client()
    client.force_login(cast.manager)
    return client


@pytest.fixture
def told(till) -> None:
    till.skip(9)
    till.report(waiting=2)
    till.set_aside(7, "ลูกค้ากลับไปแล้ว", act={"ชนิด": "เพิ่มรายการ"})
    till.lose(8, label="โต๊ะ 2: ผัดไทย 1")


def page_of(path: str) -> str:
    return f"{path}{MODELS[path].objects.get().pk}/change/"


def test_every_till_is_listed(office, told):
    text = text_of(office.get(LISTS[0]))
    assert f"เครื่อง {Device.objects.get().pk}</a>" in text
    assert ">9</td>" in text
    assert ">2</td>" in text
    assert thai_datetime(Device.objects.get().last_seen) in text


def test_what_was_set_aside_is_listed_with_its_reason(office, told):
    text = text_of(office.get(LISTS[1]))
    assert ">7</td>" in text
    assert "ลูกค้ากลับไปแล้ว" in text


def test_what_a_till_lost_is_listed_with_what_it_was(office, told):
    text = text_of(office.get(LISTS[2]))
    assert ">8</td>" in text
    assert "โต๊ะ 2: ผัดไทย 1" in text


@pytest.mark.parametrize("path", LISTS)
def test_each_has_a_page(office, told, path):
    assert office.get(page_of(path)).status_code == 200


@pytest.mark.parametrize("path", LISTS)
def test_the_lists_say_nothing_in_english(office, told, path):
    body = re.sub(r"<(script|svg|title)\b.*?</\1>", "", text_of(office.get(path)), flags=re.DOTALL)
    assert set(WORD.findall(re.sub(r"<[^>]*>", " ", body))) <= {"manager", "rsaquo"}


@pytest.mark.parametrize("path", LISTS)
def test_nothing_can_be_added_changed_or_deleted(office, told, path):
    assert office.get(f"{path}add/").status_code == 403
    page = page_of(path)
    assert office.post(page, {"reason": "x", "last_tapped": 0}).status_code == 403
    assert office.post(page.replace("change", "delete"), {"post": "yes"}).status_code == 403
    assert (Device.objects.get().last_tapped, SetAside.objects.get().sequence) == (9, 7)


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize("who", ["cashier", "cook"])
def test_only_managers_come_in(cast, told, path, who):
    client = Client()
    client.force_login(getattr(cast, who))
    assert client.get(path).status_code in (302, 403)


def test_the_audit_log_tells_it_in_thai(office, told):
    event = AuditEvent.objects.get(action="till.act_set_aside")
    text = text_of(office.get(f"/admin/core_app/auditevent/{event.pk}/change/"))
    assert "พักคำสั่งที่ถูกปฏิเสธ" in text
    assert "เลขคำสั่ง: 7 · เหตุผล: ลูกค้ากลับไปแล้ว" in text
