"""What the till's forms post."""

from typing import Any

from django import forms
from django.core.validators import validate_comma_separated_integer_list

from core_app.fields import LARGEST_ID
from core_app.idempotency import KEY_LENGTH
from core_app.money import LARGEST
from orders_app.billing.transfer_slip import LONGEST_SCAN
from orders_app.commands.voiding import RAN_OUT
from orders_app.kitchen.marking import DEEDS, SERVING, Deed
from orders_app.models import LARGEST_QTY, PaymentMethod

_BROKEN_PAGE = "หน้านี้ไม่สมบูรณ์ กรุณาตรวจยอดแล้วลองอีกครั้ง"
_NO_QTY = f"จำนวนที่ยกเลิกต้องเป็นจำนวนเต็ม 1 ถึง {LARGEST_QTY}"
VOID_REASONS = ("สั่งผิด", "ลูกค้าเปลี่ยนใจ", RAN_OUT, "ทำไม่ทัน")
CANCEL_REASONS = ("ลูกค้ายกเลิก", "เปิดผิดโต๊ะ", "ทดสอบระบบ")


class CommandForm(forms.Form):
    """The key of the page: the same form sent twice is one command."""

    key = forms.CharField(
        max_length=KEY_LENGTH,
        widget=forms.HiddenInput,
        error_messages=dict.fromkeys(("required", "max_length"), _BROKEN_PAGE),
    )


class ConfirmForm(CommandForm):
    """The order the page showed on the table; none means: open one."""

    order_id = forms.IntegerField(
        required=False, min_value=1, max_value=LARGEST_ID, widget=forms.HiddenInput
    )


class PayForm(CommandForm):
    """The total the page showed, the way to pay, for cash how much was handed over (baht), for a
    transfer what its slip says."""

    total = forms.DecimalField(
        min_value=0,
        max_value=LARGEST,
        decimal_places=2,
        widget=forms.HiddenInput,
        error_messages=dict.fromkeys(("required", "invalid"), _BROKEN_PAGE),
    )
    method = forms.ChoiceField(
        choices=PaymentMethod,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "กรุณาเลือกวิธีชำระเงิน"),
    )
    amount = forms.DecimalField(
        required=False,
        min_value=0,
        max_value=LARGEST,
        decimal_places=2,
        error_messages={
            "invalid": "จำนวนเงินต้องเป็นตัวเลข",
            "max_decimal_places": "จำนวนเงินมีทศนิยมได้ไม่เกิน 2 ตำแหน่ง",
        },
    )
    slip_reference = forms.CharField(
        required=False,
        max_length=LONGEST_SCAN,
        error_messages={"max_length": "เลขอ้างอิงสลิปยาวเกินไป กรุณาสแกนหรือพิมพ์อีกครั้ง"},
    )


class ReasonForm(CommandForm):
    """Why something is taken back."""

    reason = forms.CharField(max_length=200, error_messages={"required": "กรุณาระบุเหตุผล"})


class VoidForm(ReasonForm):
    """Why a line is taken off, and how many of it; a page that does not ask means all."""

    qty = forms.IntegerField(
        required=False,
        min_value=1,
        max_value=LARGEST_QTY,
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), _NO_QTY),
    )

    def clean_qty(self) -> int | None:
        """Refuse a field that was left empty: nobody says "all" by saying nothing."""
        qty = self.cleaned_data["qty"]
        if qty is None and "qty" in self.data:
            raise forms.ValidationError(_NO_QTY)
        return qty


class WordForm(forms.Form):
    """A manager's word beside a command's form: who, their PIN, and how much the page showed."""

    amount = forms.DecimalField(
        min_value=0,
        max_value=LARGEST,
        decimal_places=2,
        error_messages=dict.fromkeys(("required", "invalid"), _BROKEN_PAGE),
    )
    approver = forms.IntegerField(
        min_value=1,
        max_value=LARGEST_ID,
        error_messages=dict.fromkeys(("required", "invalid"), "กรุณาเลือกผู้จัดการที่อนุมัติ"),
    )
    pin = forms.CharField(
        max_length=100, error_messages=dict.fromkeys(("required", "max_length"), "กรุณาใส่ PIN 6 หลัก")
    )


class NumbersField(forms.CharField):
    """The numbers of some lines, as a button's value: `12,13`."""

    def __init__(self):
        super().__init__(
            required=False, max_length=4_000, validators=[validate_comma_separated_integer_list]
        )

    def clean(self, value: str) -> list[int]:
        """Return the numbers; those that no line can have are left out."""
        numbers = [int(each) for each in super().clean(value).split(",") if each]
        return [number for number in numbers if number <= LARGEST_ID]


class BoardForm(CommandForm):
    """One of the `buttons` of a kitchen's screen; `epoch` is the database's time it was seen in."""

    buttons: dict[str, Deed]
    epoch = forms.CharField(required=False, max_length=36)

    @property
    def pressed(self) -> list[tuple[str, Any]]:
        """The buttons with what they name; of a whole page that is one."""
        return [(name, self.cleaned_data[name]) for name in self.buttons if self.cleaned_data[name]]


class ServeForm(BoardForm):
    """One button where dishes are carried out: what it says, and the numbers of its lines."""

    buttons = SERVING
    serve = NumbersField()
    unserve = NumbersField()


class MarkForm(BoardForm):
    """One button of a kitchen's board: what it says, and the number of its line or slip."""

    buttons = DEEDS

    def __init__(self, data):
        """Every button is a field that may be missing."""
        super().__init__(data)
        for name in self.buttons:
            self.fields[name] = forms.IntegerField(
                required=False, min_value=1, max_value=LARGEST_ID
            )
