"""Where a request says its command came from: headers that only our own device pages send."""

from dataclasses import replace
from datetime import datetime
from urllib.parse import unquote

from django.http import HttpRequest
from django.utils import timezone

from core_app.errors import Forbidden, ValidationFailed
from core_app.fields import LARGEST_ID
from core_app.idempotency import Origin
from devices_app.models import LARGEST_SEQUENCE
from staff_app.authorship import author_behind, device_named
from staff_app.models import User
from staff_app.rights import ensure_seller

_NOBODY = "ไม่ทราบว่าใครเป็นผู้ทำรายการนี้ กรุณานำเข้าใหม่โดยเติม --sender ชื่อผู้จัดการ"


def author_and_origin(
    request: HttpRequest, caller: User, occurred_at: datetime | None
) -> tuple[User, Origin]:
    """Return who did the command and where it came from.

    A device's command belongs to whoever tapped it (`X-Act-Author`, signed), whoever is logged in
    when it is sent. Raises ValidationFailed, Forbidden when the sender may not sell.
    """
    origin = origin_of(request, occurred_at)
    word = request.headers.get("X-Act-Author")
    return author_by(word, sender=caller, origin=origin) if word else (caller, origin)


def author_by(word: str, *, sender: User | None, origin: Origin) -> tuple[User, Origin]:
    """Return who did a command that carries `word`, and its origin with a differing sender.

    A page without a word yet says its user's name, which proves nothing. A word that does not fit
    costs the authorship, never the command: then it is the sender's, and the origin says why.
    Raises Forbidden when the sender may not sell, or when there is nobody to do it.
    """
    told = author_behind(word, device=origin.client_id, tapped_at=origin.tapped_at(timezone.now()))
    if sender and (told.named == sender or unquote(word) == sender.username):
        return sender, origin
    if told.doubt and sender is None:
        raise Forbidden(_NOBODY)
    if sender:
        ensure_seller(sender)
    if told.doubt:
        claimed = str(told.named or "")
        return sender, replace(origin, author_doubt=told.doubt, claimed_author=claimed)
    return told.named, replace(origin, sender=sender)


def origin_of(request: HttpRequest, occurred_at: datetime | None) -> Origin:
    """Return where the caller's command came from. Raises ValidationFailed."""
    sequence = _number(request, "X-Till-Act", LARGEST_SEQUENCE)
    return Origin(device_named(request.headers.get("X-Till")), sequence, occurred_at)


def table_shown(request: HttpRequest) -> int | None:
    """Return the table whose page asks, if it tells one. Raises ValidationFailed."""
    return _number(request, "X-Till-Table", LARGEST_ID)


def _number(request: HttpRequest, name: str, largest: int) -> int | None:
    text = request.headers.get(name)
    if not text:
        return None
    digits = text.isascii() and text.isdigit() and len(text) <= len(str(largest))
    if not (digits and 1 <= int(text) <= largest):
        raise ValidationFailed(fields={name: "ต้องเป็นจำนวนเต็มตั้งแต่ 1"})
    return int(text)
