"""A program that sells through the JSON API: what the API tests speak with."""

import json
import uuid
from typing import Any

from django.http import HttpResponse
from django.test import Client

from staff_app.models import User
from staff_app.tokens import issue_token
from tests.cast import Cast


def new_key() -> str:
    """Return a key no command has used."""
    return str(uuid.uuid4())


class Program:
    """A client with a Bearer token of `staff` (None = nobody)."""

    def __init__(self, staff: User | None):
        self.client = Client(raise_request_exception=False)
        self.headers = {"authorization": f"Bearer {issue_token(staff)}"} if staff else {}

    def get(self, path: str, **headers: str) -> HttpResponse:
        """GET `path`."""
        return self.client.get(path, headers=self.headers | headers)

    def post(self, path: str, body: Any = None, **headers: str) -> HttpResponse:
        """POST `body`: bytes and text as they are, anything else as JSON."""
        data = body if isinstance(body, str | bytes) else json.dumps(body)
        return self.client.post(
            path, data, content_type="application/json", headers=self.headers | headers
        )

    def command(self, path: str, **body: Any) -> HttpResponse:
        """POST a command under a new key, unless the body brings one."""
        return self.post(path, {"idempotency_key": new_key(), **body})

    def open(self, cast: Cast) -> int:
        """Open the cast's table; return the order's id."""
        answer = self.command("/orders", table_id=cast.table.pk)
        assert answer.status_code == 201, answer.content
        return answer.json()["order_id"]

    def open_with_lunch(self, cast: Cast) -> int:
        """Open the cast's table with the brief's lunch, 145 baht; return the order's id."""
        order_id = self.open(cast)
        lunch = [
            {"menu_id": cast.pad_thai.pk, "qty": 2},
            {"menu_id": cast.lime_juice.pk, "qty": 1},
        ]
        answer = self.command(f"/orders/{order_id}/items", items=lunch)
        assert answer.status_code == 201, answer.content
        return order_id
