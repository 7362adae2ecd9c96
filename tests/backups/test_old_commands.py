"""A drill sends old commands again, as they stand beside their answers."""

from core_app.models import IdempotencyKey
from operations_app.old_commands import newest_commands


def paths(commands) -> list[str | None]:
    return [command.path for command in reversed(commands)]


def test_every_kind_of_command_a_program_sends_is_known(program, managing_program, cast):
    dish = {"menu_id": cast.pad_thai.pk, "qty": 2}
    opened = program.command("/orders", table_id=cast.table.pk, items=[dish | {"price": 60}]).json()
    order = f"/orders/{opened['order_id']}"
    added = program.command(f"{order}/items", items=[dish]).json()
    void = f"{order}/items/{added['items'][0]['id']}/void"
    managing_program.command(void, reason="หก")
    program.command(f"{order}/pay", payment_method="cash", amount_received=500.5)
    other = program.command("/orders", table_id=cast.other_table.pk).json()
    other_order = f"/orders/{other['order_id']}"
    program.command(f"{other_order}/items", items=[dish])
    program.command(f"{other_order}/pay", payment_method="qr")
    assert paths(newest_commands(using="default", count=50)) == [
        "/orders",
        f"{order}/items",
        void,
        f"{order}/pay",
        "/orders",
        f"{other_order}/items",
        f"{other_order}/pay",
    ]


def test_cancelling_and_a_refused_opening_are_known(program, managing_program, cast):
    order_id = program.open(cast)
    assert program.command("/orders", table_id=cast.table.pk).status_code == 409
    managing_program.command(f"/orders/{order_id}/cancel", reason="ลูกค้ากลับ")
    known = paths(newest_commands(using="default", count=50))
    assert known == ["/orders", "/orders", f"/orders/{order_id}/cancel"]


def test_a_refused_payment_is_known_with_the_amount_that_was_too_small(program, cast):
    order_id = program.open_with_lunch(cast)
    program.command(f"/orders/{order_id}/pay", payment_method="cash", amount_received=7)
    refused = newest_commands(using="default", count=1)[0]
    assert (refused.path, refused.row.status) == (f"/orders/{order_id}/pay", 422)
    assert refused.body == {"payment_method": "cash", "amount_received": 7}


def test_a_key_of_an_earlier_release_has_its_answer_and_no_request(program, cast):
    program.open(cast)
    IdempotencyKey.objects.update(request=None)
    (old,) = newest_commands(using="default", count=1)
    assert (old.path, old.row.status) == (None, 201)


def test_only_the_newest_with_an_answer_are_taken(program, cast):
    program.open_with_lunch(cast)
    assert len(newest_commands(using="default", count=1)) == 1
