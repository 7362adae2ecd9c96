// Is the server there? Found by asking it, never from navigator.onLine. A Wi-Fi log-in page that
// answers 200 with HTML is no server: ours signs every answer with X-Request-ID.

const ASK_EVERY = 2500; // milliseconds
const PATIENCE = 2500; // milliseconds

const listeners = new Set();
let there = true;
let lastHeard = Date.now();

/** Tell whether an answer is our server's own. */
export function isOurs(answer) {
  return answer.headers.has("X-Request-ID");
}

/** Remember that the server was reached just now, or that it was not. */
export function heard(reached) {
  if (reached) lastHeard = Date.now();
  if (reached === there) return;
  there = reached;
  for (const listener of listeners) listener(there);
}

/** Tell whether the server answered when it was last asked. */
export function isThere() {
  return there;
}

/** Call `listener(there)` whenever the server goes away or comes back. */
export function onTurn(listener) {
  listeners.add(listener);
}

/** Ask the server who is logged in; returns { user, author, csrf }, or null when it is away. */
export async function ask() {
  try {
    const answer = await fetch("/pos/ping/", { cache: "no-store", redirect: "error", signal: AbortSignal.timeout(PATIENCE) });
    if (!isOurs(answer) || !answer.ok) throw new Error("not our server");
    const word = await answer.json();
    heard(true);
    return word;
  } catch {
    heard(false);
    return null;
  }
}

/** Keep asking while somebody looks and nothing else on the page has heard from the server. */
export function watch() {
  window.setInterval(() => {
    if (!document.hidden && Date.now() - lastHeard > ASK_EVERY) ask();
  }, ASK_EVERY);
}
