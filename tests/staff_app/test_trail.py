"""Who came, went or was turned away stands in the audit log; strangers cannot fill it."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from core_app.models import AuditEvent
from staff_app.models import User
from tests.admin.pages import text_of
from tests.cast import PASSWORD
from tests.expect import refused
from tests.pages.visitor import Visitor
from tests.program import Program

NEW_PASSWORD = "new-sawasdee-5678"


def told() -> list[tuple]:
    """Return what the audit log knows of doors: deed, whose account, by whom, by which door."""
    events = AuditEvent.objects.filter(action__startswith="staff.").order_by("pk")
    return [
        (each.action[6:], each.subject_id, each.staff_id, each.details.get("door"))
        for each in events
    ]


def log_in(username: str, password: str = "wrong", **where: str):
    body = {"username": username, "password": password}
    return Client(**where).post("/auth/login", body, "application/json")


def test_a_log_in_and_a_log_out_at_a_page(cast):
    till, pk = Visitor(), cast.cashier.pk
    till.press(till.see("/pos/login/"), "เข้าสู่ระบบ", username="cashier", password=PASSWORD)
    till.press(till.see("/pos/orders/"), "ออกจากระบบ")
    assert told() == [("logged_in", pk, pk, "page"), ("logged_out", pk, pk, "page")]


def test_a_programs_log_in_with_its_address(cast):
    log_in("cashier", PASSWORD, REMOTE_ADDR="192.168.1.7")
    assert told() == [("logged_in", cast.cashier.pk, cast.cashier.pk, "program")]
    assert AuditEvent.objects.get().details["address"] == "192.168.1.7"


def test_a_wrong_password_is_of_its_account_and_nobody_has_done_it(cast):
    log_in("cashier")
    assert told() == [("log_in_failed", cast.cashier.pk, None, "program")]


def test_what_was_typed_stands_nowhere(cast):
    log_in("my-password-in-the-wrong-field", "and-another-one")
    log_in("cashier", "almost-the-right-one")
    kept = str(list(AuditEvent.objects.values()))
    assert "my-password" not in kept
    assert "and-another" not in kept
    assert "almost" not in kept
    assert told()[0] == ("log_in_failed", 0, None, "program")


def test_the_try_that_locks_an_account_says_so_once(cast):
    for _ in range(14):
        log_in("cashier")
    deeds = [deed for deed, *_ in told()]
    assert deeds == ["log_in_failed"] * 10 + ["locked_out"]


def test_a_guesser_with_many_names_fills_no_table(cast):
    for number in range(75):
        log_in(f"guess-{number}")
    deeds = [deed for deed, *_ in told()]
    assert deeds == ["log_in_failed"] * 60 + ["address_locked_out"]


def test_known_unknown_and_closed_names_cost_the_same_statements(cast):
    User.objects.filter(pk=cast.cook.pk).update(is_active=False)
    log_in("cashier")
    counts = set()
    for name in ("manager", "nobody", "cook"):
        with CaptureQueriesContext(connection) as asked:
            log_in(name)
        counts.add(len(asked))
    assert len(counts) == 1


def test_who_has_no_right_is_told_of_at_both_doors(cook_program, cast):
    body = {"table_id": cast.table.pk, "idempotency_key": "k"}
    refused(cook_program.post("/orders", body), 403, "FORBIDDEN")
    assert Visitor(cast.cook).see("/pos/").status == 403
    pk = cast.cook.pk
    assert told() == [("forbidden", pk, pk, "program"), ("forbidden", pk, pk, "page")]
    asked = [each.details["asked"] for each in AuditEvent.objects.order_by("pk")]
    assert asked == ["POST /orders", "GET /pos/"]


def test_a_loop_of_refusals_fills_no_table(cook_program, cast):
    body = {"table_id": cast.table.pk, "idempotency_key": "k"}
    for _ in range(30):
        refused(cook_program.post("/orders", body), 403, "FORBIDDEN")
    assert len(told()) == 20


def test_a_path_cannot_break_the_log(cast):
    stove = Visitor(cast.cook).client
    for mark in ("%1b", "%00", "%E2%80%AE"):
        assert stove.get(f"/admin/staff_app/user/x{mark}y/change/").status_code == 403
        asked = AuditEvent.objects.latest("pk").details["asked"]
        assert asked == "GET /admin/staff_app/user/x\ufffdy/change/"


def test_ones_own_password(cast):
    office = Client()
    office.force_login(cast.manager)
    words = {"new_password1": NEW_PASSWORD, "new_password2": NEW_PASSWORD}
    for old in ("wrong", PASSWORD):
        office.post("/admin/password_change/", words | {"old_password": old})
    pk = cast.manager.pk
    assert told() == [("own_password_changed", pk, pk, "page")]
    assert NEW_PASSWORD not in str(AuditEvent.objects.get().details)


def test_managers_read_it_in_thai(cast):
    log_in("cashier")
    Program(cast.cook).command("/orders", table_id=cast.table.pk)
    office = Client()
    office.force_login(cast.manager)
    page = text_of(office.get("/admin/core_app/auditevent/"))
    for word in ("เข้าสู่ระบบไม่สำเร็จ", "ขอสิ่งที่ไม่มีสิทธิ์", "เข้าทาง: โปรแกรม"):
        assert word in page


@pytest.mark.parametrize("name", ["cashier", "nobody"])
def test_a_word_for_a_file_that_was_wrong_is_a_failed_log_in(program, cast, name):
    body = {"till": "00000000-0000-4000-8000-000000000001", "waiting": 1}
    answer = program.post("/tills/release", body | {"username": name, "password": "wrong"})
    refused(answer, 401, "INVALID_CREDENTIALS")
    assert [deed for deed, *_ in told()] == ["log_in_failed"]
