"""The Content-Security-Policy header (W3C CSP 3), the same for every answer."""

from csp.constants import HEADER
from csp.utils import build_policy
from django.http import HttpRequest, HttpResponse


class ContentPolicyMiddleware:
    """Send the policy of `settings.CONTENT_SECURITY_POLICY` with each answer.

    django-csp's own middleware writes the text anew for each, a twentieth of the server's time for
    a command. Ours holds no nonces and no page changes it, so it is written once.
    """

    def __init__(self, get_response):
        self.get_response = get_response
        self.policy = build_policy()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if self.policy:
            response.headers.setdefault(HEADER, self.policy)
        return response
