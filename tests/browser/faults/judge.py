"""After a bad day: does what the tills say agree with what is in the database?

Every command a till ever kept must still be there; what it shows as saved is in the books exactly
once, and nothing is in the books that no till knows of.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from tests.browser.faults import names
from tests.browser.faults.outbox import unhindered
from tests.server import RealServer

_READ = """
import json
from core_app.models import IdempotencyKey
from orders_app.models import Order, OrderItem, Payment
since = {since}
keys = IdempotencyKey.objects.all()
orders = Order.objects.filter(pk__gt=since).values_list("pk", "table_id")
lines = OrderItem.objects.filter(order_id__gt=since)
payments = Payment.objects.filter(bill__order_id__gt=since).select_related("bill")
print(json.dumps({{
    "keys": [[k.key, k.status, k.result_id, bool(k.client_id), k.answer] for k in keys],
    "orders": [list(order) for order in orders],
    "lines": [[each.order_id, each.menu_id, each.qty, str(each.price)] for each in lines],
    "payments": [[each.bill.order_id, str(each.amount_received)] for each in payments],
}}))
"""

_LAST = """
from django.db.models import Max
from orders_app.models import Order
print(Order.objects.aggregate(last=Max("pk"))["last"] or 0)
"""

Line = tuple[int, int, Decimal]  # dish, quantity, price


@dataclass
class TillRecord:
    """What one till knows at the end of the day, and what it ever showed."""

    name: str
    commands: list[dict[str, Any]]
    saving: str = ""  # what its bar says of saving
    refused_shown: int = 0  # refused commands on its screen
    seen: dict[str, str] = field(
        default_factory=dict
    )  # key → the last state it was seen in, or the first final one


@dataclass(frozen=True)
class Key:
    """One key in the database, and whether a till's script sent it (a bare form does not say)."""

    status: int
    order: int | None
    from_a_till: bool
    answer: str

    @property
    def done(self) -> bool:
        return self.status < 400


@dataclass
class BooksRecord:
    """What is in the database: keys, and orders with their table, lines and payments."""

    keys: dict[str, Key]
    tables: dict[int, int]
    lines: dict[int, Counter]
    payments: dict[int, list[Decimal]]


def last_order(server: RealServer) -> int:
    """Return the number of the newest order, 0 without one: the day under trial begins after it."""
    return int(server.manage("shell", "--no-imports", "-c", _LAST).stdout)


def read_books(server: RealServer, since: int) -> BooksRecord:
    """Read the database in a process of its own: orders after `since`, and all keys."""
    found = json.loads(
        server.manage("shell", "--no-imports", "-c", _READ.format(since=since)).stdout
    )
    lines: dict[int, Counter] = defaultdict(Counter)
    for order, dish, qty, price in found["lines"]:
        lines[order][(dish, qty, _baht(price))] += 1
    payments: dict[int, list[Decimal]] = defaultdict(list)
    for order, received in found["payments"]:
        payments[order].append(_baht(received))
    return BooksRecord(
        keys={key: Key(*rest) for key, *rest in found["keys"]},
        tables=dict(found["orders"]),
        lines=lines,
        payments=payments,
    )


def complaints(
    tills: list[TillRecord], books: BooksRecord, since: int = 0, *, restored: bool = False
) -> list[str]:
    """Return a sentence for everything on which the tills and the books do not agree.

    In a shop that was `restored` what was saved may be refused the second time, onto the till's
    screen, and an order may have lost its table to others.
    """
    found = [
        f"{till.name}: {text}" for till in tills for text in _about_till(till, books, restored)
    ]
    return found + list(_about_orders(tills, books, since))


def _about_till(till: TillRecord, books: BooksRecord, restored: bool) -> Iterator[str]:
    now = {command["key"]: command for command in till.commands}
    for key, state in till.seen.items():
        if key not in now:
            yield f"command {key} was kept here ({state}) and is gone"
        elif restored and state == names.DONE:
            continue  # it came again, and what became of that is looked at below
        elif state in names.ENDED and now[key]["state"] != state:
            yield f"command {key} was {state} and is {now[key]['state']}"
    for command in till.commands:
        yield from _about_act(command, books.keys.get(command["key"]), books, restored)
    refused = [command for command in till.commands if command["state"] == names.REFUSED]
    if len(refused) != till.refused_shown:
        yield f"{len(refused)} commands were refused and {till.refused_shown} are shown as refused"
    waiting = [command for command in till.commands if command["state"] == names.WAITING]
    if (waiting or refused) and names.SAVED in till.saving:
        yield f"says {till.saving!r} while {len(waiting)} wait and {len(refused)} are undecided"
    for command in unhindered(till.commands):
        what = f"command {command['seq']} ({command['label']})"
        yield f"{what} waits although nothing holds it back"


def _about_act(
    command: dict[str, Any], key: Key | None, books: BooksRecord, restored: bool
) -> Iterator[str]:
    name = f"command {command['seq']} ({command['kind']}, {command['key']})"
    done_there = key is not None and key.done
    if command["state"] == names.DONE and not done_there:
        yield f"{name} is shown as saved and is not in the database"
    elif command["state"] != names.DONE and done_there:
        told = (command.get("answer") or {}).get("error", "no refusal")
        yield f"{name} is {command['state']} here and done in the database ({told})"
    elif done_there and key.order is not None:
        if command["answer"]["order_id"] != key.order:
            yield f"{name} was told order {command['answer']['order_id']}, it is {key.order}"
        table = books.tables.get(key.order)
        if str(table) != str(command["table"]) and not (restored and table is None):
            yield f"{name} of table {command['table']} is on table {table}"


def _about_orders(tills: list[TillRecord], books: BooksRecord, since: int) -> Iterator[str]:
    """What the commands of all tills add up to is what stands in the books, order by order."""
    lines: dict[int, Counter] = defaultdict(Counter)
    payments: dict[int, list[Decimal]] = defaultdict(list)
    opened: Counter = Counter()
    for order, command in _done(tills, books):
        lines[order].update(_lines_of(command["body"].get("items", [])))
        opened[order] += command["kind"] == "open"
        if command["kind"] == "pay":
            payments[order].append(_received(command))
    for order in sorted(set(books.tables) | set(lines)):
        if order <= since:
            continue
        if opened[order] != 1:
            yield f"order {order} was opened by {opened[order]} commands"
        stand = books.lines.get(order, Counter())
        for missing in (lines[order] - stand).elements():
            yield f"order {order}: {_say(missing)} was sent and is not in the books"
        for extra in (stand - lines[order]).elements():
            yield f"order {order}: {_say(extra)} is in the books and no command ordered it"
        paid, booked = sorted(payments[order]), sorted(books.payments.get(order, []))
        if paid != booked:
            yield f"order {order}: paid {[*map(str, paid)]}, in the books {[*map(str, booked)]}"


def _done(tills: list[TillRecord], books: BooksRecord) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield every command the database has, with its order: a till's, or one sent as a form."""
    for till in tills:
        for command in till.commands:
            key = books.keys.get(command["key"])
            if key is not None and key.done and key.order is not None:
                yield key.order, command
    for key in books.keys.values():
        if key.done and key.order is not None and not key.from_a_till:
            yield key.order, _command_of_form(json.loads(key.answer))


def _command_of_form(answer: dict[str, Any]) -> dict[str, Any]:
    """Return a form's command as its answer tells it: without its script a page keeps none."""
    if "paid_at" in answer:
        return {"kind": "pay", "body": {"amount_received": answer["amount_received"]}}
    kind = "open" if "created_at" in answer else "items"
    return {"kind": kind, "body": {"items": answer.get("items") or []}}


def _lines_of(items: list[dict[str, Any]]) -> Iterator[Line]:
    for item in items:
        yield item["menu_id"], item["qty"], _baht(item["price"])


def _received(command: dict[str, Any]) -> Decimal:
    """Return the money a command says was taken; QR and card take exactly the total."""
    body = command["body"]
    return _baht(body.get("amount_received", body.get("expected_total")))


def _baht(amount: Any) -> Decimal:
    return Decimal(str(amount)).quantize(Decimal("0.01"))


def _say(line: Line) -> str:
    dish, qty, price = line
    return f"{qty} × dish {dish} at {price}"
