"""Every page of the admin opens, in Thai, under the shop's strict content security policy."""

import re

import pytest
from django.test import Client

from core_app.models import AuditEvent
from tests.admin.pages import text_of
from tests.cast import Cast
from tests.program import Program

pytestmark = pytest.mark.said_once
PAGES = (
    "",
    "menu_app/",
    "menu_app/menuitem/",
    "menu_app/menuitem/add/",
    "menu_app/menuitem/{dish}/change/",
    "menu_app/menuitem/{unsold}/delete/",
    "menu_app/menuitem/{dish}/history/",
    "menu_app/station/",
    "menu_app/station/add/",
    "tables_app/table/",
    "tables_app/table/add/",
    "tables_app/table/{table}/change/",
    "tables_app/zone/",
    "tables_app/zone/add/",
    "tables_app/zone/{zone}/change/",
    "staff_app/user/",
    "staff_app/user/add/",
    "staff_app/user/{staff}/change/",
    "staff_app/user/{staff}/password/",
    "staff_app/user/{manager}/change/",
    "staff_app/user/{manager}/pin/",
    "orders_app/order/",
    "orders_app/order/{order}/change/",
    "core_app/auditevent/",
    "core_app/auditevent/{event}/change/",
    "password_change/",
)
INLINE = re.compile(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)")
WORD = re.compile(r"[A-Za-z]{3,}")
NOT_ENGLISH = {"manager", "cashier", "cook", "rsaquo", "PIN"}  # the cast's names, and the sign ›


@pytest.fixture
def places(cast: Cast, program: Program) -> dict[str, int]:
    """The rows the pages are about."""
    return {
        "order": program.open_with_lunch(cast),
        "dish": cast.pad_thai.pk,
        "unsold": cast.satay.pk,
        "table": cast.table.pk,
        "zone": cast.table.zone_id,
        "staff": cast.cashier.pk,
        "manager": cast.manager.pk,
        "event": AuditEvent.objects.earliest("pk").pk,
    }


@pytest.mark.parametrize("page", PAGES)
def test_a_page_opens_without_inline_script_or_style(office: Client, places, page):
    answer = office.get("/admin/" + page.format(**places))
    assert answer.status_code == 200
    assert "script-src 'self'" in answer["Content-Security-Policy"]
    assert not INLINE.findall(text_of(answer))


@pytest.mark.parametrize("page", [page for page in PAGES if not page.endswith("event}/change/")])
def test_a_page_says_nothing_in_english(office: Client, places, page):
    text = text_of(office.get("/admin/" + page.format(**places)))
    body = re.sub(r"<(script|svg|title)\b.*?</\1>", "", text, flags=re.DOTALL)
    assert set(WORD.findall(re.sub(r"<[^>]*>", " ", body))) <= NOT_ENGLISH


def test_the_admin_says_that_it_is_a_demo(office: Client, settings):
    settings.DEMO = True
    assert "ร้านสาธิต" in text_of(office.get("/admin/"))
    settings.DEMO = False
    assert "ร้านสาธิต" not in text_of(office.get("/admin/"))


def test_groups_which_nothing_reads_are_not_offered(office: Client):
    assert office.get("/admin/auth/group/").status_code == 404


def test_a_new_managers_front_page_does_not_say_that_it_is_busy(office: Client):
    page = office.get("/admin/").content.decode()
    assert "ยังไม่มี" in page
    assert "ไม่ว่าง" not in page
    assert "ดู:" not in page
