// The shop's data was taken back to an earlier moment, and this device still knows what it did
// after that: it does so again, under the same keys, as what waits. What others have to send first
// is waited for. When the shop has caught up, whatever is still gone is told (taken-back.js).

import { jsonOf, shopTime } from "./connection.js";
import { DONE, REFUSED, unhindered, waiting, WAITING } from "./outbox.js";
import { byId } from "./page.js";
import { reportNow } from "./reporting.js";
import { drain, onSending, state } from "./sender.js";
import { onChange, recall, writing } from "./storage.js";
import { keepWhatIsGone } from "./taken-back.js";

const WORD = "catchingUp"; // in the device's database: { epoch, tables } as seen before, or null
const MARGIN = 10 * 60 * 1000; // milliseconds by which the clocks may have gone apart
const STEP = 1 / 1024; // it has no number of its own: it stands between two
const ASK_EVERY = 10000; // milliseconds, while other devices are waited for

let watching = false;
let asking = false;

/** A floor of another epoch came: have ready what was done since the copy, once for each epoch,
 * whichever tab hears of it first. Rejects when the server cannot be asked. */
export async function begin({ tables }, epoch) {
  if ((await recall("epoch")) === epoch) return;
  const restored = await told({ epoch });
  if (!restored) return keepWhatIsGone(tables, ({ device }) => isNews(device, epoch));
  await writing(["device", "waiting", "ended"], async ({ device, waiting, ended }) => {
    if (!(await isNews(device, epoch))) return;
    const before = (await device.get(WORD))?.tables ?? []; // of a restore before, not told yet
    await device.put({ epoch, tables: [...before.filter(isNotAmong(tables)), ...tables] }, WORD);
    const since = IDBKeyRange.lowerBound(Date.parse(restored.goes_back_to) - MARGIN);
    for (const each of await ended.index("settledAt").getAll(since)) {
      if (each.state !== DONE) continue;
      await waiting.put(anew({ ...each, again: each.answer?.version ?? 1 }));
      await ended.delete(each.seq);
    }
    for (const each of await waiting.getAll()) {
      // The shop of then knew less, or more, than this one.
      if (each.state === REFUSED && each.again) await waiting.put(anew(each));
    }
  });
  return drain();
}

/** Tell whether the epoch is one that this device has not heard of; it has then. */
async function isNews(device, epoch) {
  if ((await device.get("epoch")) === epoch) return false;
  await device.put(epoch, "epoch");
  return true;
}

function isNotAmong(tables) {
  const seen = new Set(tables.map(({ order }) => order?.uid));
  return ({ order }) => order && !seen.has(order.uid);
}

function anew(command) {
  const asked = { state: WAITING, answer: undefined, status: undefined };
  return { ...command, ...asked, settled: undefined, settledAt: undefined };
}

/** Tell the shop how far this device has come, until all is told; and the person at it. */
export async function watch() {
  if (watching) return;
  watching = true;
  onSending(look);
  onChange(look);
  window.setInterval(() => document.hidden || look(), ASK_EVERY);
  await look();
}

/** One look at a time. What a round of sending has found is told once. */
async function look() {
  if (asking || state.sending) return;
  asking = true;
  try {
    await tellShop();
  } catch {
    // the next look tells it
  } finally {
    asking = false;
  }
}

async function tellShop() {
  const word = await recall(WORD);
  // What stands behind a refused one waits for a person.
  const left = unhindered(await waiting()).filter(({ again }) => again).length;
  show(word, left);
  const { heard } = state;
  if (!word || (left > 0 && !heard?.length)) return;
  state.heard = null;
  const tried = left > 0 && !heard.includes(null) ? Math.min(...heard) : null;
  const progress = { epoch: word.epoch, history_left: left, history_tried_at: tried };
  const restored = await told(progress);
  const isOver = !restored || (restored.epoch === word.epoch && !restored.catching_up);
  if (left === 0 && isOver) await finish(word);
}

/** Report; return what the shop says of its restore, null when it wants nothing again. */
async function told(more) {
  const answer = await reportNow(more);
  const read = await jsonOf(answer);
  if (!read) throw new Error("the shop has not said what it wants");
  return read.restored;
}

/** Nothing more comes by itself: what is gone now is told, until somebody has read it. */
async function finish({ epoch, tables }) {
  await keepWhatIsGone(tables, async ({ device }) => {
    if ((await device.get(WORD))?.epoch !== epoch) return false; // another tab was quicker
    await device.put(null, WORD);
    return true;
  });
}

function show(word, left) {
  const all = "เครื่องนี้ส่งครบแล้ว รอเครื่องอื่น";
  const sentence = left ? `เครื่องนี้ยังส่งไม่ครบอีก ${left} รายการ` : all;
  byId("catching-up").hidden = !word;
  byId("catching-up-left").textContent = sentence;
}

/** A form of this device took something back, a void or a cancelled order: these parts of the page
 * say that it was done. It is kept among what has ended. */
export async function keepCorrections(parts) {
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
