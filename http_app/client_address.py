"""Whose request is this: the caller's own address, also when one of our proxies brings it."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from http_app.addresses import address, is_within

_SAID_BY_PROXIES = ("HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO", "HTTP_FORWARDED")


class ClientAddressMiddleware:
    """Let REMOTE_ADDR be the caller's own address; believe X-Forwarded-* of TRUSTED_PROXIES alone.

    Stands before everything that reads a header: Django keeps the headers it has read once.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        peer = request.META.get("REMOTE_ADDR", "")
        # A socket in the file system has no address; only a proxy on this machine reaches it.
        if peer == "" or is_within(peer, settings.TRUSTED_PROXIES):
            chain = request.META.get("HTTP_X_FORWARDED_FOR", "")
            request.META["REMOTE_ADDR"] = _right_most_stranger(peer, chain)
        else:
            for name in _SAID_BY_PROXIES:
                request.META.pop(name, None)
        return self.get_response(request)


def _right_most_stranger(peer: str, chain: str) -> str:
    """Return the last address in X-Forwarded-For that is none of our proxies'.

    Each proxy adds, on the right, who called it; what stands further left anybody may have made up.
    """
    for text in reversed(chain.split(",")):
        hop = address(text)
        if hop is None:
            break
        peer = str(hop)
        if not is_within(peer, settings.TRUSTED_PROXIES):
            break
    return peer
