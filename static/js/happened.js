// What happened to the acts that waited: each with its result, until a person has read it. A
// refused one stays, in words, until somebody decides. Nothing is dropped silently, and the reason
// goes to the server's diary.

import { shopTime } from "./connection.js";
import { bahtShort, satang } from "./money.js";
import { all, device, DONE, DROPPED, markSeen, REFUSED, replace, SEEN_AT_ONCE, settle, waitedLong, WAITING } from "./outbox.js";
import { say } from "./saving.js";
import { drain, toServer } from "./sender.js";
import { onTruth, seats } from "./truth.js";

const byId = (id) => document.getElementById(id);
const SLIP = 700; // milliseconds
const ASKED_BACK = "IMPLAUSIBLE_AMOUNT";
const WRONG_TABLE = "WRONG_TABLE"; // it tells the other table's order
let timer = 0;

/** Show what happened, now and whenever that changes. */
export async function begin() {
  byId("happened-read").addEventListener("click", async () => markSeen((await late(DONE)).map((act) => act.seq)));
  onTruth(showWhatCanBeRead);
  await show();
}

/** An outbox that cannot be read just now has nothing new to tell. */
function showWhatCanBeRead() {
  return show().catch(() => {});
}

async function late(state) {
  const left = (act) => state === REFUSED && Math.abs(shopTime() - act.settledAt) > SEEN_AT_ONCE;
  return (await all()).filter((act) => act.state === state && !act.seen && (waitedLong(act) || left(act)));
}

async function show() {
  const [refused, done] = [await late(REFUSED), await late(DONE)];
  byId("refused").hidden = refused.length === 0;
  fill(byId("refused-list"), refused, refusedRow);
  byId("happened").hidden = done.length === 0;
  fill(byId("happened-list"), done, (act) => {
    const paid = act.kind === "pay" && act.body.payment_method === "cash" ? ` ทอน ${bahtShort(act.change)}` : "";
    return rowOf("happened-row", `${timeOf(act)} ${act.label}${paid}`, `บันทึกแล้ว ✓ ออเดอร์ ${act.answer.order_id}`);
  });
  await lookAgainSoon();
}

/** The page that tapped it may have moved on meanwhile: what nobody has told is told soon. */
async function lookAgainSoon() {
  window.clearTimeout(timer);
  const soon = (await all()).some((act) => act.state === REFUSED && Math.abs(shopTime() - act.settledAt) <= SEEN_AT_ONCE);
  if (soon) timer = window.setTimeout(showWhatCanBeRead, SEEN_AT_ONCE);
}

/** Show a row for each act; a row that stands stays as it is, under whoever's finger. */
function fill(list, acts, newRow) {
  const rows = new Map([...list.children].map((row) => [row.dataset.key, row]));
  const wanted = acts.map((act) => rows.get(act.key) ?? newRow(act));
  wanted.forEach((row, place) => (row.dataset.key = acts[place].key));
  if (wanted.length !== rows.size || wanted.some((row) => !row.isConnected)) {
    list.replaceChildren(...wanted);
    ignoreSlips(list);
  }
  for (const row of wanted) row.dispatchEvent(new Event("truth"));
}

/** A tap on its way was meant for what stood there before. */
function ignoreSlips(part) {
  part.inert = true;
  window.setTimeout(() => (part.inert = false), SLIP);
}

function rowOf(template, what, result) {
  const row = byId(template).content.firstElementChild.cloneNode(true);
  row.querySelector(".act-what").textContent = what;
  row.querySelector(".act-result").textContent = result;
  return row;
}

/** When it was tapped on the shop's wall clock, wherever the tablet believes to be. */
function timeOf(act) {
  const format = { timeZone: "Asia/Bangkok", hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
  return new Intl.DateTimeFormat("th", format).format(new Date(act.occurredAt));
}

function refusedRow(act) {
  const row = rowOf("refused-row", `${timeOf(act)} ${act.label}`, act.answer.message ?? "");
  const part = (name) => row.querySelector(`[data-do=${name}]`);
  const { error } = act.answer;
  offer(part("mend"), error === "PRICE_CHANGED" || restOf(act).length, () => mend(act));
  part("mend").textContent = error === "PRICE_CHANGED" ? "ส่งด้วยราคาตอนนี้" : "ส่งเฉพาะที่มีขาย";
  // Nothing was decided about the act itself: it may only have been the page, or who was logged in.
  offer(part("again"), act.status && !isDecided(act), () => instead(act, again));
  if (error === ASKED_BACK) {
    part("again").textContent = `รับ ${bahtShort(satang(act.body.amount_received))} จริง`;
  }
  offer(part("move"), act.kind !== "pay", () => part("table").value && move(act, part("table")));
  part("table").hidden = act.kind === "pay";
  part("look").href = `/pos/tables/${act.table}/`;
  offer(part("drop"), true, () => drop(act, part("reason").value));
  let standing = null;
  offer(part("join"), false, () => join(act, standing));
  row.addEventListener("truth", async () => {
    const now = await seats();
    const next = await joinable(act, now);
    if (next !== standing) ignoreSlips(row);
    standing = next;
    part("join").textContent = `เพิ่มเข้าออเดอร์เดิม (${standing})`;
    part("join").hidden = !standing;
    offerTables(part("table"), now.filter((seat) => seat.chain === null && !seat.waits));
  });
  return row;
}

/** The server keeps 409 and 422 under the act's number; of any other refusal, and of an amount that
 * it asked back, it knows nothing. */
function isDecided({ status, answer }) {
  return [409, 422].includes(status) && answer.error !== ASKED_BACK;
}

/** The same once more; an amount that was asked back, as one that somebody has looked at. */
function again(act) {
  return act.answer.error === ASKED_BACK ? { ...act, body: { ...act.body, confirmed: true } } : act;
}

function offer(button, possible, work) {
  button.hidden = !possible;
  button.addEventListener("click", async () => {
    const done = await work();
    if (done?.seq && !isDecided(done.was)) {
      await setAside(done.was, `ส่งใหม่เป็นคำสั่ง ${done.seq}`).catch(() => null);
    }
    drain();
  });
}

/** Return the order on the act's table that its dishes may join, or null. The bill of the guests
 * before them, whose payment is not decided yet, is none. */
async function joinable(act, now) {
  const { error, order_id: told } = act.answer;
  if (!["TABLE_OCCUPIED", "ORDER_NOT_OPENED", WRONG_TABLE].includes(error)) return null;
  const seat = now.find(({ id }) => id === act.table);
  const standing = (seat?.holds >= act.settled || error === WRONG_TABLE ? null : told) ?? seat?.orderId ?? null;
  const undecided = (await all().catch(() => [])).some((other) => other.kind === "pay" && [WAITING, REFUSED].includes(other.state) && other.path === `/orders/${standing}/pay`);
  return act.kind === "open" && undecided ? null : standing;
}

function offerTables(select, free) {
  const [none, ...offered] = select.options;
  if (document.activeElement === select || free.map((seat) => seat.id).join() === offered.map((option) => option.value).join()) return;
  const chosen = select.value;
  select.replaceChildren(none, ...free.map((seat) => new Option(seat.name, seat.id)));
  select.value = free.some((seat) => seat.id === chosen) ? chosen : "";
}

/** Put a new act in a refused one's place; returns what became of both. */
async function instead(act, change, follow) {
  const done = await replace(act, change, follow);
  return done && { seq: done.seq, was: act };
}

/** The same dishes, or the same payment, go to an order that stands. */
function join(act, order) {
  const [chain, path] = [`order-${order}`, `/orders/${order}`];
  const joined = (old) => ({ ...old, chain, path: `${path}/${old.kind}` });
  return instead(act, (old) => joined(old.kind === "open" ? { ...old, kind: "items", body: { items: old.body.items } } : old), joined);
}

/** The guests sit elsewhere: the dishes, and what followed them, open the table that was chosen. */
function move(act, { value: table, selectedOptions: [{ text: name }] }) {
  const chain = `moved-${act.key}`;
  const moved = (old) => ({ ...old, chain, table, tableName: name, path: null, label: `${name}:${old.label.slice(old.label.indexOf(":") + 1)}` });
  const opening = (old) => ({ ...moved(old), kind: "open", path: "/orders", body: { table_id: Number(table), items: old.body.items } });
  return instead(act, opening, moved);
}

function restOf(act) {
  const gone = act.answer.error === "MENU_UNAVAILABLE" ? act.answer.menu_ids : [];
  return gone.length ? act.body.items.filter((item) => !gone.includes(item.menu_id)) : [];
}

/** Send what can be sent: without the dishes that are sold out, or the refused ones at the prices
 * of now. Only what was refused changes: every other guest pays what they were told. */
function mend(act) {
  const now = new Map(act.answer.prices?.map(({ menu_id: id, price }) => [id, price]));
  const left = now.size ? act.body.items : restOf(act);
  const lineOf = (item) => {
    const [name, qty, amount] = act.lines[act.body.items.indexOf(item)];
    return [name, qty, now.has(item.menu_id) ? satang(now.get(item.menu_id)) * qty : amount];
  };
  const items = left.map((item) => (now.has(item.menu_id) ? { ...item, price: now.get(item.menu_id) } : item));
  const lines = left.map(lineOf);
  const label = `${act.label.slice(0, act.label.indexOf(":"))}: ${lines.map(([name, qty]) => `${name} ${qty}`).join(", ")}`;
  return instead(act, (old) => ({ ...old, body: { ...old.body, items }, lines, label }));
}

/** A person decides that it is not to be done, and says why. */
async function drop(act, reason) {
  if (!reason) return say("กรุณาเลือกเหตุผลก่อน", "error");
  const answer = await setAside(act, reason).catch(() => null);
  if (answer?.ok) return settle(act, { state: DROPPED });
  return say("ยังบันทึกเหตุผลไม่ได้ กรุณาลองอีกครั้งเมื่อติดต่อเซิร์ฟเวอร์ได้และเข้าสู่ระบบแล้ว", "error");
}

/** Tell the server's diary that a refused act will not be done: its number is no hole. */
async function setAside(act, reason) {
  const { id } = await device();
  return toServer("/tills/set-aside", { till: id, sequence: act.seq, key: act.key, reason, act: { label: act.label, refusal: act.answer.error ?? "" } });
}
