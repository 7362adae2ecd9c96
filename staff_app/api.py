"""POST /auth/login, and POST /approvals."""

from django.http import HttpRequest, HttpResponse
from ninja import Router, Status

from core_app.errors import InvalidCredentials
from http_app.api_base import errors
from staff_app import approving, trail
from staff_app.api_auth import only
from staff_app.approvals import GOOD_FOR
from staff_app.login import check_password
from staff_app.rights import ensure_seller
from staff_app.schemas import ApprovalIn, ApprovedOut, Credentials, LoggedIn
from staff_app.tokens import issue_token

router = Router(tags=["auth"])
approvals_router = Router(tags=["approvals"])


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


@approvals_router.post(
    "",
    auth=only(ensure_seller),
    response={201: ApprovedOut, **errors(400, 401, 403, 413, 415)},
)
def approve(request: HttpRequest, body: ApprovalIn):
    """A manager's word, by their PIN, for the command of that key; for a minute, and once."""
    given = approving.approve(request, **body.model_dump())
    return Status(201, {"expires_at": given.created_at + GOOD_FOR})
