"""A real shop with several workers and a monitor that reads it."""

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

import httpx

from tests.cast import PASSWORD
from tests.program import new_key
from tests.races.till import Shop
from tests.scrape import TOKEN, Scrape

PATIENCE_SECONDS = 90
PRICE = 60  # baht, the cast's pad thai


class MonitoredShop(Shop):
    """The shipped shop whose /metrics is open to TOKEN."""

    def __init__(self, database_url: str | None, wsgi: str, log_format: str):
        super().__init__(database_url, wsgi=wsgi)
        self.env |= {"METRICS_TOKEN": TOKEN, "LOG_FORMAT": log_format}

    def workers(self) -> set[int]:
        """Return the process ids of the living workers."""
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text()
        return set(map(int, children.split()))

    def metrics_folder(self) -> Path:
        """Return the folder in which the living workers count."""
        worker = min(self.workers())
        files = (Path(os.readlink(fd)) for fd in Path(f"/proc/{worker}/fd").iterdir())
        return next(file.parent for file in files if "pos-metrics-" in file.parent.name)

    def replace_workers(self, how: signal.Signals) -> None:
        """Kill every worker, or have the master replace them; wait until others serve."""
        before = self.workers()
        for pid in before if how == signal.SIGKILL else {self.pid}:
            os.kill(pid, how)
        deadline = time.monotonic() + PATIENCE_SECONDS
        while self.workers() & before or len(self.workers()) < len(before):
            assert time.monotonic() < deadline, self.log
            time.sleep(0.05)
        self._wait_until_healthy()


class Monitor:
    """A till and a scraper whose every request comes over a new connection: any worker answers."""

    def __init__(self, shop: MonitoredShop):
        self.shop = shop
        limits = httpx.Limits(max_keepalive_connections=0)
        self.client = httpx.Client(base_url=shop.url, timeout=60, limits=limits)
        cashier = {"username": "cashier", "password": PASSWORD}
        self.token = self.client.post("/auth/login", json=cashier).json()["token"]

    def __enter__(self) -> "Monitor":
        return self

    def __exit__(self, *exc_info) -> None:
        self.client.close()

    def scrape(self) -> Scrape:
        """Read the metrics."""
        answer = self.client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
        assert answer.status_code == 200, answer.text
        return Scrape(answer.text)

    def scrape_until(self, good: Callable[[Scrape], bool]) -> Scrape:
        """Read the metrics until they are as expected."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not good(page := self.scrape()):
            assert time.monotonic() < deadline, page.text
            time.sleep(0.2)
        return page

    def totals(self, name: str, *, scrapes: int = 10) -> set[float]:
        """Return what several scrapes in a row say of a figure."""
        return {self.scrape().total(name) for _ in range(scrapes)}

    def get(self, path: str) -> httpx.Response:
        """Look at something as the cashier."""
        return self.client.get(path, headers={"Authorization": f"Bearer {self.token}"})

    def command(self, path: str, body: dict) -> httpx.Response:
        """Do a command as the cashier."""
        headers = {"Authorization": f"Bearer {self.token}", "Idempotency-Key": new_key()}
        return self.client.post(path, json=body, headers=headers)

    def open_with_a_dish(self) -> int:
        """Open the table with one dish; return the order's id."""
        items = [{"menu_id": self.shop.dish_id, "qty": 1}]
        answer = self.command("/orders", {"table_id": self.shop.table_id, "items": items})
        assert answer.status_code == 201, answer.text
        return answer.json()["order_id"]

    def sell(self, count: int) -> list[httpx.Response]:
        """Sell one dish `count` times; return the answers to the payments."""
        paid = [
            self.command(f"/orders/{self.open_with_a_dish()}/pay", {"payment_method": "qr"})
            for _ in range(count)
        ]
        assert {answer.status_code for answer in paid} == {200}
        return paid
