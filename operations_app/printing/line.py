"""Bringing bytes to a printer, so that it is known what may have been printed (decision 41).

ESC/POS has no "it was printed" that all printers know. So we ask before the first byte whether the
printer can print, and after the last for an answer that comes in its turn. Between these two
questions nothing is certain, and nobody may send the same paper again by himself.
"""

import errno
import itertools
import time
from collections.abc import Callable
from typing import Literal, NamedTuple

from operations_app.printing import escpos
from operations_app.printing.addresses import check_address
from operations_app.printing.causes import Cause, sentence_of
from operations_app.printing.wire import Wire, open_wire

__all__ = [
    "LIMITS", "PRINTED", "SENT", "UNKNOWN", "Answers", "Cause", "Limits", "NothingSent", "Outcome",
    "check_address", "deliver", "hand_over", "probe", "sentence_of",
]  # fmt: skip

PRINTED, SENT, UNKNOWN = "printed", "sent", "unknown"
_CAUSES = {errno.EBUSY: Cause.BUSY, errno.EACCES: Cause.FORBIDDEN, errno.EPERM: Cause.FORBIDDEN}
# Of several troubles the one to tell: an open cover hides the paper, and any takes it off line.
_GRAVEST_FIRST = (Cause.COVER_OPEN, Cause.NO_PAPER, Cause.ERROR, Cause.OFFLINE)
_NOTICE_REST = 3  # bytes after the first of a notice


class NothingSent(Exception):
    """No byte of the paper has left: it may be tried again, here or at another printer."""

    def __init__(self, cause: str):
        super().__init__(cause)
        self.cause = cause


class Outcome(NamedTuple):
    """What became of bytes that went out, and why it is not known ("" where it is)."""

    state: Literal["printed", "sent", "unknown"]
    cause: str = ""


class Answers(NamedTuple):
    """What a printer answers at all. Only one that also tells its state `acknowledges`."""

    tells_state: bool
    acknowledges: bool


class Limits(NamedTuple):
    """How long is waited, in seconds."""

    connecting: float = 3
    state: float = 2  # three answers
    sending: float = 30  # all bytes and the answer to the last
    acknowledgement: float = 10  # of these


LIMITS = Limits()


def deliver(
    address: str,
    data: bytes,
    *,
    acknowledges: bool | None,
    about_to_send: Callable[[], None],
    limits: Limits = LIMITS,
) -> Outcome:
    """Bring bytes to the printer at `address`; raise NothingSent, or tell what became of them.

    `acknowledges` is what the set-up test found (None: not tested). `about_to_send` is called when
    the printer is ready, before the first byte; what it raises goes through, and nothing is sent.
    """
    with _reached(address, limits) as wire:
        return hand_over(
            wire, data, acknowledges=acknowledges, about_to_send=about_to_send, limits=limits
        )


def hand_over(
    wire: Wire,
    data: bytes,
    *,
    acknowledges: bool | None,
    about_to_send: Callable[[], None],
    limits: Limits = LIMITS,
) -> Outcome:
    """Do what `deliver` does, on an open wire."""
    _ensure_ready(wire, limits.state, may_be_silent=acknowledges is False)
    about_to_send()
    until = time.monotonic() + limits.sending
    try:
        if acknowledges is False:
            wire.write(data, until)
            wire.flush(until)
            return Outcome(SENT)
        wire.forget()  # an answer that came too late for an earlier paper
        wire.write(data + escpos.ACKNOWLEDGE, until)
        answer = _acknowledgement(wire, min(until, time.monotonic() + limits.acknowledgement))
        if answer is None:
            return Outcome(UNKNOWN, _state(wire, limits.state).trouble or Cause.NO_ANSWER)
        trouble = escpos.trouble_at_end(answer)
        return Outcome(UNKNOWN, trouble) if trouble else Outcome(PRINTED)
    except TimeoutError:
        return Outcome(UNKNOWN, Cause.SLOW)
    except OSError:
        return Outcome(UNKNOWN, Cause.HUNG_UP)


def probe(address: str, limits: Limits = LIMITS) -> Answers:
    """Find out, without paper, what a printer answers. Raises NothingSent where it is not reached
    or cannot print just now: it could not answer then."""
    with _reached(address, limits) as wire:
        tells_state = _ensure_ready(wire, limits.state, may_be_silent=True)
        if not tells_state:
            return Answers(tells_state=False, acknowledges=False)
        try:
            until = time.monotonic() + limits.acknowledgement
            wire.write(escpos.ACKNOWLEDGE, until)
            answer = _acknowledgement(wire, until)
        except OSError:
            raise NothingSent(Cause.BUSY) from None
        return Answers(tells_state=True, acknowledges=answer is not None)


def _reached(address: str, limits: Limits) -> Wire:
    try:
        return open_wire(check_address(address, is_this_machine_fine=True), limits.connecting)
    except ValueError:
        raise NothingSent(Cause.WRONG_ADDRESS) from None
    except OSError as failed:
        raise NothingSent(_CAUSES.get(failed.errno, Cause.UNREACHABLE)) from failed


def _ensure_ready(wire: Wire, seconds: float, *, may_be_silent: bool) -> bool:
    """Raise NothingSent unless the printer can print; return whether it said so."""
    try:
        state = _state(wire, seconds)
    except TimeoutError:  # it takes not even a question
        raise NothingSent(Cause.SILENT) from None
    except OSError:
        raise NothingSent(Cause.BUSY) from None
    if state.trouble:
        raise NothingSent(state.trouble)
    if not (state.is_told or may_be_silent):
        raise NothingSent(Cause.SILENT)
    return state.is_told


class _State(NamedTuple):
    trouble: str
    is_told: bool  # whole


def _state(wire: Wire, seconds: float) -> _State:
    """Ask one by one: an answer does not say which question it belongs to."""
    until = time.monotonic() + seconds
    troubles: set[str] = set()
    is_told = True
    for n in escpos.STATUSES:
        wire.write(escpos.status_request(n), until)
        answer = next(filter(escpos.is_status, wire.answers(until)), None)
        if answer is None:
            is_told = False
            break
        troubles.add(escpos.trouble_in(n, answer))
    return _State(next((cause for cause in _GRAVEST_FIRST if cause in troubles), ""), is_told)


def _acknowledgement(wire: Wire, until: float) -> int | None:
    """Return the answer to GS r; what comes unasked is passed over."""
    answers = wire.answers(until)
    for answer in answers:
        if escpos.begins_notice(answer):
            list(itertools.islice(answers, _NOTICE_REST))
        elif escpos.is_acknowledgement(answer):
            return answer
    return None
