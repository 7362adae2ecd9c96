"""What the walk sends would be done: only then does a refusal that wrote nothing prove anything."""

import pytest

from orders_app.commands.registry import COMMANDS
from tests.rights.callers import Caller
from tests.rights.routes import ROUTES
from tests.rights.writes import OF_DOORS, taken_back

STATUS = {command.name: command.status for command in COMMANDS}
OF_COMMANDS = [route for route in ROUTES if route.name in STATUS]
FORMS = {"orders:pad", "orders:pay", "orders:cancel", "orders:void", "orders:mark"}
OF_FORMS = [route for route in ROUTES if route.name in FORMS and route.verb == "POST"]


def test_every_command_is_walked():
    assert {route.name for route in OF_COMMANDS} == set(STATUS)


@pytest.mark.parametrize("brings", ["session", "token"])
def test_every_command_is_done_for_a_manager(shop, brings):
    client = Caller("manager", brings).comes(shop.cast.manager)
    for route in OF_COMMANDS:
        with taken_back() as written:
            answer = shop.send(client, route)
        assert answer.status_code == STATUS[route.name], (str(route), answer.content)
        assert "idempotency_keys" in written


def test_every_form_is_done_for_a_manager(shop):
    client = Caller("manager").comes(shop.cast.manager)
    for route in OF_FORMS:
        with taken_back() as written:
            shop.send(client, route)
        assert written - OF_DOORS, str(route)
