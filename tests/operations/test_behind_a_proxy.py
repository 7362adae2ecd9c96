"""What only the real server can show of a shop behind a proxy: no loop, and HEAD without a body."""

import socket
from collections.abc import Iterator

import httpx
import pytest

from tests.server import RealServer

pytestmark = [pytest.mark.operations, pytest.mark.xdist_group("proxy")]

SECURE = {"X-Forwarded-Proto": "https"}
PASSWORD = "a-word-of-its-own-1"
MANAGER = (
    "from staff_app.models import User; "
    f"User.objects.create_user('boss', password='{PASSWORD}', role='manager')"
)


@pytest.fixture(scope="module")
def shop() -> Iterator[RealServer]:
    """A shop that says HTTPS=1 and whose proxy is the test."""
    with RealServer(
        env={"HTTPS": "1"}, prepare=lambda server: server.manage("shell", "-c", MANAGER)
    ) as server:
        yield server


def raw(shop: RealServer, *lines: str) -> bytes:
    """Send a request as it stands and return everything that comes back."""
    with socket.create_connection(("127.0.0.1", shop.port), timeout=10) as line:
        head = "\r\n".join((*lines, "Host: 127.0.0.1", "Connection: close", "", ""))
        line.sendall(head.encode())
        return b"".join(iter(lambda: line.recv(65536), b""))


def test_a_proxy_that_says_nothing_is_told_so_and_one_that_says_http_is_sent_on(shop):
    silent = httpx.get(f"{shop.url}/pos/login/", follow_redirects=True)
    assert silent.status_code == 400
    assert "X-Forwarded-Proto" in silent.text
    assert "HTTPS=1, but X-Forwarded-Proto is missing: peer=127.0.0.1" in shop.log
    plain = httpx.get(f"{shop.url}/pos/login/", headers={"X-Forwarded-Proto": "http"})
    assert (plain.status_code, plain.headers["Location"][:8]) == (301, "https://")
    assert httpx.get(f"{shop.url}/pos/login/", headers=SECURE).status_code == 200


def test_a_head_gets_the_length_and_no_body(shop):
    who = {"username": "boss", "password": PASSWORD}
    token = httpx.post(f"{shop.url}/auth/login", json=who, headers=SECURE).json()["token"]
    known = {"Authorization": f"Bearer {token}", **SECURE}
    size = len(httpx.get(f"{shop.url}/tables", headers=known).content)
    said = [f"{name}: {text}" for name, text in known.items()]
    head, _, body = raw(shop, "HEAD /tables HTTP/1.1", *said).partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 200")
    assert f"content-length: {size}".encode() in head.lower()
    assert body == b""


def test_a_caller_does_not_say_where_the_shop_stands(shop):
    said = ("SCRIPT_NAME: /pos", "X-Forwarded-Proto: https")  # Caddy hands both on
    head = raw(shop, "GET /pos/ HTTP/1.1", *said)
    assert b"Location: /pos/login/?next=/pos/\r\n" in head
    assert raw(shop, "GET /tables HTTP/1.1", *said).startswith(b"HTTP/1.1 401")
