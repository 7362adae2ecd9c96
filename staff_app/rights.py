"""Who may do what: one function per right, used by both front doors."""

from collections.abc import Callable
from functools import wraps

from core_app.errors import Forbidden
from staff_app.models import User


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


def sellers_only(view: Callable) -> Callable:
    """Close a page to everybody who may not sell."""

    @wraps(view)
    def guarded(request, *args, **kwargs):
        ensure_seller(request.user)
        return view(request, *args, **kwargs)

    return guarded
