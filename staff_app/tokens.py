"""Bearer tokens for programs: short-lived JWTs that die with the password or the account."""

import functools
from datetime import timedelta
from typing import Any

import jwt
from django.conf import settings
from django.utils import timezone
from django.utils.crypto import salted_hmac

from core_app.fields import LARGEST_ID
from core_app.plain_sql import fetch
from staff_app.models import User

ALGORITHM = "HS256"  # pinned: a token may not choose its own
_SALT = "staff_app.tokens"
_REMEMBERED = 1000  # tokens: more than a shop has devices


def issue_token(user: User) -> str:
    """Return a token for `user`, good for TOKEN_LIFE_SECONDS."""
    now = timezone.now()
    claims = {
        "sub": str(user.pk),
        "pwd": user.get_session_auth_hash(),
        "iat": now,
        "exp": now + timedelta(seconds=settings.TOKEN_LIFE_SECONDS),
    }
    return jwt.encode(claims, _signing_key(), algorithm=ALGORITHM)


def user_of_token(token: str) -> User | None:
    """Return the user a valid token speaks for, else None: closed accounts have none. One query.

    The claim `pwd` changes with the password, so that a changed password revokes every token.
    """
    try:
        claims = _signed(token, _signing_key())
    except jwt.InvalidTokenError:
        return None
    if int(claims["exp"]) <= timezone.now().timestamp():
        return None
    subject = claims["sub"]
    if not (subject.isascii() and subject.isdigit() and int(subject) <= LARGEST_ID):
        return None
    user = next(iter(fetch(User, "WHERE id = %s AND is_active", int(subject))), None)
    if user is None or not user.may_come_in:
        return None
    return user if user.get_session_auth_hash() == claims["pwd"] else None


@functools.lru_cache(maxsize=_REMEMBERED)
def _signed(token: str, key: bytes) -> dict[str, Any]:
    """Return what a token says if it is ours, as long as it lives: what is signed stays signed.

    Raises jwt.InvalidTokenError, which is not remembered.
    """
    required = {"require": ["sub", "pwd", "exp"]}
    return jwt.decode(token, key, algorithms=[ALGORITHM], options=required)


def _signing_key() -> bytes:
    """Return 32 bytes derived from SECRET_KEY, for tokens alone."""
    return _derived_from(settings.SECRET_KEY)


@functools.lru_cache(maxsize=1)
def _derived_from(secret: str) -> bytes:
    return salted_hmac(_SALT, "signing", secret=secret, algorithm="sha256").digest()
