"""`manage.py check_ledger`: what it prints, and the exit code that an alarm hangs on."""

import json
from io import StringIO

import pytest
from django.core.management import call_command

from orders_app.models import Order

pytestmark = pytest.mark.django_db


def check_ledger(*options: str) -> tuple[int, list[str]]:
    """Run the command; return its exit code and its lines."""
    out, code = StringIO(), 0
    try:
        call_command("check_ledger", *options, stdout=out)
    except SystemExit as end:
        code = end.code
    return code, out.getvalue().splitlines()


@pytest.fixture
def broken(program, cast) -> int:
    """An order whose total is a baht too much."""
    order_id = program.open_with_lunch(cast)
    Order.objects.filter(pk=order_id).update(total_price=146)
    return order_id


def test_clean_books_end_with_zero_and_one_line(program, cast):
    program.open_with_lunch(cast)
    assert check_ledger() == (0, ["ตรวจ 1 ออเดอร์ ทุกยอดตรงกัน"])


def test_each_difference_is_a_line_and_the_exit_code_is_one(broken):
    code, lines = check_ledger()
    assert code == 1
    assert lines == [
        f"[total_differs] ออเดอร์ {broken}: ยอดรวม 146.00 แต่รายการรวมได้ 145.00",
        "ตรวจ 1 ออเดอร์ พบจุดที่ไม่ตรงกัน 1 จุด",
    ]


def test_json_is_one_object_a_line_and_a_summary(broken):
    code, lines = check_ledger("--json")
    first, summary = map(json.loads, lines)
    assert code == 1
    assert (first["kind"], first["subject"], first["subject_id"]) == (
        "total_differs",
        "order",
        broken,
    )
    assert "146.00" in first["message"]
    assert summary == {"orders": 1, "differences": 1}


def test_json_of_clean_books_is_the_summary_alone(cast):
    assert check_ledger("--json") == (0, ['{"orders": 0, "differences": 0}'])


def test_checking_changes_nothing_even_where_something_differs(broken):
    check_ledger()
    assert Order.objects.get(pk=broken).total_price == 146
