"""The audit log: who did what to which row."""

from typing import Any

from core_app.idempotency import HERE, Origin
from core_app.logs import current_request_id
from core_app.models import AuditEvent


def record(
    *, action: str, subject: str, subject_id: int, staff, origin: Origin = HERE, **details: Any
) -> None:
    """Write one audit row in the caller's transaction.

    `origin` tells who sent the command, if not its author, from which device, and what was wrong
    with the device's word for its author. `details` must be plain JSON values (money as numbers
    through money.as_number).
    """
    if origin.author_doubt:
        details["author_doubt"] = origin.author_doubt
    if origin.claimed_author:
        details["claimed_author"] = origin.claimed_author
    AuditEvent.objects.create(
        action=action,
        subject=subject,
        subject_id=subject_id,
        staff=staff,
        sender=origin.sender,
        client_id=origin.client_id,
        details=details,
        request_id=current_request_id(),
    )
