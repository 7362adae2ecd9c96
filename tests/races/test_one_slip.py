"""Two cashiers take the money of two bills by one slip at once; it pays one of them."""

from functools import partial

import pytest

from orders_app.commands import paying
from orders_app.models import Order, Payment
from tests.orders_app.bank_slips import REFERENCE
from tests.program import Program
from tests.races import schema_guards
from tests.races.racing import assert_books_are_right, patiently, race, slowly, statuses

pytestmark = pytest.mark.django_db(transaction=True)


def pay_two_at_once(cast) -> list:
    """Let two cashiers each take the money of a bill, with one slip for both."""
    tables = {cast.cashier: cast.table, cast.other_cashier: cast.other_table}
    items = [{"menu_id": cast.pad_thai.pk, "qty": 1}]
    pays = []
    for who, table in tables.items():
        program = Program(who)
        opened = program.command("/orders", table_id=table.pk, items=items).json()
        path = f"/orders/{opened['order_id']}/pay"
        pays.append(partial(program.command, path, payment_method="qr", slip_reference=REFERENCE))
    return race(*[partial(patiently, pay) for pay in pays])


def test_without_the_index_one_slip_pays_two_bills(cast, unguarded):
    unguarded(schema_guards.one_bill_per_slip_off())
    assert statuses(pay_two_at_once(cast)) == [200, 200]
    assert Payment.objects.filter(slip_reference=REFERENCE).count() == 2


def test_of_two_bills_one_is_paid_and_the_other_hears_which(cast, monkeypatch):
    monkeypatch.setattr(paying, "insert_unless_there", slowly(paying.insert_unless_there))
    answers = pay_two_at_once(cast)
    assert statuses(answers) == [200, 409]
    paid = Payment.objects.select_related("bill").get(slip_reference=REFERENCE).bill.order_id
    [refused] = [answer.json() for answer in answers if answer.status_code == 409]
    assert (refused["error"], refused["order_id"]) == ("SLIP_USED", paid)
    assert list(Order.objects.filter(status="open").values_list("payment_method")) == [(None,)]
    assert_books_are_right()
