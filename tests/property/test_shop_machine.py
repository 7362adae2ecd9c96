"""A shop driven at random: whatever happens in whatever order, the books are right after each step.

Real commands, real commits, each example on an emptied shop. A plain Python model says how each
command must be answered and what must then stand in the tables; the ledger adds everything up
again.
"""

import os
from collections.abc import Callable
from decimal import Decimal
from functools import partial

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from core_app.errors import PosError
from core_app.idempotency import Answer
from core_app.money import LARGEST
from menu_app.models import MenuItem, Station
from operations_app.management.commands.prune_keys import prune
from orders_app.commands.adding import add_items
from orders_app.commands.cancelling import cancel_order
from orders_app.commands.declaration import Command
from orders_app.commands.opening import open_order
from orders_app.commands.paying import pay_order
from orders_app.commands.voiding import void_item
from orders_app.models import Order, OrderItem, Payment
from tables_app.models import Table
from tests.cast import Cast, TableFactory
from tests.doing import do
from tests.program import new_key
from tests.property.shop_model import OK, DishModel, LineModel, OrderModel, ShopModel
from tests.races import schema_guards
from tests.races.racing import assert_books_are_right

SETTINGS = settings(
    max_examples=40,
    stateful_step_count=30,
    deadline=None,
    print_blob=True,
    database=None,
    derandomize="CI" in os.environ,  # a red build must be red again when it is run again
    suppress_health_check=[HealthCheck.too_slow],
)
# Numbers of tables.
IN_USE, RETIRED, UNKNOWN = (0, 1, 2), 3, 4
SATANG = Decimal("0.01")

prices = st.decimals(min_value=0, max_value=Decimal("99999.99"), places=2)
dish_numbers = st.integers(0, 2)
made_at = st.sets(st.sampled_from([0, 1]))  # numbers of stations
requests = st.lists(st.tuples(dish_numbers, st.integers(1, 999)), min_size=1, max_size=4)
# Mostly what can be done is done; one time in four anything.
sensible = st.sampled_from([True, True, True, False])
picks = st.tuples(st.integers(0, 5), sensible)


class ShopMachine(RuleBasedStateMachine):
    """Two cashiers and a manager, who do anything at any time."""

    def __init__(self, cast: Cast, more_tables: list[Table]):
        super().__init__()
        schema_guards.empty_the_shop()
        Table.objects.update(status=Table.Status.AVAILABLE)
        MenuItem.objects.update(price=60, active=True)
        names = ("ครัวร้อน", "บาร์น้ำ")
        self.stations = [Station.objects.get_or_create(name=name)[0] for name in names]
        self.cast = cast
        tables = [cast.table, cast.other_table, *more_tables]
        self.table_ids = [table.pk for table in tables] + [10**9]
        self.menu_ids = [cast.pad_thai.pk, cast.lime_juice.pk, cast.satay.pk]
        self.model = ShopModel(
            dishes=[DishModel(Decimal(60)) for _ in self.menu_ids], no_tables={RETIRED, UNKNOWN}
        )
        self.answered: list[tuple[Callable[..., Answer], Answer]] = []

    @rule(table=picks)
    def open(self, table):
        table = self.pick_table(table)
        expected = self.model.expect_open(table)
        body = self.command(expected, open_order, table_id=self.table_ids[table])
        if body:
            self.opened(table, body)

    @initialize(where=st.lists(made_at, min_size=3, max_size=3))
    def furnish_the_kitchen(self, where):
        for dish, stations in enumerate(where):
            self.make_elsewhere(dish, stations)

    @rule(dish=dish_numbers, stations=made_at)
    def make_elsewhere(self, dish, stations):
        """The kitchen's law holds whatever stations a dish has when it is ordered."""
        chosen = [self.stations[each] for each in sorted(stations)]
        MenuItem.objects.get(pk=self.menu_ids[dish]).stations.set(chosen)

    @initialize(table=st.sampled_from(IN_USE), request=requests)
    def seat_the_first_guests(self, table, request):
        self.open_with_items(table, request)

    @rule(table=picks, request=requests)
    def seat_more_guests(self, table, request):
        self.open_with_items(self.pick_table(table), request)

    @rule(order=picks, request=requests)
    def add(self, order, request):
        order_id = self.pick_order(order)
        expected = self.model.expect_add(order_id, request)
        body = self.command(expected, add_items, order_id, items=self.lines(request))
        if body:
            self.added(order_id, body, request)

    @rule(order=picks, pick=st.integers(0, 3), qty=st.sampled_from([None, None, 1, 1, 2, 999]))
    def void(self, order, pick, qty):
        order_id = self.pick_order(order)
        of_any_order = [item for order in self.model.orders.values() for item in order.lines]
        choice = [*self.model.orders[order_id].lines, *of_any_order, 10**9]
        item_id = choice[pick % len(choice)]
        expected = self.model.expect_void(order_id, item_id, qty)
        told = {"reason": "ครัวไม่ได้ทำ"} | ({} if qty is None else {"qty": qty})
        if self.command(expected, void_item, order_id, item_id, **told):
            line = self.model.orders[order_id].lines[item_id]
            line.voided += qty or line.left

    @rule(
        order=picks,
        method=st.sampled_from(["cash", "qr", "card"]),
        tender=st.sampled_from(["exact", "more", "exact", "more", "short", "none", "far more"]),
        shown=st.sampled_from(["none", "exact", "none", "exact", "more"]),
        confirmed=st.booleans(),
    )
    def pay(self, order, method, tender, shown, confirmed):
        order_id = self.pick_order(order)
        order = self.model.orders[order_id]
        received, on_screen = amount(tender, order.total), amount(shown, order.total)
        expected = self.model.expect_pay(order_id, method, received, on_screen, confirmed)
        told = {"payment_method": method, "amount_received": received}
        told |= {"expected_total": on_screen, "confirmed": confirmed}
        body = self.command(expected, pay_order, order_id, **told)
        if body:
            order.status = "paid"
            change = Decimal(str(body["amount_received"])) - order.total
            assert Decimal(str(body["change"])) == change

    @rule(order=picks, by_manager=sensible)
    def cancel(self, order, by_manager):
        order_id = self.pick_order(order)
        expected = self.model.expect_cancel(order_id, by_manager)
        staff = self.cast.manager if by_manager else self.cast.cashier
        if self.command(expected, cancel_order, order_id, reason="ลูกค้ากลับ", staff=staff):
            self.model.orders[order_id].status = "cancelled"

    @rule(dish=dish_numbers, price=prices, on_sale=st.integers(0, 3))
    def change_the_menu(self, dish, price, on_sale):
        self.model.dishes[dish] = DishModel(price, bool(on_sale))
        changed = MenuItem.objects.filter(pk=self.menu_ids[dish])
        changed.update(price=price, active=bool(on_sale))

    @precondition(lambda self: self.answered)
    @rule(pick=st.integers(0, 30))
    def send_again(self, pick):
        call, first = self.answered[pick % len(self.answered)]
        again = call()
        assert (again.status, again.replayed) == (first.status, True)
        if again.text != first.text:  # pruned meanwhile: answered from the order
            assert first.ok
            assert again.body["order_id"] == first.body["order_id"]

    @precondition(lambda self: self.answered)
    @rule(pick=st.integers(0, 30))
    def use_a_key_for_something_else(self, pick):
        call, _ = self.answered[pick % len(self.answered)]
        with pytest.raises(PosError, match="คำสั่งนี้ถูกประมวลผลแล้ว"):
            do(open_order, key=call.keywords["key"], staff=self.cast.cashier, table_id=10**9)

    @rule()
    def prune_answers(self):
        prune(older_than=timezone.now())

    @invariant()
    def the_tables_show_what_the_model_says(self):
        shown = {
            order.pk: (order.status, order.total_price, self.table_ids.index(order.table_id))
            for order in Order.objects.all()
        }
        assert shown == {
            order_id: (order.status, order.total, order.table)
            for order_id, order in self.model.orders.items()
        }
        occupied = Table.objects.filter(status=Table.Status.OCCUPIED).values_list("pk", flat=True)
        assert set(occupied) == {
            self.table_ids[order.table]
            for order in self.model.orders.values()
            if order.status == "open"
        }
        paid = Payment.objects.values_list("bill__order_id", "amount")
        assert sorted(paid) == sorted(
            (order_id, order.total)
            for order_id, order in self.model.orders.items()
            if order.status == "paid"
        )

    @invariant()
    def the_books_are_right(self):
        assert_books_are_right()

    def command(self, expected: str, command: Command, *ids: int, **told) -> dict | None:
        """Do a command under a new key, check how it is answered; return a success's body."""
        call = partial(do, command, *ids, **({"key": new_key(), "staff": self.cast.cashier} | told))
        answer, refused = None, None
        try:
            answer = call()
        except PosError as error:
            refused = error.code
        if answer is None:
            assert refused == expected
            return None
        self.answered.append((call, answer))
        assert (OK if answer.ok else answer.body["error"]) == expected
        assert not answer.replayed
        return answer.body if answer.ok else None

    def pick_table(self, pick: tuple[int, bool]) -> int:
        """Return a free table if that is sensible and there is one, else any number."""
        number, is_sensible = pick
        free = [table for table in IN_USE if self.model.order_on(table) is None]
        choice = free if is_sensible and free else [*IN_USE, RETIRED, UNKNOWN]
        return choice[number % len(choice)]

    def pick_order(self, pick: tuple[int, bool]) -> int:
        """Return an open order if that is sensible and there is one, else any order."""
        number, is_sensible = pick
        open_orders = [key for key, order in self.model.orders.items() if order.status == "open"]
        choice = open_orders if is_sensible and open_orders else list(self.model.orders)
        return choice[number % len(choice)]

    def open_with_items(self, table: int, request: list):
        """Open a table with its first lines: both or neither."""
        expected = self.model.expect_open(table)
        if expected == OK:
            expected = self.model.expect_lines(Decimal(0), request)
        told = {"table_id": self.table_ids[table], "items": self.lines(request)}
        body = self.command(expected, open_order, **told)
        if body:
            self.opened(table, body)
            self.added(body["order_id"], body, request)

    def lines(self, request: list) -> list[dict[str, int]]:
        return [{"menu_id": self.menu_ids[dish], "qty": qty} for dish, qty in request]

    def opened(self, table: int, body: dict) -> None:
        self.model.orders[body["order_id"]] = OrderModel(table)

    def added(self, order_id: int, body: dict, request: list) -> None:
        for item, (dish, qty) in zip(body["items"], request, strict=True):
            line = LineModel(self.model.dishes[dish].price, qty)
            self.model.orders[order_id].lines[item["id"]] = line


def amount(tender: str, total: Decimal) -> Decimal | None:
    """Return money that is too little, just right, too much, far too much, or none at all."""
    amounts = {
        "none": None,
        "short": max(total - SATANG, Decimal(0)),
        "exact": total,
        "more": min(total + Decimal("500.25"), LARGEST),
        "far more": min(total + Decimal("5000.01"), LARGEST),
    }
    return amounts[tender]


@pytest.fixture
def machine(cast) -> Callable[[], ShopMachine]:
    """Make machines for one shop: three tables in use and one that is not."""
    more_tables = [TableFactory(), TableFactory(active=False)]
    return lambda: ShopMachine(cast, more_tables)


@pytest.mark.django_db(transaction=True)
def test_whatever_happens_in_whatever_order_the_books_are_right(machine):
    run_state_machine_as_test(machine, settings=SETTINGS)
    assert_books_are_right()


@pytest.mark.django_db(transaction=True)
def test_the_machine_finds_a_bill_that_forgets_a_voided_line(machine, monkeypatch):
    monkeypatch.setattr(OrderItem, "left", property(lambda item: item.qty))
    quick = settings(SETTINGS, phases=[Phase.generate], report_multiple_bugs=False)
    with pytest.raises(AssertionError):
        run_state_machine_as_test(machine, settings=quick)
