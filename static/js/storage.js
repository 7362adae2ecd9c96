// Where this device keeps things: its database, and in local storage the words that may be lost.
//
// What is written counts as kept once its IndexedDB transaction has completed with durability
// "strict": then it outlives a killed browser.

import { openDB } from "../vendor/idb-8.0.4/index.js";

const STRICT = { durability: "strict" };
const POINTER = "orderId"; // in local storage, by the brief: the order that is being worked on

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
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

/** Return the database, opened once: what its stores hold stands in docs/till.md. */
export function database() {
  opened ??= openDB("pos-till", 4, {
    upgrade(db, from, to, tx) {
      tx.done.catch(() => {}); // whoever opened hears of it
      // All or nothing: a half-done one would stay, and what waits be out of everybody's sight.
      upgrade(db, from, tx).catch((error) => undo(tx, error)).catch(() => {});
    },
    // A newer page wants the database in a newer shape: give way, so that it can start.
    blocking: (now, wanted, event) => event.target.close() ?? forgetConnection(),
    terminated: forgetConnection,
  });
  return opened;
}

async function upgrade(db, from, tx) {
  if (from < 1) db.createObjectStore("device");
  if (from < 2) db.createObjectStore("drafts", { keyPath: "table" });
  if (from < 3) {
    db.createObjectStore("waiting", { keyPath: "seq" });
    const ended = db.createObjectStore("ended", { keyPath: "seq" });
    for (const name of ["settled", "settledAt", "unread"]) ended.createIndex(name, name);
  }
  const [waiting, ended] = [tx.objectStore("waiting"), tx.objectStore("ended")];
  if (from === 1 || from === 2) {
    await moveApart(tx.objectStore("acts"), waiting, ended);
    db.deleteObjectStore("acts");
  }
  if (from !== 3) return;
  ended.deleteIndex("chain");
  await renameAll(waiting, ended);
}

/** Until version 2 all commands lay in one store. In the words of then, whatever they are now. */
async function moveApart(acts, waiting, ended) {
  for (const each of named(await acts.getAll())) {
    const late = Math.abs(each.settledAt - Date.parse(each.occurredAt)) > 4000;
    if (late && each.state === "done" && !each.seen) each.unread = 1;
    const waits = ["waiting", "refused"].includes(each.state);
    await (waits ? waiting : ended).put(each);
  }
}

async function renameAll(waiting, ended) {
  const [left, gone] = [await waiting.getAll(), await ended.getAll()];
  const names = new Map(named([...left, ...gone]).map((each) => [each.seq, each]));
  for (const { seq } of left) await waiting.put(names.get(seq));
  for (const { seq } of gone) await ended.put(names.get(seq));
}

/** Until version 3 the commands of an order shared a `chain`, and had its number in a `path` once
 * that was known: what has a number is called by that, else by the key of the opening. What found
 * no opening was refused by the page itself; the server says so from now on. */
function named(known) {
  const openings = known.filter(({ kind }) => kind === "open").sort((a, b) => a.seq - b.seq);
  const opening = new Map(openings.map((each) => [each.chain, each])); // of two, what replaced one
  return known.map(({ chain, path, ...each }) => {
    const { key = chain, state, answer } = opening.get(chain) ?? {};
    const [, number = state === "done" && answer?.order_id] = /^\/orders\/(\d+)\//.exec(path) ?? [];
    const order = each.kind === "open" ? each.key : String(number || key);
    const isOurs = each.state === "refused" && each.answer?.error === "ORDER_NOT_OPENED";
    const anew = { state: "waiting", answer: undefined, settledAt: undefined, settled: undefined };
    return isOurs ? { ...each, order, ...anew } : { ...each, order };
  });
}

function forgetConnection() {
  opened = null; // the next one who asks tries anew
  tell(); // and finds what is gone, should it be gone
}

/** Do `work` with these stores, by name, in one transaction, and tell everybody; return its result
 * once it is on the disk. */
export async function writing(names, work) {
  const tx = (await database()).transaction(names, "readwrite", STRICT);
  const done = tx.done.catch(() => {}); // `work` may fail first; its error is the one to tell
  const stores = Object.fromEntries(names.map((name) => [name, tx.objectStore(name)]));
  const result = await work(stores).catch((error) => undo(tx, error));
  await tx.done;
  await done;
  tell();
  return result;
}

/** Nothing of a half-done work may stay: a draft emptied without its command would be lost. */
function undo(tx, error) {
  try {
    tx.abort();
  } catch {
    // it has ended by itself
  }
  throw error;
}

/** Return this device's name for the server, and the number of its last command. */
export async function device() {
  if (!(await recall("id"))) {
    await writing(["device"], async ({ device }) => {
      await device.put((await device.get("id")) ?? newKey(), "id");
    });
  }
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

/** Note a word that may be lost; a device may refuse even that. */
export function note(name, word) {
  try {
    localStorage.setItem(name, word);
  } catch {
    // full or forbidden
  }
}

/** Remember which order is being worked on. */
export function pointTo(orderId) {
  if (orderId) note(POINTER, orderId);
}

/** Return that order's number as text, or null. */
export function pointedAt() {
  return localStorage.getItem(POINTER);
}

/** Forget it: the order is paid, or the cashier leaves it on the map. */
export function pointNowhere() {
  localStorage.removeItem(POINTER);
}

/** Call `listener` whenever something was written, here or in another tab, until `signal`. */
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
