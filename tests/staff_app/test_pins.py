"""Which PINs there are, and `manage.py set_pin` for a forgotten one."""

import io

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command

from core_app.models import AuditEvent
from staff_app.models import User
from staff_app.pins import is_right, set_pin
from tests.words import PIN, with_pin

pytestmark = pytest.mark.django_db
EASY = ["000000", "777777", "123456", "654321", "012345", "890123", "098765", "121212", "123123"]
NONE = ["", "12345", "1234567", "abcdef", "48291 5", "-82915", "๔๘๒๙๑๕"]


@pytest.mark.parametrize("pin", [*EASY, *NONE])
def test_what_anybody_would_try_and_what_is_no_pin_is_refused(cast, pin):
    with pytest.raises(ValidationError):
        set_pin(cast.manager, pin)
    assert User.objects.get(pk=cast.manager.pk).pin is None


@pytest.mark.parametrize("pin", ["482915", "112358", "909091", "123465"])
def test_any_other_six_digits_are_good_and_only_their_hash_is_kept(cast, pin):
    kept = User.objects.get(pk=with_pin(cast.manager, pin).pk)
    assert pin not in kept.pin
    assert is_right(pin, kept)
    assert not is_right("482916", kept)


def set_by_command(monkeypatch, *arguments: str, typed: str = f"{PIN}\n") -> str:
    printed = io.StringIO()
    monkeypatch.setattr("sys.stdin", io.StringIO(typed))
    call_command("set_pin", *arguments, stdout=printed)
    return printed.getvalue()


@pytest.mark.parametrize("typed", [PIN, f" {PIN} \r\n", "๔๘๒๙๑๕\n"])
def test_the_command_sets_it_and_the_audit_log_hears_of_it(cast, monkeypatch, typed):
    said = set_by_command(monkeypatch, "manager", typed=typed)
    assert "ตั้ง PIN ของ manager แล้ว" in said
    assert is_right(PIN, User.objects.get(pk=cast.manager.pk))
    event = AuditEvent.objects.get(action="staff.pin_set")
    assert (event.subject_id, event.staff) == (cast.manager.pk, None)
    assert "@" in event.details["by"]
    assert PIN not in said + str(event.details)


def test_the_command_takes_it_away(cast, monkeypatch):
    with_pin(cast.manager)
    set_by_command(monkeypatch, "manager", "--remove", typed="")
    assert User.objects.get(pk=cast.manager.pk).pin is None
    assert AuditEvent.objects.filter(action="staff.pin_removed").exists()


@pytest.mark.parametrize(("name", "typed"), [("cashier", PIN), ("nobody", PIN), ("manager", "1")])
def test_who_is_no_manager_gets_none_and_no_weak_one_is_set(cast, monkeypatch, name, typed):
    with pytest.raises(CommandError, match="ยังไม่ได้ตั้ง PIN"):
        set_by_command(monkeypatch, name, typed=typed)
    assert not User.objects.exclude(pin=None).exists()


@pytest.mark.parametrize("second", [PIN, "593026"])
def test_at_a_keyboard_it_is_asked_for_twice_and_not_shown(cast, monkeypatch, second):
    class Keyboard(io.StringIO):
        def isatty(self) -> bool:
            return True

    words = iter([PIN, second])
    monkeypatch.setattr("sys.stdin", Keyboard())
    module = "staff_app.management.commands.set_pin"
    monkeypatch.setattr(f"{module}.getpass", lambda question: next(words))
    if second == PIN:
        call_command("set_pin", "manager", stdout=io.StringIO())
        assert User.objects.get(pk=cast.manager.pk).pin
        return
    with pytest.raises(CommandError, match="ไม่ตรงกัน"):
        call_command("set_pin", "manager", stdout=io.StringIO())
