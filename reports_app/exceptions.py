"""What of a business day a manager must look at (ต้องดู): the audit log marks it as it is written."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q, QuerySet

from core_app import audit_words, business_day
from core_app.models import AuditEvent
from staff_app.models import User


@dataclass(frozen=True)
class Kind:
    """One kind of what is to be looked at, and how often the day has it."""

    action: str
    count: int

    @property
    def word(self) -> str:
        return audit_words.action_word(self.action)


@dataclass(frozen=True)
class Line:
    """An event as the page tells it; `order` is the number of the order whose story holds more."""

    event: AuditEvent
    approver: str

    @property
    def word(self) -> str:
        return audit_words.action_word(self.event.action)

    @property
    def order(self) -> int | None:
        return self.event.subject_id if self.event.subject == "order" else None

    @property
    def sent_by(self) -> str:
        """Who sent it for whom it names, and from which device; "" where nobody did."""
        return audit_words.sender_text(self.event.sender, self.event.client_id)

    @property
    def told(self) -> str:
        named = {"approved_by": self.approver} if self.approver else {}
        return audit_words.details_text(self.event.subject, self.event.details | named)


def lines_of(events: Iterable[AuditEvent]) -> list[Line]:
    """Return events as the page tells them, managers who gave their word by name."""
    numbers = {event.details["approved_by"] for event in events if "approved_by" in event.details}
    names = {user.pk: str(user) for user in User.objects.filter(pk__in=numbers)}
    return [Line(event, names.get(event.details.get("approved_by"), "")) for event in events]


def of_day(day: date) -> QuerySet[AuditEvent]:
    """Return what a business day has to look at, newest first."""
    start, end = (business_day.start_of(each) for each in (day, day + timedelta(days=1)))
    within = Q(created_at__gte=start, created_at__lt=end)
    found = AuditEvent.objects.filter(within, is_notable=True)
    return found.select_related("staff", "sender").order_by("-created_at", "-pk")


def kinds_of(actions: list[str]) -> list[Kind]:
    """Return how often each kind is among these actions, the most frequent first."""
    counted = {action: actions.count(action) for action in dict.fromkeys(actions)}
    return [Kind(*each) for each in sorted(counted.items(), key=lambda each: -each[1])]
