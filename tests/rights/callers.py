"""Who comes to a door, and with what in the hand: no credential, a good one, four bad ones."""

from dataclasses import dataclass
from datetime import timedelta

import jwt
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.test import Client, override_settings
from django.utils import timezone

from staff_app.models import User
from staff_app.rights import (
    Right,
    anybody,
    ensure_kitchen,
    ensure_manager,
    ensure_office,
    ensure_seller,
    ensure_staff,
    nobody,
)
from staff_app.tokens import ALGORITHM, issue_token
from tests.rights.routes import Route

ROLES = ("cook", "cashier", "manager")
CREDENTIALS = ("valid", "expired", "revoked", "forged", "disabled")
# Said here once more, in plain words: a right that lets in somebody else is found.
HOLDERS: dict[Right, tuple[str, ...]] = {
    anybody: ("nobody", *ROLES),
    ensure_staff: ROLES,
    ensure_kitchen: ROLES,
    ensure_seller: ("cashier", "manager"),
    ensure_manager: ("manager",),
    ensure_office: ("manager",),
    nobody: (),
}


@dataclass(frozen=True)
class Caller:
    """A role that comes with a session or a token, in one of the states these may be in."""

    role: str
    brings: str = "session"
    credential: str = "valid"

    def __str__(self):
        return f"{self.role}, {self.credential} {self.brings}"

    def counts_as(self, *, at_page: bool) -> str:
        """Return whose rights the caller has; a token opens no page."""
        is_good = self.credential == "valid" and not (at_page and self.brings == "token")
        return self.role if is_good else "nobody"

    def tries(self, route: Route) -> bool:
        """Tell whether `route` is worth a try.

        A bad token at a page is no more than a good one, which opens none; a bad session of who is
        refused by the whole admin with a good one no more than that.
        """
        if self.credential in ("valid", "no") or not route.is_page:
            return True
        is_admin = route.address.startswith("/admin/")
        return self.brings == "session" and (self.role == "manager" or not is_admin)

    def comes(self, user: User | None) -> Client:
        """Return a client that brings it; whatever spoils it is done to the account now."""
        client = Client(raise_request_exception=False)
        if user is None:
            return client
        if self.brings == "token":
            client.defaults["HTTP_AUTHORIZATION"] = f"Bearer {self._token(user)}"
        else:
            client.force_login(user)
            self._spoil(client)
        if self.credential == "revoked":  # the password was changed
            User.objects.filter(pk=user.pk).update(password="!changed")
        if self.credential == "disabled":
            User.objects.filter(pk=user.pk).update(is_active=False)
        return client

    def _token(self, user: User) -> str:
        life = settings.TOKEN_LIFE_SECONDS * (-1 if self.credential == "expired" else 1)
        with override_settings(TOKEN_LIFE_SECONDS=life):
            token = issue_token(user)
        if self.credential != "forged":
            return token
        claims = jwt.decode(token, options={"verify_signature": False})
        return jwt.encode(claims, "another key, of 32 bytes or more", algorithm=ALGORITHM)

    def _spoil(self, client: Client) -> None:
        key = client.session.session_key
        if self.credential == "expired":
            ended = timezone.now() - timedelta(seconds=1)
            Session.objects.filter(pk=key).update(expire_date=ended)
        if self.credential == "forged":  # somebody's number in a cookie of no session
            client.cookies[settings.SESSION_COOKIE_NAME] = f"{SESSION_KEY[:8]}{key[8:]}"


CALLERS = [
    Caller("nobody", credential="no"),
    *(
        Caller(role, brings, credential)
        for role in ROLES
        for brings in ("session", "token")
        for credential in CREDENTIALS
    ),
]
