// What this device lost. A browser may drop its database under an open page: when somebody clears
// its data, when the disk fails. The page remembers which commands and drafts stood there, and so
// does local storage for the page after it. What is gone without an answer is told in red until
// somebody has read it, and reported to the managers.

import { ask, speakFor } from "./connection.js";
import { allDrafts, waiting } from "./outbox.js";
import { byId, make } from "./page.js";
import { toServer } from "./sender.js";
import { device, note } from "./storage.js";

const MOST = 100; // commands in one report
const LONGEST = 200; // letters of a command's label
let known = recalled("pos-known", null); // { till, acts: [{ sequence, label }], drafts: [label] }
let lost = recalled("pos-lost", []); // the same, each with { read, reported }
let reporting = false;

function recalled(name, otherwise) {
  try {
    return JSON.parse(localStorage.getItem(name)) ?? otherwise;
  } catch {
    return otherwise; // forbidden, or not ours
  }
}

function keep(name, words) {
  note(name, JSON.stringify(words));
  return words;
}

/** Tell whether something is gone and nobody has said yet that they read it. */
export function isUnread() {
  return lost.some(({ read }) => !read);
}

/** Compare what stands on the device with what stood there, and tell what is gone. Rejects when the
 * device cannot be read. */
export async function check() {
  const [commands, drafts, { id: till }] = [await waiting(), await allDrafts(), await device()];
  if (known && known.till !== till) renamed(till);
  const now = { till, acts: commands.map(told), drafts: drafts.map(wordsOf) };
  if (JSON.stringify(now) !== JSON.stringify(known)) known = keep("pos-known", now);
  show();
  report();
}

/** The database is another one, so this device has a new name, and no word for its author. */
function renamed(till) {
  speakFor(till);
  ask();
  if (known.acts.length + known.drafts.length === 0) return;
  lost = keep("pos-lost", [...lost, { ...known, read: false, reported: known.acts.length === 0 }]);
}

function told({ seq: sequence, label }) {
  return { sequence, label: [...label].slice(0, LONGEST).join("") };
}

function wordsOf({ tableName, lines }) {
  return `${tableName}: ${lines.map(({ name, qty }) => `${name} ${qty}`).join(", ")}`;
}

function show() {
  const unread = lost.filter(({ read }) => !read);
  const sentences = unread.flatMap(({ acts, drafts }) => [
    ...acts.map(({ sequence, label }) => `คำสั่ง ${sequence} ยังไม่ถึงเซิร์ฟเวอร์: ${label}`),
    ...drafts.map((label) => `ยังไม่ได้ยืนยัน: ${label}`),
  ]);
  byId("lost").hidden = sentences.length === 0;
  const rows = sentences.map((textContent) => make("li", { textContent }));
  byId("lost-list").replaceChildren(...rows);
}

/** Somebody has read it. */
export function markRead() {
  const unreported = lost.filter(({ reported }) => !reported);
  lost = keep("pos-lost", unreported.map((each) => ({ ...each, read: true })));
  show();
}

/** Tell the managers' page which numbers will not come any more; again later, if need be. */
async function report() {
  const due = lost.find(({ reported }) => !reported);
  if (!due || reporting) return;
  reporting = true;
  const [from, to] = [due.told ?? 0, (due.told ?? 0) + MOST];
  const body = { till: due.till, acts: due.acts.slice(from, to) };
  const answer = await toServer("/tills/lost", body).catch(() => null);
  reporting = false;
  if (!answer?.ok) return;
  Object.assign(due, { told: to, reported: to >= due.acts.length });
  lost = keep("pos-lost", lost.filter(({ read, reported }) => !(read && reported)));
  report();
}
