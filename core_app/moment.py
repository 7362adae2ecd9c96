"""Who does something, from where and when: made once at the door, passed down, never ambient."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from core_app.logs import current_request_id
from core_app.models import AuditEvent


@dataclass(frozen=True)
class Moment:
    """A command's author and key, and where it came from, as its device tells it.

    `sequence` is the device's own count (1, 2, 3 …), by which a gap is noticed. `occurred_at` is
    when it was tapped, as the device tells: kept, never trusted for order. `sender` is who was
    logged in when it was sent, if that is not the author. `author_doubt` says why the device's
    word for another author did not fit, so that the command is the sender's, and `claimed_author`
    whom that word named. `again` is for a command that was done before the shop's data was taken
    back: the version that its order had after it then, which says whether its turn has come.
    """

    author: Any
    key: str
    device: UUID | None = None
    sequence: int | None = None
    occurred_at: datetime | None = None
    sender: Any = None
    author_doubt: str = ""
    claimed_author: str = ""
    again: int | None = None
    events: list[AuditEvent] = field(default_factory=list, compare=False, repr=False)

    @property
    def is_numbered(self) -> bool:
        """Tell whether a device's own numbered command it is."""
        return self.device is not None and self.sequence is not None

    def tapped_at(self, now: datetime) -> datetime:
        """Return when it was tapped, in the shop's time: `now` unless a device tells, never later.

        Our devices correct their clock by the server's before they tell a time, by the offset that
        they measured, and tell with their next report. A program's word for another time is kept
        with its key, and counts for nothing.
        """
        is_told = self.is_numbered or self.again is not None
        return min(self.occurred_at or now, now) if is_told else now

    def record(
        self,
        *,
        action: str,
        subject: str,
        subject_id: int,
        is_notable: bool = False,
        **details: Any,
    ) -> None:
        """Collect one event for the audit log; all of them are written with the command's result.

        A manager must look at what `is_notable`, and at what was sent in another's name. `details`
        must be plain JSON values (money as numbers through money.as_number).
        """
        doubts = {"author_doubt": self.author_doubt, "claimed_author": self.claimed_author}
        details |= {name: text for name, text in doubts.items() if text}
        details |= {} if self.again is None else {"again": True}
        self.events.append(
            AuditEvent(
                action=action,
                subject=subject,
                subject_id=subject_id,
                staff=self.author,
                sender=self.sender,
                client_id=self.device,
                details=details,
                request_id=current_request_id(),
                is_notable=is_notable or bool(self.author_doubt) or self.sender is not None,
            )
        )
