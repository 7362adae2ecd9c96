// The order pad: taps gather in this device's draft of the table and go out as one confirm.

import { isThere } from "./connection.js";
import { dishOfId, fillMenu, renewMenu, startSearch, tellOfDraft } from "./dishes.js";
import { codeOf, isElsewhere, isWriting } from "./keys.js";
import { baht, satang } from "./money.js";
import { allDrafts, changeDraft, confirmDraft, forgetDraft, newKey } from "./outbox.js";
import { GONE, onChange, REFUSED, takeBack, WAITING, withChange } from "./outbox.js";
import { pointTo } from "./recovery.js";
import { say, sayKeeping, sayNext, sendByForm, sentenceOf } from "./saving.js";
import { send } from "./sender.js";
import { lookAgain, onMenu, onTruth, seatAt } from "./truth.js";

const UNKEPT = {}; // the device could not keep the act: private window, full disk
const byId = (id) => document.getElementById(id);
let form; // the confirm form of the pad now shown; it names the table
let draft; // lines { id, qty, name, price }
let seat; // what this device knows of the table
let target; // the order the taps belong to: { orderId, chain }; it does not change under the finger
let keeps; // whether this device can keep anything
let busy;
let changing = 0; // taps that are still being written
let go;
let gone; // tells whether this pad has left the screen

/** Fill a pad that came without the server: the table's name and the dishes this device knows. */
export function fill({ id, name }, dishes) {
  form = byId("confirm");
  Object.assign(form.dataset, { table: id, tableName: name });
  byId("back").querySelector("span").textContent = name;
  fillMenu(dishes);
}

/** Bring the pad to life until `signal`; `goTo(address, here)` moves inside the till, when `here`
 * without asking the server, which does not have all acts of this table. */
export async function start({ signal, goTo }) {
  form = byId("confirm");
  [draft, seat, busy, keeps, go] = [[], null, false, true, goTo];
  gone = () => signal.aborted;
  target = { orderId: form.elements.order_id.value || null, chain: null };
  byId("taps").addEventListener("submit", tap);
  form.addEventListener("submit", submit);
  document.addEventListener("keydown", press, { signal });
  byId("sent").addEventListener("toggle", showSeat, true); // a line's menu was shut: catch up
  startSearch(byId("search"), byId("taps"));
  onTruth(showSeat, signal);
  onMenu(learnMenu, signal);
  onChange(readDraft, signal);
  await Promise.all([takeUpDraft().then(goByTheMenu), showSeat()]);
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
  const written = [...byId("draft-fields").querySelectorAll("[name=line]")].map((field) => field.value.split(":"));
  for (const [id, qty] of written) draft = withChange(draft, dishOfId(id), Number(qty));
  const carried = draft; // what is tapped while the device is asked keeps itself
  try {
    const known = (await allDrafts()).some((each) => each.table === form.dataset.table);
    if (!known) await keepAll(carried);
    keeps = true;
    history.replaceState(history.state, "", location.pathname);
    await readDraft();
  } catch {
    keeps = false;
    // The key stays with the draft: sent, answer lost, back and sent again is one act.
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
  change(draft.find((line) => line.id === Number(button.value)) ?? dishOfId(button.value), button.name === "take" ? -1 : 1);
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
  const quantities = new Map(draft.map((line) => [String(line.id), line.qty]));
  for (const dish of byId("taps").querySelectorAll(".dish")) {
    const badge = dish.querySelector(".dish-qty");
    badge.textContent = quantities.get(dish.value) ?? "";
    badge.hidden = !quantities.has(dish.value);
  }
  showLines();
  showTotal();
  // For the form, should this device be unable to keep the act.
  byId("draft-fields").replaceChildren(...draft.map(({ id, qty }) => Object.assign(document.createElement("input"), { type: "hidden", name: "line", value: `${id}:${qty}` })));
  if (!keeps) writeAddress();
}

function writeAddress() {
  const query = draft.map(({ id, qty }) => `line=${id}:${qty}`).join("&");
  history.replaceState(query ? { key: form.elements.key.value } : null, "", query ? `?${query}` : location.pathname);
}

function showLines() {
  const rows = new Map([...byId("draft").children].map((row) => [row.dataset.id, row]));
  for (const line of draft) {
    const row = rows.get(String(line.id)) ?? newRow(line);
    row.querySelector(".line-qty").textContent = line.qty;
    row.querySelector(".money").textContent = baht(line.price * line.qty);
    rows.delete(String(line.id));
  }
  for (const row of rows.values()) row.remove();
  byId("draft-title").hidden = draft.length === 0;
  if (draft.length === 0) byId("menu-changed").hidden = true;
}

function newRow({ id, name }) {
  const row = byId("draft-line").content.firstElementChild.cloneNode(true);
  row.dataset.id = id;
  row.querySelector(".line-name").textContent = name;
  for (const button of row.querySelectorAll("button")) {
    button.value = id;
    button.ariaLabel += name;
  }
  byId("draft").append(row);
  return row;
}

function tapped() {
  return draft.reduce((sum, line) => sum + line.price * line.qty, 0);
}

function showTotal() {
  byId("total").textContent = baht((seat?.total ?? 0) + tapped());
  byId("confirm-button").toggleAttribute("data-idle", draft.length === 0);
  byId("pay-button").toggleAttribute("data-idle", draft.length === 0 && !seat?.lines.length);
}

/** Another till may add to, pay or cancel this order: what is shown follows, under no finger. */
async function showSeat() {
  const now = await seatAt(form.dataset.table);
  if (!now || gone() || byId("sent").querySelector("details[open]")) return;
  if (seat && now.chain !== seat.chain && !now.waits && !seat.waits && !busy) tellOfChange(seat, now);
  if (!seat || draft.length === 0 || now.waits) target = now;
  form.elements.order_id.value = target.orderId ?? "";
  const same = seat && JSON.stringify([seat.lines, seat.orderId]) === JSON.stringify([now.lines, now.orderId]);
  seat = now;
  if (same) return showTotal(); // nothing moves under a finger
  byId("sent-title").hidden = seat.lines.length === 0;
  byId("ticket-title").textContent = `${seat.name} · ${seat.orderId ? `ออเดอร์ ${seat.orderId}` : seat.chain ? "รอส่ง" : "ว่าง"}`;
  byId("sent-lines").replaceChildren(...seat.lines.map(sentRow));
  showTotal();
}

function tellOfChange(before, now) {
  const notice = byId("elsewhere");
  if (before.orderId) notice.textContent = `ออเดอร์ ${before.orderId} ถูกปิดจากเครื่องอื่นแล้ว`;
  else notice.textContent = `โต๊ะนี้เพิ่งเปิดออเดอร์ ${now.orderId} จากเครื่องอื่น`;
  notice.hidden = !before.orderId && !now.orderId;
}

function sentRow({ id, name, qty, amount, voided, kept }) {
  const row = byId("sent-line").content.firstElementChild.cloneNode(true);
  row.classList.toggle("voided", voided !== null);
  row.classList.toggle("kept", kept);
  row.querySelector(".line-name span").textContent = kept ? `${name} · รอส่ง` : name;
  row.querySelector("em").textContent = voided === null ? "" : `ยกเลิก: ${voided}`;
  row.querySelector(".line-qty").textContent = qty;
  row.querySelector(".money").textContent = baht(amount);
  if (voided !== null || !id) row.querySelector("details").remove();
  else {
    row.querySelector("summary").ariaLabel = `ยกเลิก ${name}`;
    row.querySelector("form").action = `/pos/orders/${seat.orderId}/items/${id}/void/`;
    row.querySelector("[name=key]").value = newKey();
  }
  return row;
}

function press(event) {
  if (isElsewhere(event) || event.repeat) return;
  if (codeOf(event) === "F9") {
    event.preventDefault();
    byId("pay-button").click();
  } else if (codeOf(event) === "F2" || (event.code === "Slash" && !event.shiftKey && !isWriting(event))) {
    event.preventDefault();
    byId("search").focus();
  }
}

function submit(event) {
  if (form.dataset.byForm) return;
  event.preventDefault();
  const thenPay = event.submitter?.name === "pay";
  if (busy) return;
  if (draft.length > 0) confirm(event.submitter ?? byId("confirm-button"), thenPay);
  else if (thenPay && seat?.lines.length) go(payAddress(seat.orderId), seat.waits > 0);
  else say("ยังไม่ได้เลือกเมนู กรุณาแตะเมนูที่ต้องการก่อน", "error");
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
    const kept = await confirmDraft(form.dataset.table, actOf).catch(() => UNKEPT);
    if (kept === UNKEPT) return await sendUnkept(button);
    if (kept) await follow(await send(kept).catch(() => kept), thenPay); // kept is kept
  } finally {
    busy = false;
    button.textContent = name;
  }
  return readDraft();
}

function actOf(kept) {
  const { lines, table, tableName } = kept;
  const key = newKey();
  const items = lines.map(({ id, qty, price }) => ({ menu_id: id, qty, price: price / 100 }));
  const orderId = target?.orderId ?? null;
  return {
    key, table, draft: kept,
    label: `${tableName}: ${lines.map(({ name, qty }) => `${name} ${qty}`).join(", ")}`,
    lines: lines.map(({ name, qty, price }) => [name, qty, price * qty]),
    ...(target?.chain || orderId
      ? { kind: "items", chain: target.chain ?? `order-${orderId}`, path: orderId ? `/orders/${orderId}/items` : null, body: { items } }
      : { kind: "open", chain: key, path: "/orders", body: { table_id: Number(table), items } }),
  };
}

/** Go where the cashier wanted to go, or bring the dishes back when the server refused them. */
async function follow(act, thenPay) {
  if (act.state === REFUSED && [409, 422].includes(act.status)) {
    draft = await takeBack(act, new Map(act.answer.prices?.map(({ menu_id: id, price }) => [id, satang(price)])));
    say(sentenceOf(act), "error");
    // The next confirm goes where the refusal says: to the order that stands there, or to a new one.
    if (act.answer.error === "TABLE_OCCUPIED") target = { orderId: act.answer.order_id, chain: null };
    if (["ORDER_NOT_OPEN", "WRONG_TABLE"].includes(act.answer.error)) target = { orderId: null, chain: null };
    form.elements.order_id.value = target?.orderId ?? "";
    return lookAgain();
  }
  if (act.state === REFUSED) return go("/pos/"); // it stays in sight there
  if (act.state === GONE) return lookAgain(); // told in red
  const said = act.state === WAITING ? `บันทึก ${act.lines.length} เมนูในเครื่อง รอส่ง` : `ส่งครัวแล้ว ${act.lines.length} รายการ`;
  pointTo(act.answer?.order_id);
  sayNext(`${form.dataset.tableName}: ${said}`, "success");
  return go(thenPay ? payAddress(act.answer?.order_id ?? target?.orderId) : "/pos/", act.state === WAITING);
}
