"""Where a command came from: which till, which number, tapped when, by whom, sent by whom."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from core_app.models import AuditEvent, IdempotencyKey
from orders_app.models import Order, Payment
from staff_app.authorship import author_word
from tests.devices_app.till import Till
from tests.expect import nothing_written, refused
from tests.orders_app.good_requests import COMMANDS, good_request
from tests.program import Program, new_key

TAPPED = datetime(2026, 1, 21, 12, 0, 30, tzinfo=UTC)


@pytest.fixture
def till(program) -> Till:
    return Till(program)


def newest_key() -> IdempotencyKey:
    return IdempotencyKey.objects.latest("pk")


def test_the_tills_clock_is_kept_beside_the_servers(till, cast):
    before = timezone.now()
    answer = till.send("/orders", table_id=cast.table.pk, occurred_at=TAPPED)
    kept = newest_key()
    assert kept.occurred_at == TAPPED
    assert before <= kept.created_at <= timezone.now()
    assert answer.json()["created_at"][:10] == kept.created_at.astimezone(UTC).strftime("%Y-%m-%d")


def test_the_tills_clock_never_orders_what_happened(till, cast):
    first = till.send("/orders", table_id=cast.table.pk, occurred_at=TAPPED).json()
    second = till.send(
        "/orders", table_id=cast.other_table.pk, occurred_at=TAPPED - timedelta(days=300)
    ).json()
    listed = till.program.get("/orders").json()["orders"]
    assert [each["order_id"] for each in listed] == [second["order_id"], first["order_id"]]
    assert all(order.created_at > TAPPED for order in Order.objects.all())


def test_the_till_and_its_number_are_kept(till, cast):
    till.skip(6)
    till.send("/orders", table_id=cast.table.pk)
    assert (newest_key().client_id, newest_key().client_sequence) == (till.client_id, 7)


def test_a_refused_command_keeps_where_it_came_from(till, cast):
    till.program.open(cast)
    refused(till.send("/orders", table_id=cast.table.pk, occurred_at=TAPPED), 409, "TABLE_OCCUPIED")
    kept = newest_key()
    assert (kept.client_id, kept.client_sequence, kept.occurred_at) == (till.client_id, 1, TAPPED)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_of_a_till_keeps_it_and_answers_with_the_version(
    managing_program, cast, name
):
    request, till = good_request(name, cast), Till(managing_program)
    answer = till.send(request.path, occurred_at=TAPPED, **request.body)
    kept = newest_key()
    assert (kept.client_id, kept.client_sequence, kept.occurred_at) == (till.client_id, 1, TAPPED)
    assert (kept.staff, kept.sender) == (cast.manager, None)
    event = AuditEvent.objects.latest("pk")
    assert (event.staff, event.sender, event.client_id) == (cast.manager, None, till.client_id)
    version = Order.objects.get(pk=answer.json()["order_id"]).version
    assert answer.json()["version"] == version


@pytest.mark.parametrize("name", COMMANDS)
def test_who_is_no_till_gets_the_briefs_shape(managing_program, cast, name):
    answer = good_request(name, cast).send(managing_program, new_key())
    assert answer.status_code in (200, 201)
    assert "version" not in answer.json()
    kept = newest_key()
    assert (kept.client_id, kept.client_sequence, kept.occurred_at) == (None, None, None)


def test_the_version_only_grows(till, cast):
    line = {"menu_id": cast.pad_thai.pk, "qty": 1}
    opened = till.send("/orders", table_id=cast.table.pk, items=[line]).json()
    path = f"/orders/{opened['order_id']}"
    added = till.send(f"{path}/items", items=[line]).json()
    item = f"{path}/items/{added['items'][0]['id']}"
    voided = till.send(f"{item}/void", reason="สั่งผิด").json()
    paid = till.send(f"{path}/pay", payment_method="qr").json()
    versions = [each["version"] for each in (opened, added, voided, paid)]
    assert versions == sorted(set(versions))
    assert till.program.get(path).json()["version"] == versions[-1]


def test_a_command_belongs_to_who_tapped_it_and_the_sender_is_kept(till, cast):
    till.send("/orders", author=cast.other_cashier, table_id=cast.table.pk)
    kept = newest_key()
    assert (kept.staff, kept.sender) == (cast.other_cashier, cast.cashier)
    assert Order.objects.get().opened_by == cast.other_cashier
    event = AuditEvent.objects.get()
    assert (event.staff, event.sender) == (cast.other_cashier, cast.cashier)
    assert event.client_id == till.client_id


def test_the_money_was_taken_by_who_took_it(till, cast):
    order_id = till.program.open_with_lunch(cast)
    till.send(f"/orders/{order_id}/pay", author=cast.other_cashier, payment_method="card")
    payment, event = Payment.objects.get(), AuditEvent.objects.get(action="order.paid")
    assert (payment.taken_by, event.staff) == (cast.other_cashier, cast.other_cashier)
    assert (payment.sender, event.sender) == (cast.cashier, cast.cashier)
    assert (payment.client_id, event.client_id) == (till.client_id, till.client_id)


def test_money_without_a_till_has_no_device_and_no_other_sender(program, cast):
    order_id = program.open_with_lunch(cast)
    program.command(f"/orders/{order_id}/pay", payment_method="card")
    payment = Payment.objects.get()
    assert (payment.taken_by, payment.sender, payment.client_id) == (cast.cashier, None, None)


def test_a_command_sent_by_its_author_has_no_other_sender(till, cast):
    till.send("/orders", author=cast.cashier, table_id=cast.table.pk)
    assert (newest_key().staff, newest_key().sender) == (cast.cashier, None)


def test_the_same_key_from_two_cashiers_is_one_effect(cast):
    tills = [Till(Program(staff)) for staff in (cast.cashier, cast.other_cashier, cast.manager)]
    answers = [
        till.send("/orders", author=cast.cashier, table_id=cast.table.pk, key="one tap")
        for till in tills
    ]
    assert {each.status_code for each in answers} == {201}
    assert len({each.content for each in answers}) == 1
    assert (Order.objects.count(), AuditEvent.objects.count()) == (1, 1)
    assert (newest_key().staff, newest_key().client_id) == (cast.cashier, tills[0].client_id)


def test_another_clock_or_number_is_the_same_request(till, cast):
    first = till.send("/orders", table_id=cast.table.pk, key="k", occurred_at=TAPPED)
    with nothing_written():
        again = till.send("/orders", table_id=cast.table.pk, key="k")
    assert (again.content, again["Idempotent-Replayed"]) == (first.content, "true")
    assert (newest_key().client_sequence, newest_key().occurred_at) == (1, TAPPED)


def test_a_cook_sends_nobodys_commands(cook_program, cast):
    with nothing_written():
        answer = Till(cook_program).send("/orders", author=cast.cashier, table_id=cast.table.pk)
        refused(answer, 403, "FORBIDDEN")


def test_an_author_word_opens_no_door(cast):
    word = author_word(cast.manager, uuid.uuid4(), issued=timezone.now())
    body = {"table_id": cast.table.pk, "idempotency_key": new_key()}
    with nothing_written():
        answer = Program(None).post("/orders", body, **{"X-Act-Author": word})
        refused(answer, 401, "UNAUTHENTICATED")
        answer = Program(None).get("/orders", authorization=f"Bearer {word}")
        refused(answer, 401, "UNAUTHENTICATED")


def test_a_managers_word_cancels_nothing_for_a_cashier(till, cast):
    order_id = till.program.open_with_lunch(cast)
    with nothing_written():
        answer = till.send(f"/orders/{order_id}/cancel", author=cast.manager, reason="ลองดู")
        refused(answer, 403, "FORBIDDEN")


def test_a_void_is_always_the_callers_own(till, cast):
    request = good_request("void", cast)
    till.send(request.path, author=cast.other_cashier, **request.body)
    assert newest_key().staff == cast.cashier
