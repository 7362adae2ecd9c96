"""GET /orders/{id}: enough to put a screen back together."""

from tests.expect import refused

ORDER_FIELDS = [
    "order_id", "table_id", "table_name", "status", "total_price", "payment_method",
    "amount_received", "change", "version", "created_at", "paid_at", "cancelled_at",
    "cancel_reason", "items",
]  # fmt: skip
LINE_FIELDS = [
    "id", "menu_id", "name", "qty", "price", "created_at", "voided_at", "void_reason",
]  # fmt: skip


def test_an_open_order_shows_its_lines(program, cast):
    order = program.get(f"/orders/{program.open_with_lunch(cast)}").json()
    assert list(order) == ORDER_FIELDS
    assert (order["table_id"], order["table_name"]) == (cast.table.pk, "โต๊ะ 1")
    assert (order["status"], order["total_price"]) == ("open", 145)
    assert order["payment_method"] is order["paid_at"] is order["cancelled_at"] is None
    assert [(line["name"], line["qty"], line["price"]) for line in order["items"]] == [
        ("ผัดไทย", 2, 60),
        ("น้ำมะนาว", 1, 25),
    ]
    assert list(order["items"][0]) == LINE_FIELDS


def test_numbers_are_numbers_and_times_end_in_z(program, cast):
    answer = program.get(f"/orders/{program.open_with_lunch(cast)}")
    assert '"total_price": 145,' in answer.content.decode()
    assert '"price": 60,' in answer.content.decode()
    assert answer.json()["created_at"].endswith("Z")
    assert answer.json()["items"][0]["created_at"].endswith("Z")


def test_a_paid_order_shows_how(program, cast):
    order_id = program.open_with_lunch(cast)
    paid = program.command(f"/orders/{order_id}/pay", payment_method="cash", amount_received=150)
    order = program.get(f"/orders/{order_id}").json()
    assert (order["status"], order["payment_method"]) == ("paid", "cash")
    assert (order["amount_received"], order["change"]) == (150, 5)
    assert order["paid_at"] == paid.json()["paid_at"]


def test_a_cancelled_order_shows_why(managing_program, cast):
    order_id = managing_program.open(cast)
    managing_program.command(f"/orders/{order_id}/cancel", reason="เปิดผิดโต๊ะ")
    order = managing_program.get(f"/orders/{order_id}").json()
    assert (order["status"], order["cancel_reason"]) == ("cancelled", "เปิดผิดโต๊ะ")
    assert order["cancelled_at"].endswith("Z")


def test_a_voided_line_is_shown_struck_out(program, cast):
    order_id = program.open_with_lunch(cast)
    first = program.get(f"/orders/{order_id}").json()["items"][0]
    program.command(f"/orders/{order_id}/items/{first['id']}/void", reason="สั่งผิด")
    line = program.get(f"/orders/{order_id}").json()["items"][0]
    assert (line["id"], line["void_reason"]) == (first["id"], "สั่งผิด")
    assert line["voided_at"].endswith("Z")


def test_the_version_grows_with_every_change(program, cast):
    order_id = program.open(cast)
    versions = [program.get(f"/orders/{order_id}").json()["version"]]
    program.command(f"/orders/{order_id}/items", items=[{"menu_id": cast.satay.pk, "qty": 1}])
    versions.append(program.get(f"/orders/{order_id}").json()["version"])
    program.command(f"/orders/{order_id}/pay", payment_method="qr")
    versions.append(program.get(f"/orders/{order_id}").json()["version"])
    assert versions == [1, 2, 3]


def test_a_cook_may_look(cook_program, program, cast):
    assert cook_program.get(f"/orders/{program.open(cast)}").status_code == 200


def test_an_unknown_order_is_not_found(program):
    refused(program.get("/orders/987654321"), 404, "NOT_FOUND")
