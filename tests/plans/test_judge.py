"""The judge finds what it is there to find."""

import pytest
from django.db import connection

from tests.plans.judge import judged

pytestmark = pytest.mark.django_db


def asked(sql: str, *values) -> list[str]:
    with judged() as verdict, connection.cursor() as cursor:
        cursor.execute(sql, values)
    assert verdict.statements == 1
    return [fault.partition(":")[0] for fault in verdict.faults]


def test_an_order_by_its_number_is_fine(years):
    assert not asked("SELECT * FROM orders WHERE id = %s", 7)


def test_a_look_at_every_order_is_found(years):
    assert asked("SELECT * FROM orders WHERE cancel_reason = %s", "x") == ["reads all of orders"]


def test_a_walk_along_a_whole_index_is_found(years):
    (fault,) = asked("SELECT version FROM orders ORDER BY id OFFSET 3000 LIMIT 5")
    assert fault == "reads 3005 rows of orders"


def test_a_write_that_looks_at_every_line_is_found(years):
    told = asked("UPDATE order_items SET voided_qty = 0 WHERE name = %s", "x")
    assert told == ["reads all of order_items"]


def test_what_a_trigger_looks_at_is_found(years):
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            " PERFORM 1 FROM audit_events WHERE request_id = 'x'; RETURN NEW; END $$;"
            "CREATE TRIGGER slow BEFORE UPDATE ON zones FOR EACH ROW EXECUTE FUNCTION slow()"
        )
    told = asked("UPDATE zones SET position = 1")
    assert told == ["a trigger or foreign key reads all of audit_events"]
