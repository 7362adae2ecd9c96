// The outbox: acts tapped on this device, each kept until the server has answered it, and the
// drafts they are made from.
//
// An act is a named command with its key, never a copy of an order. It counts as kept only after
// the IndexedDB transaction has completed with durability "strict": killing the browser right
// after that was tried, and the act was still there. A confirm empties the draft in the very
// transaction that keeps its act: the dishes are in one of the two places, never in both or none.

import { openDB } from "../vendor/idb-8.0.4/index.js";
import { shopTime } from "./connection.js";

export const WAITING = "waiting"; // kept here, not answered
export const REFUSED = "refused"; // answered with no; a person has to decide
export const DONE = "done"; // the server has it
export const DROPPED = "dropped"; // a person decided against it
export const RELEASED = "released"; // left this device in a file
export const GONE = "gone"; // this device lost it (lost.js)

const STRICT = { durability: "strict" };
const DAY = 24 * 60 * 60 * 1000; // milliseconds
const KEPT_AFTER_END = DAY;
const KEPT_UNREAD = 7 * DAY;
export const SEEN_AT_ONCE = 4000; // milliseconds: until then the page that tapped it says so itself
const ENDED = [DONE, DROPPED, RELEASED];
const MOST_LINES = 100; // in one act
const LARGEST_QTY = 999;

const channel = "BroadcastChannel" in window ? new BroadcastChannel("pos-outbox") : null;
const listeners = new Set();
let opened = null;

/** Return a random UUID (version 4). On plain HTTP there is no crypto.randomUUID. */
export function newKey() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

function database() {
  opened ??= openDB("pos-till", 2, {
    upgrade(db, from) {
      if (from < 1) {
        db.createObjectStore("acts", { keyPath: "seq" });
        db.createObjectStore("device");
      }
      db.createObjectStore("drafts", { keyPath: "table" });
    },
    // A newer page wants the database in a newer shape: give way, so that it can start.
    blocking: (now, wanted, event) => event.target.close() ?? forgetConnection(),
    terminated: forgetConnection,
  });
  return opened;
}

function forgetConnection() {
  opened = null; // the next one who asks tries anew
  tell(); // and finds what is gone, should it be gone
}

async function writing(stores, work) {
  const tx = (await database()).transaction(stores, "readwrite", STRICT);
  const done = tx.done.catch(() => {}); // `work` may fail first; its error is the one to tell
  const result = await work(...stores.map((name) => tx.objectStore(name))).catch((error) => undo(tx, error));
  await tx.done;
  await done;
  tell();
  return result;
}

/** Nothing of a half-done work may stay: a draft emptied without its act would be lost. */
function undo(tx, error) {
  try {
    tx.abort();
  } catch {
    // it has ended by itself
  }
  throw error;
}

async function numbered(acts, device, act) {
  const seq = ((await device.get("last")) ?? 0) + 1;
  // Whoever logged in last on this device, in whichever tab: they stand at it now.
  const who = (await device.get("who")) ?? document.body.dataset;
  const kept = { occurredAt: new Date(shopTime()).toISOString(), author: who?.author, user: who?.user, ...act, seq, state: WAITING };
  await device.put(seq, "last");
  await acts.put(kept);
  return kept;
}

/** Keep the act that `actOf` makes of a table's draft, and empty the draft; null without one. */
export function confirmDraft(table, actOf) {
  return writing(["acts", "device", "drafts"], async (acts, device, drafts) => {
    const draft = await drafts.get(table);
    if (!draft) return null; // confirmed in another tab
    await drafts.delete(table);
    return numbered(acts, device, actOf(draft));
  });
}

/** Keep a payment. One that waits for the same order already is that payment: two tabs, one till. */
export function keepPayment(act) {
  return writing(["acts", "device"], async (acts, device) => {
    return paymentOf(act, await acts.getAll()) ?? numbered(acts, device, act);
  });
}

/** Return the payment, still waiting, of a bill { table, chain, path }, or undefined. One whose
 * opening is not answered yet has no order's number to be known by: it is the table's, until the
 * table is opened for the next guests. */
export function paymentOf({ table, chain, path }, acts) {
  const opened = acts.filter((act) => act.kind === "open" && act.table === table && act.state !== DROPPED).at(-1);
  const isIt = (act) => act.chain === chain || (act.path ? act.path === path : act.table === table && !(opened?.seq > act.seq));
  return acts.find((act) => act.kind === "pay" && act.state === WAITING && isIt(act));
}

/** Change how many of a dish { id, name, price } a table's draft has; return its lines then. */
export function changeDraft(table, tableName, dish, by) {
  return writing(["drafts"], async (drafts) => {
    const { lines } = (await drafts.get(table)) ?? { lines: [] };
    const changed = withChange(lines, dish, by);
    const newest = Math.max(0, ...(await drafts.getAll()).map((draft) => draft.at));
    if (changed.length) await drafts.put({ table, tableName, lines: changed, at: newest + 1 });
    else await drafts.delete(table);
    return changed;
  });
}

/** Return `lines` with `by` more (or fewer) of a dish, at its price, within what one act may carry. */
export function withChange(lines, dish, by) {
  const line = lines.find((each) => each.id === dish.id);
  const qty = Math.min((line?.qty ?? 0) + by, LARGEST_QTY);
  if (line) return qty > 0 ? lines.map((each) => (each === line ? { ...line, price: dish.price, qty } : each)) : lines.filter((each) => each !== line);
  return qty > 0 && lines.length < MOST_LINES ? [...lines, { ...dish, qty }] : lines;
}

/** The server refused this confirm while its page was looking: its dishes are a draft again, at
 * the prices (satang by dish id) the refusal told, if it told any. */
export function takeBack(act, prices = new Map()) {
  return writing(["acts", "drafts"], async (acts, drafts) => {
    await acts.put({ ...act, state: DROPPED, settledAt: shopTime() });
    let { lines } = (await drafts.get(act.table)) ?? { lines: [] };
    for (const { qty, ...dish } of act.draft.lines) lines = withChange(lines, dish, qty);
    lines = lines.map((line) => ({ ...line, price: prices.get(line.id) ?? line.price }));
    await drafts.put({ ...act.draft, lines });
    return lines;
  });
}

/** Forget a table's draft: it stands somewhere else. */
export function forgetDraft(table) {
  return writing(["drafts"], (drafts) => drafts.delete(table));
}

/** Return all drafts, newest first. */
export async function allDrafts() {
  return (await (await database()).getAll("drafts")).sort((a, b) => b.at - a.at);
}

/** Write what became of an act, and that it is the `settled`-th. A final state is never left again.
 * What was tapped onto an order that had no number yet learns it in the same step. An answer to one
 * that is gone changes nothing. */
export function settle({ seq, key }, change) {
  return writing(["acts", "device"], async (acts, device) => {
    const act = await acts.get(seq);
    if (act?.key !== key || ENDED.includes(act.state)) return;
    const settled = ((await device.get("settled")) ?? 0) + 1;
    await device.put(settled, "settled");
    await acts.put({ ...act, ...change, settled, settledAt: shopTime() });
    if (act.kind !== "open" || change.state !== DONE) return;
    for (const later of await acts.getAll()) {
      const unnamed = later.chain === act.chain && later.state === WAITING && !later.path;
      if (unnamed) await acts.put({ ...later, path: `/orders/${change.answer.order_id}/${later.kind}` });
    }
  });
}

/** What waits for an order that will never be opened (dropped, or gone in a file) cannot be sent: it
 * is refused here, so that a person decides about it. */
export function refuseOrphans(message) {
  return writing(["acts"], async (acts) => {
    const known = await acts.getAll();
    const opening = new Set(known.filter((act) => act.kind === "open" && [WAITING, REFUSED, DONE].includes(act.state)).map((act) => act.chain));
    for (const act of known) {
      if (act.state !== WAITING || act.path || opening.has(act.chain)) continue;
      await acts.put({ ...act, state: REFUSED, status: 0, answer: { error: "ORDER_NOT_OPENED", message }, settledAt: shopTime() });
    }
  });
}

/** A person has read what became of these acts. */
export function markSeen(seqs) {
  return writing(["acts"], async (acts) => {
    for (const seq of seqs) await acts.put({ ...(await acts.get(seq)), seen: true });
  });
}

/** Put what `change` makes of a refused act in its place, under a new key and number, before the
 * waiting acts of its order: those were never sent, and `follow` only says where they go now.
 * Returns the new act; null when the refused one was decided before: a second tap, another tab. */
export function replace(refused, change, follow = (act) => act) {
  return writing(["acts", "device"], async (acts, device) => {
    const old = await acts.get(refused.seq);
    if (old?.state !== REFUSED || old.key !== refused.key) return null;
    const known = await acts.getAll();
    const isLater = (act) => chainOf(act, known) === chainOf(old, known) && act.table === old.table;
    const later = known.filter((act) => isLater(act) && act.state === WAITING);
    await acts.put({ ...old, state: DROPPED, settledAt: shopTime(), seen: true });
    for (const act of later) await acts.put(follow(act));
    return numbered(acts, device, { ...change(old), key: newKey(), rank: rankOf(old), answer: undefined, settledAt: undefined });
  });
}

/** Return all acts this device still knows, in the order of the taps; one that was put in another's
 * place stands there. */
export async function all() {
  return (await (await database()).getAll("acts")).sort((a, b) => rankOf(a) - rankOf(b));
}

/** Return a kept act as it stands now. A device that lost its database counts from 1 again: another
 * act may have its number. */
export async function asItStands(kept) {
  const act = await (await database()).get("acts", kept.seq);
  return act?.key === kept.key ? act : { ...kept, state: GONE };
}

/** Return the number of an act's order, or undefined while it has none: one tapped before its
 * table's order had a number learns it from the answer to the opening. */
export function orderIdOf(act, acts) {
  const opening = (other) => other.chain === act.chain && other.kind === "open" && other.state === DONE;
  return /^\/orders\/(\d+)\//.exec(act.path)?.[1] ?? acts.find(opening)?.answer.order_id;
}

/** Return what is one for all acts of an order, whenever they were tapped. */
export function chainOf(act, acts) {
  const id = orderIdOf(act, acts);
  return id ? `order-${id}` : act.chain;
}

/** Return the orders (as `chainOf`) that a refused act holds back. A refused payment holds nothing:
 * the bill may be paid anew. */
export function stuckChains(acts) {
  return new Set(acts.filter((act) => act.state === REFUSED && act.kind !== "pay").map((act) => chainOf(act, acts)));
}

function rankOf(act) {
  return act.rank ?? act.seq;
}

/** Return the acts that wait for the server, oldest first. */
export async function waiting() {
  return (await all()).filter((act) => act.state === WAITING);
}

/** Return this device's name for the server, and the number of its last act. */
export async function device() {
  const named = (words) => words.get("id").then((id) => words.put(id ?? newKey(), "id"));
  if (!(await recall("id"))) await writing(["device"], named);
  return { id: await recall("id"), last: (await recall("last")) ?? 0 };
}

/** Note a word that may be lost; a device may refuse even that. */
export function note(name, word) {
  try {
    localStorage.setItem(name, word);
  } catch {
    // full or forbidden
  }
}

/** Keep a word about the shop ("floor", "menu", "who") for a page that opens without the server. */
export async function remember(name, word) {
  await (await database()).put("device", word, name);
}

/** Return such a word, or undefined. */
export async function recall(name) {
  return (await database()).get("device", name);
}

/** Tell whether an act waited so long that a person has to be told what became of it. */
export function waitedLong(act) {
  return Math.abs(act.settledAt - Date.parse(act.occurredAt)) > SEEN_AT_ONCE;
}

/** Forget what ended long ago. */
export function tidy() {
  return writing(["acts"], async (acts) => {
    for (const act of await acts.getAll()) {
      const kept = act.state === DONE && !act.seen && waitedLong(act) ? KEPT_UNREAD : KEPT_AFTER_END;
      if (ENDED.includes(act.state) && shopTime() - act.settledAt > kept) await acts.delete(act.seq);
    }
  });
}

/** Call `listener` whenever an act or a draft changed, here or in another tab, until `signal`. */
export function onChange(listener, signal) {
  listeners.add(listener);
  signal?.addEventListener("abort", () => listeners.delete(listener));
}

function tell() {
  channel?.postMessage("changed");
  for (const listener of listeners) listener();
}

channel?.addEventListener("message", () => {
  for (const listener of listeners) listener();
});
