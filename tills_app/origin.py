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
from tills_app.models import LARGEST_SEQUENCE


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
    sequence = _number(request, "X-Till-Act", LARGEST_SEQUENCE)
    return Origin(_till(request), sequence, occurred_at, sender)


def table_shown(request: HttpRequest) -> int | None:
    """Return the table whose page asks, if it tells one. Raises ValidationFailed."""
    return _number(request, "X-Till-Table", LARGEST_ID)


def _till(request: HttpRequest) -> UUID | None:
    text = request.headers.get("X-Till")
    try:
        return UUID(text) if text else None
    except ValueError:
        raise ValidationFailed(fields={"X-Till": "ต้องเป็น UUID"}) from None


def _number(request: HttpRequest, name: str, largest: int) -> int | None:
    text = request.headers.get(name)
    if not text:
        return None
    digits = text.isascii() and text.isdigit() and len(text) <= len(str(largest))
    if not (digits and 1 <= int(text) <= largest):
        raise ValidationFailed(fields={name: "ต้องเป็นจำนวนเต็มตั้งแต่ 1"})
    return int(text)
