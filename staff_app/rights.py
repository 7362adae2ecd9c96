"""Who may do what: one function per right, used by both front doors."""

from collections.abc import Callable
from functools import wraps

from core_app.errors import Forbidden
from staff_app.models import Role, User


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


def ensure_kitchen(user: User) -> User:
    """Return `user` when they may see and mark what the kitchen makes: cooks, and whoever sells.

    Raises Forbidden.
    """
    if not (user.sells or user.role == Role.COOK):
        raise Forbidden
    return user


def _only(ensure: Callable[[User], User], view: Callable) -> Callable:
    @wraps(view)
    def guarded(request, *args, **kwargs):
        ensure(request.user)
        return view(request, *args, **kwargs)

    return guarded


def sellers_only(view: Callable) -> Callable:
    """Close a page to everybody who may not sell."""
    return _only(ensure_seller, view)


def kitchen_only(view: Callable) -> Callable:
    """Close a page to everybody who has nothing to do with the kitchen."""
    return _only(ensure_kitchen, view)
