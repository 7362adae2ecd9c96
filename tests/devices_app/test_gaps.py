"""Gaps between a till's numbers: a command that was tapped and has not arrived."""

import pytest

from devices_app.reporting import MOST_GAPS_SHOWN, DeviceState, devices_with_gaps
from tests.expect import refused


@pytest.fixture
def order_id(program, cast) -> int:
    return program.open(cast)


def state() -> DeviceState:
    (only,) = devices_with_gaps()
    return only


def add(till, cast, order_id: int) -> None:
    line = {"menu_id": cast.pad_thai.pk, "qty": 1}
    assert till.send(f"/orders/{order_id}/items", items=[line]).status_code == 201


def test_commands_that_all_arrived_leave_no_gap(till, cast, order_id):
    for _ in range(3):
        add(till, cast, order_id)
    till.report()
    assert (state().missing, state().more, state().last_arrived) == ([], 0, 3)


def test_a_number_between_two_that_arrived_is_a_gap(till, cast, order_id):
    add(till, cast, order_id)
    till.skip()
    add(till, cast, order_id)
    till.report()
    assert (state().missing, state().last_arrived) == ([2], 3)


def test_a_number_the_till_told_of_is_a_gap_until_it_arrives(till, cast, order_id):
    till.skip(2)
    till.report(waiting=2)
    assert (state().missing, state().last_arrived) == ([1, 2], 0)
    till.sequence = 0
    add(till, cast, order_id)
    assert (state().missing, state().last_arrived) == ([2], 1)


def test_commands_beyond_the_last_report_leave_no_gap(till, cast, order_id):
    till.report()
    add(till, cast, order_id)
    assert (state().missing, state().last_arrived) == ([], 1)


def test_a_command_the_trade_refused_has_arrived(till, cast, order_id):
    refused(till.send("/orders", table_id=cast.table.pk), 409, "TABLE_OCCUPIED")
    till.report()
    assert state().missing == []


def test_a_command_refused_at_the_door_has_not_arrived(till, order_id):
    refused(till.send(f"/orders/{order_id}/items", items=[]), 400, "VALIDATION_ERROR")
    till.report()
    assert state().missing == [1]


def test_a_command_set_aside_is_no_gap(till, cast, order_id):
    till.skip(3)
    till.set_aside(2)
    till.report()
    assert state().missing == [1, 3]


def test_one_tills_commands_fill_no_gap_of_another(till, other_till, cast, order_id):
    add(till, cast, order_id)
    till.report()
    other_till.skip()
    other_till.report()
    assert [each.missing for each in devices_with_gaps()] == [[], [1]]


def test_of_many_gaps_the_first_are_named_and_the_rest_counted(till, cast, order_id):
    till.skip(5)
    add(till, cast, order_id)
    till.skip(1_000_000)
    add(till, cast, order_id)
    till.report()
    named = [*range(1, 6), *range(7, 7 + MOST_GAPS_SHOWN - 5)]
    assert state().missing == named
    assert state().more == 1_000_005 - MOST_GAPS_SHOWN


@pytest.mark.parametrize("count", [MOST_GAPS_SHOWN - 1, MOST_GAPS_SHOWN, MOST_GAPS_SHOWN + 1])
def test_around_the_most_that_is_shown(till, count):
    till.skip(count)
    till.report()
    assert state().missing == list(range(1, min(count, MOST_GAPS_SHOWN) + 1))
    assert state().more == max(0, count - MOST_GAPS_SHOWN)


def test_the_largest_number_there_is_breaks_nothing(till, cast, order_id):
    till.sequence = 2**53 - 2
    add(till, cast, order_id)
    till.report()
    assert (state().last_arrived, len(state().missing)) == (2**53 - 1, MOST_GAPS_SHOWN)
