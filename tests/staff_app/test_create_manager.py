"""`manage.py create_manager`: how a shop gets its first manager."""

import io

import pytest
from django.core.management import CommandError, call_command

from core_app.models import AuditEvent
from staff_app.models import User
from tests.expect import nothing_written

PASSWORD = "yok-krok-9-bai"

pytestmark = [pytest.mark.django_db, pytest.mark.said_once]


def create(*arguments: str, typed: str = f"{PASSWORD}\n", monkeypatch) -> str:
    """Run the command with `typed` at its input; return what it printed."""
    printed = io.StringIO()
    monkeypatch.setattr("sys.stdin", io.StringIO(typed))
    call_command("create_manager", *arguments, stdout=printed)
    return printed.getvalue()


def test_the_account_is_a_managers_and_stands_in_the_audit_log(monkeypatch):
    said = create("malee", "--display-name", "มาลี", monkeypatch=monkeypatch)
    user = User.objects.get(username="malee")
    assert user.is_manager
    assert user.check_password(PASSWORD)
    assert "malee" in said
    event = AuditEvent.objects.get(action="staff.added")
    assert (event.subject_id, event.staff) == (user.pk, None)
    assert event.details["after"] == {
        "username": "malee",
        "display_name": "มาลี",
        "role": "manager",
    }
    assert "@" in event.details["by"]
    assert PASSWORD not in str(event.details)


def test_the_password_may_stand_in_a_file(tmp_path, monkeypatch):
    (tmp_path / "word").write_text(f"{PASSWORD}\r\n")
    create("malee", "--password-file", str(tmp_path / "word"), typed="", monkeypatch=monkeypatch)
    assert User.objects.get(username="malee").check_password(PASSWORD)


@pytest.mark.parametrize("typed", [(PASSWORD, PASSWORD), (PASSWORD, "another-word-1")])
def test_at_a_keyboard_it_is_asked_for_twice(monkeypatch, typed):
    class Keyboard(io.StringIO):
        def isatty(self) -> bool:
            return True

    words = iter(typed)
    module = "staff_app.management.commands.create_manager"
    monkeypatch.setattr("sys.stdin", Keyboard("malee\n"))
    monkeypatch.setattr(f"{module}.getpass", lambda question: next(words))
    if typed[0] == typed[1]:
        call_command("create_manager", stdout=io.StringIO())
        assert User.objects.get(username="malee").check_password(PASSWORD)
        return
    with pytest.raises(CommandError, match="ไม่ตรงกัน"):
        call_command("create_manager", stdout=io.StringIO())
    assert not User.objects.exists()


@pytest.mark.parametrize(
    ("name", "password", "sentence"),
    [
        ("malee", "malee-2569-x", "ชื่อของบัญชี"),
        ("malee", "Malee12345678", "ชื่อของบัญชี"),
        ("somchai-j", "somchaij-1", "ชื่อของบัญชี"),
        ("malee", "12345678901", "ตัวเลข"),
        ("malee", "demo1234", "ร้านสาธิต"),
        ("malee", "short", "สั้น"),
        ("malee", "", "รหัสผ่านต้องมี"),
        ("ma lee", PASSWORD, "ชื่อผู้ใช้"),
    ],
)
def test_a_weak_password_or_no_name_makes_no_account(monkeypatch, name, password, sentence):
    with nothing_written(), pytest.raises(CommandError, match=sentence):
        create(name, typed=f"{password}\n", monkeypatch=monkeypatch)
    assert not User.objects.exists()


def test_both_may_come_line_by_line(monkeypatch):
    create(typed=f"malee\n{PASSWORD}\n", monkeypatch=monkeypatch)
    assert User.objects.get(username="malee").check_password(PASSWORD)
    with pytest.raises(CommandError, match="ไม่มีใครตอบ"):
        create(typed="", monkeypatch=monkeypatch)


def test_a_name_is_given_once(monkeypatch):
    create("malee", monkeypatch=monkeypatch)
    with pytest.raises(CommandError, match="มีบัญชี malee อยู่แล้ว"):
        create("malee", monkeypatch=monkeypatch)
    assert User.objects.count() == 1


def test_a_file_that_cannot_be_read_is_named(monkeypatch):
    with pytest.raises(CommandError, match="/nowhere"):
        create("malee", "--password-file", "/nowhere", monkeypatch=monkeypatch)
