"""The audit log in the admin: read, filter, find, and never touch."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from core_app import audit_words
from core_app.models import AuditEvent
from tests.admin.pages import text_of
from tests.cast import Cast
from tests.program import Program

pytestmark = pytest.mark.said_once

LONG_AGO = "2020-01-01+00%3A00%3A00%2B07%3A00"  # as the filter's own links say it
LIST = "/admin/core_app/auditevent/"


@pytest.fixture
def order_id(cast: Cast, program: Program) -> int:
    """An order with its lunch: two lines in the audit log."""
    return program.open_with_lunch(cast)


def rows(text: str) -> int:
    """Return how many lines of the audit log a page lists."""
    return len(re.findall(rf'href="{LIST}\d+/change/', text))


def test_the_audit_log_speaks_thai_and_begins_with_the_latest(office: Client, order_id: int):
    text = text_of(office.get(LIST)).split('id="result_list"')[1]
    assert 0 < text.index("เพิ่มรายการ") < text.index("เปิดออเดอร์")
    assert "ยอดรวม: 145" in text


def test_the_audit_log_is_filtered_by_command(office: Client, order_id: int):
    text = text_of(office.get(LIST, {"action": "order.opened"}))
    assert rows(text) == 1
    assert rows(text_of(office.get(LIST, {"action": "no.such"}))) == 0


def test_the_audit_log_is_filtered_by_day(office: Client, order_id: int):
    assert rows(text_of(office.get(f"{LIST}?created_at__gte={LONG_AGO}"))) == 2
    assert rows(text_of(office.get(f"{LIST}?created_at__lt={LONG_AGO}"))) == 0


def test_the_audit_log_is_searched_by_number(office: Client, order_id: int):
    assert rows(text_of(office.get(LIST, {"q": f"#{order_id}"}))) == 2
    for term in (str(order_id + 1000), "โต๊ะ", "9" * 40, "²"):
        assert rows(text_of(office.get(LIST, {"q": term}))) == 0


def test_a_line_of_the_audit_log_has_a_page(office: Client, order_id: int):
    event = AuditEvent.objects.latest("pk")
    text = text_of(office.get(f"{LIST}{event.pk}/change/"))
    assert event.request_id in text
    assert "หมายเลขรายการ: " in text


def test_the_audit_log_cannot_be_written_by_hand(office: Client, order_id: int):
    event = AuditEvent.objects.latest("pk")
    assert office.get(f"{LIST}add/").status_code == 403
    for what in ("change", "delete"):
        sent = {"action": "order.forged", "post": "yes"}
        assert office.post(f"{LIST}{event.pk}/{what}/", sent).status_code == 403
    assert AuditEvent.objects.get(pk=event.pk).action == "order.items_added"


def test_every_command_the_code_records_has_a_thai_word():
    recorded = set()
    for path in Path(settings.BASE_DIR).glob("*_app/**/*.py"):
        recorded |= set(re.findall(r'action="([a-z_]+\.[a-z_]+)"', path.read_text()))
    assert "order.paid" in recorded
    assert recorded <= dict(audit_words.known_actions()).keys()


@pytest.mark.parametrize(
    ("details", "text"),
    [
        ({}, ""),
        ({"before": {"price": 60}, "after": {"price": 65.5}}, "ราคา (บาท): 60 → 65.5"),
        ({"before": {"active": True}, "after": {"active": False}}, "มีขาย: ใช่ → ไม่"),
        ({"after": {"name": "โรตี", "category": ""}}, "ชื่อ: โรตี · หมวด: -"),
        ({"unheard_of": [1, None]}, "unheard_of: 1, -"),
    ],
)
def test_details_are_told_in_one_line(details, text):
    assert audit_words.details_text("menu", details) == text


def test_a_role_is_told_by_its_name():
    details = {"before": {"role": "cook"}, "after": {"role": "cashier"}}
    assert audit_words.details_text("staff", details) == "หน้าที่: ครัว → แคชเชียร์"
