"""An address that sends more than any shop waits; whoever else sells hears nothing of it."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from core_app.hits import Rate
from tests.expect import nothing_written, refused
from tests.program import new_key

pytestmark = pytest.mark.usefixtures("clock")


def is_told_to_wait(answer) -> int:
    body = refused(answer, 429, "RATE_LIMITED")
    seconds = body["retry_after"]
    assert 1 <= seconds <= 60
    assert answer["Retry-After"] == str(seconds)
    assert f"กรุณารอ {seconds} วินาที" in body["message"]
    return seconds


def test_reads_of_an_address_wait_and_are_then_answered(program, settings, clock):
    settings.LIMIT_ADDRESS_READS = Rate(3, 60)
    assert [program.get("/tables").status_code for _ in range(3)] == [200] * 3
    clock.now += is_told_to_wait(program.get("/tables"))
    assert program.get("/tables").status_code == 200


def test_what_is_refused_asks_the_database_nothing(program, settings):
    settings.LIMIT_ADDRESS_READS = Rate(1, 60)
    program.get("/tables")
    with CaptureQueriesContext(connection) as sent:
        is_told_to_wait(program.get("/tables"))
    assert len(sent) == 0


def test_a_refused_command_leaves_nothing_and_its_key_may_come_again(
    program, cast, settings, clock
):
    settings.LIMIT_ADDRESS_WRITES = Rate(1, 60)
    assert program.command("/orders", table_id=cast.other_table.pk).status_code == 201
    again = {"table_id": cast.table.pk, "idempotency_key": new_key()}
    with nothing_written():
        seconds = is_told_to_wait(program.post("/orders", again))
    clock.now += seconds
    answer = program.post("/orders", again)
    assert (answer.status_code, answer.headers.get("Idempotent-Replayed")) == (201, None)


def test_reads_do_not_use_up_writes(program, cast, settings):
    settings.LIMIT_ADDRESS_READS = settings.LIMIT_ADDRESS_WRITES = Rate(1, 60)
    assert program.get("/tables").status_code == 200
    assert program.command("/orders", table_id=cast.table.pk).status_code == 201
    is_told_to_wait(program.get("/tables"))


def test_another_address_does_not_wait(program, settings):
    settings.LIMIT_ADDRESS_READS = Rate(1, 60)
    seen = [
        program.client.get("/tables", headers=program.headers, REMOTE_ADDR=address).status_code
        for address in ("192.168.1.7", "192.168.1.8", "2001:db8::1", "2001:db8::ffff")
    ]
    assert seen == [200, 200, 200, 429]  # the last two are one network's


def test_behind_our_proxy_each_caller_is_counted_apart(program, settings):
    settings.LIMIT_ADDRESS_READS = Rate(1, 60)
    callers = [{"X-Forwarded-For": f"192.168.1.{n}"} for n in (7, 8, 7)]
    assert [program.get("/tables", **told).status_code for told in callers] == [200, 200, 429]


def test_a_monitor_and_files_are_never_counted(db, settings):
    settings.LIMIT_ADDRESS_READS = Rate(1, 60)
    settings.METRICS_TOKEN = "a-token-for-the-monitor"
    token = {"Authorization": f"Bearer {settings.METRICS_TOKEN}"}
    client = Client()
    for _ in range(3):
        assert client.get("/health").status_code == 200
        assert client.get("/health/live").status_code == 200
        assert client.get("/metrics", headers=token).status_code == 200
    assert client.get("/sw.js").status_code == 200
    assert client.get("/sw.js").status_code == 429


def test_a_process_lets_its_share_of_reads_pass(program, settings):
    settings.LIMIT_ADDRESS_READS, settings.WORKERS = Rate(9, 60), 3
    assert [program.get("/tables").status_code for _ in range(4)] == [200, 200, 200, 429]


def test_no_limit_is_none(program, settings):
    settings.LIMIT_ADDRESS_READS = None
    assert {program.get("/tables").status_code for _ in range(3)} == {200}


def test_a_person_sees_a_page_that_comes_back_by_itself(db, settings):
    settings.LIMIT_ADDRESS_READS = Rate(1, 60)
    client = Client()
    client.get("/pos/login/")
    page = client.get("/pos/login/")
    seconds = page["Retry-After"]
    assert page.status_code == 429
    assert f"กรุณารอ {seconds} วินาที" in page.text
    assert f'<meta http-equiv="refresh" content="{seconds}">' in page.text


def test_a_refused_form_goes_out_again_under_its_key(db, settings):
    settings.LIMIT_ADDRESS_WRITES = Rate(1, 60)
    client, form = Client(), {"key": new_key(), "table": "7"}
    client.post("/pos/orders/1/pay/", form)
    page = client.post("/pos/orders/1/pay/", form)
    assert page.status_code == 429
    assert f'name="key" value="{form["key"]}"' in page.text
    assert f'data-seconds="{page["Retry-After"]}"' in page.text
