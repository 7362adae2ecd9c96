"""Sells a small evening with a release that has landed and writes its database down as SQL.

    cd RELEASE && python PATH/tests/migration/make_shop.py FOLDER

RELEASE is a checkout of that release, FOLDER where `sqlite.sql` and `sqlite.json` go (with
DATABASE_URL: `postgresql.sql` and `postgresql.json`). Nothing of today's release is imported:
README.md says which one was taken.
"""

import json
import os
import re
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, os.getcwd())
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pos_project.settings")
os.environ |= {"VAR_DIR": tempfile.mkdtemp(prefix="pos-landed-"), "DEMO": "1"}
os.environ.setdefault("SECRET_KEY", "only-for-this-" + "0123456789" * 5)

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.auth import get_user_model  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402

settings.ALLOWED_HOSTS.append("testserver")
DEVICE = "11111111-2222-4333-8444-555555555555"
DISHES = [{"menu_id": 1, "qty": 2}, {"menu_id": 5, "qty": 1}]


class Evening:
    """Staff who sell under numbered keys; every request is kept with its answer."""

    def __init__(self):
        self.client, self.tokens, self.sent, self.keys = Client(), {}, [], 0

    def token(self, username: str) -> str:
        if username not in self.tokens:
            login = {"username": username, "password": settings.DEMO_PASSWORD}
            answer = self.client.post("/auth/login", login, content_type="application/json")
            self.tokens[username] = answer.json()["token"]
        return self.tokens[username]

    def post(self, request: dict):
        """Send a request as it was kept."""
        headers = request["headers"] | {"Authorization": f"Bearer {self.token(request['by'])}"}
        body = json.dumps(request["body"])
        return self.client.post(
            request["path"], body, content_type="application/json", headers=headers
        )

    def command(self, path: str, *, by: str = "staff001", headers: dict | None = None, **body):
        """Do something under the next key; return the answer's JSON."""
        self.keys += 1
        body |= {"idempotency_key": f"landed-{self.keys:04}"}
        request = {"path": path, "by": by, "headers": headers or {}, "body": body}
        answer = self.post(request)
        self.sent.append(request)
        return answer.json()

    def open(self, table: int, **more) -> int:
        return self.command("/orders", table_id=table, items=DISHES, **more)["order_id"]

    def pay(self, order: int, received: int, **more) -> dict:
        body = {"payment_method": "cash", "amount_received": received} | more
        return self.command(f"/orders/{order}/pay", **body)

    def answers(self) -> list[dict]:
        """Send everything again; return the requests with what this release answers each."""
        kept = []
        for request in self.sent:
            answer = self.post(request)
            assert answer.headers["Idempotent-Replayed"] == "true", (request, answer.content)
            kept.append(request | {"status": answer.status_code, "text": answer.content.decode()})
        return kept


def sell(evening: Evening) -> None:
    """Sell, void, cancel, refuse, number, report."""
    paid = evening.open(1)
    evening.pay(paid, 1000)
    call_command("prune_keys", "--days=0", stdout=sys.stderr)  # the first two lose their texts

    by_card = evening.open(2)
    evening.command(f"/orders/{by_card}/pay", payment_method="card")
    left = evening.open(3)
    evening.command(f"/orders/{left}/cancel", by="manager001", reason="ลูกค้ากลับไปแล้ว")
    evening.open(1)  # stays open

    empty = evening.command("/orders", table_id=4)["order_id"]
    added = evening.command(f"/orders/{empty}/items", items=[*DISHES, {"menu_id": 9, "qty": 3}])
    line = added["items"][0]["id"] if "items" in added else 1
    evening.command(f"/orders/{empty}/items/{line}/void", reason="สั่งผิด")  # open, one line void
    evening.command("/orders", table_id=4)  # refused: occupied
    evening.pay(empty, 1)  # refused: too little
    evening.pay(paid, 1000)  # refused: paid
    evening.command(f"/orders/{left}/items", items=DISHES)  # refused: cancelled

    for number, table in enumerate((5, 6), start=1):
        evening.open(table, headers={"X-Till": DEVICE, "X-Till-Act": str(number)})
    told = {"till": DEVICE, "waiting": 1}
    for path, body in (
        ("report", told | {"last_tapped": 4, "clock_offset": 0}),
        ("set-aside", {"till": DEVICE, "sequence": 3, "reason": "ลูกค้าเปลี่ยนใจ"}),
        ("lost", {"till": DEVICE, "acts": [{"sequence": 4, "label": "โต๊ะ 7"}]}),
    ):
        request = {"path": f"/tills/{path}", "by": "staff001", "headers": {}, "body": body}
        assert evening.post(request).status_code == 200, path


def dump() -> str:
    """Return the database as SQL that makes it again in an empty one."""
    if connection.vendor == "sqlite":
        with sqlite3.connect(settings.DATABASES["default"]["NAME"]) as database:
            return "\n".join(database.iterdump()) + "\n"
    command = ["pg_dump", "--inserts", "--no-owner", "--no-privileges", os.environ["DATABASE_URL"]]
    text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    left = re.compile(r"^(--.*|SET .*|\\.*|SELECT pg_catalog\.set_config.*|)\n", re.MULTILINE)
    return left.sub("", text)


def main(folder: Path) -> None:
    """Make the shop, see that its ledger is right, and write it down."""
    call_command("migrate", verbosity=0)
    call_command("load_demo", stdout=sys.stderr)
    evening = Evening()
    sell(evening)
    answers = evening.answers()
    call_command("check_ledger", stdout=sys.stderr)  # ends us when something is wrong
    get_user_model().objects.update(password="!", is_demo=False)  # logs nobody in
    (folder / f"{connection.vendor}.sql").write_text(dump())
    text = json.dumps(answers, ensure_ascii=False, indent=1)
    (folder / f"{connection.vendor}.json").write_text(text + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve())
