// The outbox: commands tapped on this device, each kept until the server has answered it, and the
// drafts they are made from.
//
// A command has its key and its number, and is never a copy of an order. A confirm empties the
// draft in the very transaction that keeps its command: the dishes are in one of the two places,
// never in both or none.

import { shopTime } from "./connection.js";
import { database, newKey, writing } from "./storage.js";

export const WAITING = "waiting"; // kept here, not answered
export const REFUSED = "refused"; // answered with no; a person has to decide
export const DONE = "done"; // the server has it
export const DROPPED = "dropped"; // a person decided against it
export const RELEASED = "released"; // left this device in a file
export const GONE = "gone"; // this device lost it (lost.js)

const DAY = 24 * 60 * 60 * 1000; // milliseconds
const KEPT_AFTER_END = DAY;
const KEPT_UNREAD = 7 * DAY;
export const SEEN_AT_ONCE = 4000; // milliseconds: until then the page that tapped it says so itself
const ENDED = [DONE, DROPPED, RELEASED];
const MOST_LINES = 100; // in one command
const LARGEST_QTY = 999;

async function numbered({ acts, device }, command) {
  const seq = ((await device.get("last")) ?? 0) + 1;
  // Whoever logged in last on this device, in whichever tab: they stand at it now.
  const { author, user } = (await device.get("who")) ?? document.body.dataset;
  const occurredAt = new Date(shopTime()).toISOString();
  const kept = { occurredAt, author, user, ...command, seq, state: WAITING };
  await device.put(seq, "last");
  await acts.put(kept);
  return kept;
}

/** Keep the command that `commandOf` makes of a table's draft, and empty the draft; null without
 * one. */
export function confirmDraft(table, commandOf) {
  return writing(["acts", "device", "drafts"], async (stores) => {
    const draft = await stores.drafts.get(table);
    if (!draft) return null; // confirmed in another tab
    await stores.drafts.delete(table);
    return numbered(stores, commandOf(draft));
  });
}

/** Keep a payment. One that waits for the same order already is that payment: two tabs, one
 * device. */
export function keepPayment(payment) {
  return writing(["acts", "device"], async (stores) => {
    return paymentOf(payment, await stores.acts.getAll()) ?? numbered(stores, payment);
  });
}

/** Return the payment, still waiting, of a bill { table, chain, path }, or undefined. One whose
 * opening is not answered yet has no order's number to be known by: it is the table's, until the
 * table is opened for the next guests. */
export function paymentOf({ table, chain, path }, commands) {
  const isOpening = ({ kind, state }) => kind === "open" && state !== DROPPED;
  const opened = commands.filter((each) => isOpening(each) && each.table === table).at(-1);
  const isIt = (each) => {
    if (each.chain === chain) return true;
    if (each.path) return each.path === path;
    return each.table === table && !(opened?.seq > each.seq);
  };
  return commands.find((each) => each.kind === "pay" && each.state === WAITING && isIt(each));
}

/** Change how many of a dish { id, name, price } a table's draft has; return its lines then. */
export function changeDraft(table, tableName, dish, by) {
  return writing(["drafts"], async ({ drafts }) => {
    const { lines } = (await drafts.get(table)) ?? { lines: [] };
    const changed = withChange(lines, dish, by);
    const newest = Math.max(0, ...(await drafts.getAll()).map((draft) => draft.at));
    if (changed.length) await drafts.put({ table, tableName, lines: changed, at: newest + 1 });
    else await drafts.delete(table);
    return changed;
  });
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

/** The server refused this confirm while its page was looking: its dishes are a draft again, at
 * the prices (satang by dish id) the refusal told, if it told any. */
export function takeBack(command, prices = new Map()) {
  return writing(["acts", "drafts"], async ({ acts, drafts }) => {
    await acts.put({ ...command, state: DROPPED, settledAt: shopTime() });
    let { lines } = (await drafts.get(command.table)) ?? { lines: [] };
    for (const { qty, ...dish } of command.draft.lines) lines = withChange(lines, dish, qty);
    lines = lines.map((line) => ({ ...line, price: prices.get(line.id) ?? line.price }));
    await drafts.put({ ...command.draft, lines });
    return lines;
  });
}

/** Forget a table's draft: it stands somewhere else. */
export function forgetDraft(table) {
  return writing(["drafts"], ({ drafts }) => drafts.delete(table));
}

/** Return all drafts, newest first. */
export async function allDrafts() {
  return (await (await database()).getAll("drafts")).sort((a, b) => b.at - a.at);
}

/** Write what became of a command, and that it is the `settled`-th. A final state is never left
 * again. What was tapped onto an order that had no number yet learns it in the same step. An answer
 * to one that is gone changes nothing. */
export function settle({ seq, key }, change) {
  return writing(["acts", "device"], async ({ acts, device }) => {
    const command = await acts.get(seq);
    if (command?.key !== key || ENDED.includes(command.state)) return;
    const settled = ((await device.get("settled")) ?? 0) + 1;
    await device.put(settled, "settled");
    await acts.put({ ...command, ...change, settled, settledAt: shopTime() });
    if (command.kind !== "open" || change.state !== DONE) return;
    for (const later of await acts.getAll()) {
      const unnamed = later.chain === command.chain && later.state === WAITING && !later.path;
      if (unnamed) await acts.put({ ...later, path: pathTo(change.answer.order_id, later.kind) });
    }
  });
}

function pathTo(orderId, kind) {
  return `/orders/${orderId}/${kind}`;
}

/** What waits for an order that will never be opened (dropped, or gone in a file) cannot be sent:
 * it is refused here, so that a person decides about it. */
export function refuseOrphans(message) {
  return writing(["acts"], async ({ acts }) => {
    const known = await acts.getAll();
    const isSentOrGoing = ({ state }) => [WAITING, REFUSED, DONE].includes(state);
    const openings = known.filter((each) => each.kind === "open" && isSentOrGoing(each));
    const opening = new Set(openings.map(({ chain }) => chain));
    const answer = { error: "ORDER_NOT_OPENED", message };
    for (const each of known) {
      if (each.state !== WAITING || each.path || opening.has(each.chain)) continue;
      await acts.put({ ...each, state: REFUSED, status: 0, answer, settledAt: shopTime() });
    }
  });
}

/** A person has read what became of these commands. */
export function markSeen(seqs) {
  return writing(["acts"], async ({ acts }) => {
    for (const seq of seqs) await acts.put({ ...(await acts.get(seq)), seen: true });
  });
}

/** Put what `change` makes of a refused command in its place, under a new key and number, before
 * the waiting commands of its order: those were never sent, and `follow` only says where they go
 * now. Returns the new one; null when the refused one was decided before: a second tap, another
 * tab. */
export function replace(refused, change, follow = (command) => command) {
  return writing(["acts", "device"], async (stores) => {
    const { acts } = stores;
    const old = await acts.get(refused.seq);
    if (old?.state !== REFUSED || old.key !== refused.key) return null;
    const known = await acts.getAll();
    const chain = chainOf(old, known);
    const isLater = (each) => each.state === WAITING && each.table === old.table;
    const later = known.filter((each) => isLater(each) && chainOf(each, known) === chain);
    await acts.put({ ...old, state: DROPPED, settledAt: shopTime(), seen: true });
    for (const each of later) await acts.put(follow(each));
    const anew = { key: newKey(), rank: rankOf(old), answer: undefined, settledAt: undefined };
    return numbered(stores, { ...change(old), ...anew });
  });
}

/** Return all commands this device still knows, in the order of the taps; one that was put in
 * another's place stands there. */
export async function all() {
  return (await (await database()).getAll("acts")).sort((a, b) => rankOf(a) - rankOf(b));
}

function rankOf({ rank, seq }) {
  return rank ?? seq;
}

/** Return the commands that wait for the server, oldest first. */
export async function waiting() {
  return (await all()).filter(({ state }) => state === WAITING);
}

/** Return a kept command as it stands now. A device that lost its database counts from 1 again:
 * another command may have its number. */
export async function asItStands(kept) {
  const command = await (await database()).get("acts", kept.seq);
  return command?.key === kept.key ? command : { ...kept, state: GONE };
}

/** Return the number of a command's order, or undefined while it has none: one tapped before its
 * table's order had a number learns it from the answer to the opening. */
export function orderIdOf({ chain, path }, commands) {
  const isOpening = (each) => each.chain === chain && each.kind === "open" && each.state === DONE;
  return /^\/orders\/(\d+)\//.exec(path)?.[1] ?? commands.find(isOpening)?.answer.order_id;
}

/** Return where a command goes, or null while its order has no number. */
export function pathOf(command, commands) {
  const id = orderIdOf(command, commands);
  return command.path ?? (id ? pathTo(id, command.kind) : null);
}

/** Return what is one for all commands of an order, whenever they were tapped. */
export function chainOf(command, commands) {
  const id = orderIdOf(command, commands);
  return id ? `order-${id}` : command.chain;
}

/** Return the orders (as `chainOf`) that a refused command holds back. A refused payment holds
 * nothing: the bill may be paid anew. */
export function stuckChains(commands) {
  const stuck = commands.filter(({ kind, state }) => state === REFUSED && kind !== "pay");
  return new Set(stuck.map((each) => chainOf(each, commands)));
}

/** Tell whether a command waited so long that a person has to be told what became of it. */
export function waitedLong({ settledAt, occurredAt }) {
  return Math.abs(settledAt - Date.parse(occurredAt)) > SEEN_AT_ONCE;
}

/** Tell whether a person has to decide or to read something. */
export async function isAnythingToTell() {
  const isUnread = (each) => each.state === DONE && !each.seen && waitedLong(each);
  return (await all()).some((each) => each.state === REFUSED || isUnread(each));
}

/** Forget what ended long ago. */
export function tidy() {
  return writing(["acts"], async ({ acts }) => {
    for (const each of await acts.getAll()) {
      const isUnread = each.state === DONE && !each.seen && waitedLong(each);
      const kept = isUnread ? KEPT_UNREAD : KEPT_AFTER_END;
      const isOld = shopTime() - each.settledAt > kept;
      if (isOld && ENDED.includes(each.state)) await acts.delete(each.seq);
    }
  });
}
