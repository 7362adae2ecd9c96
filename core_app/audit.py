"""The audit log of what no command does: a manager's form, a machine, a device's report."""

from typing import Any

from core_app.logs import current_request_id
from core_app.models import AuditEvent


def record(
    *,
    action: str,
    subject: str,
    subject_id: int,
    staff,
    is_notable: bool = False,
    **details: Any,
) -> None:
    """Write one audit row in the caller's transaction; a command collects its own (Moment.record).

    A manager must look at what `is_notable`. `details` must be plain JSON values (money as numbers
    through money.as_number).
    """
    AuditEvent.objects.create(
        action=action,
        subject=subject,
        subject_id=subject_id,
        staff=staff,
        details=details,
        request_id=current_request_id(),
        is_notable=is_notable,
    )
