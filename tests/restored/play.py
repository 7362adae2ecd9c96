"""One evening at random, taken back to a copy in its midst, and what the devices make of that."""

import random
from typing import Any

from devices_app import catching_up
from devices_app.models import Device as DeviceRow
from orders_app.models import Order, OrderItem
from orders_app.ordering.totals import count_and_sum
from tables_app.models import Table
from tests.cast import Cast
from tests.program import Program
from tests.races import schema_guards
from tests.restored.copies import take_copy
from tests.restored.device import Device
from tests.restored.judge import as_they_are, judge

ROUNDS = 40  # far more than any catching up takes
LONG_ENOUGH = 4  # rounds after which a manager loses patience


class Play:
    """A shop with three devices and few tables; everything that happens follows from `seed`."""

    def __init__(self, cast: Cast, tables: list[int], seed: int):
        schema_guards.empty_the_shop()
        DeviceRow.objects.all().delete()  # the shop would wait for those of the play before
        Table.objects.update(status=Table.Status.AVAILABLE)
        self.chance = random.Random(seed)
        self.cast, self.tables = cast, tables
        users = (cast.cashier, cast.other_cashier, cast.manager)
        self.devices = [Device(user) for user in users]
        self.excused: set[str] = set()
        self.unknown = self.chance.choice([*self.devices, *[None] * 12])
        for device in self.devices:
            if device is not self.unknown:  # by the copy, which expects nothing of it
                device.report()

    def run(self) -> None:
        """Have one such evening, or a second one after it, perhaps before the first is over."""
        for _ in range(self.chance.choice([1, 1, 2])):
            self.lose_some_hours()

    def lose_some_hours(self) -> None:
        """Sell, take the copy, sell on, lose that, catch up while guests go on, and judge."""
        self.sell(self.chance.randint(0, 8))
        restore = take_copy()
        self.sell(self.chance.randint(4, 22))
        before = as_they_are()
        restore()
        late = self.chance.choice(self.devices) if self.chance.random() < 0.2 else None
        for device in filter(None, [late, self.unknown]):
            self.excused |= {kept.order for kept in device.history}
        self.catch_up([device for device in self.devices if device is not late], misses=late)
        if late:
            catching_up.end(manager=self.cast.manager)
            self.catch_up([late])
        for _ in range(ROUNDS):
            for device in self.devices:
                device.send_history()
            if not any(device.left for device in self.devices):
                break
        judge(before, self.devices, excused=self.excused)

    def catch_up(self, devices: list[Device], misses: Device | None = None) -> None:
        """Let devices hear of the restore one after the other, and all send, in any order; where
        the shop `misses` one it is not over by itself."""
        deaf = list(devices)
        self.chance.shuffle(deaf)
        for number in range(ROUNDS):
            if deaf and self.chance.random() < 0.6:
                deaf.pop().hear_of_the_restore()
            awake = [device for device in devices if device not in deaf]
            self.chance.shuffle(awake)
            for device in awake:
                device.send_history(self.chance)
            if self.chance.random() < 0.4:
                self.later_guests(awake)
            if not deaf and catching_up.ongoing() is None:
                assert misses in (None, self.unknown)
                return
            if misses and not deaf and number > LONG_ENOUGH:
                return
        raise AssertionError("the shop never caught up")

    def later_guests(self, devices: list[Device]) -> None:
        """Guests of the time after the restore sit down, or go on with an order that stands."""
        device = self.chance.choice(devices or self.devices)
        if self.chance.random() < 0.7:
            self.open(device)
        elif order := self.an_open_order():
            self.excused.add(str(order.uid))
            self.go_on(device, order)

    def sell(self, count: int) -> None:
        """Do so many commands."""
        for _ in range(count):
            device, order = self.chance.choice(self.devices), self.an_open_order()
            if order is None or self.chance.random() < 0.3:
                self.open(device)
            elif self.chance.random() < 0.06:
                self.without_script(order)
            else:
                self.go_on(device, order)

    def an_open_order(self) -> Order | None:
        found = list(Order.objects.filter(status=Order.Status.OPEN).order_by("pk"))
        return self.chance.choice(found) if found else None

    def lines(self) -> list[dict[str, Any]]:
        dishes = (self.cast.pad_thai, self.cast.lime_juice, self.cast.satay)
        chosen = [self.chance.choice(dishes) for _ in range(self.chance.randint(1, 3))]
        return [
            {"menu_id": dish.pk, "qty": self.chance.randint(1, 4), "price": float(dish.price)}
            for dish in chosen
        ]

    def open(self, device: Device) -> None:
        """Open any table, with dishes or without; others may sit there."""
        device.open(self.chance.choice(self.tables), self.chance.choice([None, self.lines()]))

    def without_script(self, order: Order) -> None:
        """Add dishes on a page that keeps nothing: after a restore nobody knows of them."""
        self.excused.add(str(order.uid))
        Program(self.cast.cashier).command(f"/orders/{order.pk}/items", items=self.lines())

    def go_on(self, device: Device, order: Order) -> None:
        """Add, void, pay or cancel."""
        uid, path = str(order.uid), f"/orders/{order.uid}"
        _, total = count_and_sum(order)
        act = self.chance.choice(["add", "add", "add", "void", "pay", "pay", "cancel"])
        left = [item for item in OrderItem.objects.filter(order=order).order_by("pk") if item.left]
        if act == "void" and left:
            line = self.chance.choice(left)
            many = self.chance.choice([{}, {"qty": self.chance.randint(1, line.left)}])
            voided = f"{path}/items/{line.uid}/void"
            device.do(voided, order=uid, numbered=False, reason="สั่งผิด", **many)
        elif act == "pay" and left:
            ways = [
                {"payment_method": "qr", "expected_total": float(total)},
                {"payment_method": "cash", "amount_received": 5000, "expected_total": float(total)},
            ]
            device.do(f"{path}/pay", order=uid, **self.chance.choice(ways))
        elif act == "cancel" and self.chance.random() < 0.5:
            device.do(f"{path}/cancel", order=uid, numbered=False, reason="ลูกค้ายกเลิก")
        else:
            device.do(f"{path}/items", order=uid, items=self.lines())
