"""What the shop's monitor hears of the trade: payments as they end, orders as they stand."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from uuid import UUID

from django.db import DatabaseError, InterfaceError
from django.db.models import Count, Min, Q
from django.utils import timezone
from prometheus_client import Counter

from core_app.database import answer_to
from core_app.errors import PosError, RequestInProgress, ServerError
from core_app.idempotency import Answer
from core_app.metrics import REGISTRY, Reading
from orders_app.models import Order, PaymentMethod
from orders_app.refusals import StillCatchingUp

log = logging.getLogger(__name__)

STUCK_AFTER = timedelta(hours=2)  # the owner's figure: guests rarely sit longer

_USUAL_REASONS = (
    "insufficient_amount", "implausible_amount", "order_empty", "order_not_open", "total_changed",
    "network_timeout", "server_error",
)  # fmt: skip

PAYMENTS = Counter("pos_payments", "Payments taken.", ("method",), registry=REGISTRY)
MONEY = Counter("pos_payments_baht", "Money taken, in baht.", ("method",), registry=REGISTRY)
REFUSED = Counter(
    "pos_payments_refused",
    "Payments asked for and not taken, with the reason; repeats not counted.",
    ("method", "reason"),
    registry=REGISTRY,
)


def _begin_at_zero() -> None:
    """Show each figure from the start: Prometheus sees one grow, it does not see one appear."""
    for method in PaymentMethod.values:
        PAYMENTS.labels(method)
        MONEY.labels(method)
        for reason in _USUAL_REASONS:
            REFUSED.labels(method, reason)


_begin_at_zero()


def payment_counted(order_id: int | UUID, method: str, ask: Callable[[], Answer]) -> Answer:
    """Do a payment by `ask`, and count and log once how it ended: it is committed by then."""
    with _failures_counted(order_id, method):
        answer = ask()
    if answer.ok and not answer.replayed:
        PAYMENTS.labels(method).inc()
        MONEY.labels(method).inc(answer.body["total_price"])
    elif not answer.replayed:
        _count_refused(order_id, method, answer.body["error"].lower())
    return answer


def _count_refused(order_id: int | UUID, method: str, reason: str) -> None:
    REFUSED.labels(method, reason).inc()
    log.error("Payment failed: order_id=%s, error=%s", order_id, reason)


@contextmanager
def _failures_counted(order_id: int | UUID, method: str) -> Iterator[None]:
    """Count and log whatever breaks a payment off, and let it pass.

    All but RequestInProgress: that payment is being taken, by the request that came first. And but
    StillCatchingUp: it is tried again every few seconds until the others' commands are here.
    """
    reason = ServerError.code
    try:
        yield
        reason = ""
    except PosError as error:
        reason = "" if isinstance(error, RequestInProgress | StillCatchingUp) else error.code
        raise
    except (DatabaseError, InterfaceError) as error:
        reason = (answer_to(error) or ServerError).code
        raise
    finally:
        if reason:
            _count_refused(order_id, method, reason.lower())


def readings() -> Iterator[Reading]:
    """Yield how orders stand now."""
    now = timezone.now()
    stands = Order.objects.filter(status=Order.Status.OPEN).aggregate(
        count=Count("pk"),
        oldest=Min("created_at"),
        stuck=Count("pk", filter=Q(created_at__lt=now - STUCK_AFTER)),
    )
    age = (now - stands["oldest"]).total_seconds() if stands["oldest"] else 0
    yield Reading("pos_orders_open", "Orders open now.", stands["count"])
    yield Reading("pos_orders_stuck", "Orders open for more than two hours.", stands["stuck"])
    yield Reading(
        "pos_orders_oldest_open_age_seconds", "Age of the oldest open order; 0 without one.", age
    )
