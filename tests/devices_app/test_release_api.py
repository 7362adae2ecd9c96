"""POST /tills/release: a manager's word that waiting commands may leave their till in a file."""

import pytest

from core_app.models import AuditEvent
from devices_app.models import Device
from tests.cast import PASSWORD
from tests.expect import refused
from tests.program import Program


def release(device, **changes):
    body = {
        "till": str(device.client_id),
        "waiting": 3,
        "username": "manager",
        "password": PASSWORD,
    }
    return device.program.post("/tills/release", body | changes)


def nothing_released() -> bool:
    return not (AuditEvent.objects.filter(subject="till").exists() or Device.objects.exists())


def test_a_manager_releases_what_waits(till):
    answer = release(till)
    assert (answer.status_code, answer.json()) == (200, {"released_by": "manager"})


def test_the_audit_log_says_who_released_how_many(till, cast):
    release(till)
    event = AuditEvent.objects.get()
    assert (event.action, event.staff) == ("till.outbox_released", cast.manager)
    assert (event.details, event.subject_id) == ({"waiting": 3}, Device.objects.get().pk)


def test_nothing_waits_on_the_till_then_but_its_numbers_stay(till):
    till.skip(8)
    till.report(waiting=3)
    release(till)
    kept = Device.objects.get()
    assert (kept.waiting, kept.last_tapped) == (0, 8)


def test_a_wrong_password_releases_nothing(till):
    refused(release(till, password="wrong"), 401, "INVALID_CREDENTIALS")
    assert nothing_released()


@pytest.mark.parametrize("username", ["nobody", "man\x00ager", "ผู้จัดการ"])
def test_an_unknown_name_releases_nothing(till, username):
    refused(release(till, username=username), 401, "INVALID_CREDENTIALS")
    assert nothing_released()


@pytest.mark.parametrize("username", ["cashier", "cook"])
def test_who_is_no_manager_releases_nothing(till, username):
    refused(release(till, username=username), 403, "FORBIDDEN")
    assert nothing_released()


def test_a_manager_who_left_releases_nothing(till, cast):
    cast.manager.is_active = False
    cast.manager.save()
    refused(release(till), 401, "INVALID_CREDENTIALS")
    assert nothing_released()


def test_a_logged_in_manager_still_says_the_password(till, cast):
    till.program = Program(cast.manager)
    refused(release(till, password="wrong"), 401, "INVALID_CREDENTIALS")
    assert release(till).status_code == 200


def test_the_eleventh_wrong_password_has_to_wait(till):
    for _ in range(10):
        refused(release(till, password="wrong"), 401, "INVALID_CREDENTIALS")
    answer = release(till)
    body = refused(answer, 429, "RATE_LIMITED")
    assert answer["Retry-After"] == str(body["retry_after"])
    assert nothing_released()


def test_it_shares_its_tries_with_the_log_in(till):
    for _ in range(5):
        refused(release(till, password="wrong"), 401, "INVALID_CREDENTIALS")
        body = {"username": "manager", "password": "wrong"}
        refused(Program(None).post("/auth/login", body), 401, "INVALID_CREDENTIALS")
    refused(release(till), 429, "RATE_LIMITED")


def test_a_stranger_cannot_guess_here(till):
    till.program = Program(None)
    refused(release(till), 401, "UNAUTHENTICATED")
    assert nothing_released()


@pytest.mark.parametrize(
    "wrong",
    [
        {"till": "x"}, {"waiting": 0}, {"waiting": -1}, {"waiting": "3"}, {"waiting": 10**7},
        {"username": ""}, {"username": None}, {"username": "x" * 151}, {"username": "\ud800"},
        {"password": ""}, {"password": 1}, {"password": "x" * 1025}, {"surprise": 1},
    ],
    ids=lambda wrong: str(wrong)[:30],
)  # fmt: skip
def test_nonsense_is_refused(till, wrong):
    answer = refused(release(till, **wrong), 400, "VALIDATION_ERROR")
    assert list(answer["fields"]) == list(wrong)
    assert nothing_released()
