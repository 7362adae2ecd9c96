"""Odd query strings: an answer or a 400, always in JSON, never a 5xx."""

import pytest

from tests.expect import about, refused

ODD = [
    "page=", "page=NaN", "page=Infinity", "page=-1", "page=1e2", "page=true", "page=[]", "page",
    "page=" + "9" * 400, "page=" + "9" * 5000, "page=%00", "page=%FF", "page=%ED%A0%80", "page=๑",
    "page_size=1e400", "page_size=-5", "page_size=9223372036854775808", "table_id=-1",
    "table_id=1.5", "table_id=" + "9" * 30, "table_id=%00", "table_id=null", "status=%00",
    "status=OPEN", "status=open%20", "status=%22open%22", "status=open'--",
    "status=" + "x" * 5000,
]  # fmt: skip
HARMLESS = [
    "", "=", "&&&", "%", "%zz", "page=1&page=1", "page=1.0", "page=%31", "unknown=1", "status[]=x",
    "?", "a" * 5000, "&".join(f"x{n}=1" for n in range(500)), "page_size=100&page=100000",
    "table_id=9223372036854775807",
]  # fmt: skip


def test_nonsense_is_refused(program):
    for query in ODD:
        with about(query):
            refused(program.get(f"/orders?{query}"), 400, "VALIDATION_ERROR")


@pytest.mark.parametrize("path", ["/orders", "/tables", "/menus", "/health", "/api/openapi.json"])
def test_oddities_that_ask_for_nothing_wrong_are_answered(program, path):
    for query in HARMLESS:
        with about(query):
            answer = program.get(f"{path}?{query}")
            assert answer.status_code == 200
            assert answer["Content-Type"].startswith("application/json")
