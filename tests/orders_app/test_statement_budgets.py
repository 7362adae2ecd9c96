"""How many statements a request may send to the database, BEGIN and COMMIT counted.

Finding out who asks has a budget of its own, so its statements are counted apart.
"""

import re
from dataclasses import replace

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from orders_app.models import Order, OrderItem, PrintJob
from tests.cast import DishFactory
from tests.orders_app.good_requests import COMMANDS, DECLARED, good_request
from tests.orders_app.kitchens import heard, make_printer, make_station
from tests.program import Program, new_key
from tests.words import give_word, let_pass, with_pin

pytestmark = pytest.mark.django_db(transaction=True)

WHO_BUDGET = 2
_WHO = re.compile(r'^SELECT .* FROM "(staff|django_session)" ')
_ENDS = re.compile(r"^(BEGIN|COMMIT)")


def statements(command) -> tuple[list[str], list[str]]:
    """Run `command`, which must succeed; return its statements: who asks, and all the others."""
    with CaptureQueriesContext(connection) as captured:
        answer = command()
    assert answer.status_code in (200, 201), answer.content
    sent = [query["sql"] for query in captured.captured_queries]
    return [s for s in sent if _WHO.match(s)], [s for s in sent if not _WHO.match(s)]


def in_budget(sent: list[str], budget: int) -> None:
    assert len(sent) <= budget, "\n".join([f"{len(sent)} statements for {budget}:", *sent])


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_keeps_to_the_budget_it_declares(managing_program, cast, name):
    request = good_request(name, cast)
    who, work = statements(lambda: request.send(managing_program, new_key()))
    in_budget(who, 1)
    in_budget(work, DECLARED[name].statements)


@pytest.mark.parametrize(("name", "more"), [("items", 2), ("void", 2), ("cancel", 3)])
@pytest.mark.parametrize("prints", [False, True])
def test_telling_the_kitchen_costs_so_many_more_and_its_paper_one(
    managing_program, cast, name, more, prints
):
    stations = [make_station(each, "ข้าว", "เครื่องดื่ม") for each in ("ครัวร้อน", "จุดเสิร์ฟ")]
    if prints:
        make_printer(*stations)
    request = good_request(name, cast)
    before, printed = len(heard()), PrintJob.objects.count()
    _, work = statements(lambda: request.send(managing_program, new_key()))
    assert len(heard()) > before
    assert PrintJob.objects.count() - printed == 2 * prints
    in_budget(work, DECLARED[name].statements + more + prints)


@pytest.mark.parametrize("name", COMMANDS)
def test_a_kitchen_that_hears_nothing_costs_nothing(managing_program, cast, name):
    make_station("ครัวร้อน", "ของหวาน")
    request = good_request(name, cast)
    _, work = statements(lambda: request.send(managing_program, new_key()))
    in_budget(work, DECLARED[name].statements)


@pytest.mark.parametrize("name", [name for name in COMMANDS if DECLARED[name].on_order])
def test_an_order_named_by_its_uid_costs_no_more(managing_program, cast, name):
    request = good_request(name, cast)
    _, orders, number, *rest = request.path.split("/")
    by_name = "/".join(["", orders, str(Order.objects.get(pk=number).uid), *rest])
    _, work = statements(lambda: replace(request, path=by_name).send(managing_program, new_key()))
    in_budget(work, DECLARED[name].statements)


def test_a_line_named_by_its_uid_costs_no_more(managing_program, cast):
    request = good_request("void", cast)
    *path, number, void = request.path.split("/")
    by_name = "/".join([*path, str(OrderItem.objects.get(pk=number).uid), void])
    _, work = statements(lambda: replace(request, path=by_name).send(managing_program, new_key()))
    in_budget(work, DECLARED["void"].statements)


def test_opening_alone_costs_less_than_opening_with_the_first_lines(program, cast):
    items = [{"menu_id": dish.pk, "qty": 1} for dish in (cast.satay, cast.pad_thai)]
    _, work = statements(lambda: program.command("/orders", table_id=cast.table.pk))
    in_budget(work, 8)
    told = {"table_id": cast.other_table.pk, "items": items}
    _, work = statements(lambda: program.command("/orders", **told))
    in_budget(work, 10)


@pytest.mark.parametrize("name", COMMANDS)
def test_begin_and_commit_are_among_the_counted(managing_program, cast, name):
    request = good_request(name, cast)
    _, work = statements(lambda: request.send(managing_program, new_key()))
    ends = [sql.split()[0] for sql in work if _ENDS.match(sql)]
    assert ends == ["BEGIN", "COMMIT"], work
    assert (work[0][:5], work[-1]) == ("BEGIN", "COMMIT"), work


@pytest.mark.parametrize("lines", [1, 100])
def test_adding_costs_the_same_whatever_the_number_of_lines(program, cast, lines):
    path = f"/orders/{program.open(cast)}/items"
    items = [{"menu_id": dish.pk, "qty": 1} for dish in DishFactory.create_batch(lines)]
    _, work = statements(lambda: program.command(path, items=items))
    # Django gives SQLite 999 values in one statement: the hundredth line is one more.
    one_more = connection.vendor == "sqlite" and lines == 100
    in_budget(work, DECLARED["items"].statements + one_more)


@pytest.mark.parametrize("name", ["void", "cancel"])
def test_a_managers_word_costs_one_more_and_asking_whether_there_is_one_nothing(
    program, cast, name, monkeypatch
):
    boss = with_pin(cast.manager)
    request, key = good_request(name, cast), new_key()
    let_pass(monkeypatch, 61)
    give_word(program, request.send(program, key).json(), key, boss)
    _, work = statements(lambda: request.send(program, key))
    in_budget(work, DECLARED[name].statements + 1)


def test_an_undo_costs_one_more(program, cast):
    with_pin(cast.manager)
    item = program.command(
        "/orders", table_id=cast.table.pk, items=[{"menu_id": cast.satay.pk, "qty": 1}]
    ).json()
    path = f"/orders/{item['order_id']}/items/{item['items'][0]['id']}/void"
    _, work = statements(lambda: program.command(path, reason="สั่งผิด"))
    in_budget(work, DECLARED["void"].statements + 1)


def test_a_replay_is_cheaper_than_the_command(program, cast):
    request, key = good_request("pay", cast), new_key()
    _, first = statements(lambda: request.send(program, key))
    _, again = statements(lambda: request.send(program, key))
    assert len(again) < len(first)
    in_budget(again, 4)


def test_a_bearer_token_is_one_question(cast):
    program = Program(cast.cashier)
    who, _ = statements(lambda: program.get("/tables"))
    in_budget(who, 1)
    assert who


def test_a_session_is_two_questions(cast):
    client = Client()
    client.force_login(cast.cashier)
    who, rest = statements(lambda: client.get("/tables"))
    in_budget(who, WHO_BUDGET)
    assert len(who) == 2
    in_budget(rest, 1)


def test_a_session_costs_a_command_nothing_more(cast):
    request = good_request("pay", cast)
    client = Client()
    client.force_login(cast.cashier)
    body = request.body | {"idempotency_key": new_key()}
    who, work = statements(lambda: client.post(request.path, body, content_type="application/json"))
    in_budget(who, WHO_BUDGET)
    in_budget(work, DECLARED["pay"].statements)


@pytest.mark.parametrize("tables", [1, 40])
def test_lists_are_one_question_whatever_their_length(program, cast, tables):
    DishFactory.create_batch(tables)
    for path in ("/tables", "/menus", "/orders"):
        _, work = statements(lambda path=path: program.get(path))
        in_budget(work, 1)


def test_an_order_is_two_questions_whatever_its_lines(program, cast):
    order_id = program.open_with_lunch(cast)
    _, work = statements(lambda: program.get(f"/orders/{order_id}"))
    in_budget(work, 2)
