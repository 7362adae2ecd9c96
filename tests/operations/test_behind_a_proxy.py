"""What only the real server can show of a shop behind a proxy: no loop, cookies of this host."""

import re
import socket
from collections.abc import Iterator
from http.cookies import Morsel, SimpleCookie

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


def cookies_of(answer: httpx.Response) -> dict[str, Morsel]:
    """Return the cookies that an answer sets, by name."""
    found = {}
    for text in answer.headers.get_list("set-cookie"):
        found |= SimpleCookie(text)
    return found


def test_every_cookie_is_this_hosts_alone_and_opens_both_doors(shop):
    """By their names: a browser refuses them from a neighbour, or without TLS."""
    form = httpx.get(f"{shop.url}/pos/login/", headers=SECURE)
    cookies = cookies_of(form)
    word = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', form.text).group(1)
    person = {"username": "boss", "password": PASSWORD, "csrfmiddlewaretoken": word}
    headers = SECURE | {"Cookie": sent(cookies), "Origin": "https://127.0.0.1"}
    headers |= {"Host": "127.0.0.1"}
    came_in = httpx.post(f"{shop.url}/pos/login/", data=person, headers=headers)
    assert (came_in.status_code, came_in.headers["Location"]) == (302, "/pos/")
    cookies |= cookies_of(came_in)
    assert set(cookies) == {"__Host-sessionid", "__Host-csrftoken"}
    for each in cookies.values():
        assert (each["secure"], each["path"], each["domain"]) == (True, "/", "")
    known = SECURE | {"Cookie": sent(cookies)}
    assert httpx.get(f"{shop.url}/tables", headers=known).status_code == 200
    assert httpx.get(f"{shop.url}/pos/ping/", headers=known).json()["user"] == "boss"


def sent(cookies: dict[str, Morsel]) -> str:
    """Return the header that a browser sends of them."""
    return "; ".join(f"{name}={each.value}" for name, each in cookies.items())
