"""Pages and JSON go out compressed to whoever takes that, and are the same underneath."""

import gzip

import pytest

from tests.cast import TableFactory
from tests.program import Program, new_key

TAKES_IT = {"accept-encoding": "gzip, deflate, br"}


@pytest.mark.parametrize("path", ["/pos/login/", "/pos/shell/", "/sw.js", "/api/openapi.json"])
def test_it_is_smaller_and_the_same(db, path):
    client = Program(None).client
    plain, packed = client.get(path), client.get(path, headers=TAKES_IT)
    assert "Content-Encoding" not in plain.headers
    assert packed["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in packed["Vary"]
    assert len(packed.content) < 0.7 * len(plain.content)
    assert packed["Content-Length"] == str(len(packed.content))
    assert len(gzip.decompress(packed.content)) == len(plain.content)


def test_a_replay_is_byte_for_byte_the_first_answer_packed(program, cast):
    lines = [{"menu_id": cast.pad_thai.pk, "qty": number} for number in range(1, 9)]
    path, key = f"/orders/{program.open(cast)}/items", new_key()
    first = program.command(path, items=lines, idempotency_key=key)
    again = program.post(path, {"items": lines, "idempotency_key": key}, **TAKES_IT)
    assert again["Idempotent-Replayed"] == "true"
    assert len(first.content) > 400
    assert again["Content-Encoding"] == "gzip"
    assert gzip.decompress(again.content) == first.content


def test_a_till_that_asks_for_news_still_hears_that_there_is_none(cast):
    TableFactory.create_batch(30)  # what hardly shrinks goes out as it is
    client = Program(None).client
    client.force_login(cast.cashier)
    first = client.get("/pos/floor/", headers=TAKES_IT)
    assert first["Content-Encoding"] == "gzip"
    for tag in (first["ETag"], first["ETag"].removeprefix("W/")):
        again = client.get("/pos/floor/", headers=TAKES_IT | {"if-none-match": tag})
        assert (again.status_code, again.content) == (304, b"")
