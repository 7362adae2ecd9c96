"""A device with the outbox of a release before: the new page has all of it, and sends it once."""

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.device import READ, commands, drafts, saving, states, until
from tests.browser.evening import Evening

pytestmark = pytest.mark.browser

PHAT_THAI, LEMON = 5, 10
MANY = 400  # commands that ended, as after a long evening
# Version 2 had all commands in one store, 3 has those that ended in another.
OLDER = """async ([version, commands, draft, words]) => {
  const asked = indexedDB.open("pos-till", version);
  const stores = version === 2 ? ["acts"] : ["waiting", "ended"];
  asked.onupgradeneeded = () => {
    const made = asked.result;
    const [, ended] = stores.map((name) => made.createObjectStore(name, { keyPath: "seq" }));
    for (const name of ["chain", "settled", "settledAt", "unread"]) ended?.createIndex(name, name);
    made.createObjectStore("device");
    made.createObjectStore("drafts", { keyPath: "table" });
  };
  const db = await new Promise((resolve) => (asked.onsuccess = () => resolve(asked.result)));
  const tx = db.transaction([...stores, "device", "drafts"], "readwrite");
  const now = (each) => (each.settledAt === null ? { ...each, settledAt: Date.now() } : each);
  const waits = ({ state }) => ["waiting", "refused"].includes(state);
  const storeOf = (each) => (waits(each) ? stores[0] : stores.at(-1));
  for (const each of commands) tx.objectStore(storeOf(each)).put(now(each));
  for (const [name, word] of Object.entries(words)) tx.objectStore("device").put(word, name);
  tx.objectStore("drafts").put(draft);
  await new Promise((resolve) => (tx.oncomplete = resolve));
  db.close();
}"""
# Which stores are read as a whole, from the first script of a page on.
READS = """
const getAll = IDBObjectStore.prototype.getAll;
window.wholes = new Set();
IDBObjectStore.prototype.getAll = function (range, ...more) {
  if (range === undefined) window.wholes.add(this.name);
  return getAll.call(this, range, ...more);
};"""

# The first page cannot move what has ended; whatever comes after it can.
FAILS_ONCE = """
const put = IDBObjectStore.prototype.put;
IDBObjectStore.prototype.put = function (value, ...more) {
  const passes = this.name !== "ended" || localStorage.getItem("failed");
  if (passes) return put.call(this, value, ...more);
  localStorage.setItem("failed", "1");
  throw new TypeError("cannot be moved");
};"""


def command(seq: int, state: str, table: int, kind: str = "items", **more: Any) -> dict[str, Any]:
    """Return a command as a release before kept it."""
    kept = {
        "seq": seq,
        "key": str(uuid.uuid4()),
        "state": state,
        "kind": kind,
        "table": str(table),
        "chain": f"chain-{table}",
        "path": "/orders" if kind == "open" else None,
        "body": {"items": [{"menu_id": PHAT_THAI, "qty": 1, "price": 60}]},
        "lines": [["ผัดไทย", 1, 6000]],
        "label": f"โต๊ะ {table}: ผัดไทย 1",
        "occurredAt": (datetime.now(UTC) - timedelta(hours=1)).isoformat(),
        "user": "staff001",
    }
    if kind == "open":
        kept["body"]["table_id"] = table
    if state != "waiting":
        kept |= {"settled": seq, "settledAt": None}  # just now
    return kept | more


@pytest.fixture(params=[2, 3])
def version(request) -> int:
    """Return the version of the device's database."""
    return request.param


@pytest.fixture
def kept(till, books, version) -> dict[int, dict[str, Any]]:
    """The commands of a device that was closed in an outage, by number, no page open yet."""
    order = books.open(4, (LEMON, 1))
    known_since_3 = {"path": f"/orders/{order}/items"} if version > 2 else {}
    no = {"error": "ORDER_NOT_OPEN", "message": "ปิดแล้ว", "order_id": 1}
    last = MANY + 6
    found = [
        command(1, "done", 1, "open", seen=True),  # nobody knows any more what was answered
        *(command(seq, "done", 1, answer={"order_id": 1}, seen=True) for seq in range(2, MANY + 1)),
        command(MANY + 1, "done", 4, "open", answer={"order_id": order, "version": 1}, unread=1),
        command(MANY + 2, "waiting", 4, **known_since_3),  # tapped before its opening was answered
        command(MANY + 3, "waiting", 3, "open"),
        command(MANY + 4, "waiting", 3),
        command(MANY + 5, "refused", 6, path="/orders/999999/items", status=409, answer=no),
        command(last, "dropped", 6, answer=no),
    ]
    line = {"id": LEMON, "name": "น้ำมะนาว", "price": 2500, "qty": 2}
    draft = {"table": "5", "tableName": "โต๊ะ 5", "lines": [line], "at": 1}
    words = {"id": str(uuid.uuid4()), "last": last, "settled": last}
    till.page.goto(f"{till.url}/health")  # ours, and without a script
    till.page.evaluate(OLDER, [version, found, draft, words])
    return {each["seq"]: each for each in found}


def as_it_was(each: dict[str, Any]) -> dict[str, Any]:
    """Return what moving a command to its new place leaves as it was."""
    new = ("settledAt", "path", "unread", "chain", "order")
    return {name: value for name, value in each.items() if name not in new}


def test_a_device_of_a_release_before_upgrades_without_losing_anything(till, kept, books, version):
    evening = Evening(books)
    evening.last = kept[MANY + 1]["answer"]["order_id"] - 1  # it was opened for this
    till.context.add_init_script(READS)
    till.page.route("**/orders", lambda route: route.abort())
    till.page.route("**/orders/*/items", lambda route: route.abort())
    till.open("/pos/")
    saving(till, "รอส่ง 3 รายการ · ต้องตัดสินใจ 1 รายการ")
    expect(till.page.locator("#refused-list li")).to_have_count(1)
    expect(till.page.locator("#happened-list li")).to_have_count(1)
    expect(till.page.locator("#happened-list")).to_contain_text("โต๊ะ 4: ผัดไทย 1 บันทึกแล้ว")
    # The old store once, and never again all that has ended.
    old = {2: "acts", 3: "ended"}[version]
    assert set(till.page.evaluate("() => [...window.wholes]")) == {old, "waiting", "drafts"}
    known = {each["seq"]: each for each in commands(till.page)}
    assert {seq: as_it_was(each) for seq, each in known.items()} == {
        seq: as_it_was(each) for seq, each in kept.items()
    }
    assert drafts(till.page) == {"5": ["น้ำมะนาว 2"]}

    till.page.unroute("**/orders")
    till.page.unroute("**/orders/*/items")
    until(till.page, lambda: states(till.page)[MANY:] == [*["done"] * 4, "refused", "dropped"])
    assert evening.bill(3) == (["ผัดไทย 1", "ผัดไทย 1"], "open", 120, None)
    assert evening.bill(4) == (["น้ำมะนาว 1", "ผัดไทย 1"], "open", 85, None)
    till.tap("ไว้ก่อน", "โต๊ะ 7", "ผัดไทย", "ยืนยันออเดอร์").landed("pos/")
    assert commands(till.page)[-1]["seq"] == MANY + 7
    assert till.page.evaluate(READ, ["device", "last"]) == MANY + 7
    till.forgive_the_network()


def test_a_command_of_which_nobody_knows_the_answer_breaks_no_map(till, books):
    ahead = (datetime.now(UTC) + timedelta(hours=1)).timestamp() * 1000
    unknown = command(1, "done", 1, "open", seen=True, settledAt=ahead)
    paid = command(2, "done", 1, "pay", seen=True, settledAt=ahead)
    till.page.goto(f"{till.url}/health")
    draft = {"table": "5", "tableName": "โต๊ะ 5", "lines": [], "at": 1}
    words = {"id": str(uuid.uuid4()), "last": 2, "settled": 2}
    till.page.evaluate(OLDER, [2, [unknown, paid], draft, words])
    order = books.open(4, (LEMON, 1))
    till.open("/pos/")
    expect(till.thing("โต๊ะ 4")).to_contain_text("฿25")
    books.pay(order, 25)
    expect(till.thing("โต๊ะ 4")).to_contain_text("ว่าง")
    expect(till.thing("โต๊ะ 1")).to_contain_text("ว่าง")


def test_an_upgrade_that_breaks_off_leaves_all_as_it_was_for_the_next_page(till, kept, books):
    evening = Evening(books)
    evening.last = kept[MANY + 1]["answer"]["order_id"] - 1
    till.context.add_init_script(FAILS_ONCE)
    till.open("/pos/")
    saving(till, "เครื่องนี้เก็บข้อมูลไม่ได้ ทุกคำสั่งส่งตรง")
    till.open("/pos/")
    until(till.page, lambda: states(till.page)[MANY:] == [*["done"] * 4, "refused", "dropped"])
    assert evening.bill(3) == (["ผัดไทย 1", "ผัดไทย 1"], "open", 120, None)
    assert evening.bill(4) == (["น้ำมะนาว 1", "ผัดไทย 1"], "open", 85, None)


def brought(till, commands_of_then: list[dict[str, Any]]) -> None:
    """Let the device have had these commands in version 3, and no page open yet."""
    till.page.goto(f"{till.url}/health")
    draft = {"table": "5", "tableName": "โต๊ะ 5", "lines": [], "at": 1}
    last = len(commands_of_then)
    words = {"id": str(uuid.uuid4()), "last": last, "settled": last}
    till.page.evaluate(OLDER, [3, commands_of_then, draft, words])


def test_what_found_no_opening_is_asked_of_the_server_and_can_join_an_order(till, books):
    evening = Evening(books)
    standing = books.open(6, (LEMON, 1))
    no = {"error": "ORDER_NOT_OPENED", "message": "ไม่ได้เปิด"}
    brought(till, [command(1, "refused", 6, status=0, answer=no, chain=str(uuid.uuid4()))])
    till.open("/pos/")
    row = till.page.locator("#refused-list > li")
    expect(row).to_contain_text("เซิร์ฟเวอร์ไม่มีออเดอร์นี้")
    row.get_by_text(f"เพิ่มเข้าออเดอร์เดิม ({standing})").click()
    until(till.page, lambda: states(till.page) == ["dropped", "done"])
    assert evening.bill(6) == (["น้ำมะนาว 1", "ผัดไทย 1"], "open", 85, None)
    till.forgive_the_network()


def test_what_was_tapped_by_number_and_what_is_tapped_now_are_one_order(till, books):
    order = books.open(6, (LEMON, 1))
    path = f"/orders/{order}/items"
    brought(till, [command(1, "waiting", 6, chain=f"order-{order}", path=path)])
    till.page.route("**/items", lambda route: route.abort())
    till.open("/pos/tables/6/").tap("ผัดไทย", "ยืนยันออเดอร์").landed("pos/")
    until(till.page, lambda: len({each["order"] for each in commands(till.page)}) == 1)
    assert states(till.page) == ["waiting", "waiting"]
    till.page.unroute("**/items")
    until(till.page, lambda: states(till.page) == ["done", "done"])
    till.forgive_the_network()
