"""Where the key stands and what it may be."""

import pytest

from core_app.models import IdempotencyKey
from tests.expect import nothing_written, refused
from tests.orders_app.good_requests import COMMANDS, good_request
from tests.program import new_key


def names_the_key(answer) -> None:
    body = refused(answer, 400, "VALIDATION_ERROR")
    assert list(body["fields"]) == ["idempotency_key"]


@pytest.mark.parametrize("name", COMMANDS)
def test_no_command_is_done_without_a_key(managing_program, cast, name):
    request = good_request(name, cast)
    with nothing_written():
        names_the_key(managing_program.post(request.path, request.body))


@pytest.mark.parametrize("name", COMMANDS)
def test_the_header_alone_is_enough(managing_program, cast, name):
    request, key = good_request(name, cast), new_key()
    answer = managing_program.post(request.path, request.body, idempotency_key=key)
    assert answer.status_code in (200, 201)
    assert IdempotencyKey.objects.filter(key=key).exists()


@pytest.mark.parametrize("name", COMMANDS)
def test_header_and_body_may_say_the_same(managing_program, cast, name):
    request, key = good_request(name, cast), new_key()
    assert request.send(managing_program, key, idempotency_key=key).status_code in (200, 201)


@pytest.mark.parametrize("name", COMMANDS)
def test_header_and_body_may_not_differ(managing_program, cast, name):
    request = good_request(name, cast)
    with nothing_written():
        names_the_key(request.send(managing_program, new_key(), idempotency_key=new_key()))


def test_an_empty_header_is_not_overruled_by_the_body(program, cast):
    request = good_request("open", cast)
    with nothing_written():
        names_the_key(request.send(program, new_key(), idempotency_key=""))


def test_a_key_of_null_counts_as_none(program, cast):
    request, key = good_request("open", cast), new_key()
    body = request.body | {"idempotency_key": None}
    with nothing_written():
        names_the_key(program.post(request.path, body))
    assert program.post(request.path, body, idempotency_key=key).status_code == 201


@pytest.mark.parametrize("key", ["k", "k" * 200, "โต๊ะ-1/รอบ ๒", "🔑", "uuid-12345"])
def test_a_key_of_1_to_200_readable_characters_is_good(program, cast, key):
    request = good_request("open", cast)
    assert request.send(program, key).status_code == 201
    assert request.send(program, key)["Idempotent-Replayed"] == "true"


@pytest.mark.parametrize("key", ["", "k" * 201, "k" * 300, "a\nb", "a\x00b", "\x7f", "\u2028"])
def test_a_key_that_cannot_be_stored_or_logged_is_refused(program, cast, key):
    request = good_request("open", cast)
    with nothing_written():
        names_the_key(request.send(program, key))


@pytest.mark.parametrize("key", ["k" * 201, "a\tb", "a\x00b"])
def test_the_header_is_held_to_the_same_rule(program, cast, key):
    request = good_request("open", cast)
    with nothing_written():
        names_the_key(program.post(request.path, request.body, idempotency_key=key))


def test_keys_are_compared_exactly(program, cast):
    request = good_request("open", cast)
    assert request.send(program, "Key-A").status_code == 201
    assert request.send(program, "key-a").status_code == 409  # a new key: the table is taken
    assert request.send(program, "Key-A ").status_code == 409
