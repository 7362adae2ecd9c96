"""A till that keeps a request until it is answered, as the browser's outbox does. Real HTTP."""

import time

import httpx

from tests.cast import PASSWORD
from tests.program import new_key
from tests.server import RealServer

PATIENCE_SECONDS = 15
SEED = (
    "from tests.cast import make_cast; cast = make_cast(); print(cast.table.pk, cast.pad_thai.pk)"
)


class Shop(RealServer):
    """A real server with the cast in it; its numbers are kept for the tills."""

    def __init__(self, database_url: str | None, wsgi: str):
        self.table_id = self.dish_id = 0
        super().__init__(database_url, wsgi=wsgi, workers=3, prepare=Shop.seed, static=False)

    def seed(self) -> None:
        """Put the cast into the database, from a process of its own."""
        numbers = self.manage("shell", "--no-imports", "-c", SEED).stdout.split()
        self.table_id, self.dish_id = map(int, numbers)


class Till:
    """The cashier's till in `shop`."""

    def __init__(self, shop: Shop):
        self.shop = shop
        self.client = httpx.Client(base_url=shop.url, timeout=10)
        login = self.client.post("/auth/login", json={"username": "cashier", "password": PASSWORD})
        self.client.headers["Authorization"] = f"Bearer {login.json()['token']}"

    def send(self, path: str, body: dict, key: str, **headers: str) -> httpx.Response:
        """Send a command once."""
        return self.client.post(path, json=body, headers={"Idempotency-Key": key} | headers)

    def insist(self, path: str, body: dict, key: str) -> httpx.Response:
        """Send a command under one key until it is answered."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                answer = self.send(path, body, key)
            except httpx.TransportError:
                if time.monotonic() > deadline:
                    raise
            else:
                if answer.status_code != 503 or time.monotonic() > deadline:
                    return answer
            time.sleep(0.1)

    def open(self) -> int:
        """Open the table; return the order's id."""
        return self.insist("/orders", {"table_id": self.shop.table_id}, new_key()).json()[
            "order_id"
        ]

    def lines(self, order_id: int) -> list[dict]:
        """Return the order's lines as they stand."""
        return self.client.get(f"/orders/{order_id}").json()["items"]
