"""A command that was done before the shop's data was taken back, and comes again from its device.

While the shop catches up it waits for its turn: each changed its order's version by one, so that
the version it had then tells whether those before it, of whichever device, are here. What is said
no to waits too, for what it is built on may still come. Afterwards it is decided as it stands.
"""

from collections.abc import Callable
from uuid import UUID

from core_app.errors import PosError
from core_app.idempotency import Done, Work
from core_app.moment import Moment
from devices_app import catching_up
from orders_app.models import Order
from orders_app.ordering.queries import named
from orders_app.refusals import StillCatchingUp


def in_its_turn(work: Callable[[Moment], Done], name: int | UUID | None) -> Work:
    """Return `work` on the order called `name` (None: it opens one) as it is done a second time.

    It raises StillCatchingUp, which is not stored, while it may not be done yet.
    """
    # Asked before the work: after a failed one nothing can be, and what comes meanwhile may help.
    epoch = catching_up.ongoing()

    def do(at: Moment) -> Done:
        if epoch and name is not None and not _is_its_turn(name, at):
            raise StillCatchingUp(sent_again=epoch.sent_again)
        try:
            done = work(at)
        except PosError as refusal:
            if epoch is None:
                raise
            raise StillCatchingUp(sent_again=epoch.sent_again) from refusal
        catching_up.came_again()
        return done

    return do


def _is_its_turn(name: int | UUID, at: Moment) -> bool:
    """Tell whether its order, if it is here, has come as far as it had before the command."""
    version = Order.objects.filter(**named(name)).values_list("version", flat=True).first()
    return version is None or version + 1 >= at.again
