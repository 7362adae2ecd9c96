"""GET /orders: newest first, a page at a time."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cast import TableFactory
from tests.expect import refused
from tests.program import Program

SUMMARY_FIELDS = [
    "order_id", "table_id", "table_name", "status", "total_price", "payment_method",
    "amount_received", "change", "version", "created_at", "paid_at", "cancelled_at",
]  # fmt: skip


@pytest.fixture
def five(program) -> list[int]:
    """Five open orders on five tables; their ids, newest first."""
    tables = TableFactory.create_batch(5)
    ids = [program.command("/orders", table_id=table.pk).json()["order_id"] for table in tables]
    return ids[::-1]


def ids(program: Program, query: str) -> list[int]:
    return [order["order_id"] for order in program.get(f"/orders{query}").json()["orders"]]


def test_a_shop_without_orders_has_an_empty_page(program):
    page = {"orders": [], "page": 1, "page_size": 50, "has_next": False}
    assert program.get("/orders").json() == page


def test_orders_come_newest_first_in_the_summary_shape(program, five):
    answer = program.get("/orders").json()
    assert [order["order_id"] for order in answer["orders"]] == five
    assert list(answer["orders"][0]) == SUMMARY_FIELDS
    assert answer["orders"][0]["created_at"].endswith("Z")


def test_pages_follow_each_other_without_gap_or_overlap(program, five):
    pages = [program.get(f"/orders?page={n}&page_size=2").json() for n in (1, 2, 3, 4)]
    assert [[order["order_id"] for order in page["orders"]] for page in pages] == [
        five[:2],
        five[2:4],
        five[4:],
        [],
    ]
    assert [page["has_next"] for page in pages] == [True, True, False, False]
    assert [page["page"] for page in pages] == [1, 2, 3, 4]


def test_a_full_last_page_has_no_next(program, five):
    assert program.get("/orders?page_size=5").json()["has_next"] is False


def test_orders_are_filtered_by_status(program, managing_program, cast, five):
    lunch = program.open_with_lunch(cast)
    program.command(f"/orders/{lunch}/pay", payment_method="qr")
    managing_program.command(f"/orders/{five[0]}/cancel", reason="เปิดผิด")
    assert ids(program, "?status=paid") == [lunch]
    assert ids(program, "?status=cancelled") == [five[0]]
    assert ids(program, "?status=open") == five[1:]
    assert ids(program, "?status=&table_id=") == ids(program, "")


def test_orders_are_filtered_by_table(program, cast, five):
    first = program.open_with_lunch(cast)
    program.command(f"/orders/{first}/pay", payment_method="qr")
    second = program.open(cast)
    assert ids(program, f"?table_id={cast.table.pk}") == [second, first]
    assert ids(program, f"?table_id={cast.table.pk}&status=open") == [second]
    assert ids(program, f"?table_id={cast.other_table.pk}") == []


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("status=closed", "status"),
        ("table_id=0", "table_id"),
        ("table_id=9223372036854775808", "table_id"),
        ("table_id=abc", "table_id"),
        ("page=0", "page"),
        ("page=1.5", "page"),
        ("page=100001", "page"),
        ("page_size=0", "page_size"),
        ("page_size=101", "page_size"),
    ],
)
def test_a_wrong_parameter_is_named(program, query, field):
    body = refused(program.get(f"/orders?{query}"), 400, "VALIDATION_ERROR")
    assert list(body["fields"]) == [field]


def test_the_number_of_statements_does_not_grow_with_the_orders(program, five):
    with CaptureQueriesContext(connection) as captured:
        program.get("/orders")
    # Who asks, the numbers on the page, and their rows.
    assert len(captured) == 3, [query["sql"] for query in captured]


def test_a_cook_lists_what_is_open_and_no_takings(program, cook_program, cast, five):
    program.command(f"/orders/{five[0]}/items", items=[{"menu_id": cast.satay.pk, "qty": 1}])
    program.command(f"/orders/{five[0]}/pay", payment_method="qr")
    assert ids(cook_program, "") == ids(cook_program, "?status=open") == five[1:]
    for path in ("/orders?status=paid", "/orders?status=cancelled", f"/orders/{five[0]}"):
        refused(cook_program.get(path), 403, "FORBIDDEN")
    assert cook_program.get(f"/orders/{five[1]}").status_code == 200
    assert program.get(f"/orders/{five[0]}").status_code == 200
