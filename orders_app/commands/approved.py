"""What a seller may do with a manager's word alone: taking back what was ordered.

Decided under the order's lock, where the amount is what it is.
"""

from decimal import Decimal
from typing import Any

from django.conf import settings

from core_app.moment import Moment
from orders_app.refusals import ApprovalNeeded
from staff_app import approvals
from staff_app.models import Approval


def needs_a_word(at: Moment, amount: Decimal, *, somebody_can: Any) -> bool:
    """Tell whether `amount` baht are taken back with a manager's word alone.

    `somebody_can` is what approvals.somebody_can asked the database. Nobody asks a manager, nor
    again for what was done before a restore.
    """
    if not somebody_can or at.author.is_manager or at.again is not None:
        return False
    return amount >= settings.APPROVAL_FROM


def use_word(
    at: Moment, subject: Approval.Subject, subject_id: int, amount: Decimal
) -> dict[str, Any]:
    """Use up the word given for this; return what the audit log hears. Raises ApprovalNeeded.

    Where no manager is in the house the log alone hears that there was none.
    """
    if settings.APPROVALS == approvals.LISTED:
        return {"unapproved": True}
    manager = approvals.consume(
        key=at.key, subject=subject, subject_id=subject_id, amount=amount, asked_by=at.author
    )
    if manager is None:
        raise ApprovalNeeded(subject, subject_id, amount, approvals.approvers())
    return {"approved_by": manager}
