"""GET /metrics is closed to strangers, and open to the monitor without a log-in."""

import pytest
from django.test import Client

from http_app.addresses import address, networks
from tests.expect import refused
from tests.program import Program
from tests.scrape import TOKEN, Scrape


def ask(address: str = "127.0.0.1", **headers: str):
    return Client(REMOTE_ADDR=address).get("/metrics", headers=headers)


def bearer(token: str) -> dict[str, str]:
    return {"authorization": f"Bearer {token}"}


def is_closed(answer) -> None:
    body = refused(answer, 403, "FORBIDDEN")
    assert "METRICS_TOKEN" in body["message"]


def test_a_shop_that_sets_nothing_shows_nothing(db, settings):
    assert (settings.METRICS_TOKEN, settings.METRICS_ALLOW) == ("", [])
    for headers in ({}, bearer(""), bearer(TOKEN), {"authorization": "Bearer"}):
        is_closed(ask(**headers))


def test_the_token_opens_it(db, settings):
    settings.METRICS_TOKEN = TOKEN
    answer = ask(**bearer(TOKEN))
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/plain; version=")
    assert answer["Cache-Control"] == "no-store"
    assert "pos_build_info" in Scrape(answer.content.decode()).names


@pytest.mark.parametrize(
    "wrong",
    [
        "", "Bearer", "Bearer ", f"Bearer {TOKEN[:-1]}", f"Bearer {TOKEN}x", f"Basic {TOKEN}",
        TOKEN, f"Bearer {TOKEN.upper()}", "Bearer ลับ", f"Token {TOKEN}",
    ],
)  # fmt: skip
def test_nothing_else_does(db, settings, wrong):
    settings.METRICS_TOKEN = TOKEN
    is_closed(ask(authorization=wrong.encode().decode("latin-1")))


def test_neither_a_cashiers_nor_a_managers_word_does(cast, settings):
    settings.METRICS_TOKEN = TOKEN
    for staff in (cast.cashier, cast.manager):
        is_closed(Program(staff).get("/metrics"))
        client = Client()
        client.force_login(staff)
        is_closed(client.get("/metrics"))


@pytest.mark.parametrize("address", ["127.0.0.1", "192.168.1.77", "::1", "::ffff:192.168.1.9"])
def test_an_allowed_address_needs_no_token(db, settings, address):
    settings.METRICS_ALLOW = networks("127.0.0.1, 192.168.1.0/24,::1")
    assert ask(address).status_code == 200


@pytest.mark.parametrize("address", ["192.168.2.1", "10.0.0.1", "::2", "", "unix:"])
def test_another_address_does_not(db, settings, address):
    settings.METRICS_ALLOW = networks("127.0.0.1, 192.168.1.0/24,::1")
    is_closed(ask(address))


@pytest.mark.parametrize("header", ["x-forwarded-for", "forwarded"])
def test_a_proxy_that_does_not_tell_whose_request_it_brings_is_not_let_in(db, settings, header):
    settings.METRICS_ALLOW = networks("127.0.0.1")
    is_closed(ask("127.0.0.1", **{header: "127.0.0.1"}))
    settings.METRICS_TOKEN = TOKEN
    assert ask("127.0.0.1", **{header: "203.0.113.9"}, **bearer(TOKEN)).status_code == 200


def test_behind_a_proxy_of_ours_the_callers_own_address_is_judged(db, settings):
    settings.METRICS_ALLOW = networks("127.0.0.1,192.168.1.5")
    assert ask("127.0.0.1", **{"x-forwarded-for": "192.168.1.5"}).status_code == 200
    for chain in ("192.168.1.6", "192.168.1.5, 192.168.1.6", "192.168.1.5, unknown", "127.0.0.1"):
        is_closed(ask("127.0.0.1", **{"x-forwarded-for": chain}))
    is_closed(ask("192.168.1.6", **{"x-forwarded-for": "192.168.1.5"}))  # no proxy of ours


def test_the_monitor_may_call_by_any_name_and_without_tls(db, settings):
    settings.METRICS_TOKEN, settings.SECURE_SSL_REDIRECT = TOKEN, True
    assert ask(host="10.1.2.3:8000", **bearer(TOKEN)).status_code == 200


def test_other_verbs_are_refused_in_json(db):
    for method in ("post", "put", "patch", "delete"):
        refused(getattr(Client(), method)("/metrics"), 405, "METHOD_NOT_ALLOWED")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", []),
        (" , ", []),
        ("10.0.0.1", ["10.0.0.1/32"]),
        ("::1 ,10.0.0.0/8", ["::1/128", "10.0.0.0/8"]),
    ],
)
def test_lists_of_addresses(text, found):
    assert [str(network) for network in networks(text)] == found


@pytest.mark.parametrize(
    "text", ["localhost", "10.0.0.0/33", "10.0.0.5/24", "1.2.3", "10.0.0.1;::1"]
)
def test_a_wrong_list_of_addresses_names_the_wrong_one(text):
    with pytest.raises(ValueError, match=r"\d|localhost"):
        networks(text)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (" 10.0.0.5 ", "10.0.0.5"),
        ("10.0.0.5:40123", "10.0.0.5"),
        ("[::1]:443", "::1"),
        ("::1", "::1"),
        ("::ffff:10.0.0.5", "10.0.0.5"),
        ("unknown", "None"),
        ("10.0.0.500", "None"),
        ("", "None"),
    ],
)
def test_addresses_as_headers_write_them(text, found):
    assert str(address(text)) == found
