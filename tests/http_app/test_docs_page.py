"""/api/docs: the API's documentation page, for staff."""

import re

from django.test import Client


def test_a_stranger_is_sent_to_the_log_in(db):
    answer = Client().get("/api/docs")
    assert answer.status_code == 302
    assert answer["Location"] == "/pos/login/?next=/api/docs"


def test_staff_read_it(cast):
    client = Client()
    client.force_login(cast.cook)
    answer = client.get("/api/docs")
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/html")
    assert "/api/openapi.json" in answer.content.decode()


def test_it_loads_nothing_from_elsewhere_and_runs_no_inline_script(cast):
    client = Client()
    client.force_login(cast.cashier)
    page = client.get("/api/docs").content.decode()
    for address in re.findall(r'(?:src|href)="([^"]+)"', page):
        assert address.startswith("/"), address
    for tag in re.findall(r"<script[^>]*>", page):
        assert "src=" in tag or 'type="application/json"' in tag, tag
