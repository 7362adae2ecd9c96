// The payment pad: keypad, change as it is typed, F9. Paying itself is the form's own button.

import { keep, send, sendByForm, sentenceOf, stillWaits } from "./acts.js";
import { digitOf, isWriting } from "./keys.js";
import { baht, satang } from "./money.js";
import { isThere } from "./connection.js";
import { all, DONE, DROPPED, onChange, REFUSED, settle, WAITING } from "./outbox.js";
import { say, sayNext } from "./saving.js";

const form = document.getElementById("tender");

function start() {
  const amount = form.elements.amount;
  const change = document.getElementById("tender-change");
  const cash = document.getElementById("cash-button");
  const total = satang(form.dataset.total);

  function show() {
    const received = satang(amount.value);
    const short = received < total;
    cash.disabled = !(received >= total);
    change.classList.toggle("short", short);
    if (short) change.textContent = `ขาดอีก ${baht(total - received)}`;
    else if (received >= total) change.textContent = `ทอน ${baht(received - total)}`;
    else change.textContent = amount.value ? "จำนวนเงินไม่ถูกต้อง" : "ใส่จำนวนเงินที่รับ";
  }

  function press(key) {
    if (key === "clear") amount.value = "";
    else if (key === "back") amount.value = amount.value.slice(0, -1);
    else amount.value += key;
    show();
  }

  document.getElementById("keypad").hidden = false;
  document.getElementById("keypad").addEventListener("click", (event) => {
    if (event.target.dataset.key) press(event.target.dataset.key);
  });
  amount.addEventListener("input", show);
  document.addEventListener("keydown", (event) => {
    if (event.code === "F9") cash.click();
    if (isWriting(event) || event.ctrlKey || event.altKey || event.metaKey) return;
    const digit = digitOf(event);
    if (digit) press(digit);
    else if (event.code === "Backspace") press("back");
    else if (event.code.endsWith("Enter") && event.target === document.body && !cash.disabled) cash.click();
  });
  show();
}

function actOf(button) {
  const { value: method } = button.name === "note" ? { value: "cash" } : button;
  const total = satang(form.dataset.total) / 100;
  const received = button.name === "note" ? satang(button.value) / 100 : satang(form.elements.amount.value) / 100;
  const cash = method === "cash";
  return {
    kind: "pay",
    key: form.elements.key.value,
    table: form.dataset.table,
    chain: `order-${form.dataset.order}`,
    path: `/orders/${form.dataset.order}/pay`,
    body: { payment_method: method, expected_total: total, ...(cash ? { amount_received: received } : {}) },
    label: `${form.dataset.tableName}: ชำระเงิน ${baht(total * 100)}`,
    lines: [],
    total: 0,
    change: cash ? Math.round((received - total) * 100) : 0,
  };
}

async function take(tappedAct) {
  const act = await send(tappedAct);
  if (act.state === REFUSED) {
    await settle(act.seq, { state: DROPPED });
    if (act.answer.error === "ORDER_NOT_OPEN" && act.answer.status === "paid") return location.assign(form.dataset.paid);
    sayNext(sentenceOf(act), "error");
    return location.reload();
  }
  if (!stillWaits(act)) return location.assign(form.dataset.paid);
  showKept(act);
}

/** The money is taken and kept on this device; only the server's word is still missing. */
function showKept(act) {
  say(`รับเงินแล้ว บันทึกในเครื่อง รอส่ง · ทอน ${baht(act.change)}`, "paid-here");
  form.hidden = true;
  onChange(async () => {
    const now = (await all()).find((other) => other.seq === act.seq);
    if (now.state === DONE) location.assign(form.dataset.paid);
  });
}

/** Without the server nobody but the cashier can say that the money has come: two taps. */
function seenByTheCashier(button) {
  if (isThere() || button.name === "note" || button.value === "cash" || button.dataset.seen) return true;
  button.dataset.seen = "1";
  say(`ติดต่อเซิร์ฟเวอร์ไม่ได้ ถ้าเห็นเงินเข้าแล้วในแอปธนาคารหรือเครื่องรูดบัตร แตะ ${button.textContent} อีกครั้ง`);
  return false;
}

let busy = false;

form?.addEventListener("submit", (event) => {
  const button = event.submitter;
  if (form.dataset.byForm) return;
  if (busy) return event.preventDefault();
  const typed = button?.name === "method" && button.value === "cash";
  if (!button || (typed && !Number.isFinite(satang(form.elements.amount.value)))) return;
  event.preventDefault();
  if (!seenByTheCashier(button)) return;
  busy = true;
  keep(actOf(button)).then(take, () => sendByForm(form, button)); // private window, full disk
});

/** A page opened again must not ask for money that this device has taken already. */
async function showTaken() {
  const taken = (act) => act.kind === "pay" && act.state === WAITING && act.chain === `order-${form.dataset.order}`;
  const act = (await all()).find(taken);
  if (act) showKept(act);
}

if (form) {
  start();
  showTaken().catch(() => {}); // a device that keeps nothing has taken nothing
}
