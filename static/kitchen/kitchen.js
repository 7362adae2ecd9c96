// The kitchen's screen keeps itself new, and never goes blank: what it shows stays while the server
// is away, under a bar that says of when it is. Taps wait, in order, and are sent again under the
// key of their page, so that a tap that arrived after all is one mark.
//
// Without this script the same page renews itself and its buttons send their form.

const EVERY = 2000; // milliseconds between two looks, while somebody can see the screen
const PATIENCE = 8000; // milliseconds for an answer

const away = document.querySelector("#away");
const waiting = [];
let tag = board().dataset.tag;
let isBusy = false;
let isAskedAgain = false;

function board() {
  return document.querySelector("#board");
}

/** Send what waits, then look; one at a time, so that no older board covers a newer one. */
async function tick() {
  isAskedAgain = isBusy;
  if (isBusy) return;
  isBusy = true;
  try {
    while (waiting.length) {
      await send(waiting[0]);
      waiting.shift();
    }
    await look();
    away.hidden = true;
  } catch {
    sayAway();
  }
  isBusy = false;
  if (isAskedAgain) tick();
}

async function send({ address, fields }) {
  await ours(await fetch(address, { method: "POST", body: fields, signal: patience() }));
  tag = ""; // whatever became of it, the board is another one now
}

async function look() {
  const headers = tag ? { "If-None-Match": tag } : {};
  const address = window.location.pathname;
  const asked = fetch(address, { headers, cache: "no-store", signal: patience() });
  const answer = await ours(await asked);
  if (answer.status === 304) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.querySelector("#board");
  if (!fresh) {
    window.location.reload(); // logged out, or no longer allowed: the page says so
    return;
  }
  if (!waiting.length) show(fresh);
}

function show(fresh) {
  const { name, value } = document.activeElement ?? {};
  tag = fresh.dataset.tag;
  board().replaceWith(document.adoptNode(fresh));
  if (value) [...board().elements].find((e) => e.name === name && e.value === value)?.focus();
}

function patience() {
  return AbortSignal.timeout(PATIENCE);
}

/** Return an answer of the shop; a server that is away, or another one's page, is none. */
async function ours(answer) {
  if (answer.status >= 500 || !answer.headers.has("X-Request-ID")) throw new Error("away");
  return answer;
}

function sayAway() {
  document.querySelector("#away-at").textContent = document.querySelector("#clock").textContent;
  document.querySelector("#away-left").hidden = waiting.length === 0;
  away.hidden = false;
}

document.addEventListener("submit", (event) => {
  if (event.target !== board() || !event.submitter) return;
  event.preventDefault();
  const button = event.submitter;
  if ("waits" in button.dataset) return;
  button.dataset.waits = "";
  const fields = new URLSearchParams(new FormData(board()));
  fields.append(button.name, button.value);
  waiting.push({ address: board().action, fields });
  tick();
});

document.addEventListener("visibilitychange", () => document.hidden || tick());
setInterval(() => document.hidden || tick(), EVERY);
