"""POST /tills/lost: a browser lost its database, and with it commands the server never had."""

import pytest

from core_app.models import AuditEvent
from devices_app.models import Device, LostCommand
from devices_app.reporting import devices_with_gaps
from tests.devices_app.till import Till
from tests.expect import refused
from tests.program import Program


def test_lost_commands_are_kept_with_what_they_were(till):
    answer = till.lose(4, 7, label="โต๊ะ 2: ผัดไทย 1")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})
    kept = LostCommand.objects.order_by("sequence").values_list("sequence", "label")
    assert list(kept) == [(4, "โต๊ะ 2: ผัดไทย 1"), (7, "โต๊ะ 2: ผัดไทย 1")]
    assert Device.objects.get().last_tapped == 7


@pytest.mark.parametrize(
    "label", ["โต๊ะ\u00a02: ข้าว\u200bผัด 1", "โต๊ะ 2: \U0001f468\u200d\U0001f373 1", "ชา\u2028เย็น"]
)
def test_whatever_a_dish_may_be_called_can_be_told(till, label):
    assert till.lose(4, label=label).status_code == 200
    assert LostCommand.objects.get().label == label


def test_the_audit_log_says_whose_page_told_of_them(till, cast):
    till.lose(4, 7)
    event = AuditEvent.objects.get()
    assert (event.action, event.staff) == ("till.acts_lost", cast.cashier)
    assert event.details == {"sequences": [4, 7]}


def test_two_tabs_that_tell_the_same_change_nothing(till):
    till.lose(4, label="โต๊ะ 2")
    assert till.lose(4, label="").status_code == 200
    assert LostCommand.objects.get().label == "โต๊ะ 2"
    assert AuditEvent.objects.count() == 1


def test_a_command_that_came_after_all_is_not_lost(till, cast):
    till.lose(1)
    assert till.send("/orders", table_id=cast.table.pk).status_code == 201
    (state,) = devices_with_gaps()
    assert (state.lost, state.missing) == ([], [])


def test_a_cook_and_a_stranger_tell_nothing(cook_program):
    refused(Till(cook_program).lose(1), 403, "FORBIDDEN")
    refused(Till(Program(None)).lose(1), 401, "UNAUTHENTICATED")
    assert not Device.objects.exists()


NONSENSE = [
    {"till": "x"},
    {"acts": []},
    {"acts": [{"sequence": 0}]},
    {"acts": [{"sequence": 2**53}]},
    {"acts": [{"sequence": 1, "label": "ก" * 201}]},
    {"acts": [{"sequence": 1, "label": "a\x00b"}]},
    {"acts": [{"sequence": 1, "label": "\ud800"}]},
    {"acts": [{"sequence": number} for number in range(1, 102)]},
    {"surprise": 1},
]


@pytest.mark.parametrize("wrong", NONSENSE, ids=lambda wrong: str(wrong)[:40])
def test_nonsense_is_refused_and_not_kept(till, wrong):
    body = {"till": str(till.client_id), "acts": [{"sequence": 1}]} | wrong
    answer = refused(till.program.post("/tills/lost", body), 400, "VALIDATION_ERROR")
    assert all(name.startswith(next(iter(wrong))) for name in answer["fields"])
    assert not LostCommand.objects.exists()
