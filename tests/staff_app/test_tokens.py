"""Bearer tokens: pinned algorithm, short life, dead with the password or the account."""

import base64
import json
import time
from datetime import timedelta

import jwt
import pytest
from django.conf import settings
from django.utils import timezone

from staff_app.models import Role, User
from staff_app.tokens import _signing_key, issue_token, user_of_token
from tests.expect import nothing_written, refused
from tests.program import Program

pytestmark = pytest.mark.said_once


def claims_of(user: User, **changed) -> dict:
    """Return the claims of a good token of `user`, but for what is changed (None = left out)."""
    good = {
        "sub": str(user.pk),
        "pwd": user.get_session_auth_hash(),
        "exp": timezone.now() + timedelta(hours=1),
    }
    return {name: value for name, value in (good | changed).items() if value is not None}


def signed(claims: dict, key: bytes | None = None, algorithm: str = "HS256") -> str:
    return jwt.encode(claims, _signing_key() if key is None else key, algorithm=algorithm)


def unsigned(header: bytes, payload: bytes = b"{}") -> str:
    parts = [base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in (header, payload)]
    return ".".join([*parts, ""])


def opens_no_door(token: str) -> None:
    assert user_of_token(token) is None
    with nothing_written():
        for answer in (
            Program(None).get("/tables", authorization=f"Bearer {token}"),
            Program(None).post("/orders", {"table_id": 1}, authorization=f"Bearer {token}"),
        ):
            refused(answer, 401, "UNAUTHENTICATED")


def test_a_token_speaks_for_its_user(cast):
    assert user_of_token(issue_token(cast.cashier)) == cast.cashier
    assert user_of_token(signed(claims_of(cast.cashier))) == cast.cashier


def test_a_token_lives_as_long_as_the_settings_say(cast):
    claims = jwt.decode(issue_token(cast.cashier), _signing_key(), algorithms=["HS256"])
    assert claims["exp"] - claims["iat"] == settings.TOKEN_LIFE_SECONDS <= 3600


def test_a_token_that_was_good_dies_when_its_time_is_over(cast):
    def short() -> str:
        return signed(claims_of(cast.cashier, exp=timezone.now() + timedelta(seconds=2)))

    token = next(one for one in (short() for _ in range(20)) if user_of_token(one))
    deadline = time.monotonic() + 20
    while user_of_token(token):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    opens_no_door(token)


def test_a_changed_password_revokes_every_token(cast):
    token = issue_token(cast.cashier)
    cast.cashier.set_password("a-new-password-1")
    cast.cashier.save(update_fields=["password"])
    opens_no_door(token)
    assert user_of_token(issue_token(cast.cashier)) == cast.cashier


def test_a_disabled_user_has_no_token(cast):
    token = issue_token(cast.cashier)
    User.objects.filter(pk=cast.cashier.pk).update(is_active=False)
    opens_no_door(token)


def test_a_deleted_user_has_no_token(cast):
    token = issue_token(cast.other_cashier)
    cast.other_cashier.delete()
    opens_no_door(token)


def test_a_new_role_counts_at_once(cast):
    program = Program(cast.cook)
    refused(program.command("/orders", table_id=cast.table.pk), 403, "FORBIDDEN")
    User.objects.filter(pk=cast.cook.pk).update(role=Role.MANAGER)
    assert program.open(cast)


@pytest.mark.parametrize(
    "changed",
    [
        {"exp": timezone.now() - timedelta(seconds=1)},
        {"exp": "never"},
        {"exp": None},
        {"sub": None},
        {"pwd": None},
        {"pwd": ""},
        {"pwd": ["x"]},
        {"sub": "987654321"},
        {"sub": "cashier"},
        {"sub": ""},
        {"sub": "1.0"},
        {"sub": "-1"},
        {"sub": "๑"},
        {"sub": "²"},
        {"sub": " 1"},
        {"sub": "1\x00"},
        {"sub": str(2**63)},
        {"sub": "9" * 400},
        {"sub": "9" * 3000},
        {"nbf": timezone.now() + timedelta(hours=1)},
    ],
    ids=lambda changed: "-".join(f"{name} {value!s:.10}" for name, value in changed.items()),
)
def test_a_token_with_wrong_claims_opens_no_door(cast, changed):
    opens_no_door(signed(claims_of(cast.cashier, **changed)))


@pytest.mark.parametrize("sub", [1, 1.5, True, ["1"], {"1": 1}])
def test_a_subject_that_is_no_text_opens_no_door(cast, sub):
    claims = claims_of(cast.cashier) | {"sub": sub, "exp": 32503680000}
    body = jwt.api_jws.encode(json.dumps(claims).encode(), _signing_key(), "HS256")
    opens_no_door(body)


@pytest.mark.parametrize(
    "key", [b"x" * 32, settings.SECRET_KEY.encode()], ids=["another key", "the shop's bare secret"]
)
def test_a_token_signed_with_another_key_opens_no_door(cast, key):
    opens_no_door(signed(claims_of(cast.cashier), key))


@pytest.mark.parametrize("algorithm", ["HS384", "HS512"])
def test_another_algorithm_opens_no_door_even_with_the_right_key(cast, algorithm):
    opens_no_door(signed(claims_of(cast.cashier), _signing_key() * 2, algorithm))


@pytest.mark.parametrize("name", ["none", "None", "NONE", "nOnE", "", None, 1, [], ["HS256"], {}])
def test_a_token_without_signature_opens_no_door(cast, name):
    header = json.dumps({"alg": name, "typ": "JWT"}).encode()
    claims = claims_of(cast.cashier) | {"exp": 32503680000}
    opens_no_door(unsigned(header, json.dumps(claims).encode()))


def test_a_token_with_one_letter_changed_opens_no_door(cast):
    head, body, signature = issue_token(cast.cashier).split(".")
    other = "A" if body[5] != "A" else "B"
    opens_no_door(".".join([head, body[:5] + other + body[6:], signature]))


@pytest.mark.parametrize(
    "token",
    ["", ".", "..", "...", "a.b.c", "null", "ก.ข.ค", "e30.e30.", "{}", "x" * 5000,
     unsigned(b"[" * 3000), unsigned(b'{"a":' * 1000), unsigned(b"\xff\xfe"), unsigned(b"null"),
     unsigned(b'"HS256"'), unsigned(b"9" * 5000), unsigned(b'{"alg":"HS256","b64":false}'),
     unsigned(b'{"alg":"HS256","kid":1}'), unsigned(b'{"alg":"HS256","crit":["x"]}')],
    ids=lambda token: f"{token[:16]}-{len(token)}",
)  # fmt: skip
def test_what_is_no_token_opens_no_door(db, token):
    opens_no_door(token)


@pytest.mark.parametrize(
    "header",
    ["", " ", "Bearer", "Bearer ", "bearer", "Basic Y2FzaGllcjp4", "Token {}", "{}", "Bearer  {}",
     "Bearer {} x", "Bearer\t{}", "Bearer,{}", 'Bearer "{}"', "Bearer {};", "Bearer Bearer {}"],
)  # fmt: skip
def test_an_odd_header_opens_no_door(cast, header):
    value = header.format(issue_token(cast.cashier))
    refused(Program(None).get("/tables", authorization=value), 401, "UNAUTHENTICATED")


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER"])
def test_the_schemes_case_does_not_matter(cast, scheme):
    value = f"{scheme} {issue_token(cast.cashier)}"
    assert Program(None).get("/tables", authorization=value).status_code == 200
