"""The shop's books as a program sees them: what really was sold, whatever a screen says."""

import uuid
from typing import Any

import httpx


class Books:
    """A manager's program beside the tills."""

    def __init__(self, url: str, username: str = "manager001", password: str = "demo1234"):
        self.http = httpx.Client(base_url=url, timeout=10)
        login = {"username": username, "password": password}
        token = self._done(self.http.post("/auth/login", json=login))["token"]
        self.http.headers["authorization"] = f"Bearer {token}"

    @staticmethod
    def _done(answer: httpx.Response) -> Any:
        assert answer.is_success, answer.text
        return answer.json()

    def command(self, path: str, **body: Any) -> dict[str, Any]:
        """Do something under a new key."""
        key = str(uuid.uuid4())
        return self._done(self.http.post(path, json={"idempotency_key": key, **body}))

    def open(self, table_id: int, *dishes: tuple[int, int]) -> int:
        """Open a table with dishes (id, quantity); return the order's id."""
        order_id = self.command("/orders", table_id=table_id)["order_id"]
        if dishes:
            self.add(order_id, *dishes)
        return order_id

    def add(self, order_id: int, *dishes: tuple[int, int]) -> None:
        """Add dishes to an order."""
        lines = [{"menu_id": menu_id, "qty": qty} for menu_id, qty in dishes]
        self.command(f"/orders/{order_id}/items", items=lines)

    def pay(self, order_id: int, received: int) -> None:
        """Take cash for an order."""
        self.command(f"/orders/{order_id}/pay", payment_method="cash", amount_received=received)

    def orders(self, **query: Any) -> list[dict[str, Any]]:
        """Return orders with their lines, newest first."""
        found = self._done(self.http.get("/orders", params=query))["orders"]
        return [self._done(self.http.get(f"/orders/{each['order_id']}")) for each in found]

    def device_number(self, client_id: str, last_tapped: int) -> int:
        """Tell the last command a device numbered; return the number managers know it by."""
        told = {"till": client_id, "last_tapped": last_tapped, "waiting": 0}
        return self._done(self.http.post("/tills/report", json=told))["till_number"]

    def close_all(self) -> None:
        """Free every table, so that the next test finds the shop as this one did."""
        for order in self._done(self.http.get("/orders", params={"status": "open"}))["orders"]:
            self.command(f"/orders/{order['order_id']}/cancel", reason="จบการทดสอบ")
