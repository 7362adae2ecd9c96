"""Bearer tokens for programs: short-lived JWTs that die with the password or the account."""

from datetime import timedelta

import jwt
from django.conf import settings
from django.utils import timezone
from django.utils.crypto import salted_hmac

from core_app.fields import LARGEST_ID
from staff_app.models import User

ALGORITHM = "HS256"  # pinned: a token may not choose its own
_SALT = "staff_app.tokens"


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
        claims = jwt.decode(
            token,
            _signing_key(),
            algorithms=[ALGORITHM],
            options={"require": ["sub", "pwd", "exp"]},
        )
    except jwt.InvalidTokenError:
        return None
    subject = claims["sub"]
    if not (subject.isascii() and subject.isdigit() and int(subject) <= LARGEST_ID):
        return None
    user = User.objects.filter(pk=int(subject), is_active=True).first()
    if user is None or not user.may_come_in:
        return None
    return user if user.get_session_auth_hash() == claims["pwd"] else None


def _signing_key() -> bytes:
    """Return 32 bytes derived from SECRET_KEY, for tokens alone."""
    return salted_hmac(_SALT, "signing", algorithm="sha256").digest()
