// The outbox: acts tapped on this device, each kept until the server has answered it.
//
// An act is a named command with its key, never a copy of an order. It counts as kept only after
// the IndexedDB transaction has completed with durability "strict": killing the browser right
// after that was tried, and the act was still there.

import { openDB } from "../vendor/idb-8.0.4/index.js";
import { newKey } from "./ids.js";

export const WAITING = "waiting"; // kept here, not answered
export const REFUSED = "refused"; // answered with no; a person has to decide
export const DONE = "done"; // the server has it
export const DROPPED = "dropped"; // a person decided against it

const STRICT = { durability: "strict" };
const KEPT_AFTER_END = 24 * 60 * 60 * 1000; // milliseconds

const channel = "BroadcastChannel" in window ? new BroadcastChannel("pos-outbox") : null;
const listeners = new Set();
let opened = null;

function database() {
  opened ??= openDB("pos-till", 1, {
    upgrade(db) {
      db.createObjectStore("acts", { keyPath: "seq" });
      db.createObjectStore("device");
    },
  });
  return opened;
}

/** Keep an act: { kind, path | chain, table, body, key, label, total }. Resolves once it is durable. */
export async function add(act) {
  const db = await database();
  const tx = db.transaction(["acts", "device"], "readwrite", STRICT);
  const [acts, device] = [tx.objectStore("acts"), tx.objectStore("device")];
  const same = (await acts.getAll()).find((known) => known.key === act.key);
  if (same) {
    await tx.done;
    return same; // the same draft confirmed again after a crash: one act
  }
  const seq = ((await device.get("last")) ?? 0) + 1;
  const kept = { ...act, seq, state: WAITING, occurredAt: new Date().toISOString() };
  await device.put(seq, "last");
  await acts.put(kept);
  await tx.done;
  tell();
  return kept;
}

/** Write what became of an act. A final state is never left again. */
export async function settle(seq, change) {
  const db = await database();
  const tx = db.transaction("acts", "readwrite", STRICT);
  const act = await tx.store.get(seq);
  if (act && act.state !== DONE && act.state !== DROPPED) {
    await tx.store.put({ ...act, ...change, settledAt: Date.now() });
  }
  await tx.done;
  tell();
}

/** Take a refused act and the waiting acts of its order out, and add others in their place. */
export async function replace(refused, acts) {
  const db = await database();
  const tx = db.transaction(["acts", "device"], "readwrite", STRICT);
  const [store, names] = [tx.objectStore("acts"), tx.objectStore("device")];
  let seq = (await names.get("last")) ?? 0;
  for (const old of await store.getAll()) {
    const later = old.chain === refused.chain && old.state === WAITING;
    if (later || old.seq === refused.seq) await store.put({ ...old, state: DROPPED, settledAt: Date.now() });
  }
  for (const act of acts) {
    seq += 1;
    await store.put({ ...act, seq, state: WAITING });
  }
  await names.put(seq, "last");
  await tx.done;
  tell();
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
  const db = await database();
  const tx = db.transaction("device", "readwrite", STRICT);
  let id = await tx.store.get("id");
  if (!id) await tx.store.put((id = newKey()), "id");
  const last = (await tx.store.get("last")) ?? 0;
  await tx.done;
  return { id, last };
}

/** Forget what ended long ago. */
export async function tidy() {
  const db = await database();
  const tx = db.transaction("acts", "readwrite");
  for (const act of await tx.store.getAll()) {
    const ended = act.state === DONE || act.state === DROPPED;
    if (ended && Date.now() - act.settledAt > KEPT_AFTER_END) await tx.store.delete(act.seq);
  }
  await tx.done;
}

/** Call `listener` whenever an act was added or settled, here or in another tab. */
export function onChange(listener) {
  listeners.add(listener);
}

function tell() {
  channel?.postMessage("changed");
  for (const listener of listeners) listener();
}

channel?.addEventListener("message", () => {
  for (const listener of listeners) listener();
});
