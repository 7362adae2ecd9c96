"""Who tapped it: a signed word that a till keeps with every command until the command is sent.

A tablet changes hands. A command waiting on it belongs to whoever was logged in when it was tapped,
whoever is logged in when it goes out. The word is for one person on one device, and for what is
tapped there within three days. One that does not fit costs the authorship, never the command.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.core import signing

from core_app.errors import ValidationFailed
from core_app.models import AuditEvent
from staff_app.models import User

GOOD_FOR = timedelta(days=3)
CLOCK_TOLERANCE = timedelta(minutes=5)  # between a device's clock and ours

# Why a word does not fit, as the audit log keeps it.
UNKNOWN = "unknown_word"
OTHER_DEVICE = "word_of_another_device"
OTHER_TIME = "word_of_another_time"
ACCOUNT_CLOSED = "account_was_closed"
MAY_NOT_SELL = "author_may_not_sell"

_SALT = "staff_app.authorship.device"


@dataclass(frozen=True)
class Authorship:
    """What a word says: whom it names, if we signed it, and why it does not fit ("" = it fits)."""

    named: User | None
    doubt: str


def device_named(text: str | None) -> UUID | None:
    """Return the device that a header `X-Till` names, if it names one. Raises ValidationFailed."""
    try:
        return UUID(text) if text else None
    except ValueError:
        raise ValidationFailed(fields={"X-Till": "ต้องเป็น UUID"}) from None


def author_word(user: User, device: UUID, *, issued: datetime) -> str:
    """Return the signed word for what `user` taps on `device` from then on. It opens no door."""
    return _signer().sign_object([user.pk, device.hex, int(issued.timestamp())])


def author_behind(word: str, *, device: UUID | None, tapped_at: datetime) -> Authorship:
    """Return what a word is worth for a command tapped on `device` at `tapped_at` (corrected)."""
    try:
        user_id, device_hex, issued = _signer().unsign_object(word)
    except (signing.BadSignature, UnicodeEncodeError):  # the latter: half a pair of surrogates
        return Authorship(None, UNKNOWN)
    named = User.objects.filter(pk=user_id).first()
    if named is None:  # deleted, which is allowed as long as the server knows of nothing they did
        return Authorship(None, UNKNOWN)
    since = datetime.fromtimestamp(issued, UTC)
    if device is None or device.hex != device_hex:
        return Authorship(named, OTHER_DEVICE)
    if not since - CLOCK_TOLERANCE <= tapped_at <= since + GOOD_FOR:
        return Authorship(named, OTHER_TIME)
    return Authorship(named, _doubt_about(named, tapped_at))


def _doubt_about(named: User, tapped_at: datetime) -> str:
    if not named.sells:
        return MAY_NOT_SELL
    return "" if named.is_active or _was_open(named, tapped_at) else ACCOUNT_CLOSED


def _was_open(closed: User, moment: datetime) -> bool:
    """Tell whether the audit log knows that an account was closed only after `moment`."""
    closing = AuditEvent.objects.filter(
        subject="staff",
        subject_id=closed.pk,
        action="staff.changed",
        details__after__is_active=False,
    )
    last = closing.order_by("-pk").first()
    return last is not None and moment < last.created_at


def _signer() -> signing.Signer:
    return signing.Signer(salt=_SALT)
