"""Staff and their rights: one role decides."""

import pytest
from django.core.management import CommandError, call_command

from core_app.errors import Forbidden
from staff_app.models import Role, User
from staff_app.rights import ensure_manager, ensure_seller


def member(role: str, is_active: bool = True) -> User:
    return User(username=role, role=role, is_active=is_active)


@pytest.mark.parametrize(
    ("role", "sells", "manages"),
    [("cashier", True, False), ("cook", False, False), ("manager", True, True)],
)
def test_what_each_role_may_do(role, sells, manages):
    user = member(role)
    assert (user.can_sell, user.is_manager, user.is_staff) == (sells, manages, manages)
    assert user.has_perm("menu_app.change_menuitem") is manages
    assert user.has_module_perms("menu_app") is manages


@pytest.mark.parametrize("role", Role.values)
def test_a_closed_account_may_do_nothing(role):
    user = member(role, is_active=False)
    rights = (
        user.can_sell,
        user.is_manager,
        user.is_staff,
        user.has_perm("menu_app.view_menuitem"),
    )
    assert rights == (False, False, False, False)


def test_a_right_hands_back_its_holder():
    for user in (member("cashier"), member("manager")):
        assert ensure_seller(user) is user
    assert ensure_manager(member("manager")).role == "manager"


def test_who_has_no_right_is_told_in_thai():
    with pytest.raises(Forbidden, match="แคชเชียร์"):
        ensure_seller(member("cook"))
    for role in ("cashier", "cook"):
        with pytest.raises(Forbidden, match="ผู้จัดการ"):
            ensure_manager(member(role))


def test_a_new_member_is_a_cashier_with_a_hashed_password(db):
    user = User.objects.create_user("ใหม่", "a-long-password")
    assert user.role == "cashier"
    assert "a-long-password" not in user.password
    assert user.check_password("a-long-password")


def test_createsuperuser_makes_the_first_manager(db, monkeypatch):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", "a-long-password")
    call_command("createsuperuser", username="owner", interactive=False, verbosity=0)
    owner = User.objects.get(username="owner")
    assert owner.is_manager
    assert owner.check_password("a-long-password")


def test_createsuperuser_refuses_the_name_as_the_passwords_beginning(db, monkeypatch):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", "owner-of-it-all")
    with pytest.raises(CommandError, match="ชื่อของบัญชี"):
        call_command("createsuperuser", username="owner", interactive=False, verbosity=0)
    assert not User.objects.exists()


def test_people_are_called_by_the_name_they_chose():
    assert str(User(username="c001", display_name="พี่นก")) == "พี่นก"
    assert str(User(username="c001")) == "c001"
