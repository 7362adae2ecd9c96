"""What the shipped server writes to its log, in both forms, and what it never writes."""

import json
import re

import pytest

from tests.cast import PASSWORD
from tests.monitoring.shop import Monitor, MonitoredShop
from tests.scrape import TOKEN

LINE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d{4} \[([A-Z]+)\] (.+) request_id=(\S+)")
SECRET = "what-only-this-guest-says"


class Evening:
    """A sale, a refusal and a few attacks; the log they left."""

    def __init__(self, shop: MonitoredShop):
        self.shop = shop
        with Monitor(shop) as monitor:
            (self.paid,) = monitor.sell(1)
            self.order_id = monitor.open_with_a_dish()
            little = {"payment_method": "cash", "amount_received": 1}
            self.refused = monitor.command(f"/orders/{self.order_id}/pay", little)
            enough = {"payment_method": "cash", "amount_received": 100}
            monitor.command(f"/orders/{self.order_id}/pay", enough)
            attack(monitor)
        self.secrets = [PASSWORD, TOKEN, SECRET, monitor.token, shop.env["SECRET_KEY"]]
        self.log = shop.log


def attack(monitor: Monitor) -> None:
    """Send secrets and forged lines by every way there is; the log-in page fails with a 500."""
    client = monitor.client
    wrong = {"username": f"x\n2026-01-21T19:30:00+0700 [INFO] {SECRET}", "password": SECRET}
    assert client.post("/auth/login", json=wrong).status_code == 401
    # This shop has no collected static files: a page is a fault of ours, with a traceback.
    assert client.post("/pos/login/", data=wrong).status_code in (403, 500)
    assert client.get("/pos/login/").status_code == 500
    client.post("/orders", content=SECRET.encode())
    monitor.command("/orders", {"table_id": SECRET})
    client.get("/tables", headers={"X-Request-ID": f"{SECRET}\t[INFO]"})
    client.get("/metrics", headers={"Authorization": f"Bearer {SECRET}"})


@pytest.fixture(scope="module", params=["json", "line"])
def evening(request) -> Evening:
    """An evening in the shop whose log has this form."""
    return Evening(request.getfixturevalue("shop" if request.param == "json" else "forgetful_shop"))


def said(evening: Evening) -> list[tuple[str, str, str]]:
    """Return (level, message, request id) of every line; each must be whole."""
    lines = evening.log.splitlines()
    if evening.shop.env["LOG_FORMAT"] == "json":
        read = [json.loads(line) for line in lines]
        return [(each["level"], each["message"], each["request_id"]) for each in read]
    # Lines of a traceback stand back; nothing that a user sends can make one that does not.
    found = [LINE.fullmatch(line) for line in lines if not line.startswith("    ")]
    return [match.groups() for match in found]


def test_every_line_has_the_one_form_gunicorns_own_too(evening):
    messages = [message for _, message, _ in said(evening)]
    assert any(message.startswith("Booting worker") for message in messages)
    assert any(message.startswith("Listening at") for message in messages)


def test_an_order_a_payment_and_a_refusal_stand_in_it(evening):
    lines, paid = said(evening), evening.paid
    order_id, table_id = paid.json()["order_id"], evening.shop.table_id
    assert evening.refused.json()["error"] == "INSUFFICIENT_AMOUNT"
    created = f"Order created: order_id={order_id}, table_id={table_id}"
    assert [line[0] for line in lines if line[1] == created] == ["INFO"]
    sold = f"Payment processed: order_id={order_id}, method=qr, amount=60"
    assert ("INFO", sold, paid.headers["X-Request-ID"]) in lines
    failed = f"Payment failed: order_id={evening.order_id}, error=insufficient_amount"
    assert ("ERROR", failed, evening.refused.headers["X-Request-ID"]) in lines


def test_no_secret_and_no_body_stands_in_it(evening):
    assert [secret for secret in evening.secrets if secret in evening.log] == []
    assert '"items"' not in evening.log
    assert "amount_received" not in evening.log


def test_the_database_is_spoken_of_without_its_password(evening):
    url = evening.shop.env.get("DATABASE_URL", "")
    password = re.search(r":([^:@/]+)@", url)
    assert not password or password[1] not in evening.log
