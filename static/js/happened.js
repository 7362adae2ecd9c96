// What happened to the commands that waited: each with its result, until a person has read it. A
// refused one stays, in words, until somebody decides (decisions.js). Nothing is dropped silently.

import { shopTime } from "./connection.js";
import { refusedRow } from "./decisions.js";
import { bahtShort } from "./money.js";
import { DONE, REFUSED, SEEN_AT_ONCE, waitedLong } from "./outbox.js";
import { waitingOrUnread } from "./outbox.js";
import { byId } from "./page.js";
import { ignoreSlips, rowOf } from "./rows.js";
import { writing } from "./storage.js";
import { onTruth } from "./truth.js";

let timer = 0;

/** Show what happened, now and whenever that changes. */
export async function begin() {
  byId("happened-read").addEventListener("click", async () => {
    await markSeen(late(await waitingOrUnread(), DONE).map(({ seq }) => seq));
  });
  onTruth(showWhatCanBeRead);
  await showWhatCanBeRead();
}

/** An outbox that cannot be read just now has nothing new to tell. */
function showWhatCanBeRead() {
  return show().catch(() => {});
}

async function show() {
  const commands = await waitingOrUnread();
  const [refused, done] = [late(commands, REFUSED), late(commands, DONE)];
  byId("refused").hidden = refused.length === 0;
  fill(byId("refused-list"), refused, refusedRow);
  byId("happened").hidden = done.length === 0;
  fill(byId("happened-list"), done, doneRow);
  lookAgainSoon(commands);
}

/** The page that tapped it tells a refusal itself at first, but it may have moved on meanwhile. */
function isFresh({ settledAt }) {
  return Math.abs(shopTime() - settledAt) <= SEEN_AT_ONCE;
}

function late(commands, state) {
  const isLate = (each) => waitedLong(each) || !isFresh(each);
  return commands.filter((each) => each.state === state && isLate(each));
}

/** At the moment when the next one is fresh no more, however often something is shown till then. */
function lookAgainSoon(commands) {
  window.clearTimeout(timer);
  const fresh = commands.filter((each) => each.state === REFUSED && isFresh(each));
  if (fresh.length === 0) return;
  const left = Math.min(...fresh.map(({ settledAt }) => settledAt)) + SEEN_AT_ONCE - shopTime();
  timer = window.setTimeout(showWhatCanBeRead, Math.min(Math.max(left, 0), SEEN_AT_ONCE) + 10);
}

/** Show a row for each command; a row that stands stays as it is, under whoever's finger. */
function fill(list, commands, newRow) {
  const rows = new Map([...list.children].map((row) => [row.dataset.key, row]));
  const wanted = commands.map((each) => rows.get(each.key) ?? newRow(each));
  wanted.forEach((row, place) => (row.dataset.key = commands[place].key));
  if (wanted.length !== rows.size || wanted.some((row) => !row.isConnected)) {
    list.replaceChildren(...wanted);
    ignoreSlips(list);
  }
  for (const row of wanted) row.dispatchEvent(new Event("truth"));
}

function doneRow(command) {
  const { kind, body, change, answer } = command;
  const isCash = kind === "pay" && body.payment_method === "cash";
  const result = `บันทึกแล้ว ✓ ออเดอร์ ${answer?.order_id ?? ""}`;
  return rowOf("happened-row", command, result, isCash ? ` ทอน ${bahtShort(change)}` : "");
}

/** A person has read what became of these commands. */
function markSeen(seqs) {
  return writing(["ended"], async ({ ended }) => {
    for (const seq of seqs) await ended.put({ ...(await ended.get(seq)), unread: undefined });
  });
}
