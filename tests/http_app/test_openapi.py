"""/api/openapi.json: well formed, complete, and honest about refusals."""

import re

import pytest

from pos_project.api import api
from tests.http_app.api_walk import CLOSED, OPERATIONS, SCHEMA
from tests.program import Program

PATHS = {
    "/auth/login": {"post"},
    "/approvals": {"post"},
    "/tables": {"get"},
    "/menus": {"get"},
    "/orders": {"get", "post"},
    "/orders/{order_id}": {"get"},
    "/orders/{order_id}/items": {"post"},
    "/orders/{order_id}/items/{item_id}/void": {"post"},
    "/orders/{order_id}/pay": {"post"},
    "/orders/{order_id}/cancel": {"post"},
    "/tills/report": {"post"},
    "/tills/lost": {"post"},
    "/tills/set-aside": {"post"},
    "/tills/release": {"post"},
}
COMMAND_ERRORS = {"400", "401", "403", "404", "409", "413", "415", "422", "429", "503"}
ERROR_BODY = {"application/json": {"schema": {"$ref": "#/components/schemas/ErrorBody"}}}


def references(node) -> set[str]:
    """Return every `$ref` below `node`."""
    if isinstance(node, dict):
        below = set().union(*map(references, node.values()))
        return below | ({node["$ref"]} if isinstance(node.get("$ref"), str) else set())
    return set().union(*map(references, node)) if isinstance(node, list) else set()


def by_name(op) -> str:
    return str(op)


def test_it_is_served_to_everybody(db):
    answer = Program(None).get("/api/openapi.json")
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("application/json")
    assert set(answer.json()["paths"]) == set(SCHEMA["paths"])
    assert re.fullmatch(r"3\.1\.\d+", answer.json()["openapi"])
    assert answer.json()["info"].keys() >= {"title", "version"}


def test_it_lists_every_path_of_the_brief():
    listed = {path: set(methods) for path, methods in SCHEMA["paths"].items()}
    assert {path: listed.get(path) for path in PATHS} == PATHS


def test_every_reference_leads_somewhere():
    for reference in references(SCHEMA):
        node = SCHEMA
        for part in reference.removeprefix("#/").split("/"):
            node = node[part]
        assert node


def test_every_operation_has_a_name_of_its_own():
    names = [op.declared["operationId"] for op in OPERATIONS]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("op", OPERATIONS, ids=by_name)
def test_every_id_in_a_path_is_declared(op):
    in_path = {p["name"] for p in op.declared.get("parameters", []) if p["in"] == "path"}
    assert in_path == set(re.findall(r"\{(\w+)\}", op.path))


@pytest.mark.parametrize("op", OPERATIONS, ids=by_name)
def test_every_answer_has_a_description_and_a_shape(op):
    for status, answer in op.declared["responses"].items():
        assert answer["description"]
        shape = answer["content"]["application/json"]["schema"]
        assert shape
        if int(status) >= 400:
            assert answer["content"] == ERROR_BODY


@pytest.mark.parametrize("op", CLOSED, ids=by_name)
def test_every_closed_operation_says_so(op):
    assert "401" in map(str, op.declared["responses"])
    assert op.declared["security"] == [{"BearerToken": []}, {"SessionCookie": []}]


NO_COMMANDS = ("/tills/", "/approvals")


@pytest.mark.parametrize(
    "op",
    [op for op in CLOSED if op.method == "post" and not op.path.startswith(NO_COMMANDS)],
    ids=by_name,
)
def test_every_command_declares_its_refusals(op):
    assert set(map(str, op.declared["responses"])) >= COMMAND_ERRORS
    assert op.declared["requestBody"]["required"] is True


def test_money_is_declared_a_number():
    shapes = SCHEMA["components"]["schemas"]
    for shape, field in (
        ("OrderOpenedOut", "total_price"),
        ("LineOut", "price"),
        ("PaidOut", "change"),
        ("MenuItemOut", "price"),
    ):
        assert shapes[shape]["properties"][field]["type"] == "number"


def test_operations_keep_the_names_that_generated_clients_call_them_by():
    names = {each["operationId"] for path in SCHEMA["paths"].values() for each in path.values()}
    assert names == {
        "menu_app_api_list_menus", "orders_app_api_add_items", "orders_app_api_cancel_order",
        "orders_app_api_get_order", "orders_app_api_open_order", "orders_app_api_orders_list",
        "orders_app_api_pay_order", "orders_app_api_void_item", "staff_app_api_approve",
        "staff_app_api_login",
        "tables_app_api_list_tables", "tills_app_api_lost", "tills_app_api_release",
        "tills_app_api_report", "tills_app_api_set_aside",
    }  # fmt: skip
    assert "LostActIn" in SCHEMA["components"]["schemas"]


def test_it_is_written_once_however_often_a_stranger_asks():
    assert api.get_openapi_schema() is api.get_openapi_schema()
