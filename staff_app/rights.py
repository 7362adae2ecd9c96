"""Who may do what: one function per right, used by both front doors.

Each returns its user or raises Forbidden. Which page asks for which stands in
pos_project/page_rights.py, of a command in its declaration, of what else the API does beside it.
"""

from collections.abc import Callable

from core_app.errors import Forbidden
from staff_app.models import Role, User

Right = Callable[[User], User]


def anybody(user: User) -> User:
    """Return `user`, also where that is a stranger: nobody is asked to log in."""
    return user


def ensure_staff(user: User) -> User:
    """Return `user`: whoever has come in. Strangers are stopped at the door."""
    return user


def ensure_seller(user: User) -> User:
    """Return `user` when they sell (cashier, manager). Raises Forbidden.

    Whether the account is still open was asked at the door, of whoever came through it.
    """
    if not user.sells:
        raise Forbidden("บัญชีครัวขายไม่ได้ กรุณาให้แคชเชียร์หรือผู้จัดการทำรายการ")
    return user


def ensure_manager(user: User) -> User:
    """Return `user` when they are a manager. Raises Forbidden."""
    if not user.is_manager:
        raise Forbidden
    return user


def ensure_office(user: User) -> User:
    """Return `user` when the office's pages are theirs: managers. Raises Forbidden."""
    if not user.is_manager:
        raise Forbidden("หน้านี้สำหรับผู้จัดการเท่านั้น กรุณาเข้าสู่ระบบด้วยบัญชีผู้จัดการ")
    return user


def ensure_kitchen(user: User) -> User:
    """Return `user` when they may see and mark what the kitchen makes: cooks, and whoever sells.

    Raises Forbidden.
    """
    if not (user.sells or user.role == Role.COOK):
        raise Forbidden
    return user


def nobody(user: User) -> User:
    """What no right was declared for is closed. Raises Forbidden."""
    raise Forbidden
