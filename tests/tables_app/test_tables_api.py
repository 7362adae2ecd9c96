"""GET /tables."""

from tables_app.models import Zone
from tests.cast import TableFactory
from tests.program import Program


def test_the_tables_in_use_with_their_state(program, cast):
    program.open(cast)
    assert program.get("/tables").json() == {
        "tables": [
            {"id": cast.table.pk, "name": "โต๊ะ 1", "status": "occupied"},
            {"id": cast.other_table.pk, "name": "โต๊ะ 2", "status": "available"},
        ]
    }


def test_a_retired_table_is_not_listed(program):
    TableFactory(name="เลิกใช้", active=False)
    assert "เลิกใช้" not in program.get("/tables").content.decode()


def test_tables_come_in_the_order_of_the_map(program, cast):
    terrace = Zone.objects.create(name="ระเบียง", position=1)
    for name, position in (("ร 2", 2), ("ร 1", 1)):
        TableFactory(name=name, zone=terrace, position=position)
    TableFactory(name="โต๊ะ 0", zone=cast.table.zone, position=0)
    names = [table["name"] for table in program.get("/tables").json()["tables"]]
    assert names == ["โต๊ะ 1", "โต๊ะ 2", "โต๊ะ 0", "ร 1", "ร 2"]


def test_an_empty_restaurant_has_an_empty_list(cast):
    type(cast.table).objects.all().delete()
    assert Program(cast.cashier).get("/tables").json() == {"tables": []}


def test_every_role_may_look(cook_program, managing_program):
    for program in (cook_program, managing_program):
        assert program.get("/tables").status_code == 200
