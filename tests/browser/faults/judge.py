"""After a bad day: does what the tills say agree with what is in the database?

Every act a till ever kept must still be there; what it shows as saved is in the books exactly
once, and nothing is in the books that no till knows of.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from tests.browser.faults import names
from tests.server import RealServer

_READ = """
import json
from core_app.models import IdempotencyKey
from orders_app.models import Order, OrderItem, Payment
since = {since}
keys = IdempotencyKey.objects.all()
orders = Order.objects.filter(pk__gt=since).values_list("pk", "table_id")
lines = OrderItem.objects.filter(order_id__gt=since)
payments = Payment.objects.filter(order_id__gt=since)
print(json.dumps({{
    "keys": [[k.key, k.status, k.result_id, bool(k.client_id), k.answer] for k in keys],
    "orders": [list(order) for order in orders],
    "lines": [[each.order_id, each.menu_id, each.qty, str(each.price)] for each in lines],
    "payments": [[each.order_id, str(each.amount_received)] for each in payments],
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
    acts: list[dict[str, Any]]
    saving: str = ""  # what its bar says of saving
    refused_shown: int = 0  # refused acts on its screen
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


def complaints(tills: list[TillRecord], books: BooksRecord, since: int = 0) -> list[str]:
    """Return a sentence for everything on which the tills and the books do not agree."""
    found = [f"{till.name}: {text}" for till in tills for text in _about_till(till, books)]
    return found + list(_about_orders(tills, books, since))


def _about_till(till: TillRecord, books: BooksRecord) -> Iterator[str]:
    now = {act["key"]: act for act in till.acts}
    for key, state in till.seen.items():
        if key not in now:
            yield f"act {key} was kept here ({state}) and is gone"
        elif state in names.ENDED and now[key]["state"] != state:
            yield f"act {key} was {state} and is {now[key]['state']}"
    for act in till.acts:
        yield from _about_act(act, books.keys.get(act["key"]), books)
    refused = [act for act in till.acts if act["state"] == names.REFUSED]
    if len(refused) != till.refused_shown:
        yield f"{len(refused)} acts were refused and {till.refused_shown} are shown as refused"
    waiting = [act for act in till.acts if act["state"] == names.WAITING]
    if (waiting or refused) and names.SAVED in till.saving:
        yield f"says {till.saving!r} while {len(waiting)} wait and {len(refused)} are undecided"
    first_refused = {act["chain"] for act in refused}
    for act in waiting:
        if act["chain"] not in first_refused:
            yield f"act {act['seq']} ({act['label']}) waits although nothing holds it back"


def _about_act(act: dict[str, Any], key: Key | None, books: BooksRecord) -> Iterator[str]:
    name = f"act {act['seq']} ({act['kind']}, {act['key']})"
    done_there = key is not None and key.done
    if act["state"] == names.DONE and not done_there:
        yield f"{name} is shown as saved and is not in the database"
    elif act["state"] != names.DONE and done_there:
        yield f"{name} is {act['state']} here and done in the database"
    elif done_there and key.order is not None:
        if act["answer"]["order_id"] != key.order:
            yield f"{name} was told order {act['answer']['order_id']}, it is {key.order}"
        if str(books.tables.get(key.order)) != str(act["table"]):
            yield f"{name} of table {act['table']} is on table {books.tables.get(key.order)}"


def _about_orders(tills: list[TillRecord], books: BooksRecord, since: int) -> Iterator[str]:
    """What the acts of all tills add up to is what stands in the books, order by order."""
    lines: dict[int, Counter] = defaultdict(Counter)
    payments: dict[int, list[Decimal]] = defaultdict(list)
    opened: Counter = Counter()
    for order, act in _done(tills, books):
        lines[order].update(_lines_of(act["body"].get("items", [])))
        opened[order] += act["kind"] == "open"
        if act["kind"] == "pay":
            payments[order].append(_received(act))
    for order in sorted(set(books.tables) | set(lines)):
        if order <= since:
            continue
        if opened[order] != 1:
            yield f"order {order} was opened by {opened[order]} acts"
        stand = books.lines.get(order, Counter())
        for missing in (lines[order] - stand).elements():
            yield f"order {order}: {_say(missing)} was sent and is not in the books"
        for extra in (stand - lines[order]).elements():
            yield f"order {order}: {_say(extra)} is in the books and no act ordered it"
        paid, booked = sorted(payments[order]), sorted(books.payments.get(order, []))
        if paid != booked:
            yield f"order {order}: paid {[*map(str, paid)]}, in the books {[*map(str, booked)]}"


def _done(tills: list[TillRecord], books: BooksRecord) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield every act that the database has, with its order: a till's, or one sent as a form."""
    for till in tills:
        for act in till.acts:
            key = books.keys.get(act["key"])
            if key is not None and key.done and key.order is not None:
                yield key.order, act
    for key in books.keys.values():
        if key.done and key.order is not None and not key.from_a_till:
            yield key.order, _act_of_form(json.loads(key.answer))


def _act_of_form(answer: dict[str, Any]) -> dict[str, Any]:
    """Return a form's act as its stored answer tells it: without its script a page keeps none."""
    if "paid_at" in answer:
        return {"kind": "pay", "body": {"amount_received": answer["amount_received"]}}
    kind = "open" if "created_at" in answer else "items"
    return {"kind": kind, "body": {"items": answer.get("items") or []}}


def _lines_of(items: list[dict[str, Any]]) -> Iterator[Line]:
    for item in items:
        yield item["menu_id"], item["qty"], _baht(item["price"])


def _received(act: dict[str, Any]) -> Decimal:
    """Return the money an act says was taken; QR and card take exactly the total."""
    body = act["body"]
    return _baht(body.get("amount_received", body.get("expected_total")))


def _baht(amount: Any) -> Decimal:
    return Decimal(str(amount)).quantize(Decimal("0.01"))


def _say(line: Line) -> str:
    dish, qty, price = line
    return f"{qty} × dish {dish} at {price}"
