// The outbox: commands tapped on this device, each kept until the server has answered it, and the
// drafts they are made from.
//
// A command has its key, its number, and the name of its order (a uid, or the digits of one known
// by its number alone), and is never a copy of an order. What waits lies in one store, what has
// ended in another; whoever sends or looks reads the first alone. A confirm empties the draft, and
// an answer moves a command, in one transaction: it is never in two places or in none.

import { shopTime } from "./connection.js";
import { database, writing } from "./storage.js";

export const WAITING = "waiting"; // kept here, not answered
export const REFUSED = "refused"; // answered with no; a person has to decide
export const DONE = "done"; // the server has it
export const DROPPED = "dropped"; // a person decided against it
export const RELEASED = "released"; // left this device in a file
export const GONE = "gone"; // this device lost it (saving.js)

export const ASKED_BACK = "IMPLAUSIBLE_AMOUNT";
export const NOT_HERE = "ORDER_NOT_HERE_YET";

const DAY = 24 * 60 * 60 * 1000; // milliseconds
const KEPT_AFTER_END = 3 * DAY; // so long it may be done again, should the shop be taken back
const KEPT_UNREAD = 7 * DAY;
export const SEEN_AT_ONCE = 4000; // milliseconds: until then the page that tapped it says so itself
const COMMANDS = ["waiting", "ended"]; // the stores
const MOST_LINES = 100; // in one command
const LARGEST_QTY = 999;

/** Give a command its number. */
export async function numbered({ waiting, device }, command) {
  const seq = ((await device.get("last")) ?? 0) + 1;
  // Whoever logged in last on this device, in whichever tab: they stand at it now.
  const { author, user } = (await device.get("who")) ?? document.body.dataset;
  const occurredAt = new Date(shopTime()).toISOString();
  const kept = { occurredAt, author, user, ...command, seq, state: WAITING };
  await device.put(seq, "last");
  await waiting.put(kept);
  return kept;
}

/** Return where a command goes, and what it asks there. An opening's key names its order, unless
 * it tells another name: it was put in another opening's place. */
export function requestOf({ kind, key, order, item, body }) {
  if (kind === "void") return { path: `/orders/${order}/items/${item}/void`, asked: body };
  if (kind !== "open") return { path: `/orders/${order}/${kind}`, asked: body };
  return { path: "/orders", asked: order === key ? body : { ...body, uid: order } };
}

/** Keep the command that `commandOf` makes of a table's draft, and empty the draft; null without
 * one. */
export function confirmDraft(table, commandOf) {
  return writing(["waiting", "device", "drafts"], async (stores) => {
    const draft = await stores.drafts.get(table);
    if (!draft) return null; // confirmed in another tab
    await stores.drafts.delete(table);
    return numbered(stores, commandOf(draft));
  });
}

/** Change how many of a dish { id, name, price } a table's draft has; return its lines then. */
export function changeDraft(table, tableName, dish, by) {
  return writing(["drafts"], ({ drafts }) => changeIn(drafts, table, tableName, dish, by));
}

/** The same, in a transaction that writes other things too. */
export async function changeIn(drafts, table, tableName, dish, by) {
  const { lines } = (await drafts.get(table)) ?? { lines: [] };
  const changed = withChange(lines, dish, by);
  const newest = Math.max(0, ...(await drafts.getAll()).map((draft) => draft.at));
  if (changed.length) await drafts.put({ table, tableName, lines: changed, at: newest + 1 });
  else await drafts.delete(table);
  return changed;
}

/** Return `lines` with `by` more (or fewer) of a dish, at its price, within what one command may
 * carry. */
export function withChange(lines, dish, by) {
  const line = lines.find((each) => each.id === dish.id);
  const qty = Math.min((line?.qty ?? 0) + by, LARGEST_QTY);
  if (line && qty <= 0) return lines.filter((each) => each !== line);
  const changed = { ...line, price: dish.price, qty };
  if (line) return lines.map((each) => (each === line ? changed : each));
  return qty > 0 && lines.length < MOST_LINES ? [...lines, { ...dish, qty }] : lines;
}

/** Forget a table's draft: it stands somewhere else. */
export function forgetDraft(table) {
  return writing(["drafts"], ({ drafts }) => drafts.delete(table));
}

/** Return all drafts, newest first. */
export async function allDrafts() {
  return (await (await database()).getAll("drafts")).sort((a, b) => b.at - a.at);
}

/** Write what became of a command, and that it is the `settled`-th. What has ended is never written
 * again, and an answer to one that is gone changes nothing. */
export function settle({ seq, key }, change) {
  return writing([...COMMANDS, "device"], async (stores) => {
    const { waiting, device } = stores;
    const command = await waiting.get(seq);
    if (command?.key !== key) return;
    const settled = ((await device.get("settled")) ?? 0) + 1;
    await device.put(settled, "settled");
    const now = { ...command, ...change, settled, settledAt: shopTime() };
    if (now.state === REFUSED) return waiting.put(now);
    await end(stores, now);
  });
}

/** An order that was known by its number alone is called by its name once the shop tells it:
 * `names` by number as text. Two names would be two orders. */
export async function learnNames(names) {
  if (!(await waiting()).some(({ order }) => names.has(order))) return;
  await writing(["waiting"], async ({ waiting }) => {
    for (const each of await waiting.getAll()) {
      const name = names.get(each.order);
      if (name) await waiting.put({ ...each, order: name });
    }
  });
}

/** Move a command to those that have ended; what took long is to be read by a person. */
export async function end({ waiting, ended }, command) {
  const isLate = command.state === DONE && !command.again && waitedLong(command);
  await ended.put(isLate ? { ...command, unread: 1 } : command);
  await waiting.delete(command.seq);
}

/** Return the commands that wait, for the server or for a person, in the order of the taps; one
 * that was put in another's place stands there. */
export async function waiting() {
  return inOrder(await (await database()).getAll("waiting"));
}

/** Return those that wait for the server. */
export async function unsent() {
  return (await waiting()).filter(({ state }) => state === WAITING);
}

/** Return what waits, and what has ended that was settled after the first `count`. */
export function waitingOrSettledAfter(count) {
  return waitingAnd("settled", IDBKeyRange.lowerBound(count, true));
}

/** Return what waits, and what has ended since a moment of the shop's time. */
export function waitingOrSettledSince(moment) {
  return waitingAnd("settledAt", IDBKeyRange.lowerBound(moment));
}

/** Return what waits, and what the server has done of what waited long, until somebody reads it. */
export function waitingOrUnread() {
  return waitingAnd("unread");
}

async function waitingAnd(index, range) {
  const { waiting, ended } = await reading();
  const [left, found] = [await waiting.getAll(), await ended.index(index).getAll(range)];
  return inOrder([...left, ...found]);
}

function inOrder(commands) {
  return commands.sort((a, b) => rankOf(a) - rankOf(b));
}

/** Return a command's place in the order of the taps. */
export function rankOf({ rank, seq }) {
  return rank ?? seq;
}

/** Both stores in one look: a command that is just moving is seen in one of them. */
async function reading() {
  const tx = (await database()).transaction(COMMANDS);
  return Object.fromEntries(COMMANDS.map((name) => [name, tx.objectStore(name)]));
}

/** Return a kept command as it stands now. A device that lost its database counts from 1 again:
 * another command may have its number. */
export async function asItStands(kept) {
  const { waiting, ended } = await reading();
  const found = (await waiting.get(kept.seq)) ?? (await ended.get(kept.seq));
  return found?.key === kept.key ? found : { ...kept, state: GONE };
}

/** Return the orders, by name, that a refused command holds back. A refused payment holds nothing:
 * the bill may be paid anew. */
export function stuckOrders(commands) {
  const stuck = commands.filter(({ kind, state }) => state === REFUSED && kind !== "pay");
  return new Set(stuck.map(({ order }) => order));
}

/** Return the commands that wait for the server and that none refused before them holds back; what
 * comes again after a restore may stand before one that was refused long ago. */
export function unhindered(commands) {
  const isHeld = (order, place) => stuckOrders(commands.slice(0, place)).has(order);
  return commands.filter(({ state, order }, at) => state === WAITING && !isHeld(order, at));
}

/** Tell whether the server decided about a refused command, and keeps that under its key: it does
 * with 409 and 422. Of any other refusal it knows nothing, nor of an amount that it asked back, nor
 * of a command whose order it does not have (yet, or no more). */
export function isDecided({ status, answer }) {
  return [409, 422].includes(status) && ![ASKED_BACK, NOT_HERE].includes(answer.error);
}

/** Tell whether a command waited so long that a person has to be told what became of it. */
export function waitedLong({ settledAt, occurredAt }) {
  return Math.abs(settledAt - Date.parse(occurredAt)) > SEEN_AT_ONCE;
}

/** Forget what ended long ago. */
export function tidy() {
  return writing(["ended"], async ({ ended }) => {
    const old = IDBKeyRange.upperBound(shopTime() - KEPT_AFTER_END);
    for (const { seq, unread, settledAt } of await ended.index("settledAt").getAll(old)) {
      if (!unread || shopTime() - settledAt > KEPT_UNREAD) await ended.delete(seq);
    }
  });
}
