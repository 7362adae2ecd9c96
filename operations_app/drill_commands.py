"""What a drill does on a restored copy: sends old commands again, then sells, by JSON."""

from typing import Any

from core_app import json_text
from core_app.idempotency import new_key
from operations_app.backups import BackupTrouble
from operations_app.backups.copy_server import CopyServer, must_be
from operations_app.old_commands import OldCommand


def replay(server: CopyServer, commands: list[OldCommand]) -> int:
    """Send old commands again, oldest first; return how many were told in full.

    A command must get its first answer byte for byte, marked as a replay. Of one that an earlier
    release took only the key is known: sent with another request it must be refused, with the first
    answer in the refusal. Raises BackupTrouble.
    """
    whole = 0
    for command in reversed(commands):
        if command.path:
            _must_be_answered_again(server, command)
            whole += 1
        else:
            _must_be_refused(server, command)
    return whole


def _must_be_answered_again(server: CopyServer, command: OldCommand) -> None:
    body = json_text.canonical(command.body | {"idempotency_key": command.row.key})
    reply = server.post(command.path, json_text.read(body.encode()))
    if (reply.status, reply.text, reply.replayed) != (command.row.status, command.row.answer, True):
        raise BackupTrouble(
            f"คำสั่งเก่า {command.row.key} ไม่ได้คำตอบเดิม: ได้ {reply.status} {reply.text[:200]}"
        )


def _must_be_refused(server: CopyServer, command: OldCommand) -> None:
    other = {"table_id": 1, "items": [{"menu_id": 1, "qty": 1}], "idempotency_key": command.row.key}
    told = must_be(server.post("/orders", other), 422)
    if told.get("original_result") != json_text.read(command.row.answer.encode()):
        raise BackupTrouble(f"คีย์เก่า {command.row.key} ไม่ได้คำตอบเดิมกลับมา")


def sell(server: CopyServer) -> int:
    """Sell one dish on a free table, or on the newest open order; return the order's id.

    Raises BackupTrouble when the copy does not sell.
    """
    dishes = must_be(server.get("/menus"), 200)["menus"]
    if not dishes:
        raise BackupTrouble("ขายบนชุดที่กู้คืนไม่ได้: ยังไม่มีเมนูที่เปิดขาย")
    order_id = _an_open_order(server)
    line = {"menu_id": dishes[0]["id"], "qty": 1}
    added = _command(server, f"/orders/{order_id}/items", 201, items=[line])
    total = added["total_price"]
    cash = {"payment_method": "cash", "amount_received": total}
    paid = _command(server, f"/orders/{order_id}/pay", 200, **cash)
    shown = must_be(server.get(f"/orders/{order_id}"), 200)
    if (paid["total_price"], shown["status"], shown["total_price"]) != (total, "paid", total):
        raise BackupTrouble(f"ออเดอร์ {order_id} ที่ขายบนชุดที่กู้คืนไม่ตรงกับที่ขาย: {shown}")
    return order_id


def _an_open_order(server: CopyServer) -> int:
    tables = must_be(server.get("/tables"), 200)["tables"]
    for table in tables:
        if table["status"] == "available":
            return _command(server, "/orders", 201, table_id=table["id"])["order_id"]
    orders = must_be(server.get("/orders?status=open"), 200)["orders"]
    if not orders:
        raise BackupTrouble("ขายบนชุดที่กู้คืนไม่ได้: ยังไม่มีโต๊ะ")
    return orders[0]["order_id"]


def _command(server: CopyServer, path: str, status: int, **body: Any) -> dict[str, Any]:
    return must_be(server.post(path, body | {"idempotency_key": new_key()}), status)
