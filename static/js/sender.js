// The one sender: commands go out in the order they were tapped, each until the server has
// answered.
//
// Network errors, 5xx and 429 are tried again with growing, jittered pauses; any other 4xx is an
// answer. A retry is always safe: it carries its key. A refused command holds back the later ones
// of its own order only (a refused payment nothing: the bill may be paid anew), and so does one
// that the server fails on.

import { ask, heard, isOurs, isThere, now, onTurn, onWord } from "./connection.js";
import { asItStands, DONE, REFUSED, requestOf, settle } from "./outbox.js";
import { unhindered, unsent, waiting, WAITING } from "./outbox.js";
import { device, newKey, note, onChange, remember } from "./storage.js";

const PATIENCE = 8000; // milliseconds
const MOMENT = 2500; // milliseconds a page waits for an answer before it goes on without
const FIRST_PAUSE = 500; // milliseconds
const LONGEST_PAUSE = 20000; // milliseconds
const LONGEST_QUIET = 60000; // milliseconds
const LEASE = 12000; // milliseconds, where there are no Web Locks
const SENDER = "pos-sender"; // in local storage: a word of the tab that sends, there
const SOON = 2; // tries after which a round comes again in a second or two
const IN_PROGRESS = "REQUEST_IN_PROGRESS";

let csrf = document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
let tries = 0;
let timer = 0;
let quietUntil = 0; // the server has asked for a pause
let other = { word: null, since: 0 }; // the tab that sends, and how long it is known here
// `heard`: how many commands the shop had been sent again, by all devices, whenever it said in this
// round that one has to wait; null when the round was broken off.
export const state = { sending: false, loggedOut: false, heard: null };
const listeners = new Set();

/** Call `listener` whenever sending starts, stops or meets a log-in, until `signal`. */
export function onSending(listener, signal) {
  listeners.add(listener);
  signal?.addEventListener("abort", () => listeners.delete(listener));
}

function mark(change) {
  if (change.loggedOut) remember("who", null).catch(() => {}); // the word goes with the session
  Object.assign(state, change);
  for (const listener of listeners) listener();
}

/** Send a kept command; resolves to it as it stands when answered, or after a moment. What settles
 * announces itself: nothing is read in between. */
export function send(kept) {
  drain();
  return new Promise((resolve, reject) => {
    const heardOf = new AbortController();
    const look = async (late = false) => {
      const command = await asItStands(kept);
      if (command.state === WAITING && isThere() && !state.loggedOut && !late) return;
      heardOf.abort();
      resolve(command);
    };
    const end = () => look(true).catch(reject);
    const again = () => look().catch(reject);
    const timer = window.setTimeout(end, MOMENT);
    heardOf.signal.addEventListener("abort", () => window.clearTimeout(timer));
    for (const on of [onChange, onTurn, onSending]) on(again, heardOf.signal);
    again();
  });
}

/** Send what waits, unless another tab is at it. */
export async function drain() {
  window.clearTimeout(timer);
  if (state.sending) return;
  if (now() < quietUntil) return again();
  mark({ sending: true, heard: null });
  let left = true;
  try {
    await alone(sendAll);
    left = unhindered(await waiting()).length > 0;
  } catch {
    tries += 1; // this device cannot read what it keeps, now or ever
  }
  mark({ sending: false });
  if (left) again();
}

async function alone(work) {
  if (navigator.locks) {
    const ifFree = { ifAvailable: true };
    await navigator.locks.request("pos-sender", ifFree, (lock) => (lock ? work() : null));
    return;
  }
  // Plain HTTP: a word in local storage, which holds for as long as this tab sees it unchanged. Two
  // tabs that both send only send a command twice, and its key makes that one command.
  const word = localStorage.getItem(SENDER);
  if (word !== other.word) other = { word, since: now() };
  if (word && now() - other.since < LEASE) return;
  note(SENDER, newKey());
  try {
    await work();
  } finally {
    localStorage.removeItem(SENDER);
  }
}

async function sendAll() {
  const failed = new Set(); // orders whose command the server itself could not do just now
  const past = new Set(); // those that a restored shop may yet hear of from other devices
  const heard = [];
  const next = () => sendable(failed, past);
  for (let each = await next(); each !== null; each = await next()) {
    const answered = await post(each, (told) => {
      past.add(each.order);
      if (each.again) heard.push(told);
    });
    tries = answered ? 0 : tries + 1;
    if (answered) continue;
    if (!isThere() || state.loggedOut || now() < quietUntil) return;
    if (each.again && !past.has(each.order)) heard.push(null); // not tried in vain: not tried
    failed.add(each.order);
  }
  state.heard = heard;
  if (heard.length > 0) tries = Math.min(tries, SOON); // another device may be all that is missing
}

/** Return the first command that may go now: one whose order has no refused one, and none waiting
 * before it. The next guests' opening waits until what was tapped for that table before them is
 * answered. */
async function sendable(failed, past) {
  const going = unhindered(await waiting());
  const isFirst = (each, of) => going.find((other) => other[of] === each[of]) === each;
  // What waits for other devices holds back no guests.
  const before = going.filter(({ order }) => !past.has(order));
  const isNextThere = (each) => before.find(({ table }) => table === each.table) === each;
  const mayGo = (each) => each.kind !== "open" || isNextThere(each);
  const isNext = (each) => isFirst(each, "order") && !failed.has(each.order) && mayGo(each);
  return going.find(isNext) ?? null;
}

/** Send one command; tell whether it was answered. `mustWait(count)` is called where a restored
 * shop says that it has to wait, and how many commands it had been sent again by then. */
async function post(command, mustWait) {
  const answer = await request(command);
  const told = answer && isOurs(answer) ? answer.headers.get("Retry-After") : 0;
  const pause = Number(told) || 0; // seconds
  quietUntil = now() + Math.min(pause * 1000, LONGEST_QUIET);
  if (!heard(answer, true) || answer.status === 429 || answer.status >= 500) return false;
  const body = await answer.json().catch(() => null);
  if (body === null || body.error === IN_PROGRESS) return false;
  if (body.catching_up) mustWait(body.sent_again ?? null);
  if (body.catching_up) return false;
  if (answer.status === 401) mark({ loggedOut: true });
  if (state.loggedOut && [401, 403].includes(answer.status)) return false; // it is about the sender
  if (state.loggedOut) mark({ loggedOut: false });
  const refusal = { state: REFUSED, status: answer.status, answer: body };
  await settle(command, answer.ok ? { state: DONE, answer: body } : refusal);
  return true;
}

async function request(command) {
  const { key, seq, table, author, user, occurredAt, again } = command;
  const { path, asked } = requestOf(command);
  const headers = {
    "X-Till": (await device()).id,
    // What a form did has no number: it stands between two (keepCorrection).
    "X-Till-Act": Number.isInteger(seq) ? String(seq) : "",
    "X-Till-Table": table ?? "",
    "X-Till-Again": again ? String(again) : "",
  };
  // Without a word yet, the name of whoever tapped: it proves nothing, but a sender it does not
  // name learns that this was not theirs.
  const word = author || encodeURIComponent(user ?? "");
  if (word) headers["X-Act-Author"] = word;
  const told = { ...asked, idempotency_key: key, occurred_at: occurredAt };
  return toServer(path, told, headers).catch(() => null);
}

/** Post JSON as this page's session. Rejects when there is no answer. */
export async function toServer(path, body, headers = {}) {
  if (!csrf) await mustHear(); // a page that came without the server has no token yet
  const answer = await once(path, body, headers);
  if (answer.status !== 403 || !isOurs(answer)) return answer;
  // After a new log-in the page's token is an old one; whoever may not sell hears so from onWord.
  await mustHear();
  return state.loggedOut ? answer : once(path, body, headers);
}

/** Learn who is logged in: without that, a 403 would say something of the page and not of the
 * command. */
async function mustHear() {
  if ((await ask(PATIENCE)) === null) throw new Error("the server has not said who is logged in");
}

function once(path, body, headers) {
  return fetch(path, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRFToken": csrf, ...headers },
    body: JSON.stringify(body),
    cache: "no-store",
    redirect: "error",
    signal: AbortSignal.timeout(PATIENCE),
  });
}

onWord((word) => {
  csrf = word.csrf ?? csrf;
  const loggedOut = !word.can_sell;
  if (loggedOut === state.loggedOut) return;
  mark({ loggedOut });
  if (!loggedOut) drain();
});

function again() {
  const growing = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** Math.min(tries, 8));
  const pause = growing * (0.5 + Math.random());
  timer = window.setTimeout(drain, Math.max(pause, quietUntil - now()));
}

onTurn((there) => {
  tries = 0;
  if (there) drain();
});

/** Start sending what an earlier page left. */
export async function start() {
  if ((await unsent()).length > 0 || !isThere()) drain();
}
