// The order pad: taps gather in this device's draft of the table and go out as one confirm.

import { isThere } from "./connection.js";
import { dishOfId, renewMenu, startSearch, tellOfDraft, tileOf } from "./dishes.js";
import { codeOf, isElsewhere, isWriting } from "./keys.js";
import { satang } from "./money.js";
import { allDrafts, changeDraft, confirmDraft, forgetDraft, GONE } from "./outbox.js";
import { isDecided, REFUSED, WAITING, withChange } from "./outbox.js";
import { byId, say, sayNext, sentenceOf } from "./page.js";
import { sayKeeping, sendByForm } from "./saving.js";
import { send } from "./sender.js";
import { newKey, onChange, pointTo } from "./storage.js";
import { showDraft, showSent, showTotal, tellOfChange } from "./ticket.js";
import { lookAgain, onMenu, onTruth, tableState } from "./truth.js";

const UNKEPT = {}; // the device could not keep the command: private window, full disk
export { tileOf }; // for a pad that opens without the server (views.js)
let form; // the confirm form of the pad now shown; it names the table
let draft; // lines { id, qty, name, price }
let table; // its state, as this device knows it
let target; // the order the taps belong to: { orderId, order }; it does not change under the finger
let keeps; // whether this device can keep anything
let busy;
let changing = 0; // taps that are still being written
let go;
let gone; // tells whether this pad has left the screen
let reading; // until the draft and the table are known: a promise, then null

/** Bring the pad to life until `signal`; `goTo(address, here)` moves inside the till, when `here`
 * without asking the server, which does not have all commands of this table. */
export async function start({ signal, goTo }) {
  form = byId("confirm");
  [draft, table, busy, keeps, go] = [[], null, false, true, goTo];
  gone = () => signal.aborted;
  target = { orderId: form.elements.order_id.value || null, order: null };
  byId("taps").addEventListener("submit", tap);
  form.addEventListener("submit", submit);
  document.addEventListener("keydown", press, { signal });
  startSearch(byId("search"), byId("taps"));
  byId("sent-lines").addEventListener("click", replaceQty);
  byId("sent-lines").addEventListener("toggle", showTable, true); // a closed menu follows again
  onTruth(showTable, signal);
  onMenu(learnMenu, signal);
  onChange(readDraft, signal);
  const first = Promise.all([takeUpDraft().then(goByTheMenu), showTable()]).catch(() => {});
  reading = first;
  await first;
  if (reading === first) reading = null;
}

async function learnMenu(dishes) {
  renewMenu(dishes);
  await goByTheMenu();
}

/** The draft is kept, at the menu's prices of now; what that changes is told. */
async function goByTheMenu() {
  const [told, notice] = [tellOfDraft(draft), byId("menu-changed")];
  if (told.length === 0 || gone()) return;
  const before = notice.hidden ? "" : notice.textContent;
  notice.textContent = [before, ...told.filter((each) => !before.includes(each))].join(" ").trim();
  notice.hidden = false;
  for (const line of draft) {
    const { sold, price } = dishOfId(line.id);
    if (sold && price !== line.price) change({ ...line, price }, 0);
  }
}

/** What stands in the address was tapped without a script, or on a device that keeps nothing. */
async function takeUpDraft() {
  for (const { value } of byId("draft-fields").querySelectorAll("[name=line]")) {
    const [id, qty] = value.split(":");
    draft = withChange(draft, dishOfId(id), Number(qty));
  }
  const carried = draft; // what is tapped while the device is asked keeps itself
  try {
    const known = (await allDrafts()).some((each) => each.table === form.dataset.table);
    if (!known) await keepAll(carried);
    keeps = true;
    history.replaceState(history.state, "", location.pathname);
    await readDraft();
  } catch {
    keeps = false;
    // The key stays with the draft: sent, answer lost, back and sent again is one command.
    if (draft.length && history.state?.key) form.elements.key.value = history.state.key;
    show();
  }
}

/** Write all lines to the device; what is half there is not read back. */
async function keepAll(lines) {
  changing += 1;
  try {
    for (const { qty, ...dish } of lines) {
      await changeDraft(form.dataset.table, form.dataset.tableName, dish, qty);
    }
  } finally {
    changing -= 1;
  }
}

/** Read the draft anew: another tab of this till may have changed or confirmed it. */
async function readDraft() {
  if (changing > 0 || !keeps) return;
  const kept = (await allDrafts()).find((each) => each.table === form.dataset.table);
  if (changing > 0 || gone()) return;
  draft = kept?.lines ?? [];
  show();
}

function tap(event) {
  const button = event.submitter;
  if (!button?.value || button.form?.id !== "taps" || event.defaultPrevented) return;
  event.preventDefault();
  const line = draft.find(({ id }) => id === Number(button.value));
  change(line ?? dishOfId(button.value), button.name === "take" ? -1 : 1);
}

function change({ id, name, price }, by) {
  draft = withChange(draft, { id, name, price }, by); // at once on the screen, then for good
  show();
  if (!keeps) return;
  changing += 1;
  changeDraft(form.dataset.table, form.dataset.tableName, { id, name, price }, by)
    .catch(() => {
      keeps = false;
      say("เครื่องนี้เก็บข้อมูลไม่ได้แล้ว รายการบนหน้าจอยังอยู่และจะส่งตรงไปเซิร์ฟเวอร์", "error");
      show();
    })
    .finally(() => {
      changing -= 1;
      readDraft();
    });
}

/** Send the taps by the form. What the device still holds of them is forgotten when they really
 * go: it would come back as unsent after they were sold. */
async function sendUnkept(button) {
  keeps = false;
  show(); // from here on they stand in the address too
  if (isThere()) await forgetDraft(form.dataset.table).catch(() => {});
  return sendByForm(form, button);
}

function show() {
  showDraft(draft);
  if (table) showTotal(draft, table); // until then the server's figure is the truer one
  if (!keeps) writeAddress();
}

function writeAddress() {
  const query = draft.map(({ id, qty }) => `line=${id}:${qty}`).join("&");
  const key = query ? { key: form.elements.key.value } : null;
  history.replaceState(key, "", query ? `?${query}` : location.pathname);
}

/** Another device may add to, pay or cancel this order: what is shown follows. */
async function showTable() {
  const now = await tableState(form.dataset.table);
  if (!now || gone()) return;
  const before = table;
  table = now;
  if (before && isChangedElsewhere(before)) tellOfChange(before, now);
  if (!before || draft.length === 0 || now.waits) target = now;
  form.elements.order_id.value = target.orderId ?? "";
  showSent(now);
  showTotal(draft, table);
}

/** What is typed into a quantity stands in place of what was there: no 1 becomes 31. */
function replaceQty({ target }) {
  if (target.name === "qty") target.select();
}

function isChangedElsewhere(before) {
  return table.order !== before.order && !table.waits && !before.waits && !busy;
}

function press(event) {
  if (isElsewhere(event) || event.repeat) return;
  if (codeOf(event) === "F9") {
    event.preventDefault();
    byId("pay-button").click();
  } else if (codeOf(event) === "F2" || isSlash(event)) {
    event.preventDefault();
    byId("search").focus();
  }
}

function isSlash(event) {
  return event.code === "Slash" && !event.shiftKey && !isWriting(event);
}

function submit(event) {
  if (form.dataset.byForm) return;
  event.preventDefault();
  const button = event.submitter ?? byId("confirm-button");
  if (reading) reading.then(() => gone() || confirmOrPay(button)); // onto which order?
  else confirmOrPay(button);
}

function confirmOrPay(button) {
  const thenPay = button.name === "pay";
  if (busy) return;
  if (draft.length > 0) confirm(button, thenPay);
  else if (thenPay && table?.lines.length) go(payAddress(table.orderId), table.waits > 0);
  else say(form.dataset.none, "error");
}

function payAddress(orderId) {
  return orderId ? `/pos/orders/${orderId}/pay/` : `/pos/tables/${form.dataset.table}/pay/`;
}

async function confirm(button, thenPay) {
  if (!keeps) return sendUnkept(button);
  const name = button.textContent;
  busy = true;
  sayKeeping(button);
  try {
    const kept = await confirmDraft(form.dataset.table, commandOf).catch(() => UNKEPT);
    if (kept === UNKEPT) return await sendUnkept(button);
    if (kept) await follow(await send(kept).catch(() => kept), thenPay); // kept is kept
  } finally {
    busy = false;
    button.textContent = name;
  }
  return readDraft();
}

function commandOf(kept) {
  const { lines, table: id, tableName } = kept;
  const key = newKey();
  const itemOf = ({ id, qty, price }) => ({ menu_id: id, qty, price: price / 100, uid: newKey() });
  return {
    key,
    table: id,
    draft: kept,
    label: `${tableName}: ${lines.map(({ name, qty }) => `${name} ${qty}`).join(", ")}`,
    lines: lines.map(({ name, qty, price }) => [name, qty, price * qty]),
    ...placeOf(key, Number(id), lines.map(itemOf)),
  };
}

function placeOf(key, table_id, items) {
  const order = target.order ?? nameOf(target.orderId);
  if (!order) return { kind: "open", order: key, body: { table_id, items } };
  return { kind: "items", order, body: { items } };
}

/** Return the name of an order that a page or a refusal told by its number. */
function nameOf(orderId) {
  const isHere = orderId && String(table?.orderId) === String(orderId);
  return isHere ? table.order : orderId && String(orderId);
}

/** Go where the cashier wanted to go, or bring the dishes back when the server refused them. */
async function follow(command, thenPay) {
  const { state, answer, lines, body } = command;
  if (state === REFUSED && isDecided(command)) return bringBack(command);
  if (state === REFUSED) return go("/pos/"); // it stays in sight there
  if (state === GONE) return lookAgain(); // told in red
  const waits = state === WAITING;
  const sent = body.items.some(({ menu_id: id }) => dishOfId(id).made) ? "sent" : "saved";
  const said = form.dataset[waits ? "kept" : sent];
  pointTo(answer?.order_id);
  sayNext(`${form.dataset.tableName}: ${said} ${lines.length} รายการ`, "success");
  return go(thenPay ? payAddress(answer?.order_id ?? target?.orderId) : "/pos/", waits);
}

async function bringBack(command) {
  const { error, order_id: orderId, prices } = command.answer;
  const told = prices?.map(({ menu_id: id, price }) => [id, satang(price)]);
  const module = await import("./refused-draft.js").catch(() => null);
  if (!module) return go("/pos/"); // it stays in sight there
  draft = await module.takeBack(command, new Map(told));
  say(sentenceOf(command), "error");
  // The next confirm goes where the refusal says: to the order that stands there, or to a new one.
  if (error === "TABLE_OCCUPIED") target = { orderId, order: null };
  if (["ORDER_NOT_OPEN", "WRONG_TABLE"].includes(error)) target = { orderId: null, order: null };
  form.elements.order_id.value = target.orderId ?? "";
  return lookAgain();
}
