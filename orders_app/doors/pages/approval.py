"""A manager's word at the cashier's screen: what is asked, who says yes, and their PIN.

The page carries the whole form of the command, its key too, so that the command is the same one
after the PIN, and is the same without JavaScript.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from core_app.errors import PosError
from core_app.idempotency import Answer
from core_app.moment import Moment
from core_app.money import as_text, baht
from orders_app.commands.declaration import Command
from orders_app.commands.running import run
from orders_app.commands.shapes import CommandIn
from orders_app.doors.forms import ReasonForm, WordForm
from orders_app.models import Order
from orders_app.refusals import ApprovalNeeded
from staff_app.approving import approve
from staff_app.models import Approval


class WordNeeded(Exception):
    """The page must ask a manager; `problem` is what was wrong with their word, if they gave one.

    No refusal of the trade: those who may say yes stand at the screen.
    """

    def __init__(self, needed: ApprovalNeeded, problem: PosError | str = ""):
        super().__init__(problem)
        self.needed = needed
        self.problem = str(problem)
        refusal = problem if isinstance(problem, PosError) else needed
        self.status, self.headers = int(refusal.status), refusal.headers


def run_with_word(
    request: HttpRequest, command: Command, at: Moment, ids: tuple[int, ...], asked: CommandIn
) -> Answer:
    """Do a command; with the word of the manager whose PIN is on the form, should it need one.

    It is tried without a word first, so that a form sent twice gets its first answer and counts
    no PIN. Raises WordNeeded, and what run raises.
    """
    try:
        return run(command, at, ids, asked)
    except ApprovalNeeded as needed:
        _give_word(request, at, needed)
    try:
        return run(command, at, ids, asked)
    except ApprovalNeeded as changed:  # between the word and the deed
        raise WordNeeded(changed) from changed


def _give_word(request: HttpRequest, at: Moment, needed: ApprovalNeeded) -> None:
    """Keep the manager's word for what the page showed them. Raises WordNeeded."""
    if "pin" not in request.POST:
        raise WordNeeded(needed)
    form = WordForm(request.POST)
    if not form.is_valid():
        raise WordNeeded(needed, next(iter(form.errors.values()))[0])
    amount = baht(str(needed.details["amount"]))
    if form.cleaned_data["amount"] != amount:
        sentence = f"ยอดเปลี่ยนเป็น ฿{as_text(amount)} แล้ว กรุณาดูอีกครั้งก่อนอนุมัติ"
        raise WordNeeded(needed, sentence)
    try:
        approve(
            request,
            key=at.key,
            subject=needed.details["subject"],
            subject_id=needed.details["subject_id"],
            **form.cleaned_data,
        )
    except PosError as refusal:
        raise WordNeeded(needed, refusal) from refusal


def ask(request: HttpRequest, wanted: WordNeeded, order: Order, form: ReasonForm) -> HttpResponse:
    """Show what a manager is asked to approve, with the form as it was sent."""
    told = wanted.needed.details
    context = {
        "order": order,
        "what": _what(order, told, form),
        "amount": baht(str(told["amount"])),
        "reason": form.cleaned_data["reason"],
        "approvers": told["approvers"],
        "chosen": _chosen(request, told["approvers"]),
        "fields": [(name, form.data[name]) for name in form.fields if name in form.data],
        "problem": wanted.problem,
    }
    answer = render(request, "pos/approve.html", context, status=wanted.status)
    for name, value in wanted.headers.items():
        answer[name] = value
    return answer


def _what(order: Order, told: dict[str, Any], form: ReasonForm) -> str:
    if told["subject"] == Approval.Subject.CANCEL:
        return f"ยกเลิกทั้งออเดอร์ {order.pk}"
    item = order.items.get(pk=told["subject_id"])
    return f"ยกเลิก {item.name} × {form.cleaned_data['qty'] or item.left}"


def _chosen(request: HttpRequest, approvers: list[dict[str, Any]]) -> str:
    """Return the number of the manager who is chosen on the page: who was, or the only one."""
    only = str(approvers[0]["id"]) if len(approvers) == 1 else ""
    return request.POST.get("approver", only)
