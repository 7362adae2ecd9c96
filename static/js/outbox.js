// The outbox: acts tapped on this device, each kept until the server has answered it, and the
// drafts they are made from.
//
// An act is a named command with its key, never a copy of an order. It counts as kept only after
// the IndexedDB transaction has completed with durability "strict": killing the browser right
// after that was tried, and the act was still there. A confirm empties the draft in the very
// transaction that keeps its act: the dishes are in one of the two places, never in both or none.

import { openDB } from "../vendor/idb-8.0.4/index.js";

export const WAITING = "waiting"; // kept here, not answered
export const REFUSED = "refused"; // answered with no; a person has to decide
export const DONE = "done"; // the server has it
export const DROPPED = "dropped"; // a person decided against it
export const RELEASED = "released"; // left this device in a file

const STRICT = { durability: "strict" };
const KEPT_AFTER_END = 24 * 60 * 60 * 1000; // milliseconds
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
    blocking: (now, wanted, event) => event.target.close(),
  });
  return opened;
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
  const who = document.body.dataset.author ? document.body.dataset : await device.get("who");
  const kept = { occurredAt: new Date().toISOString(), author: who?.author, user: who?.user, ...act, seq, state: WAITING };
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
    const same = (await acts.getAll()).find((known) => known.kind === "pay" && known.state === WAITING && known.chain === act.chain);
    return same ?? numbered(acts, device, act);
  });
}

/** Change how many of a dish { id, name, price } a table's draft has; return its lines then. */
export function changeDraft(table, tableName, dish, by) {
  return writing(["drafts"], async (drafts) => {
    const { lines } = (await drafts.get(table)) ?? { lines: [] };
    const changed = withChange(lines, dish, by);
    if (changed.length) await drafts.put({ table, tableName, lines: changed, at: Date.now() });
    else await drafts.delete(table);
    return changed;
  });
}

/** Return `lines` with `by` more (or fewer) of a dish, within what one act may carry. */
export function withChange(lines, dish, by) {
  const line = lines.find((each) => each.id === dish.id);
  const qty = Math.min((line?.qty ?? 0) + by, LARGEST_QTY);
  if (line) return qty > 0 ? lines.map((each) => (each === line ? { ...line, qty } : each)) : lines.filter((each) => each !== line);
  return qty > 0 && lines.length < MOST_LINES ? [...lines, { ...dish, qty }] : lines;
}

/** The server refused this confirm while its page was looking: its dishes are a draft again, at
 * the prices (satang by dish id) the refusal told, if it told any. */
export function takeBack(act, prices = new Map()) {
  return writing(["acts", "drafts"], async (acts, drafts) => {
    await acts.put({ ...act, state: DROPPED, settledAt: Date.now() });
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

/** Write what became of an act. A final state is never left again. */
export function settle(seq, change) {
  return writing(["acts"], async (acts) => {
    const act = await acts.get(seq);
    if (act && !ENDED.includes(act.state)) await acts.put({ ...act, ...change, settledAt: Date.now() });
  });
}

/** A person has read what became of these acts. */
export function markSeen(seqs) {
  return writing(["acts"], async (acts) => {
    for (const seq of seqs) await acts.put({ ...(await acts.get(seq)), seen: true });
  });
}

/** Take a refused act and the waiting acts of its order out, and put what `change` makes of each
 * in their place, under new keys. */
export function replace(refused, change) {
  return writing(["acts", "device"], async (acts, device) => {
    for (const old of await acts.getAll()) {
      if (old.seq !== refused.seq && !(old.chain === refused.chain && old.state === WAITING)) continue;
      await acts.put({ ...old, state: DROPPED, settledAt: Date.now(), seen: true });
      await numbered(acts, device, { ...change(old), key: newKey(), answer: undefined, settledAt: undefined });
    }
  });
}

/** Return all acts this device still knows, oldest first. */
export async function all() {
  return (await database()).getAll("acts");
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

/** Keep a word about the shop ("floor", "menu", "who") for a page that opens without the server. */
export async function remember(name, word) {
  await (await database()).put("device", word, name);
}

/** Return such a word, or undefined. */
export async function recall(name) {
  return (await database()).get("device", name);
}

/** Forget what ended long ago. */
export function tidy() {
  return writing(["acts"], async (acts) => {
    for (const act of await acts.getAll()) {
      if (ENDED.includes(act.state) && Date.now() - act.settledAt > KEPT_AFTER_END) await acts.delete(act.seq);
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
