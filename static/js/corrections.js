// What a form of this device took back, a void or a cancelled order: the next page says that it was
// done, and it is kept among what has ended, should the shop's data be taken back.

import { shopTime } from "./connection.js";
import { DONE } from "./outbox.js";
import { recall, writing } from "./storage.js";

const STEP = 1 / 1024; // it has no number of its own: it stands between two

/** Keep what these parts of the page say was done. */
export async function keep(parts) {
  const who = (await recall("who")) ?? document.body.dataset;
  for (const { dataset, textContent: label } of parts) {
    const { version, at, ...done } = JSON.parse(dataset.done);
    delete dataset.done; // a page that comes back out of the history says nothing new
    const { author, user } = who;
    const kept = { ...done, label, author, user, lines: [], state: DONE, occurredAt: at };
    await writing(["device", "waiting", "ended"], async ({ device, waiting, ended }) => {
      const last = (await device.get("last")) ?? 0;
      const between = IDBKeyRange.bound(last, last + 1, true, true);
      const before = (await waiting.count(between)) + (await ended.count(between));
      const seq = last + (before + 1) * STEP;
      await ended.put({ ...kept, seq, answer: { version }, settledAt: shopTime() });
    });
  }
}
