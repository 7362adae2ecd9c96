"""Orders and payments are booked on a business day, stamped once: that of the tap if it can be."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from core_app.business_day import business_day, today
from orders_app.models import Order, Payment
from tests.devices_app.till import Till

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture(autouse=True)
def day_that_began_an_hour_ago(settings) -> None:
    """Two hours ago is yesterday, whenever the test runs."""
    settings.DAY_STARTS_AT = (timezone.localtime() - HOUR).time()


def opened(program, cast, tapped_at: datetime | None, **more) -> Order:
    """Open a table with a dish, as a till that tapped it then."""
    items = [{"menu_id": cast.pad_thai.pk, "qty": 1}]
    command = {"table_id": cast.table.pk, "items": items, "occurred_at": tapped_at}
    answer = Till(program).send("/orders", **command, **more)
    assert answer.status_code == 201, answer.content
    return Order.objects.get(pk=answer.json()["order_id"])


def paid(program, order: Order, tapped_at: datetime | None) -> Payment:
    path = f"/orders/{order.pk}/pay"
    answer = Till(program).send(path, payment_method="qr", occurred_at=tapped_at)
    assert answer.status_code == 200, answer.content
    return Payment.objects.get(bill__order=order)


def ago(hours: float) -> datetime:
    return timezone.now() - hours * HOUR


def test_what_was_tapped_yesterday_and_came_today_is_yesterdays(program, cast):
    tapped = ago(2)
    order = opened(program, cast, tapped)
    assert (order.tapped_at, order.business_date) == (tapped, today() - DAY)
    payment = paid(program, order, ago(1.5))
    order.refresh_from_db()
    assert payment.business_date == order.ended_on == today() - DAY


def test_guests_of_yesterday_who_pay_today_pay_into_today(program, cast):
    order = opened(program, cast, ago(2))
    assert paid(program, order, ago(0.5)).business_date == today()


@pytest.mark.parametrize("hours", [25, 24 * 365, -2, -24 * 365, 24.01])
def test_a_tap_of_too_long_ago_or_of_the_future_counts_when_it_came(program, cast, hours):
    assert opened(program, cast, ago(hours)).business_date == today()


def test_a_tap_of_not_quite_a_day_ago_counts(program, cast):
    tapped = ago(23.9)
    assert opened(program, cast, tapped).business_date == business_day(tapped) == today() - DAY


def test_who_tells_no_time_tapped_when_it_came(program, cast):
    order = opened(program, cast, None)
    assert (order.tapped_at, order.business_date) == (order.created_at, today())


def test_a_payment_tapped_before_its_order_was_opened_counts_when_it_came(program, cast):
    order = opened(program, cast, ago(0.5))
    assert paid(program, order, ago(2)).business_date == today()


def test_a_payment_is_held_against_the_tap_that_opened_its_order_and_not_its_arrival(program, cast):
    order = opened(program, cast, ago(3))
    assert order.created_at > ago(0.1)
    assert paid(program, order, ago(2)).business_date == today() - DAY


def test_a_payment_is_never_booked_before_its_orders_own_day(program, cast):
    order = opened(program, cast, ago(30))  # too long ago: booked when it came
    assert order.business_date == today()
    assert paid(program, order, ago(23)).business_date == today()


def test_a_programs_word_for_another_time_counts_for_nothing(program, cast):
    told = ago(2).isoformat()
    answer = program.command("/orders", table_id=cast.table.pk, occurred_at=told)
    order = Order.objects.get(pk=answer.json()["order_id"])
    assert (order.tapped_at, order.business_date) == (order.created_at, today())


def test_a_cancelled_order_ends_on_the_day_of_its_cancelling(managing_program, cast):
    order = opened(managing_program, cast, ago(2))
    managing_program.command(f"/orders/{order.pk}/cancel", reason="ลูกค้ากลับ")
    order.refresh_from_db()
    assert (order.business_date, order.ended_on) == (today() - DAY, today())


def test_another_cut_off_moves_no_row(program, cast, settings):
    order = opened(program, cast, ago(2))
    payment = paid(program, order, ago(2))
    stamped = (order.business_date, payment.business_date)
    settings.DAY_STARTS_AT = (timezone.localtime() - 3 * HOUR).time()
    assert business_day(order.tapped_at) == today()  # as it would be booked now
    order.refresh_from_db()
    payment.refresh_from_db()
    assert (order.business_date, payment.business_date) == stamped
