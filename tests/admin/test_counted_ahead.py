"""Lists that grow for years are counted as far as a reader may go next, and say so."""

import pytest
from django.test import Client

from core_app.models import AuditEvent
from tests.admin.pages import text_of

LOG = "/admin/core_app/auditevent/"


@pytest.fixture
def log(db) -> None:
    """620 rows, thirteen pages."""
    rows = [AuditEvent(action="x.happened", subject="x", subject_id=n) for n in range(620)]
    AuditEvent.objects.bulk_create(rows)


def test_a_long_list_says_that_there_is_more_than_it_counted(office: Client, log):
    assert "มากกว่า 550 " in text_of(office.get(LOG))


def test_near_its_end_it_is_counted_whole(office: Client, log):
    for page in (3, 13):
        text = text_of(office.get(f"{LOG}?p={page}"))
        assert "620 " in text
        assert "มากกว่า" not in text


def test_every_page_can_be_reached(office: Client, log):
    last = office.get(f"{LOG}?p=13")
    assert last.context["cl"].result_list[0].subject_id == 19
    assert "?p=14" not in text_of(last)


def test_what_is_found_is_counted_as_before(office: Client, log):
    text = text_of(office.get(LOG, {"q": "7"}))
    assert "1 บันทึกการทำงาน" in text
    assert "มากกว่า" not in text


def test_a_page_that_is_not_there_leads_back_to_the_list(office: Client, log):
    for page in ("14", "0", "-1", "x", "9" * 30, "๒"):
        assert office.get(f"{LOG}?p={page}", follow=True).status_code == 200
