"""Where a request says its act came from: headers that only our own till pages send."""

from datetime import datetime
from uuid import UUID

from django.http import HttpRequest

from core_app.errors import ValidationFailed
from core_app.fields import LARGEST_ID
from core_app.idempotency import Origin
from staff_app.authorship import author_behind
from staff_app.models import User
from staff_app.rights import ensure_seller

_MOST_DIGITS = 19


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
    client_id, sequence = _till(request), _sequence(request)
    return author, Origin(client_id, sequence, occurred_at, sender)


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
    plain = text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS
    if not plain or not 0 < int(text) <= LARGEST_ID:
        raise ValidationFailed(fields={"X-Till-Act": "ต้องเป็นจำนวนเต็มตั้งแต่ 1"})
    return int(text)
