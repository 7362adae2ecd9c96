"""The diary: who did what to which row."""

from typing import Any

from core_app.logs import current_request_id
from core_app.models import AuditEvent


def record(*, action: str, subject: str, subject_id: int, staff, **details: Any) -> None:
    """Write one audit row in the caller's transaction.

    `details` must be plain JSON values (money as numbers through money.as_number).
    """
    AuditEvent.objects.create(
        action=action,
        subject=subject,
        subject_id=subject_id,
        staff=staff,
        details=details,
        request_id=current_request_id(),
    )
