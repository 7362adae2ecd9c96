"""POST /tills/report."""

import pytest

from devices_app.models import Device
from tests.devices_app.till import Till
from tests.expect import refused
from tests.program import Program


def test_a_till_learns_its_number(till):
    answer = till.report()
    assert answer.status_code == 200
    assert answer.json() == {"till_number": Device.objects.get().pk}


def test_its_number_stays(till, other_till):
    numbers = [each.report().json()["till_number"] for each in (till, other_till, till)]
    assert numbers[0] == numbers[2] != numbers[1]


def test_what_it_tells_is_kept(till):
    till.skip(117)
    till.report(waiting=4)
    kept = Device.objects.get()
    assert (kept.client_id, kept.last_tapped, kept.waiting) == (till.client_id, 117, 4)


def test_a_late_report_does_not_take_a_higher_number_back(till):
    till.skip(9)
    till.report(waiting=2)
    till.sequence = 3
    till.report(waiting=1)
    kept = Device.objects.get()
    assert (kept.last_tapped, kept.waiting) == (9, 1)


def test_each_report_says_when_the_till_was_seen(till):
    till.report()
    first = Device.objects.get()
    till.report()
    again = Device.objects.get()
    assert first.first_seen == again.first_seen
    assert first.last_seen < again.last_seen


def test_another_cashier_on_the_same_tablet_is_the_same_till(cast, till):
    number = till.report().json()["till_number"]
    till.program = Program(cast.other_cashier)
    assert till.report().json()["till_number"] == number


def test_a_cook_has_no_till(cook_program):
    refused(Till(cook_program).report(), 403, "FORBIDDEN")
    assert not Device.objects.exists()


def test_a_stranger_has_no_till(db):
    refused(Till(Program(None)).report(), 401, "UNAUTHENTICATED")
    assert not Device.objects.exists()


def test_how_its_clock_goes_is_kept_until_it_tells_again(till):
    till.report(clock_offset=7_200_000)
    till.report()
    assert Device.objects.get().clock_offset == 7_200_000
    till.report(clock_offset=-250)
    assert Device.objects.get().clock_offset == -250


def test_an_older_till_tells_nothing_of_its_clock(till):
    till.report()
    assert Device.objects.get().clock_offset is None


NONSENSE = [
    {"till": "till 3"},
    {"till": None},
    {"till": "\x00"},
    {"last_tapped": -1},
    {"last_tapped": 2**53},
    {"last_tapped": 2**63},
    {"last_tapped": "1"},
    {"last_tapped": 1.5},
    {"last_tapped": True},
    {"waiting": -1},
    {"waiting": 10**6 + 1},
    {"waiting": None},
    {"clock_offset": "1"},
    {"clock_offset": 1.5},
    {"clock_offset": True},
    {"clock_offset": 10**15 + 1},
    {"clock_offset": -(10**15) - 1},
    {"surprise": 1},
]


@pytest.mark.parametrize("wrong", NONSENSE, ids=str)
def test_nonsense_is_refused_and_not_kept(till, wrong):
    body = {"till": str(till.client_id), "last_tapped": 1, "waiting": 0} | wrong
    answer = refused(till.program.post("/tills/report", body), 400, "VALIDATION_ERROR")
    assert list(answer["fields"]) == list(wrong)
    assert not Device.objects.exists()
