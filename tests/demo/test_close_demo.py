"""`manage.py close_demo`: the way from the demo to a shop that sells."""

from io import StringIO

import pytest
from django.core.management import call_command

from core_app.models import AuditEvent
from menu_app.models import MenuItem
from staff_app.models import Role, User
from staff_app.published_passwords import no_account_is_open_to_anybody
from tables_app.models import Table
from tests.cast import StaffFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def loaded_demo(settings) -> None:
    """The demo, in a shop that other devices reach from now on."""
    settings.DEMO, settings.REACHABLE = True, False
    call_command("load_demo", stdout=StringIO())
    settings.DEMO, settings.REACHABLE = False, True


def close() -> str:
    """Run the command; return what it printed."""
    printed = StringIO()
    call_command("close_demo", stdout=printed)
    return printed.getvalue()


def test_what_the_demo_loaded_stops_a_shop_until_it_is_closed():
    [found] = no_account_is_open_to_anybody(None)
    assert "staff001, kitchen001, manager001" in found.msg
    close()
    assert no_account_is_open_to_anybody(None) == []
    assert not User.objects.filter(is_active=True).exists()


def test_it_tells_what_it_did_what_stays_and_what_to_do_next():
    did, stays, following = close().splitlines()
    assert "staff001, kitchen001, manager001" in did
    assert f"{MenuItem.objects.count()} dishes and 12 tables stay" in stays
    assert following.endswith(" .venv/bin/python manage.py create_manager")
    assert Table.objects.count() == 12


def test_a_shop_with_a_manager_of_its_own_is_told_no_more():
    StaffFactory(role=Role.MANAGER)
    assert "create_manager" not in close()


def test_each_closed_account_stands_in_the_audit_log_with_who_typed_it():
    close()
    events = AuditEvent.objects.filter(action="staff.demo_closed")
    assert [event.subject_id for event in events.order_by("pk")] == [1, 2, 3]
    assert all("@" in event.details["by"] for event in events)


def test_a_second_call_changes_nothing():
    close()
    before = list(User.objects.order_by("pk").values())
    assert "No demo account was open." in close()
    assert list(User.objects.order_by("pk").values()) == before
    assert AuditEvent.objects.filter(action="staff.demo_closed").count() == 3


def test_accounts_of_before_they_were_marked_are_known_by_name_and_published_password():
    User.objects.update(is_demo=None)
    somebody = User.objects.get(username="staff001")
    somebody.set_password("nobody-else-knows-7")
    somebody.save()
    close()
    assert list(User.objects.filter(is_active=True)) == [somebody]
