"""A person whose program loops waits, at both doors; a colleague beside them sells on."""

import pytest
from django.test import Client

from core_app.hits import Rate
from tests.expect import nothing_written, refused
from tests.program import Program, new_key

pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def page(cast) -> Client:
    """The cashier's browser."""
    client = Client()
    client.force_login(cast.cashier)
    return client


def test_a_loop_of_commands_waits_and_leaves_nothing(program, cast, settings, clock):
    settings.LIMIT_USER_WRITES = Rate(1, 60)
    assert program.command("/orders", table_id=cast.other_table.pk).status_code == 201
    again = {"table_id": cast.table.pk, "idempotency_key": new_key()}
    with nothing_written():
        body = refused(program.post("/orders", again), 429, "RATE_LIMITED")
    assert Program(cast.other_cashier).command("/orders", table_id=cast.table.pk).status_code == 201
    clock.now += body["retry_after"]
    refused(program.post("/orders", again), 409, "TABLE_OCCUPIED")  # the command itself runs


def test_a_person_has_one_limit_at_all_devices_and_both_doors(program, page, settings):
    settings.LIMIT_USER_READS = Rate(3, 60)
    assert program.get("/tables", **{"X-Forwarded-For": "192.168.1.7"}).status_code == 200
    assert page.get("/tables").status_code == 200
    assert page.get("/pos/").status_code == 200
    refused(program.get("/tables", **{"X-Forwarded-For": "192.168.1.8"}), 429, "RATE_LIMITED")
    refused(page.get("/tables"), 429, "RATE_LIMITED")
    told = page.get("/pos/")
    assert told.status_code == 429
    assert f"กรุณารอ {told['Retry-After']} วินาที" in told.text


def test_a_form_of_a_page_is_a_write(page, cast, settings):
    settings.LIMIT_USER_WRITES = Rate(1, 60)
    pay = "/pos/orders/1/pay/"
    statuses = [page.post(pay, {"key": new_key()}).status_code for _ in range(2)]
    assert statuses[0] != 429
    assert statuses[1] == 429
    assert page.get("/pos/").status_code == 200


def test_a_bad_token_counts_for_nobody(program, cast, settings):
    settings.LIMIT_USER_READS = Rate(1, 60)
    bad = {"authorization": program.headers["authorization"] + "x"}
    assert Client().get("/tables", headers=bad).status_code == 401
    assert program.get("/tables").status_code == 200


def test_the_loop_is_named_in_the_log_once(program, cast, settings, caplog):
    settings.LIMIT_USER_READS = Rate(1, 60)
    for _ in range(4):
        program.get("/tables")
    lines = [text for text in caplog.messages if text.startswith("Too many requests")]
    assert lines == [
        f"Too many requests: limit=LIMIT_USER_READS, who={cast.cashier.pk}, allowed=1 in 60 s"
    ]
