"""A till whose network is the test's own."""

from collections.abc import Callable, Iterator

import pytest

from tests.browser.conftest import DESK
from tests.browser.faults import names
from tests.browser.faults.proxy import FaultyProxy
from tests.browser.till import Till

LIFETIME = 240  # seconds


@pytest.fixture
def proxy(server) -> Iterator[FaultyProxy]:
    """A network between the test and the shop that works until told otherwise."""
    with FaultyProxy(server.port, lifetime=LIFETIME) as running:
        yield running


@pytest.fixture
def window(proxy, chromium, sessions, books) -> Iterator[Callable[..., Till]]:
    """Open windows behind the proxy; what they say of a bad network is no trouble here.

    A script that breaks, a page that violates its policy and a 5xx still are.
    """
    opened: list[Till] = []

    def open_window(username: str = "staff001", **options) -> Till:
        options = {
            "viewport": DESK,
            "locale": "th-TH",
            "storage_state": sessions[username],
        } | options
        opened.append(Till(chromium.new_context(**options), proxy.url, patient=False))
        opened[-1].context.add_init_script(names.NO_WARNING)
        return opened[-1]

    yield open_window
    for till in opened:
        till.context.close()
    lines = [trouble for till in opened for trouble in till.troubles]
    assert [line for line in lines if "Failed to load resource" not in line] == []


@pytest.fixture
def till(window) -> Till:
    """The cashier's window, nowhere yet."""
    return window()
