"""POST /auth/login."""

import jwt
import pytest

from staff_app.models import User
from tests.cast import PASSWORD
from tests.expect import refused
from tests.program import Program


def log_in(username: str, password: str = PASSWORD):
    return Program(None).post("/auth/login", {"username": username, "password": password})


@pytest.mark.parametrize("name", ["cashier", "cook", "manager"])
def test_everybody_on_the_staff_gets_a_token_and_their_role(cast, name):
    answer = log_in(name)
    user = User.objects.get(username=name)
    assert answer.status_code == 200
    assert list(answer.json()) == ["token", "user"]
    assert answer.json()["user"] == {"id": user.pk, "username": name, "role": name}
    headers = {"authorization": f"Bearer {answer.json()['token']}"}
    assert Program(None).get("/tables", **headers).status_code == 200


def test_a_wrong_password_an_unknown_name_and_a_closed_account_sound_the_same(cast):
    User.objects.filter(pk=cast.cook.pk).update(is_active=False)
    answers = [log_in("cashier", "wrong"), log_in("nobody"), log_in("cook")]
    for answer in answers:
        refused(answer, 401, "INVALID_CREDENTIALS")
    assert len({answer.content for answer in answers}) == 1


@pytest.mark.parametrize("password", [PASSWORD.upper(), f" {PASSWORD}", f"{PASSWORD} ", "x" * 1024])
def test_only_the_exact_password_is_right(cast, password):
    refused(log_in("cashier", password), 401, "INVALID_CREDENTIALS")


def test_the_answer_says_nothing_about_the_password(cast):
    assert PASSWORD not in log_in("cashier").content.decode()
    claims = jwt.decode(log_in("cashier").json()["token"], options={"verify_signature": False})
    assert set(claims) == {"sub", "pwd", "iat", "exp"}
    assert cast.cashier.password not in claims.values()


def test_a_log_in_needs_no_csrf_token_and_starts_no_session(cast):
    program = Program(None)
    program.client.handler.enforce_csrf_checks = True
    answer = program.post("/auth/login", {"username": "cashier", "password": PASSWORD})
    assert answer.status_code == 200
    assert not answer.cookies


def test_a_token_is_kept_by_nobody_on_its_way(cast):
    assert log_in("cashier")["Cache-Control"] == "no-store"


def test_missing_fields_are_named(db):
    body = refused(Program(None).post("/auth/login", {}), 400, "VALIDATION_ERROR")
    assert set(body["fields"]) == {"username", "password"}
