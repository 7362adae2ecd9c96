// The kitchen's screen keeps itself new, and never goes blank: what it shows stays while the server
// is away, under a bar that says of when it is. Taps wait, in order, and are sent again.
//
// Without this script the same page renews itself and its buttons send their form.

import { dress, ring } from "./sound.js";
import * as taps from "./taps.js";

const EVERY = 2000; // milliseconds between two looks, while somebody can see the screen
const PATIENCE = 8000; // milliseconds for an answer
const REFUSED = [400, 404]; // and would be again
const SLIP = 700; // milliseconds between two taps that are one
const SPOT = 48; // pixels: a finger's width

const away = document.querySelector("#away");
const seen = new Set(headings(board()).map(({ dataset }) => dataset.news));
let tag = board().dataset.tag;
let isBusy = false;
let isAskedAgain = false;
let tapped = { at: -SLIP, x: 0, y: 0 };
let isPressed = false; // a finger is down: nothing may be put in the place of what it is on
let wordRefused = null; // the tap that was refused with an old word against forgery

function board() {
  return document.querySelector("#board");
}

/** What the board has to tell: a heading for each slip, or for each tray that is ready. */
function headings(form) {
  return [...form.querySelectorAll("[data-news]")];
}

/** Send what waits, then look; one at a time, so that no older board covers a newer one. */
async function tick() {
  isAskedAgain = isBusy;
  if (isBusy) return;
  isBusy = true;
  try {
    for (let tap = taps.first(); tap && (await send(tap)); tap = taps.first()) taps.forget(tap);
    await look();
    away.hidden = true;
  } catch {
    sayAway();
  }
  isBusy = false;
  if (isAskedAgain) tick();
}

/**
 * Send a tap; tell whether it need not be sent again. With the word against forgery of the page as
 * it is now: people log in again, and a look brings the new word.
 */
async function send(tap) {
  const { key, epoch, name, value } = tap;
  const body = new URLSearchParams({ key, epoch, [name]: value });
  body.append("csrfmiddlewaretoken", wordOf(board()));
  const answer = await ours(await fetch(board().action, { method: "POST", body, signal: soon() }));
  tag = ""; // whatever became of it, the board is another one now
  if (answer.ok) boardOf(await answer.text());
  if (answer.status !== 403) return answer.ok || REFUSED.includes(answer.status);
  const wasRefused = wordRefused?.key === key && wordRefused.value === value;
  wordRefused = tap;
  return wasRefused; // with the new word too
}

async function look() {
  const headers = tag ? { "If-None-Match": tag } : {};
  const address = window.location.pathname;
  const answer = await ours(await fetch(address, { headers, cache: "no-store", signal: soon() }));
  if (answer.status === 304) return;
  const fresh = boardOf(await answer.text());
  if (taps.first() || isPressed) board().elements.csrfmiddlewaretoken.value = wordOf(fresh);
  else show(fresh);
}

function wordOf(form) {
  return form.elements.csrfmiddlewaretoken.value;
}

/** Return the board of a page. One without, for who is logged out, say, is shown as it is. */
function boardOf(text) {
  const page = new DOMParser().parseFromString(text, "text/html");
  const found = page.querySelector("#board");
  if (!found) window.location.reload();
  if (!found) throw new Error("no board");
  return found;
}

function show(fresh) {
  const { name, value } = document.activeElement ?? {};
  tag = fresh.dataset.tag;
  const isUnfolded = board().querySelector("details[open]");
  fresh.querySelector("details")?.toggleAttribute("open", Boolean(isUnfolded));
  board().replaceWith(document.adoptNode(fresh));
  if (value) [...board().elements].find((e) => e.name === name && e.value === value)?.focus();
  dress();
  tell(headings(board()).filter(({ dataset }) => !seen.has(dataset.news)));
}

/** Say what has come since the last look, to the ear too. */
function tell(news) {
  for (const { dataset } of news) seen.add(dataset.news);
  if (!news.length) return;
  document.querySelector("#news").textContent = news.map((each) => each.textContent).join(", ");
  ring(news.some((each) => each.closest(".back")) ? "back" : "fresh");
}

function soon() {
  return AbortSignal.timeout(PATIENCE);
}

/** Return an answer of the shop; a server that is away, or another one's page, is none. */
async function ours(answer) {
  if (answer.status >= 500 || !answer.headers.has("X-Request-ID")) throw new Error("away");
  return answer;
}

function sayAway() {
  document.querySelector("#away-at").textContent = document.querySelector("#clock").textContent;
  document.querySelector("#away-left").hidden = !taps.first();
  away.hidden = false;
}

document.addEventListener("submit", (event) => {
  if (event.target !== board() || !event.submitter) return;
  event.preventDefault();
  const { name, value } = event.submitter;
  const { key, epoch } = board().elements;
  const tap = { key: key.value, epoch: epoch.value, name, value };
  const isTakenBack = taps.waits(tap);
  event.submitter.toggleAttribute("data-waits", !isTakenBack);
  if (isTakenBack) taps.forget(tap);
  else taps.add(tap);
  tick();
});

document.addEventListener("pointerdown", () => (isPressed = true));
for (const end of ["pointerup", "pointercancel"]) // a click follows at once, before any answer
  document.addEventListener(end, () => (isPressed = false));

/** The second tap of a double one falls on what has moved up meanwhile. */
document.addEventListener(
  "click",
  (event) => {
    if (!event.detail || !event.target.closest("#board button")) return; // or a key's
    const { clientX: x, clientY: y } = event;
    const at = performance.now();
    const isNear = Math.hypot(x - tapped.x, y - tapped.y) < SPOT;
    if (isNear && at - tapped.at < SLIP) event.preventDefault();
    else tapped = { at, x, y };
  },
  true,
);

document.addEventListener("visibilitychange", () => document.hidden || tick());
setInterval(() => document.hidden || tick(), EVERY);
if (taps.first()) tick();
