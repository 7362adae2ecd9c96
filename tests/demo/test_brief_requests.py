"""The brief's own example requests, word for word, on a fresh demo."""

import json

import pytest
from django.core.management import call_command
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.fixture
def client_of_the_brief(settings) -> Client:
    """A program in front of a freshly loaded demo."""
    settings.DEMO = True
    call_command("load_demo", verbosity=0)
    return Client()


def post(client: Client, path: str, text: str, token: str = "") -> dict:
    """POST JSON text as it stands; return the answer's body."""
    headers = {"authorization": f"Bearer {token}"} if token else {}
    answer = client.post(path, text, content_type="application/json", headers=headers)
    assert answer.status_code in (200, 201), answer.content
    return json.loads(answer.content)


def test_the_briefs_lunch_is_sold_word_for_word(client_of_the_brief: Client, settings):
    client = client_of_the_brief
    password = json.dumps(settings.DEMO_PASSWORD)
    login = post(client, "/auth/login", f'{{"username": "staff001", "password": {password}}}')
    assert login["user"] == {"id": 1, "username": "staff001", "role": "cashier"}
    token = login["token"]

    headers = {"authorization": f"Bearer {token}"}
    tables = json.loads(client.get("/tables", headers=headers).content)["tables"]
    assert tables[0] == {"id": 1, "name": "โต๊ะ 1", "status": "available"}

    opening = '{"table_id": 1, "idempotency_key": "uuid-12345"}'
    opened = post(client, "/orders", opening, token)
    assert (opened["table_id"], opened["status"], opened["total_price"]) == (1, "open", 0)
    order = f"/orders/{opened['order_id']}"

    lines = """{
      "items": [
        {"menu_id": 5, "qty": 2},
        {"menu_id": 10, "qty": 1}
      ],
      "idempotency_key": "uuid-67890"
    }"""
    added = post(client, f"{order}/items", lines, token)
    names = [(line["menu_id"], line["name"], line["qty"], line["price"]) for line in added["items"]]
    assert names == [(5, "ผัดไทย", 2, 60), (10, "น้ำมะนาว", 1, 25)]
    assert added["total_price"] == 145

    money = """{
      "payment_method": "cash",
      "amount_received": 200,
      "idempotency_key": "uuid-11111"
    }"""
    paid = post(client, f"{order}/pay", money, token)
    assert (paid["status"], paid["total_price"]) == ("paid", 145)
    assert (paid["amount_received"], paid["change"]) == (200, 55)
