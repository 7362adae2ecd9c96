"""The same shop with its guards off: the effect commits first, its key in a transaction after it,
and a line's name does not follow from the key.

`X-Kill: between` dies between the two. For tests only.
"""

from uuid import uuid4

from django.db import transaction

# This one makes Django ready for the imports below it.
from tests.races import killing_wsgi

# isort: split
from core_app import idempotency
from core_app.models import AuditEvent, IdempotencyKey
from orders_app.commands import adding

_asked_to_die: set[str] = set()  # keys


def effect_then_key(call, work, rebuild):
    """Look for the key; else do the work, commit, and then remember the key."""
    if IdempotencyKey.objects.filter(key=call.at.key).exists():
        return idempotency.replay(call, rebuild)
    with transaction.atomic():
        done = work(call.at)
        AuditEvent.objects.bulk_create(call.at.events)
    if call.at.key in _asked_to_die:
        killing_wsgi.die()
    with transaction.atomic():
        return idempotency.store(idempotency.claim(call), done, call, [])


def application(environ, start_response):
    """Serve a request; remember the key of one that asks to die."""
    if environ.get("HTTP_X_KILL") == "between":
        _asked_to_die.add(environ["HTTP_IDEMPOTENCY_KEY"])
    return killing_wsgi.application(environ, start_response)


idempotency.try_once = effect_then_key
adding.uuid5 = lambda *told: uuid4()
