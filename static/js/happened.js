// What happened to the acts that waited: each with its result, until a person has read it. A
// refused one stays, in words, until somebody decides. Nothing is dropped silently, and the reason
// goes to the server's diary.

import { bahtShort } from "./money.js";
import { all, device, DONE, DROPPED, markSeen, onChange, REFUSED, replace, settle, WAITING } from "./outbox.js";
import { say } from "./saving.js";
import { drain, toServer } from "./sender.js";
import { seats } from "./truth.js";

const SEEN_AT_ONCE = 4000; // milliseconds: until then the page that tapped it says so itself
const byId = (id) => document.getElementById(id);
let timer = 0;

/** Show what happened, now and whenever that changes. */
export async function begin() {
  byId("happened-read").addEventListener("click", async () => markSeen((await late(DONE)).map((act) => act.seq)));
  onChange(show);
  await show();
}

async function late(state) {
  const waited = (act) => act.settledAt - Date.parse(act.occurredAt) > SEEN_AT_ONCE;
  const left = (act) => state === REFUSED && Date.now() - act.settledAt > SEEN_AT_ONCE;
  return (await all()).filter((act) => act.state === state && !act.seen && (waited(act) || left(act)));
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
  const soon = (await all()).some((act) => act.state === REFUSED && Date.now() - act.settledAt <= SEEN_AT_ONCE);
  if (soon) timer = window.setTimeout(show, SEEN_AT_ONCE);
}

/** Show a row for each act; a row that stands stays as it is, under whoever's finger. */
function fill(list, acts, newRow) {
  const rows = new Map([...list.children].map((row) => [row.dataset.seq, row]));
  const wanted = acts.map((act) => rows.get(String(act.seq)) ?? newRow(act));
  wanted.forEach((row, place) => (row.dataset.seq = acts[place].seq));
  if (wanted.length !== rows.size || wanted.some((row) => !row.isConnected)) list.replaceChildren(...wanted);
}

function rowOf(template, what, result) {
  const row = byId(template).content.firstElementChild.cloneNode(true);
  row.querySelector(".act-what").textContent = what;
  row.querySelector(".act-result").textContent = result;
  return row;
}

function timeOf(act) {
  return new Intl.DateTimeFormat("th", { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(new Date(act.occurredAt));
}

function refusedRow(act) {
  const row = rowOf("refused-row", `${timeOf(act)} ${act.label}`, act.answer.message ?? "");
  const part = (name) => row.querySelector(`[data-do=${name}]`);
  const { error, order_id: order } = act.answer;
  offer(part("join"), act.kind === "open" && order, () => join(act, order));
  offer(part("mend"), error === "PRICE_CHANGED" || restOf(act).length, () => mend(act));
  part("mend").textContent = error === "PRICE_CHANGED" ? "ส่งด้วยราคาตอนนี้" : "ส่งเฉพาะที่มีขาย";
  offer(part("move"), act.kind !== "pay", () => part("table").value && move(act, part("table")));
  part("table").hidden = act.kind === "pay";
  if (act.kind !== "pay") offerTables(part("table"));
  part("look").href = `/pos/tables/${act.table}/`;
  part("drop").addEventListener("click", () => drop(act, part("reason").value));
  return row;
}

function offer(button, possible, work) {
  button.hidden = !possible;
  button.addEventListener("click", async () => {
    await work();
    drain();
  });
}

async function offerTables(select) {
  const free = (await seats()).filter((seat) => seat.chain === null);
  select.append(...free.map((seat) => new Option(seat.name, seat.id)));
}

/** The table was taken by another till: the same dishes go to the order that stands there. */
function join(act, order) {
  const [chain, path] = [`order-${order}`, `/orders/${order}`];
  return replace(act, (old) =>
    old.kind === "open"
      ? { ...old, kind: "items", chain, path: `${path}/items`, body: { items: old.body.items } }
      : { ...old, chain, path: `${path}/${old.kind}` },
  );
}

/** The guests sit elsewhere: the dishes, and what followed them, open the table that was chosen. */
function move(act, { value: table, selectedOptions: [{ text: name }] }) {
  const chain = `moved-${act.key}`;
  const moved = (old) => ({ ...old, chain, table, label: `${name}:${old.label.slice(old.label.indexOf(":") + 1)}` });
  return replace(act, (old) =>
    old.seq === act.seq
      ? { ...moved(old), kind: "open", path: "/orders", body: { table_id: Number(table), items: old.body.items } }
      : { ...moved(old), path: null },
  );
}

function restOf(act) {
  const gone = act.answer.error === "MENU_UNAVAILABLE" ? act.answer.menu_ids : [];
  return gone.length ? act.body.items.filter((item) => !gone.includes(item.menu_id)) : [];
}

/** Send what can be sent: without the dishes that are sold out, or at the prices of now. */
function mend(act) {
  const items = act.answer.error === "PRICE_CHANGED" ? act.body.items.map(({ price, ...item }) => item) : restOf(act);
  return replace(act, (old) => (old.seq === act.seq ? { ...old, body: { ...old.body, items } } : old));
}

/** A person decides that it is not to be done, and says why. */
async function drop(act, reason) {
  const { id } = await device();
  const told = { till: id, sequence: act.seq, key: act.key, reason, act: { label: act.label, refusal: act.answer.error ?? "ORDER_NOT_OPENED" } };
  const answer = await toServer("/tills/set-aside", told).catch(() => null);
  if (!answer?.ok) return say("ยังบันทึกเหตุผลไม่ได้ กรุณาลองอีกครั้งเมื่อติดต่อเซิร์ฟเวอร์ได้", "error");
  await settle(act.seq, { state: DROPPED });
  // What was tapped onto an order that never was cannot be sent: a person decides about it too.
  for (const later of await all()) {
    const orphan = later.chain === act.chain && later.state === WAITING && !later.path;
    if (orphan) await settle(later.seq, { state: REFUSED, answer: { message: "ออเดอร์ของรายการนี้ไม่ได้เปิด" } });
  }
  return drain();
}
