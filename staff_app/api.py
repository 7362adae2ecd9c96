"""POST /auth/login."""

from django.http import HttpRequest, HttpResponse
from ninja import Router

from core_app.errors import InvalidCredentials
from http_app.api_base import errors
from staff_app import trail
from staff_app.login import check_password
from staff_app.schemas import Credentials, LoggedIn
from staff_app.tokens import issue_token

router = Router(tags=["auth"])


@router.post("/login", auth=None, response={200: LoggedIn, **errors(400, 401, 403, 413, 415)})
def login(request: HttpRequest, response: HttpResponse, credentials: Credentials):
    """Give a Bearer token for a right name and password."""
    response["Cache-Control"] = "no-store"  # RFC 6749, 5.1
    if "\x00" in credentials.username:  # PostgreSQL holds no NUL, so nobody is called that
        raise InvalidCredentials
    user = check_password(request, username=credentials.username, password=credentials.password)
    trail.came_in(request, user)
    return {
        "token": issue_token(user),
        "user": {"id": user.pk, "username": user.username, "role": user.role},
    }
