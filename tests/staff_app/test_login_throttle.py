"""Guessing passwords is slow: ten wrong ones, then wait. Right ones are never counted."""

import pytest

from core_app.models import RateCounter
from http_app.addresses import networks
from tests.cast import PASSWORD, StaffFactory
from tests.expect import refused
from tests.program import Program


def log_in(username: str, password: str = "wrong"):
    return Program(None).post("/auth/login", {"username": username, "password": password})


def fail(username: str, times: int) -> None:
    for _ in range(times):
        refused(log_in(username), 401, "INVALID_CREDENTIALS")


def is_throttled(answer) -> None:
    body = refused(answer, 429, "RATE_LIMITED")
    assert 1 <= body["retry_after"] <= 300
    assert answer["Retry-After"] == str(body["retry_after"])
    minutes = -(-body["retry_after"] // 60)
    assert body["message"] == f"ลองหลายครั้งเกินไป กรุณารออีก {minutes} นาทีแล้วลองใหม่"


def test_the_eleventh_wrong_password_has_to_wait(cast):
    fail("cashier", 10)
    is_throttled(log_in("cashier"))


def test_guessing_right_while_waiting_does_not_help(cast):
    fail("cashier", 10)
    is_throttled(log_in("cashier", PASSWORD))


def test_right_passwords_are_never_counted(cast):
    for _ in range(15):
        assert log_in("cashier", PASSWORD).status_code == 200
    assert not RateCounter.objects.exists()


def test_right_passwords_between_wrong_ones_do_not_use_up_tries(cast):
    for _ in range(9):
        fail("cashier", 1)
        assert log_in("cashier", PASSWORD).status_code == 200
    fail("cashier", 1)
    is_throttled(log_in("cashier"))


def test_a_colleague_at_the_same_tablet_is_not_held_up(cast):
    fail("cashier", 10)
    assert log_in("manager", PASSWORD).status_code == 200


@pytest.mark.parametrize("spelling", ["CASHIER", "Cashier", "cAsHiEr"])
def test_spelling_the_name_differently_gives_no_more_tries(cast, spelling):
    fail("cashier", 5)
    fail(spelling, 5)
    is_throttled(log_in("cashier"))


def test_names_that_do_not_exist_are_counted_too(cast):
    fail("nobody", 10)
    is_throttled(log_in("nobody"))


def guess(number: int, address: str, **headers: str):
    """Guess at an account of its own, from `address`."""
    body = {"username": f"guess-{number}", "password": "wrong"}
    return Program(None).client.post(
        "/auth/login", body, "application/json", REMOTE_ADDR=address, headers=headers
    )


def test_one_password_tried_on_many_accounts_has_to_wait(cast):
    for number in range(60):
        fail(f"guess-{number}", 1)
    is_throttled(log_in("guess-61"))


def test_a_right_password_passes_where_somebody_guesses_from_the_same_address(cast):
    for number in range(60):
        fail(f"guess-{number}", 1)
    assert log_in("cashier", PASSWORD).status_code == 200
    is_throttled(log_in("cashier"))
    assert log_in("cashier", PASSWORD).status_code == 200


def test_an_address_that_must_wait_uses_up_an_accounts_tries_all_the_same(cast):
    for number in range(60):
        fail(f"guess-{number}", 1)
    for _ in range(10):
        is_throttled(log_in("cashier"))
    is_throttled(log_in("cashier", PASSWORD))


def test_behind_a_proxy_of_ours_each_caller_has_an_address_of_its_own(cast):
    """The last address is the one our proxy wrote; the ones before it anybody may have sent."""
    for number in range(60):
        forged = {"x-forwarded-for": f"10.0.0.{number}, 192.168.1.66"}
        refused(guess(number, "127.0.0.1", **forged), 401, "INVALID_CREDENTIALS")
    is_throttled(guess(61, "127.0.0.1", **{"x-forwarded-for": "192.168.1.66"}))
    answer = guess(62, "127.0.0.1", **{"x-forwarded-for": "192.168.1.77"})
    refused(answer, 401, "INVALID_CREDENTIALS")


def test_an_address_claimed_by_somebody_who_is_no_proxy_of_ours_does_not_count(cast):
    for number in range(60):
        claimed = {"x-forwarded-for": f"10.0.0.{number}", "x-real-ip": f"10.0.1.{number}"}
        refused(guess(number, "192.168.1.66", **claimed), 401, "INVALID_CREDENTIALS")
    is_throttled(guess(61, "192.168.1.66", **{"x-forwarded-for": "10.0.0.99"}))


def test_every_address_of_one_ipv6_network_is_one_guesser(cast):
    for number in range(60):
        answer = guess(number, f"2001:db8:0:1::{number:x}")
        refused(answer, 401, "INVALID_CREDENTIALS")
    is_throttled(guess(61, "2001:db8:0:1:ffff::1"))
    refused(guess(62, "2001:db8:0:2::1"), 401, "INVALID_CREDENTIALS")


def test_a_shop_may_have_no_proxy_at_all(cast, settings):
    settings.TRUSTED_PROXIES = networks("")
    for number in range(60):
        claimed = {"x-forwarded-for": f"10.0.0.{number}"}
        refused(guess(number, "127.0.0.1", **claimed), 401, "INVALID_CREDENTIALS")
    is_throttled(guess(61, "127.0.0.1"))


def test_the_wait_ends(cast):
    fail("cashier", 10)
    RateCounter.objects.update(expires_at=0)
    assert log_in("cashier", PASSWORD).status_code == 200


def test_a_request_of_the_wrong_shape_is_no_try(cast):
    StaffFactory(username="new")
    for _ in range(12):
        refused(Program(None).post("/auth/login", {"username": "new"}), 400, "VALIDATION_ERROR")
    assert log_in("new", PASSWORD).status_code == 200
