"""The weather of a bad day: gusts of faults, no network, a Wi-Fi page, power cuts of the server,
and its data taken back to a copy."""

import time
from collections import Counter
from collections.abc import Callable
from random import Random
from threading import Event

from tests.browser.faults.plans import seeded
from tests.browser.faults.power import power_cut
from tests.browser.faults.proxy import FaultyProxy, calm
from tests.browser.faults.restores import Restores
from tests.server import RealServer

LONGEST = {"gusts": 20.0, "down": 4.0, "portal": 3.0, "power cut": 1.5, "calm": 10.0}  # seconds
# Where tills get commands through, the weather turns when so many more were kept, however slow the
# machine is; the rest goes by the clock.
COMMANDS = {"gusts": 6, "calm": 2}
LOOK = 0.1  # seconds


def blow(
    proxy: FaultyProxy,
    server: RealServer,
    random: Random,
    over: Event,
    count: Callable[[], int],
    restores: Restores | None = None,
) -> Counter:
    """Let one kind of weather follow the other until `over`, every kind once in each round.

    `count` tells how many commands were kept so far; with `restores` each round takes a copy of the
    shop's data or puts it back. Returns how often each kind came. Afterwards the network is well
    and the server runs.
    """
    came: Counter = Counter()
    while not over.is_set():
        if restores:
            came[restores.happen()] += 1
        for kind in random.sample(list(LONGEST), len(LONGEST)):
            seconds = random.uniform(0.3, 1.0) * LONGEST[kind]
            proxy.plan = calm if kind == "calm" else seeded(f"{random.random()}")
            if over.is_set():
                break
            came[kind] += 1
            if kind == "power cut":
                with power_cut(server):
                    over.wait(seconds)
                continue
            {"down": proxy.down, "portal": proxy.portal}.get(kind, proxy.up)()
            _wait(seconds, over, count, count() + COMMANDS.get(kind, 10**6))
            proxy.up()
    proxy.plan = calm
    return came


def _wait(seconds: float, over: Event, count: Callable[[], int], enough: int) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until and count() < enough and not over.wait(LOOK):
        pass
