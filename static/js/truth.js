// What this device knows of every table: the newest floor it has read, and what was done here and
// is not in it yet. A read never undoes a command: commands are applied to whatever was read until
// a read that was asked for later, or an order's version, says that it holds them.

import { follow, hearTime, jsonOf, shopTime } from "./connection.js";
import { satang } from "./money.js";
import { DONE, learnNames, stuckOrders, WAITING } from "./outbox.js";
import { waitingOrSettledAfter, waitingOrSettledSince } from "./outbox.js";
import { onChange, recall, remember } from "./storage.js";

const listeners = new Set();
const menuListeners = new Set();
let floor = null; // { tables, tag, menu, epoch, holds }: the first `holds` answered are in it
let untold = false; // what a shop that was taken back has lost is not kept yet
let learned = null;
let look = () => {};

/** Learn the floor: from the page itself, else from what this device remembers; then follow it. */
export function learn() {
  return (learned ??= begin());
}

async function begin() {
  const own = document.getElementById("floor");
  if (own) await beginWith(JSON.parse(own.value));
  else {
    floor = (await recall("floor").catch(() => null)) ?? null;
    look = follow("/pos/floor/", floor?.tag ?? "", settledSoFar, accept);
  }
  onChange(tell);
}

/** Follow at once, so that no look at this page is missed; what it brought is taken in first. */
function beginWith(read) {
  const accepted = acceptOwn(read);
  look = follow("/pos/floor/", read.tag, () => accepted.then(settledSoFar), accept);
  return accepted;
}

/** What was answered after this page was asked for, another tab's command, it may hold or not. */
async function acceptOwn({ now: told, ...read }) {
  const [{ responseStart }] = performance.getEntriesByType("navigation");
  hearTime(told, performance.timeOrigin + responseStart);
  const asked = shopTime(performance.timeOrigin);
  const commands = await waitingOrSettledSince(asked).catch(() => []);
  const later = commands.filter(({ settled, settledAt }) => settled && settledAt >= asked);
  const first = Math.min(...later.map(({ settled }) => settled));
  const before = await recall("floor").catch(() => null);
  accept(read, later.length ? first - 1 : await settledSoFar(), before);
}

function accept(read, holds, before = floor) {
  if (!read) return confirm(holds);
  if (floor && floor.menu !== read.menu) learnMenu();
  // Without an epoch: another shop's floor. One of a release before told none.
  const isTakenBack = read.epoch && before?.epoch !== undefined && before.epoch !== read.epoch;
  if (!isTakenBack) keepNewer(read);
  floor = { ...read, holds };
  if (isTakenBack) keepTakenBack(before);
  else rememberFloor();
  const orders = floor.tables.map(({ order }) => order).filter((order) => order?.uid);
  learnNames(new Map(orders.map((order) => [String(order.order_id), order.uid]))).catch(() => {});
  tell();
}

function rememberFloor() {
  if (!untold) remember("floor", floor).catch(() => {}); // else the next page would hear of nothing
}

/** An answer that was overtaken is older than what is known. Not so in another epoch. */
function keepNewer(read) {
  const known = new Map(floor?.tables.map(({ order }) => [order?.uid, order]));
  for (const table of read.tables) {
    const before = table.order && known.get(table.order.uid);
    if (before && before.version > table.order.version) table.order = before;
  }
}

/** What any tab has read last is compared with the shop; should that fail, the next page does. */
async function keepTakenBack(before) {
  untold = true;
  const seen = (await recall("floor").catch(() => null)) ?? before;
  const module = await import("./catching-up.js").catch(() => null);
  const isKept = module?.begin(seen, floor.epoch).then(() => true, () => false);
  untold = !(await isKept);
  rememberFloor();
}

/** The floor is still as it was read: it holds what was done since, a table opened and closed. */
function confirm(holds) {
  if (holds === floor.holds) return;
  floor.holds = holds;
  rememberFloor();
  tell();
}

/** How many commands have been settled on this device: what is read from now on holds them. */
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

/** What every page says, as the floor told it. */
export const saidByShop = () => floor?.said ?? [];

/** Read the floor again now, if the server is there. */
export function lookAgain() {
  return look();
}

/** Return the state of every table: { id, name, zone, holds, order, orderId, since, lines, total,
 * waits, paidHere }. `order` is the name of the order on it, which may have no number yet; what the
 * server said of it holds the first `holds` of this device's answered commands. */
export async function tableStates() {
  await learned;
  if (!floor) return [];
  // A device that keeps nothing did nothing alone.
  const commands = await waitingOrSettledAfter(floor.holds).catch(() => []);
  const stuck = stuckOrders(commands);
  // What a release long before kept without its answer was settled long before this floor.
  const isDone = ({ state, answer }) => state === DONE && Boolean(answer);
  const payments = commands.filter((each) => each.kind === "pay" && isDone(each));
  const paid = new Set(payments.map(({ answer }) => answer.order_id));
  return floor.tables.map((table) => {
    const isNew = (each) => each.state === WAITING || (isDone(each) && !isIn(table, each, paid));
    // What comes again after a restore was of guests who may have gone, or have lost their table.
    const isOfNow = (each) => each.table === String(table.id) && !each.again;
    const own = commands.filter((each) => isOfNow(each) && isNew(each));
    return stateOf(table, own.filter((each) => !stuck.has(each.order)));
  });
}

/** Return the state of one table by its id (text), or undefined. */
export async function tableState(id) {
  return (await tableStates()).find((table) => table.id === String(id));
}

/** Tell whether what was read of a table holds a command the server has done. */
function isIn({ order }, { kind, settled, answer }, paid) {
  if ((settled ?? 0) <= floor.holds) return true;
  const same = order?.order_id === answer.order_id;
  if (kind === "pay") return !same;
  return same ? order.version >= answer.version : paid.has(answer.order_id);
}

function stateOf({ id, name, zone, order }, commands) {
  const { holds } = floor;
  const table = { id: String(id), name, zone, holds, waits: 0, paidHere: false, ...free() };
  if (order) {
    const { order_id: orderId, uid, created_at: since, items } = order;
    Object.assign(table, { order: uid ?? String(orderId), orderId, since });
    table.lines = items.map(sentLine);
  }
  for (const each of commands) apply(each, table);
  const live = table.lines.filter(({ voided }) => voided === null);
  table.total = live.reduce((sum, { amount }) => sum + amount, 0);
  return table;
}

function free() {
  return { order: null, orderId: null, since: null, lines: [] };
}

/** `qty` is what is left of a line to be paid; of a voided one, what it was. */
function sentLine({ id, name, qty, price, void_reason: voided, voided_qty: voidedQty = 0, step }) {
  return { id, name, qty, voidedQty, amount: satang(price) * qty, voided, kept: false, step };
}

function apply({ kind, state, order, occurredAt, answer, lines }, table) {
  const kept = state === WAITING;
  table.waits += kept ? 1 : 0;
  // Other guests sit there now: what waits for those before them is not on their bill.
  const isTheirs = !table.order || [table.order, String(table.orderId)].includes(order);
  if (kept && kind !== "open" && !isTheirs) return undefined;
  table.paidHere = kind === "pay";
  if (table.paidHere) return Object.assign(table, free());
  if (kind === "open") Object.assign(table, free(), { order, since: occurredAt });
  if (answer?.order_id) {
    Object.assign(table, { order: answer.uid ?? order, orderId: answer.order_id });
  }
  const asItWas = { voidedQty: 0, voided: null, kept };
  const lineOf = ([name, qty, amount]) => ({ name, qty, amount, ...asItWas });
  return table.lines.push(...lines.map(lineOf));
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
