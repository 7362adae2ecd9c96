"""Where a request says its command came from: headers that only our own device pages send."""

from dataclasses import replace
from datetime import datetime
from urllib.parse import unquote

from django.http import HttpRequest
from django.utils import timezone

from core_app.errors import Forbidden, ValidationFailed
from core_app.fields import LARGEST_ID
from core_app.moment import Moment
from devices_app import catching_up
from devices_app.models import LARGEST_SEQUENCE
from staff_app.authorship import author_behind, device_named
from staff_app.rights import ensure_seller

AGAIN = "X-Till-Again"  # the version its order had after it
_NOBODY = "ไม่ทราบว่าใครเป็นผู้ทำรายการนี้ กรุณานำเข้าใหม่โดยเติม --sender ชื่อผู้จัดการ"


def moment_of(request: HttpRequest, *, key: str, occurred_at: datetime | None) -> Moment:
    """Return the moment of a command that is its caller's own. Raises ValidationFailed."""
    sequence = _number(request, "X-Till-Act", LARGEST_SEQUENCE)
    device = device_named(request.headers.get("X-Till"))
    again = _number(request, AGAIN, LARGEST_SEQUENCE) if device else None
    if again is not None and not _was_before_a_restore(occurred_at):
        again = None
    return Moment(request.auth, key, device, sequence, occurred_at, again=again)


def _was_before_a_restore(moment: datetime | None) -> bool:
    """Tell whether a command of that moment may have been lost by a restore of these days."""
    epoch = catching_up.restored()
    return epoch is not None and moment is not None and moment < epoch.began_at


def tapped_moment_of(
    request: HttpRequest, *, key: str, occurred_at: datetime | None, waits: bool
) -> Moment:
    """Return the moment of a command, which `waits` on its device or not.

    One that may have waited, or comes again after a restore, belongs to whoever tapped it
    (`X-Act-Author`, signed), whoever is logged in when it is sent; any other to its caller. Raises
    ValidationFailed, Forbidden when the sender may not sell.
    """
    at = moment_of(request, key=key, occurred_at=occurred_at)
    word = request.headers.get("X-Act-Author")
    return authored(at, word) if word and (waits or at.again is not None) else at


def authored(at: Moment, word: str) -> Moment:
    """Return the moment of a command that carries `word`; `at.author` is its sender, None = nobody.

    A page without a word yet says its user's name, which proves nothing. A word that does not fit
    costs the authorship, never the command: then it is the sender's, and the moment says why.
    Raises Forbidden when the sender may not sell, or when there is nobody to do it.
    """
    sender = at.author
    told = author_behind(word, device=at.device, tapped_at=at.tapped_at(timezone.now()))
    if sender and (told.named == sender or unquote(word) == sender.username):
        return at
    if told.doubt and sender is None:
        raise Forbidden(_NOBODY)
    if sender:
        ensure_seller(sender)
    if told.doubt:
        return replace(at, author_doubt=told.doubt, claimed_author=str(told.named or ""))
    return replace(at, author=told.named, sender=sender)


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
