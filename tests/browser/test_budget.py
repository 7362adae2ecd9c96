"""What a till screen may weigh on its first visit, with an empty cache: the shop's Wi-Fi is slow.

Counted in a real browser, from the bodies as they came over the wire (gzip), until the page rests.
"""

from collections import Counter
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Request

from tests.browser.device import hold_clock
from tests.browser.till import Till

pytestmark = pytest.mark.browser

KILOBYTE = 1024
MOST_REQUESTS = 20
MOST_BYTES = {"script": 30 * KILOBYTE, "stylesheet": 12 * KILOBYTE, "font": 50 * KILOBYTE}


@dataclass
class Load:
    """What a page fetched: how many requests, how many bytes of each kind of file."""

    requests: int = 0
    weight: Counter = field(default_factory=Counter)

    def excess(self) -> list[str]:
        """Return a sentence for every budget that is overdrawn."""
        found = [
            f"{kind}: {self.weight[kind]} bytes of {most}"
            for kind, most in MOST_BYTES.items()
            if self.weight[kind] > most
        ]
        if self.requests > MOST_REQUESTS:
            found.append(f"{self.requests} requests of {MOST_REQUESTS}")
        return found


def cold_load(till: Till, path: str) -> Load:
    """Open `path` in a window without a past and weigh what comes.

    Its clock is held: on a slow machine it would begin to follow the shop before it rests, or to
    fetch what it needs without a service worker. What a worker fetches for its cache is left out:
    nobody waits for that.
    """
    finished: list[Request] = []

    def note(request: Request) -> None:
        finished.append(request)

    till.context.on("requestfinished", note)
    hold_clock(till).open(path)
    till.page.evaluate("document.fonts.ready.then(() => true)")
    till.page.wait_for_load_state("networkidle")
    load = Load()
    for request in [each for each in finished if not each.service_worker]:
        load.requests += 1
        load.weight[request.resource_type] += request.sizes()["responseBodySize"]
    print(f"{path}: {load.requests} requests, {dict(load.weight)}")
    return load


def test_the_map_is_light_on_a_first_visit(till):
    assert cold_load(till, "/pos/").excess() == []


def test_the_pad_is_light_on_a_first_visit(till):
    assert cold_load(till, "/pos/tables/1/").excess() == []


def test_the_payment_pad_is_light_on_a_first_visit(till, books):
    order = books.open(1, (5, 2))
    assert cold_load(till, f"/pos/orders/{order}/pay/").excess() == []


def test_the_scale_sees_scripts_styles_fonts_and_the_page_itself(till):
    load = cold_load(till, "/pos/tables/1/")
    assert {"document", "script", "stylesheet", "font"} <= set(load.weight)
    assert all(load.weight[kind] > 0 for kind in MOST_BYTES)


def test_one_byte_or_one_request_too_many_is_said():
    full = Load(MOST_REQUESTS, Counter(MOST_BYTES))
    assert full.excess() == []
    full.requests += 1
    full.weight["font"] += 1
    assert full.excess() == ["font: 51201 bytes of 51200", "21 requests of 20"]
