"""Rush hour: many tills do anything to a few tables at once, and often send a thing twice."""

import random
from collections.abc import Callable
from functools import partial

import pytest
from django.http import HttpResponse

from orders_app.commands import adding
from orders_app.models import Order
from tests.cast import Cast, TableFactory
from tests.program import Program, new_key
from tests.races import guards_off
from tests.races.racing import (
    assert_books_are_right,
    followed_by,
    found_kinds,
    meeting,
    patiently,
    race,
)

pytestmark = pytest.mark.django_db(transaction=True)

TILLS, COMMANDS = 6, 20
SENT_TWICE = 0.3
SENDS = 5  # a busy database answers 503, and the till sends again


class BusyTill:
    """A till that picks what to do from what stands on a random table."""

    def __init__(self, cast: Cast, table_ids: list[int], seed: int):
        self.cast, self.table_ids = cast, table_ids
        self.random = random.Random(seed)
        self.program = Program(cast.manager)
        self.statuses: list[int] = []

    def work(self) -> list[int]:
        """Do some commands; return the statuses of their answers."""
        for _ in range(COMMANDS):
            path, body = self.something()
            body["idempotency_key"] = new_key()
            first = self.send(path, body)
            if first.status_code < 500 and self.random.random() < SENT_TWICE:
                assert self.send(path, body).content == first.content
        return self.statuses

    def something(self) -> tuple[str, dict]:
        table_id = self.random.choice(self.table_ids)
        order = Order.objects.filter(table=table_id, status="open").first()
        if order is None:
            return "/orders", {"table_id": table_id}
        commands: list[Callable[[Order], tuple[str, dict]]] = [self.add, self.void, self.pay]
        return self.random.choice([*commands, *commands, self.cancel])(order)

    def add(self, order: Order) -> tuple[str, dict]:
        items = [{"menu_id": self.cast.satay.pk, "qty": self.random.randint(1, 3)}]
        return f"/orders/{order.pk}/items", {"items": items}

    def void(self, order: Order) -> tuple[str, dict]:
        item = order.items.filter(voided_at=None).first()
        if item is None:
            return self.add(order)
        return f"/orders/{order.pk}/items/{item.pk}/void", {"reason": "ครัวไม่ได้ทำ"}

    def pay(self, order: Order) -> tuple[str, dict]:
        body = {"payment_method": "cash", "amount_received": 10_000, "confirmed": True}
        return f"/orders/{order.pk}/pay", body

    def cancel(self, order: Order) -> tuple[str, dict]:
        return f"/orders/{order.pk}/cancel", {"reason": "ลูกค้ากลับ"}

    def send(self, path: str, body: dict) -> HttpResponse:
        for _ in range(SENDS):
            answer = self.program.post(path, body)
            if answer.status_code != 503:
                break
        self.statuses.append(answer.status_code)
        return answer


def rush(cast: Cast) -> set[int]:
    """Let all tills work at once; return the statuses they were answered."""
    table_ids = [cast.table.pk, cast.other_table.pk, TableFactory().pk]
    tills = [BusyTill(cast, table_ids, seed) for seed in range(TILLS)]
    return set().union(*race(*[till.work for till in tills]))


def test_without_the_lock_tills_that_add_at_once_overwrite_each_others_total(
    cast, program, monkeypatch
):
    order_id, items = program.open(cast), [{"menu_id": cast.satay.pk, "qty": 1}]
    guards_off.one_transaction_off(monkeypatch)
    guards_off.order_lock_off(monkeypatch, lambda look: look)
    # All have summed the lines before one adds its own; whoever writes last, its sum is too small.
    all_summed = followed_by(adding.dishes_and_sum, meeting(TILLS))
    monkeypatch.setattr(adding, "dishes_and_sum", all_summed)
    till = Program(cast.manager)
    add = partial(till.command, f"/orders/{order_id}/items", items=items)
    race(*[partial(patiently, add)] * TILLS)
    assert found_kinds() == {"total_differs"}


def test_rush_hour_leaves_the_books_right(cast):
    statuses = rush(cast)
    assert {200, 201, 409} <= statuses
    assert max(statuses) < 500
    assert_books_are_right()
