"""What the trade refuses, each with the sentence a cashier can act on."""

from decimal import Decimal
from http import HTTPStatus
from uuid import UUID

from core_app.errors import PosError, Refusal
from core_app.money import as_number, as_text
from menu_app.models import MenuItem
from orders_app.models import Order, OrderItem
from staff_app.models import Approval, User


class TableOccupied(Refusal):
    """Guests already sit there; `order_id` is the open order to add to, if it is known."""

    code = "TABLE_OCCUPIED"
    message = "โต๊ะนี้มีลูกค้าอยู่แล้ว"

    def __init__(self, *, table_id: int, order_id: int | None):
        super().__init__(table_id=table_id, order_id=order_id)


class OrderNotOpen(Refusal):
    """The order is paid or cancelled, and final."""

    code = "ORDER_NOT_OPEN"

    def __init__(self, order: Order):
        state = "จ่ายเงินแล้ว" if order.status == Order.Status.PAID else "ถูกยกเลิกแล้ว"
        super().__init__(
            f"ออเดอร์ {order.pk} {state} กรุณาเปิดออเดอร์ใหม่",
            order_id=order.pk,
            status=order.status,
        )


class OrderNotHereYet(PosError):
    """No order has this uid: its opening has not come yet, or was lost when a copy was restored.

    Never stored: the same key may come again once the order is there.
    """

    code = "ORDER_NOT_HERE_YET"
    status = HTTPStatus.CONFLICT
    message = (
        "เซิร์ฟเวอร์ไม่มีออเดอร์นี้ (โต๊ะยังไม่ได้เปิด หรือร้านเพิ่งกู้ข้อมูลคืน) ยังไม่มีอะไรถูกบันทึก"
        " กรุณาเลือกออเดอร์ที่จะเพิ่ม หรือเปิดโต๊ะด้วยรายการนี้"
    )

    def __init__(self, uid: UUID, *, catching_up: bool = False):
        super().__init__(uid=str(uid), **({"catching_up": True} if catching_up else {}))


class StillCatchingUp(PosError):
    """What was done before a restore comes again, and cannot be done yet: another device's may be
    missing before it. Never stored. `sent_again` grows with each command that was taken."""

    code = "CATCHING_UP"
    status = HTTPStatus.CONFLICT
    message = "ร้านเพิ่งกู้ข้อมูลคืน และกำลังรอรายการจากเครื่องอื่น รายการนี้จะถูกส่งใหม่เอง ไม่ต้องทำอะไร"

    def __init__(self, *, sent_again: int):
        super().__init__(catching_up=True, sent_again=sent_again)


class LineExists(Refusal):
    """A line of that uid stands on a bill, or two lines of the request have the same."""

    code = "LINE_EXISTS"
    message = "รายการนี้ถูกบันทึกไว้ก่อนแล้ว จึงไม่บันทึกซ้ำ กรุณาเปิดดูบิลของโต๊ะ"


class WrongTable(Refusal):
    """The order stands on another table than the one asked for; `table_id` says which."""

    code = "WRONG_TABLE"

    def __init__(self, order: Order):
        super().__init__(
            f"ออเดอร์ {order.pk} เป็นของ {order.place} ไม่ใช่โต๊ะของหน้านี้ ยังไม่มีอะไรเปลี่ยน"
            " กรุณาตรวจโต๊ะและรายการ แล้วยืนยันอีกครั้ง",
            order_id=order.pk,
            table_id=order.table_id,
        )


class MenuUnavailable(Refusal):
    """Dishes that are sold out or off the menu; `menu_ids` says which."""

    code = "MENU_UNAVAILABLE"

    def __init__(self, *, menu_ids: list[int], names: list[str]):
        listed = ", ".join(names) or ", ".join(map(str, menu_ids))
        super().__init__(f"เมนูนี้หมดหรือเลิกขายแล้ว: {listed} กรุณาเอาออกแล้วยืนยันอีกครั้ง", menu_ids=menu_ids)


class SoldOut(Refusal):
    """Fewer portions are left of some dishes than were wanted; `dishes` says how many (`left`)."""

    code = "SOLD_OUT"

    def __init__(self, dishes: list[tuple[MenuItem, int]]):
        listed = ", ".join(
            f"{dish.name} เหลือ {left}" if left else f"{dish.name} หมด" for dish, left in dishes
        )
        super().__init__(
            f"ของไม่พอ: {listed} ยังไม่มีรายการใดถูกบันทึก กรุณาลดจำนวนหรือเอาออก แล้วยืนยันอีกครั้ง",
            menu_ids=[dish.pk for dish, _ in dishes],
            dishes=[{"menu_id": dish.pk, "name": dish.name, "left": left} for dish, left in dishes],
        )


class PriceChanged(Refusal):
    """A line asks for a price the menu did not have then; `prices` says what it costs now."""

    code = "PRICE_CHANGED"

    def __init__(self, dishes: list[MenuItem]):
        listed = ", ".join(f"{dish.name} ฿{as_text(dish.price)}" for dish in dishes)
        super().__init__(
            f"ราคาเมนูเปลี่ยนแล้ว: {listed} กรุณาตรวจกับลูกค้าแล้วยืนยันอีกครั้ง",
            prices=[
                {"menu_id": dish.pk, "name": dish.name, "price": as_number(dish.price)}
                for dish in dishes
            ],
        )


class OrderEmpty(Refusal):
    """Nothing was ordered, so nothing can be paid."""

    code = "ORDER_EMPTY"
    message = "ออเดอร์นี้ยังไม่มีรายการอาหาร กรุณาสั่งอาหารก่อนชำระเงิน หรือปิดออเดอร์ที่หน้าโต๊ะ"


class InsufficientAmount(Refusal):
    """Less money than the total; `missing` is the difference in baht."""

    code = "INSUFFICIENT_AMOUNT"
    status = HTTPStatus.UNPROCESSABLE_ENTITY

    def __init__(self, *, total: Decimal, received: Decimal):
        missing = total - received
        super().__init__(
            f"รับเงินไม่พอ ขาดอีก ฿{as_text(missing)} กรุณารับเงินเพิ่ม",
            total_price=as_number(total),
            amount_received=as_number(received),
            missing=as_number(missing),
        )


class ImplausibleAmount(PosError):
    """Far more money than the total: a scanner or a slip typed it, unless somebody says not.

    Not stored: the same key may come again with `confirmed`, no part of what it stands for.
    """

    code = "IMPLAUSIBLE_AMOUNT"
    status = HTTPStatus.UNPROCESSABLE_ENTITY

    def __init__(self, *, total: Decimal, received: Decimal):
        super().__init__(
            f"รับเงิน ฿{as_text(received)} มากกว่ายอด ฿{as_text(total)} ผิดปกติ"
            f" ต้องทอน ฿{as_text(received - total)} กรุณาดูเงินในมืออีกครั้ง"
            " ถ้ารับมาเท่านี้จริงให้ยืนยัน ถ้าไม่ใช่ให้แก้จำนวนเงิน",
            total_price=as_number(total),
            amount_received=as_number(received),
            change=as_number(received - total),
        )


class ApprovalNeeded(PosError):
    """A manager must say yes first, to this and to this much; `approvers` says who can.

    Not stored: once the word is given, the same request comes again under its key.
    """

    code = "APPROVAL_NEEDED"
    status = HTTPStatus.CONFLICT

    def __init__(
        self,
        subject: Approval.Subject,
        subject_id: int,
        amount: Decimal,
        approvers: list[User],
    ):
        super().__init__(
            f"{subject.label} ฿{as_text(amount)} ต้องให้ผู้จัดการอนุมัติ ยังไม่มีอะไรถูกยกเลิก"
            " กรุณาให้ผู้จัดการใส่ PIN แล้วส่งอีกครั้ง",
            subject=str(subject),
            subject_id=subject_id,
            amount=as_number(amount),
            approvers=[{"id": manager.pk, "name": str(manager)} for manager in approvers],
        )


class TotalChanged(Refusal):
    """The bill is no longer what the payment screen showed: another till changed the order."""

    code = "TOTAL_CHANGED"

    def __init__(self, *, total: Decimal):
        super().__init__(
            f"ยอดรวมเปลี่ยนเป็น ฿{as_text(total)} กรุณาตรวจรายการกับลูกค้าแล้วรับเงินอีกครั้ง",
            total_price=as_number(total),
        )


class SlipUsed(Refusal):
    """The slip of this transfer has paid another bill; `order_id` says which order's."""

    code = "SLIP_USED"

    def __init__(self, *, order_id: int):
        super().__init__(
            f"สลิปนี้ใช้กับออเดอร์ {order_id} แล้ว ยังไม่ได้รับเงิน กรุณาดูเงินเข้าในแอปธนาคารของร้าน"
            " หรือขอสลิปของบิลนี้จากลูกค้า",
            order_id=order_id,
        )


class VoidsTooMany(Refusal):
    """More than is left of the line was to be voided; `left` says how many are."""

    code = "VOIDS_TOO_MANY"

    def __init__(self, item: OrderItem):
        super().__init__(
            f"{item.name} เหลืออยู่ {item.left} จึงยกเลิกมากกว่านั้นไม่ได้ กรุณาตรวจจำนวนแล้วยกเลิกอีกครั้ง",
            item_id=item.pk,
            left=item.left,
        )


class ItemVoided(Refusal):
    """The line was voided before."""

    code = "ITEM_VOIDED"
    message = "รายการนี้ถูกยกเลิกไปแล้ว กรุณาเปิดหน้าใหม่เพื่อดูรายการล่าสุด"
