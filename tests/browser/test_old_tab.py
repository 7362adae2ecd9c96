"""A tab that keeps the script of the release before, while the server becomes a newer one."""

import contextlib
import re
import sqlite3
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Response, expect

from tests.browser.device import cut, look_again, prepared, saving, states
from tests.browser.evening import Evening
from tests.server import RealServer

pytestmark = pytest.mark.browser

OLD_NAME, NEW_NAME = "ครัวริมน้ำ", "ครัวเปิดใหม่"  # the shell carries it, so it makes a new worker
GUARDS = "SELECT name, sql FROM sqlite_master WHERE name LIKE 'only_this_schema%'"


@contextlib.contextmanager
def being_migrated(server: RealServer) -> Iterator[None]:
    """Let the running process be an old one: the tables are another release's meanwhile."""
    file = server.folder / "var" / "pos.sqlite3"
    with contextlib.closing(sqlite3.connect(file, isolation_level=None)) as database:
        guards = database.execute(GUARDS).fetchall()
        for name, sql in guards:
            database.execute(f"DROP TRIGGER {name}")
            database.execute(re.sub(r"pos_schema_\w+", "pos_schema_newer", sql))
        yield
        for name, sql in guards:
            database.execute(f"DROP TRIGGER {name}")
            database.execute(sql)


@pytest.fixture
def become(server) -> Iterator[Callable[[str, str], None]]:
    """Restart the shop as another release; afterwards it is ours again."""
    ours = server.wsgi

    def become(name: str, wsgi: str) -> None:
        server.stop()
        server.env["RESTAURANT_NAME"], server.wsgi = name, wsgi
        server.start()

    yield become
    become(OLD_NAME, ours)


def is_put_off(answer: Response) -> bool:
    """Tell whether a command was answered that the server is between two releases."""
    sent = answer.request.method == "POST" and answer.url.endswith("/orders")
    return sent and answer.status == 503 and "OUTDATED_SERVER" in answer.text()


def test_it_says_saved_of_nothing_the_newer_server_did_not_save_and_sends_all_it_has(
    till, books, server, become
):
    evening, bar = Evening(books), till.page.locator("#saving")
    cut(prepared(till))
    till.tap("โต๊ะ 2", "ผัดไทย", "ยืนยันออเดอร์").landed("pos/")
    till.tap("โต๊ะ 3", "ผัดไทย", "ผัดไทย", "ยืนยันออเดอร์").landed("pos/")
    saving(till, "บันทึกในเครื่อง รอส่ง 2 รายการ")

    with being_migrated(server):
        with till.page.expect_response(is_put_off):
            till.context.set_offline(False)
            look_again(till)
        saving(till, "บันทึกในเครื่อง รอส่ง 2 รายการ")
        assert states(till.page) == ["waiting", "waiting"]
        assert evening.at(2) == evening.at(3) == []
        till.context.set_offline(True)  # the old server, let in again, would do all of it

    become(NEW_NAME, "tests.browser.newer_wsgi:application")
    till.context.set_offline(False)
    look_again(till)
    refused = till.page.locator("#refused-list li").filter(has_text="โต๊ะ 3:")
    expect(refused).to_contain_text("รุ่นใหม่ไม่รับคำสั่งแบบนี้")
    saving(till, "ต้องตัดสินใจ 1 รายการ")
    expect(bar).not_to_contain_text("บันทึกแล้ว")
    assert states(till.page) == ["done", "refused"]
    assert evening.bill(2) == (["ผัดไทย 1"], "open", 60, None)
    assert evening.at(3) == []
    till.forgive_the_network()
