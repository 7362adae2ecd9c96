// The payment pad: keypad, change as it is typed, F9. Paying itself is the form's own button.

import { ask, isThere } from "./connection.js";
import { codeOf, digitOf, isElsewhere, isEnter, isWriting } from "./keys.js";
import { baht, bahtShort, isImplausible, likelyTenders, satang } from "./money.js";
import { DONE, DROPPED, GONE, isDecided, numbered } from "./outbox.js";
import { REFUSED, settle, waiting, WAITING } from "./outbox.js";
import { byId, copyOf, make, noteOf, say, sayNext, sentenceOf } from "./page.js";
import { moveTo, sayKeeping, sendByForm } from "./saving.js";
import { send } from "./sender.js";
import { newKey, pointNowhere, writing } from "./storage.js";
import { onTruth, tableState } from "./truth.js";

const SLIP = 700; // milliseconds between two taps that are one
let form;
let busy;
let showPaid;

/** Fill the payment pad with what this device knows of a table. */
export function fill({ id, name, order, orderId, lines, total }) {
  form = byId("tender");
  const live = lines.filter((line) => line.voided === null);
  const names = { orderId: orderId ?? "", order: order ?? "" };
  Object.assign(form.dataset, { table: id, tableName: name, total: total / 100, ...names });
  byId("back").href = `/pos/tables/${id}/`;
  byId("back").querySelector("span").textContent = name;
  byId("pay-total").textContent = baht(total);
  byId("pay-lines").replaceChildren(...live.map(lineOf));
  byId("other").hidden = form.hidden = live.length === 0;
  byId("qr-amount").textContent = baht(total);
  byId("qr-sum").textContent = bahtShort(total);
  holdQr(total);
  offerNotes(total);
}

/** A picture that holds an amount is of no other bill: nobody may scan it, nor say it was paid. */
function holdQr(total) {
  const { holds } = byId("qr-panel").dataset;
  const isVoid = holds !== undefined && satang(holds) !== total;
  byId("qr-panel").hidden = isVoid;
  if (byId("qr-void")) byId("qr-void").hidden = !isVoid;
}

/** Another till may add a dish while the guest holds up the phone. */
async function followBill() {
  const { table, orderId } = form.dataset;
  const known = await tableState(table).catch(() => null);
  // Without a table; this very payment is on its way; another view stands here by now.
  if (!known || busy || !byId("qr-panel")) return;
  holdQr(String(known.orderId) === orderId ? known.total : NaN);
}

/** A key that stands for the right amount already stays: a finger may be on it just now. */
function offerNotes(total) {
  const wanted = [total / 100, ...likelyTenders(total)];
  const standing = [...byId("notes").children].map(({ value }) => Number(value));
  if (standing.join() === wanted.join()) return;
  const keyOf = (value, place) =>
    make("button", { name: "note", textContent: place ? `฿${value}` : "พอดี", value });
  byId("notes").replaceChildren(...wanted.map(keyOf));
}

function lineOf(line) {
  const row = copyOf("pay-line");
  row.querySelector(".line-name span").textContent = line.name;
  row.querySelector("em").textContent = noteOf(line);
  row.querySelector(".line-qty").textContent = line.qty;
  row.querySelector(".money").textContent = baht(line.amount);
  return row;
}

/** Bring the payment pad to life until `signal`; `paid(command)` shows what was taken. */
export async function start({ signal, paid }) {
  form = byId("tender");
  if (!form) return; // nothing to pay: the page says so itself
  [busy, showPaid] = [false, paid];
  byId("keypad").hidden = false;
  byId("keypad").addEventListener("click", ({ target: { dataset } }) => {
    if (dataset.key) press(dataset.key);
  });
  form.elements.amount.addEventListener("input", show);
  for (const each of [form, byId("other")]) each.addEventListener("submit", submit);
  byId("sure-no").addEventListener("click", () => press("clear"));
  document.addEventListener("keydown", key, { signal });
  show();
  onTruth(followBill, signal);
  await compare().catch(() => {}); // a device that keeps nothing knows no more than the server
  await followBill(); // what changed between the page's bill and the floor it carries
}

/** Hold the server's bill against what this device has done and the server has not seen yet. */
async function compare() {
  const { table, order, orderId } = form.dataset;
  const taken = await paymentOf([order, orderId].filter(Boolean));
  if (taken) return showPaid(taken); // never ask for money that this device has taken already
  const known = await tableState(table);
  if (!known?.waits || !known.order || String(known.orderId ?? orderId) !== orderId) return null;
  fill(known); // lines that have not reached the server are on this bill all the same
  return show();
}

function show() {
  const typed = form.elements.amount.value;
  const [received, total] = [satang(typed), satang(form.dataset.total)];
  const [change, short] = [byId("tender-change"), received < total];
  byId("cash-button").disabled = !(received >= total);
  change.classList.toggle("short", short);
  if (short) change.textContent = `ขาดอีก ${baht(total - received)}`;
  else if (received >= total) change.textContent = `ทอน ${baht(received - total)}`;
  else change.textContent = typed ? "จำนวนเงินไม่ถูกต้อง" : "ใส่จำนวนเงินที่รับ";
}

function press(name) {
  const { amount } = form.elements;
  if (name === "clear") amount.value = "";
  else if (name === "back") amount.value = amount.value.slice(0, -1);
  else amount.value += name;
  show();
}

function key(event) {
  // What a scanner types under a question must not change its amount.
  if (isElsewhere(event)) return;
  const cash = byId("cash-button");
  if (codeOf(event) === "F9" && !event.repeat) cash.click();
  if (isWriting(event)) return;
  const digit = digitOf(event);
  if (digit) press(digit);
  else if (codeOf(event) === "Backspace") press("back");
  else if (isEnter(event) && event.target.matches("body, main")) {
    // A question that opens now must not take this very press for its answer.
    event.preventDefault();
    cash.click();
  }
}

/** Return what a button asks for: notes and a confirmed amount are cash with an amount of their
 * own. */
function tenderOf({ name, value }) {
  const named = name !== "method";
  return {
    method: named ? "cash" : value,
    received: satang(named ? value : form.elements.amount.value),
    confirmed: name === "confirmed",
  };
}

function commandOf(button) {
  const { table, tableName, order, orderId } = form.dataset;
  const { method, received, confirmed } = tenderOf(button);
  const total = satang(form.dataset.total);
  const isCash = method === "cash";
  const body = { payment_method: method, expected_total: total / 100 };
  if (isCash) body.amount_received = received / 100;
  if (confirmed) body.confirmed = true;
  const slip = byId("slip").value.trim();
  if (method === "qr" && slip) body.slip_reference = slip;
  return {
    kind: "pay",
    key: form.elements.key.value || newKey(),
    table,
    tableName,
    order: order || orderId,
    body,
    label: `${tableName}: ชำระเงิน ${baht(total)}`,
    total,
    change: isCash ? received - total : 0,
  };
}

function submit(event) {
  const button = event.submitter;
  if (event.target.dataset.byForm) return;
  event.preventDefault();
  if (busy || !button) return;
  const [{ method, received, confirmed }, total] = [tenderOf(button), satang(form.dataset.total)];
  if (method === "cash" && !(received >= total)) return show();
  const isOdd = method === "cash" && !confirmed && isImplausible(received, total);
  if (isOdd) return askAgain(received, total);
  byId("sure").close();
  pay(button);
}

/** A scanner types digits and Enter within 30 ms, and a payment is final: so much money is taken by
 * a tap on its figures. Enter alone takes back what was typed. */
function askAgain(received, total) {
  const change = `ต้องทอน ${baht(received - total)}`;
  byId("sure-text").textContent = `ยอดรวม ${baht(total)} · รับเงิน ${baht(received)} · ${change}`;
  const textContent = `รับ ${baht(received)} จริง`;
  Object.assign(byId("sure-yes"), { value: received / 100, textContent });
  byId("sure").close(); // the server's page shows it without a script
  byId("sure").showModal();
}

async function pay(button) {
  busy = true;
  if (await seenByTheCashier(button)) return take(button);
  busy = false;
  return null;
}

/** Without the server nobody but the cashier can say that the money has come: two taps, of which
 * the second is no slip of the first. Asked now: the line may have broken a moment ago. */
async function seenByTheCashier(button) {
  if (tenderOf(button).method === "cash") return true;
  if (isThere() && (await ask()) !== null) return true;
  if (button.dataset.seen) return performance.now() - button.dataset.seen > SLIP;
  button.dataset.seen = performance.now();
  const seen = "ถ้าเห็นเงินเข้าแล้วในแอปธนาคารหรือเครื่องรูดบัตร";
  say(`ติดต่อเซิร์ฟเวอร์ไม่ได้ ${seen} แตะ ${button.textContent} อีกครั้ง`);
  return false;
}

async function take(button) {
  sayKeeping(byId("tender-change"));
  const kept = await keepPayment(commandOf(button)).catch(() => null);
  if (kept === null) {
    resume(); // private window, full disk
    return sendByForm(button.form, button);
  }
  const command = await send(kept).catch(() => kept); // it is safe, whatever reading it says
  if (command.state === REFUSED) return refused(command);
  // Told in red; whether the server has it, the next try will say.
  if (command.state === GONE) return resume();
  pointNowhere();
  if (command.state === DONE) return moveTo(`/pos/orders/${command.answer.order_id}/paid/`);
  return showPaid(command);
}

function resume() {
  busy = false;
  show();
}

async function refused(command) {
  const { error, status, order_id: order } = command.answer;
  if (!isDecided(command)) {
    resume(); // the server knows nothing of it: it stays refused until somebody decides
    return say(sentenceOf(command), "error");
  }
  await settle(command, { state: DROPPED });
  if (error === "ORDER_NOT_OPEN" && status === "paid") {
    const again = "การรับเงินครั้งนี้ไม่ถูกบันทึก ถ้ารับเงินซ้ำกรุณาคืนลูกค้า";
    sayNext(`${sentenceOf(command)} ${again}`, "error");
    return moveTo(`/pos/orders/${order}/paid/`);
  }
  sayNext(sentenceOf(command), "error");
  // The bill as it stands now; this very page's, where the order has no table.
  return moveTo(command.table ? `/pos/tables/${command.table}/pay/` : location.href);
}

/** Keep a payment. One that waits for the same order already is that payment: two tabs, one
 * device. */
function keepPayment(payment) {
  return writing(["waiting", "device"], async (stores) => {
    const names = [payment.order];
    return paymentAmong(await stores.waiting.getAll(), names) ?? numbered(stores, payment);
  });
}

/** Return the payment, still waiting, of the order with one of these names, or undefined. */
async function paymentOf(names) {
  return paymentAmong(await waiting(), names);
}

function paymentAmong(commands, names) {
  const payments = commands.filter(({ kind, state }) => kind === "pay" && state === WAITING);
  return payments.find(({ order }) => names.includes(order));
}
