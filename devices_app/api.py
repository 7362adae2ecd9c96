"""What device pages tell the server about themselves."""

from typing import Any

from django.http import HttpRequest
from ninja import Router

from core_app.errors import InvalidCredentials
from devices_app import catching_up, reporting
from devices_app.schemas import (
    DoneOut,
    LostIn,
    ReleaseIn,
    ReleaseOut,
    ReportIn,
    ReportOut,
    SetAsideIn,
)
from http_app.api_base import errors
from staff_app.api_auth import only
from staff_app.login import check_password
from staff_app.rights import ensure_manager, ensure_seller

SELLERS = only(ensure_seller)
router = Router(tags=["tills"])


@router.post(
    "/report",
    auth=SELLERS,
    response={200: ReportOut, **errors(400, 401, 403, 413, 415)},
    exclude_unset=True,
)
def report(request: HttpRequest, body: ReportIn):
    """Tell how many commands wait on a device; learn the device's number.

    With `epoch`: tell how far it has come with sending its history again after a restore; learn
    whether the shop still catches up.
    """
    device = reporting.report(
        client_id=body.till,
        last_tapped=body.last_tapped,
        waiting=body.waiting,
        clock_offset=body.clock_offset,
    )
    if body.epoch is None:
        return {"till_number": device.pk}
    catching_up.report(
        device, epoch=body.epoch, left=body.history_left, tried_at=body.history_tried_at
    )
    return {"till_number": device.pk, "restored": _restored()}


def _restored() -> dict[str, Any] | None:
    epoch = catching_up.restored()
    return epoch and {
        "epoch": str(epoch.uid),
        "goes_back_to": epoch.goes_back_to,
        "catching_up": catching_up.ongoing() is not None,
    }


@router.post("/set-aside", auth=SELLERS, response={200: DoneOut, **errors(400, 401, 403, 413, 415)})
def set_aside(request: HttpRequest, body: SetAsideIn):
    """Write down that a refused command will not be done, and why."""
    reporting.set_aside(
        client_id=body.till,
        sequence=body.sequence,
        key=body.key,
        reason=body.reason,
        command=body.act,
        staff=request.auth,
    )
    return {"status": "ok"}


@router.post("/lost", auth=SELLERS, response={200: DoneOut, **errors(400, 401, 403, 413, 415)})
def lost(request: HttpRequest, body: LostIn):
    """Tell which commands are gone from a device whose browser lost its database."""
    labels = {command.sequence: command.label for command in body.acts}
    reporting.report_lost(client_id=body.till, labels=labels, staff=request.auth)
    return {"status": "ok"}


@router.post("/release", response={200: ReleaseOut, **errors(400, 401, 403, 413, 415)})
def release(request: HttpRequest, body: ReleaseIn):
    """A manager's word that a device's waiting commands may leave it in a file."""
    if "\x00" in body.username:  # PostgreSQL holds no NUL, so nobody is called that
        raise InvalidCredentials
    manager = ensure_manager(
        check_password(request, username=body.username, password=body.password)
    )
    reporting.release(client_id=body.till, waiting=body.waiting, manager=manager)
    return {"released_by": manager.username}
