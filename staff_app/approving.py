"""One way to give a manager's word by PIN, for both front doors."""

from decimal import Decimal
from http import HTTPStatus
from typing import NoReturn

from django.http import HttpRequest

from core_app.errors import PosError, RateLimited
from staff_app import approvals, pins, trail
from staff_app.models import Approval, User
from staff_app.throttle import PinTry, count_wrong_pin, give_pin_try_back, take_pin_try


class WrongPin(PosError):
    """Not that manager's PIN, or no manager with one; `tries_left` before they must wait."""

    code = "WRONG_PIN"
    status = HTTPStatus.UNAUTHORIZED

    def __init__(self, tried: PinTry):
        minutes = -(-tried.seconds // 60)
        then = (
            f"ลองได้อีก {tried.left} ครั้ง"
            if tried.left
            else f"ผิดครบจำนวนครั้งแล้ว กรุณาให้ผู้จัดการคนอื่นอนุมัติ หรือรออีก {minutes} นาที"
        )
        super().__init__(f"PIN ไม่ถูกต้อง ยังไม่มีอะไรเปลี่ยน {then}", tries_left=tried.left)


def approve(
    request: HttpRequest,
    *,
    key: str,
    subject: str,
    subject_id: int,
    amount: Decimal,
    approver: int,
    pin: str,
) -> Approval:
    """Give the word of the manager numbered `approver` to whoever asks.

    Raises WrongPin, RateLimited after too many wrong ones.
    """
    tried = take_pin_try(request, approver)
    manager = next((each for each in approvals.approvers() if each.pk == approver), None)
    if not pins.is_right(pin, manager):
        _refuse(request, manager, tried)
    give_pin_try_back(request, approver)
    return approvals.write(
        key=key,
        subject=subject,
        subject_id=subject_id,
        amount=amount,
        asked_by=request.user,
        approved_by=manager,
    )


def _refuse(request: HttpRequest, manager: User | None, tried: PinTry) -> NoReturn:
    """Count a wrong PIN of its address too, tell of it, and say no."""
    failure = count_wrong_pin(request, tried)
    trail.pin_was_wrong(request, manager, failure)
    if failure.seconds_to_wait:
        raise RateLimited(retry_after=failure.seconds_to_wait)
    raise WrongPin(tried)
