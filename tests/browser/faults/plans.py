"""Plans of bad networks: drawn from a seed, or aimed at one kind of request."""

import re
from collections.abc import Iterator
from random import Random

from tests.browser.faults.proxy import CALM, DROP, LOSE, Fault, Kind, Plan

# How often a request meets a fault. Files of the page come once and are kept by the browser: were
# they lost as often as commands, hardly any page would ever start.
ACT_FAULTS = 0.35
PAGE_FAULTS = 0.12
FILE_FAULTS = 0.01
LONGEST_DELAY = 1.2  # seconds
MOST_BYTES = 1400  # of an answer that is cut off
SHORTEST_BODY = 40  # bytes, of a command's answer

COMMANDS = re.compile(r"^/orders(/[^/]+/(items|pay))?$")


def is_command(method: str, path: str) -> bool:
    """Tell whether a request is a command of a till: open, add or pay."""
    return method == "POST" and bool(COMMANDS.match(path))


def seeded(seed: str) -> Plan:
    """Return a plan that strikes at random, the same way for the same seed."""
    random = Random(seed)

    def plan(method: str, path: str) -> Fault:
        if is_command(method, path):
            often = ACT_FAULTS
        else:
            often = FILE_FAULTS if path.startswith("/static/") else PAGE_FAULTS
        # Drawn whether they are used or not, so that the n-th request meets the n-th draw.
        luck, number = random.random(), random.randrange(len(Kind))
        faults = (
            DROP,
            LOSE,
            Fault(Kind.CUT, random.randint(1, MOST_BYTES)),
            Fault(Kind.MAIM, random.randint(1, SHORTEST_BODY)),
            Fault(Kind.DELAY, random.uniform(0.05, LONGEST_DELAY)),
        )
        return faults[number % len(faults)] if luck < often else CALM

    return plan


def on_commands(*faults: Fault) -> Plan:
    """Return a plan for the next commands, one fault for each; everything else passes."""
    left: Iterator[Fault] = iter(faults)

    def plan(method: str, path: str) -> Fault:
        return next(left, CALM) if is_command(method, path) else CALM

    return plan


def no_command_passes(method: str, path: str) -> Fault:
    """Let everything through but the commands themselves: they gather on the till."""
    return DROP if is_command(method, path) else CALM
