"""Every answer is counted by its declared address, verb and status, and timed."""

import pytest
from django.conf import settings as shop
from django.test import Client

from tests.program import Program, new_key
from tests.scrape import Growth, scrape

pytestmark = pytest.mark.said_once

PAY = "/orders/<int:order_id>/pay"
COUNT = "pos_http_requests_total"
TIMED = "pos_http_request_duration_seconds_count"


@pytest.fixture
def growth(db, settings) -> Growth:
    return Growth(settings)


@pytest.mark.parametrize(
    ("method", "path", "route", "status"),
    [
        ("GET", "/tables", "/tables", "401"),
        ("POST", "/orders/7/pay", PAY, "401"),
        ("POST", "/orders/123456/pay", PAY, "401"),
        ("GET", "/orders/7/pay", PAY, "405"),
        ("GET", "/pos/tables/3/?line=5:2", "/pos/tables/<int:table_id>/", "302"),
        ("GET", "/", "/", "302"),
        ("GET", "/health", "/health", "200"),
        ("GET", "/static/css/pos.css", "/static/", "404"),
        ("GET", "/no/such/place", "unknown", "404"),
        ("BREW", "/tables", "/tables", "405"),
    ],
)
def test_under_its_route(growth, method, path, route, status):
    Client().generic(method, path)
    label = method if method != "BREW" else "other"
    assert growth.of(COUNT, route=route, method=label, status=status) == 1
    assert growth.of(TIMED, route=route, method=label) == 1


def test_what_is_refused_at_an_earlier_door_has_its_route_too(growth):
    Program(None).post("/orders/7/pay", b" " * 300_000)
    assert growth.of(COUNT, route=PAY, method="POST", status="413") == 1


def test_no_address_of_a_strangers_choice_becomes_a_label(growth, settings):
    before = scrape(settings).routes()
    for path in ("/<script>", "/x" * 500, "/orders/abc", "/%00", "/admin/nowhere", "/pos/ก"):
        Client().get(path)
    assert scrape(settings).routes() - before <= {"unknown", "/admin/(?P<url>.*)$"}


def test_a_fault_is_counted_as_500(growth, settings):
    settings.ROOT_URLCONF = "tests.http_app.urls_that_fail"
    client = Client(raise_request_exception=False)
    client.get("/fail/fault")
    client.get("/fail/database")
    for status in ("500", "503"):
        assert growth.of(COUNT, route="/fail/<str:what>", status=status) == 1


def test_too_many_tries_are_counted_apart(growth):
    body = {"username": "nobody", "password": "wrong"}
    statuses = [Program(None).post("/auth/login", body).status_code for _ in range(12)]
    assert statuses.count(429) == 2
    assert growth.of("pos_rate_limited_requests_total", route="/auth/login", method="POST") == 2


def test_too_many_tries_on_the_log_in_page_are_counted_too(growth):
    for _ in range(11):
        Client().post("/pos/login/", {"username": "nobody", "password": "wrong"})
    assert growth.of("pos_rate_limited_requests_total", route="/pos/login/") == 1


def test_the_time_is_in_seconds_and_in_a_bucket(growth):
    Client().get("/tables")
    spent = growth.of("pos_http_request_duration_seconds_sum", route="/tables")
    assert 0 <= spent < 5
    in_all = {"route": "/tables", "le": "+Inf"}
    assert growth.of("pos_http_request_duration_seconds_bucket", **in_all) == 1


def test_a_replay_is_counted_under_its_command(growth, program, cast):
    body = {"table_id": cast.table.pk, "idempotency_key": new_key()}
    for _ in range(3):
        program.post("/orders", body)
    assert growth.of("pos_idempotent_replays_total", route="/orders") == 2


def test_the_version_is_that_of_the_program(db, settings):
    (build,) = scrape(settings).matching("pos_build_info")
    assert (build.labels, build.value) == ({"version": shop.VERSION}, 1)
