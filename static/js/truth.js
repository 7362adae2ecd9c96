// What this device knows of every table: the newest floor it has read, and on top of it what was
// done here and is not in that floor yet. A read never undoes an act: acts are applied to whatever
// was read until a read that was asked for later, or an order's version, says that it holds them.

import { follow, hearTime, jsonOf, shopTime } from "./connection.js";
import { all, chainOf, DONE, onChange, recall, remember, stuckChains, WAITING } from "./outbox.js";
import { satang } from "./money.js";

const listeners = new Set();
const menuListeners = new Set();
let floor = null; // { tables, tag, menu, holds }: it holds the first so many answered acts for sure
let learned = null;
let look = () => {};

/** Learn the floor: from the page itself, else from what this device remembers; then follow it. */
export function learn() {
  return (learned ??= begin());
}

async function begin() {
  const own = document.getElementById("floor");
  if (own) await acceptOwn(JSON.parse(own.value));
  else floor = (await recall("floor").catch(() => null)) ?? null;
  look = follow("/pos/floor/", floor?.tag ?? "", settledSoFar, accept);
  onChange(tell);
}

/** What was answered after this page was asked for, another tab's act, it may hold or not. */
async function acceptOwn({ now: told, ...read }) {
  const [{ responseStart }] = performance.getEntriesByType("navigation");
  hearTime(told, performance.timeOrigin + responseStart);
  const asked = shopTime(performance.timeOrigin);
  const acts = await all().catch(() => []);
  const later = acts.filter((act) => act.settled && act.settledAt >= asked);
  const first = Math.min(...later.map((act) => act.settled));
  accept(read, later.length ? first - 1 : await settledSoFar());
}

function accept(read, holds) {
  if (!read) return confirm(holds);
  if (floor && floor.menu !== read.menu) learnMenu();
  const known = new Map(floor?.tables.map(({ order }) => [order?.order_id, order]));
  for (const table of read.tables) {
    const before = known.get(table.order?.order_id);
    if (before && before.version > table.order.version) table.order = before;
  }
  floor = { ...read, holds };
  remember("floor", floor).catch(() => {}); // then the next page without a server knows less
  tell();
}

/** The floor is still as it was read: it holds what was done since, a table opened and closed. */
function confirm(holds) {
  if (holds === floor.holds) return;
  floor.holds = holds;
  remember("floor", floor).catch(() => {});
  tell();
}

/** How many acts have been settled on this device: what is read from now on holds them. */
async function settledSoFar() {
  return (await recall("settled").catch(() => 0)) ?? 0;
}

function tell() {
  for (const listener of listeners) listener();
}

/** Call `listener` whenever what is known of the tables may have changed, until `signal`. */
export function onTruth(listener, signal) {
  listeners.add(listener);
  signal?.addEventListener("abort", () => listeners.delete(listener));
}

/** Read the floor again now, if the server is there. */
export function lookAgain() {
  return look();
}

/** Return every table: { id, name, zone, holds, orderId, chain, since, lines, total, waits, paidHere };
 * what the server said of it holds the first `holds` of this device's answered acts. */
export async function seats() {
  await learned;
  const acts = await all().catch(() => []); // a device that keeps nothing has done nothing alone
  const stuck = stuckChains(acts);
  const paid = new Set(acts.filter((act) => act.state === DONE && act.kind === "pay").map((act) => act.answer.order_id));
  const tables = floor?.tables ?? [];
  return tables.map((table) => {
    const own = acts.filter((act) => act.table === String(table.id) && !stuck.has(chainOf(act, acts)));
    return seatOf(table, own.filter((act) => act.state === WAITING || (act.state === DONE && !isIn(table, act, paid))));
  });
}

/** Return one table by its id (text), or undefined. */
export async function seatAt(id) {
  return (await seats()).find((seat) => seat.id === String(id));
}

/** Tell whether what was read of a table holds an act the server has done. */
function isIn({ order }, act, paid) {
  if ((act.settled ?? 0) <= floor.holds) return true;
  const same = order?.order_id === act.answer.order_id;
  if (act.kind === "pay") return !same;
  return same ? order.version >= act.answer.version : paid.has(act.answer.order_id);
}

function seatOf({ id, name, zone, order }, acts) {
  const seat = { id: String(id), name, zone, holds: floor.holds, waits: 0, paidHere: false, ...free() };
  if (order) {
    Object.assign(seat, { orderId: order.order_id, chain: `order-${order.order_id}`, since: order.created_at });
    seat.lines = order.items.map(sentLine);
  }
  for (const act of acts) done(seat, act);
  seat.total = seat.lines.reduce((sum, line) => sum + (line.voided === null ? line.amount : 0), 0);
  return seat;
}

function free() {
  return { orderId: null, chain: null, since: null, lines: [] };
}

function sentLine({ id, name, qty, price, void_reason: voided }) {
  return { id, name, qty, amount: satang(price) * qty, voided, kept: false };
}

function done(seat, act) {
  const kept = act.state === WAITING;
  seat.waits += kept ? 1 : 0;
  seat.paidHere = act.kind === "pay";
  if (act.kind === "pay") return Object.assign(seat, free());
  if (act.kind === "open") Object.assign(seat, free(), { chain: act.chain, since: act.occurredAt });
  if (act.answer?.order_id) Object.assign(seat, { orderId: act.answer.order_id, chain: `order-${act.answer.order_id}` });
  return seat.lines.push(...act.lines.map(([name, qty, amount]) => ({ name, qty, amount, voided: null, kept })));
}

/** Return the dishes on sale as this device remembers them. */
export async function menu() {
  return (await recall("menu").catch(() => null)) ?? [];
}

/** Call `listener(dishes)` whenever the menu was asked for anew, until `signal`. */
export function onMenu(listener, signal) {
  menuListeners.add(listener);
  signal.addEventListener("abort", () => menuListeners.delete(listener));
}

/** Ask for the menu and remember it: a page without the server shows these dishes and prices. */
export async function learnMenu() {
  const answer = await fetch("/menus", { signal: AbortSignal.timeout(8000) }).catch(() => null);
  const read = await jsonOf(answer);
  if (!read) return;
  await remember("menu", read.menus).catch(() => {});
  for (const listener of menuListeners) listener(read.menus);
}
