"""POST /orders/{id}/items/{item_id}/void."""

import pytest

from orders_app.models import Order, OrderItem
from tests.expect import nothing_written, refused

REASON = "สั่งผิด"


@pytest.fixture
def lunch(program, cast) -> Order:
    """Pad thai twice and a lime juice, 145 baht."""
    return Order.objects.get(pk=program.open_with_lunch(cast))


def void(program, order_id: int, item_id: int, reason: str = REASON):
    return program.command(f"/orders/{order_id}/items/{item_id}/void", reason=reason)


def test_a_cashier_voids_a_line_and_the_total_falls(program, lunch):
    juice = lunch.items.last()
    answer = void(program, lunch.pk, juice.pk)
    assert answer.status_code == 200
    fields = ["order_id", "item_id", "voided_at", "void_reason", "total_price"]
    assert list(answer.json()) == fields
    assert (answer.json()["item_id"], answer.json()["total_price"]) == (juice.pk, 120)
    assert answer.json()["voided_at"].endswith("Z")


def test_the_line_stays_struck_out(program, lunch):
    juice = lunch.items.last()
    void(program, lunch.pk, juice.pk)
    juice.refresh_from_db()
    assert juice.voided_at is not None
    assert (juice.void_reason, juice.qty, juice.price) == (REASON, 1, 25)


def test_a_line_is_voided_once(program, lunch):
    juice = lunch.items.last()
    void(program, lunch.pk, juice.pk)
    refused(void(program, lunch.pk, juice.pk), 409, "ITEM_VOIDED")
    assert Order.objects.get().total_price == 120


def test_a_line_of_another_order_is_not_found(program, cast, lunch):
    other = program.command("/orders", table_id=cast.other_table.pk).json()["order_id"]
    with nothing_written():
        refused(void(program, other, lunch.items.first().pk), 404, "NOT_FOUND")
    assert not OrderItem.objects.exclude(voided_at=None).exists()


def test_an_unknown_line_is_not_found(program, lunch):
    with nothing_written():
        refused(void(program, lunch.pk, 987654321), 404, "NOT_FOUND")


def test_a_paid_line_cannot_be_voided(program, lunch):
    program.command(f"/orders/{lunch.pk}/pay", payment_method="qr")
    refused(void(program, lunch.pk, lunch.items.first().pk), 409, "ORDER_NOT_OPEN")
    assert not OrderItem.objects.exclude(voided_at=None).exists()


def test_an_order_whose_lines_are_all_voided_has_nothing_to_pay(program, lunch):
    for item in lunch.items.all():
        void(program, lunch.pk, item.pk)
    assert Order.objects.get().total_price == 0
    answer = program.command(f"/orders/{lunch.pk}/pay", payment_method="cash", amount_received=0)
    refused(answer, 409, "ORDER_EMPTY")


def test_a_cook_may_not_void(cook_program, lunch):
    with nothing_written():
        refused(void(cook_program, lunch.pk, lunch.items.first().pk), 403, "FORBIDDEN")


def test_a_reason_is_required(program, lunch):
    with nothing_written():
        answer = void(program, lunch.pk, lunch.items.first().pk, reason="")
        assert list(refused(answer, 400, "VALIDATION_ERROR")["fields"]) == ["reason"]
