// The one sender: acts go out in the order they were tapped, each until the server has answered.
//
// Network errors, 5xx and 429 are tried again with growing, jittered pauses; any other 4xx is an
// answer. A retry is always safe: it carries its key. A refused act holds back the later acts of
// its own order only.

import { ask, heard, isOurs, isThere, onTurn } from "./connection.js";
import { all, device, DONE, REFUSED, settle, waiting, WAITING } from "./outbox.js";

const PATIENCE = 8000; // milliseconds
const FIRST_PAUSE = 500; // milliseconds
const LONGEST_PAUSE = 20000; // milliseconds
const REPORT_EVERY = 60000; // milliseconds
const LEASE = 12000; // milliseconds, where there are no Web Locks

let csrf = document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
let tries = 0;
let timer = 0;
export const state = { sending: false, loggedOut: false };
const listeners = new Set();

/** Call `listener` whenever sending starts, stops or meets a log-in. */
export function onSending(listener) {
  listeners.add(listener);
}

function mark(change) {
  Object.assign(state, change);
  for (const listener of listeners) listener();
}

/** Send what waits, unless another tab is at it. */
export async function drain() {
  window.clearTimeout(timer);
  if (state.sending) return;
  mark({ sending: true });
  try {
    await alone(sendAll);
  } finally {
    mark({ sending: false });
  }
  if ((await sendable()) !== null) again();
}

/** Wait until an act is answered, at most `patience` milliseconds; return it as it stands then. */
export async function answered(seq, patience) {
  const end = Date.now() + patience;
  for (;;) {
    const act = (await all()).find((known) => known.seq === seq);
    if (!act || act.state !== WAITING || Date.now() > end) return act;
    await new Promise((resume) => window.setTimeout(resume, 40));
  }
}

async function alone(work) {
  if (navigator.locks) {
    await navigator.locks.request("pos-sender", { ifAvailable: true }, (lock) => (lock ? work() : null));
    return;
  }
  // Plain HTTP: a lease in local storage. Two tabs that both take it only send an act twice, and
  // its key makes that one act.
  const until = Number(localStorage.getItem("pos-sender-until") ?? 0);
  if (until > Date.now()) return;
  localStorage.setItem("pos-sender-until", Date.now() + LEASE);
  try {
    await work();
  } finally {
    localStorage.removeItem("pos-sender-until");
  }
}

async function sendAll() {
  for (let act = await sendable(); act !== null; act = await sendable()) {
    if (!(await send(act))) {
      tries += 1;
      return;
    }
    tries = 0;
  }
}

/** Return the first act that may go now: one whose order has no refused act before it. */
async function sendable() {
  const acts = await all();
  const stuck = new Set(acts.filter((act) => act.state === REFUSED).map((act) => act.chain));
  const known = (act) => act.path || acts.some((other) => opens(other, act.chain));
  return acts.find((act) => act.state === WAITING && !stuck.has(act.chain) && known(act)) ?? null;
}

function opens(act, chain) {
  return act.chain === chain && act.kind === "open" && act.state === DONE;
}

/** Send one act; tell whether it was answered. */
async function send(act) {
  const answer = await post(act);
  if (answer === null || answer.status >= 500 || answer.status === 429) return false;
  const body = await answer.json().catch(() => null);
  if (body === null || body.error === "REQUEST_IN_PROGRESS") return false;
  if (answer.status === 401) return mark({ loggedOut: true });
  if (answer.status === 403 && (await csrfWasOld())) return false;
  if (state.loggedOut) mark({ loggedOut: false });
  await settle(act.seq, answer.ok ? { state: DONE, answer: body } : { state: REFUSED, status: answer.status, answer: body });
  return true;
}

/** Return where an act goes. Lines tapped before their table's order had a number learn it now. */
async function pathOf(act) {
  if (act.path) return act.path;
  const opening = (await all()).find((other) => opens(other, act.chain));
  return `/orders/${opening.answer.order_id}/items`;
}

async function post(act) {
  const { id } = await device();
  const headers = { "Content-Type": "application/json", "X-CSRFToken": csrf, "X-Till": id, "X-Till-Act": String(act.seq) };
  if (act.author) headers["X-Act-Author"] = act.author;
  try {
    const answer = await fetch(await pathOf(act), {
      method: "POST",
      headers,
      body: JSON.stringify({ ...act.body, idempotency_key: act.key, occurred_at: act.occurredAt }),
      cache: "no-store",
      redirect: "error",
      signal: AbortSignal.timeout(PATIENCE),
    });
    heard(isOurs(answer));
    if (!isOurs(answer)) return null;
    pauseAtLeast = Number(answer.headers.get("Retry-After") ?? 0) * 1000;
    return answer;
  } catch {
    heard(false);
    return null;
  }
}

let pauseAtLeast = 0;

/** After a new log-in the page's CSRF token is an old one; fetch the new one. */
async function csrfWasOld() {
  const word = await ask();
  if (word === null) return true;
  if (word.user === null) {
    mark({ loggedOut: true });
    return true;
  }
  const old = csrf !== word.csrf && !triedToken;
  csrf = word.csrf;
  triedToken = old;
  return old;
}

let triedToken = false;

function again() {
  const pause = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** Math.min(tries, 8)) * (0.5 + Math.random());
  timer = window.setTimeout(drain, Math.max(pause, pauseAtLeast));
}

onTurn((there) => {
  tries = 0;
  if (there) drain();
});

/** Start sending what an earlier page left, and now and then tell how this till stands. */
export async function start() {
  if ((await waiting()).length > 0 || !isThere()) drain();
  await report();
}

/** Tell the server the number of this till's last act, so that managers see which is missing. */
async function report() {
  const { id, last } = await device();
  const due = Number(localStorage.getItem("pos-reported") ?? 0) + REPORT_EVERY;
  if (last === 0 || Date.now() < due) return;
  localStorage.setItem("pos-reported", Date.now());
  await fetch("/tills/report", {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRFToken": csrf },
    body: JSON.stringify({ till: id, last_tapped: last, waiting: (await waiting()).length }),
  }).catch(() => heard(false)); // the next page tells it
}
