"""Where a request says its act came from: headers that only our own till pages send."""

from datetime import datetime
from uuid import UUID

from django.http import HttpRequest

from core_app.errors import ValidationFailed
from core_app.idempotency import Origin
from staff_app.authorship import author_behind
from staff_app.models import User
from staff_app.rights import ensure_seller
from tills_app.models import LARGEST_SEQUENCE

_MOST_DIGITS = len(str(LARGEST_SEQUENCE))


def author_and_origin(
    request: HttpRequest, caller: User, occurred_at: datetime | None
) -> tuple[User, Origin]:
    """Return who did the act and where it came from.

    A till's act belongs to whoever tapped it (`X-Act-Author`, signed), whoever is logged in when
    it is sent; both must be allowed to sell. Raises ValidationFailed, Forbidden.
    """
    word = request.headers.get("X-Act-Author")
    author = author_behind(word) if word else caller
    sender = None
    if author.pk != caller.pk:
        sender = ensure_seller(caller)
    return author, origin_of(request, occurred_at, sender)


def origin_of(
    request: HttpRequest, occurred_at: datetime | None, sender: User | None = None
) -> Origin:
    """Return where the caller's act came from. Raises ValidationFailed."""
    return Origin(_till(request), _sequence(request), occurred_at, sender)


def _till(request: HttpRequest) -> UUID | None:
    text = request.headers.get("X-Till")
    try:
        return UUID(text) if text else None
    except ValueError:
        raise ValidationFailed(fields={"X-Till": "ต้องเป็น UUID"}) from None


def _sequence(request: HttpRequest) -> int | None:
    text = request.headers.get("X-Till-Act")
    if not text:
        return None
    digits = text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS
    if not (digits and 1 <= int(text) <= LARGEST_SEQUENCE):
        raise ValidationFailed(fields={"X-Till-Act": "ต้องเป็นจำนวนเต็มตั้งแต่ 1"})
    return int(text)
