// Is the server there? Found by asking it, never from navigator.onLine. A Wi-Fi log-in page that
// answers 200 with HTML is no server: ours signs every answer with X-Request-ID. A server whose
// database is away (503) can keep nothing, so it counts as away too. The same answers tell the
// shop's time, at the end of this file.

const ASK_EVERY = 2500; // milliseconds
const PATIENCE = 2500; // milliseconds
const FOLLOW_EVERY = 2000; // milliseconds

const AWAY = [502, 503, 504];

const listeners = new Set();
const wordListeners = new Set();
let there = true;
let lastHeard = now();
let broken = false;
let device = {}; // the header that names it, once it has a name

/** Tell whether an answer is our server's own. */
export function isOurs(answer) {
  return answer.headers.has("X-Request-ID");
}

/** Return the JSON of one of our server's good answers, or null: a body may be cut like a line. */
export async function jsonOf(answer) {
  return answer?.ok && isOurs(answer) ? answer.json().catch(() => null) : null;
}

/** Remember what an answer (or null) says about the server; tell whether it is there. A 503 without
 * a time to come back says that it cannot store, and that only a person mends that (STORAGE_FAULT);
 * it holds until something was `stored`. */
export function heard(answer, stored = false) {
  const ours = answer !== null && isOurs(answer);
  const reached = ours && !AWAY.includes(answer.status);
  if (ours && answer.status === 503) broken = !answer.headers.has("Retry-After");
  else if (reached && stored) broken = false;
  if (reached) {
    lastHeard = now();
    hearTime(Date.parse(answer.headers.get("Date")));
  }
  if (reached !== there) {
    there = reached;
    for (const listener of listeners) listener(there);
  }
  return reached;
}

/** Tell whether the server answered when it was last asked. */
export function isThere() {
  return there;
}

/** Tell whether the server said that it cannot store. */
export function isBroken() {
  return broken;
}

/** Call `listener(there)` whenever the server goes away or comes back, until `signal`. */
export function onTurn(listener, signal) {
  listeners.add(listener);
  signal?.addEventListener("abort", () => listeners.delete(listener));
}

/** Call `listener(word)` whenever the server has told who is logged in. */
export function onWord(listener) {
  wordListeners.add(listener);
}

/** Ask in the name of this device from now on: the answers bring the word for what is tapped
 * here. */
export function speakFor(id) {
  device = { "X-Till": id };
}

/** Ask the server who is logged in; returns { user, can_sell, author, csrf }, or null when it is
 * away. */
export async function ask(patience = PATIENCE) {
  const answer = await fetch("/pos/ping/", {
    headers: device,
    cache: "no-store",
    redirect: "error",
    signal: AbortSignal.timeout(patience),
  }).catch(() => null);
  const word = heard(answer) ? await jsonOf(answer) : null;
  if (word) for (const listener of wordListeners) listener(word);
  return word;
}

/** Keep asking while somebody looks and nothing else on the page has heard from the server; and at
 * every first look, for somebody else may have logged in meanwhile. */
export function watch() {
  document.addEventListener("visibilitychange", () => document.hidden || ask());
  window.setInterval(() => {
    if (!document.hidden && now() - lastHeard > ASK_EVERY) ask();
  }, ASK_EVERY);
}

/**
 * Ask `url` again and again: often while somebody looks, never while the page is hidden; the
 * server answers 304 while nothing has changed. `changed(news, known)` gets what is new (null:
 * nothing is) and what `before()` resolved to before it was asked for. Returns a function that
 * asks at once.
 */
export function follow(url, firstTag, before, changed) {
  let tag = firstTag;
  let timer = 0;
  let asking = false;

  async function look() {
    if (asking) return; // one question at a time, however often the page is hidden and shown
    asking = true;
    try {
      const known = await before();
      const answer = await fetch(url, {
        headers: tag ? { "If-None-Match": tag } : {},
        cache: "no-store",
        redirect: "manual",
        signal: AbortSignal.timeout(PATIENCE),
      });
      if (answer.type === "opaqueredirect") await ask(); // to the log-in, or a Wi-Fi's own page
      else if (heard(answer)) {
        if (answer.status === 304) changed(null, known);
        if (answer.status === 200) {
          changed(await answer.json(), known);
          tag = answer.headers.get("ETag") ?? "";
        }
      }
    } catch {
      heard(null); // the next round asks again
    } finally {
      asking = false;
      window.clearTimeout(timer);
      if (!document.hidden) timer = window.setTimeout(look, FOLLOW_EVERY);
    }
  }

  document.addEventListener("visibilitychange", () => {
    window.clearTimeout(timer);
    if (!document.hidden) look();
  });
  timer = window.setTimeout(() => document.hidden || look(), firstTag ? FOLLOW_EVERY : 0);
  return look;
}

// The shop's time on this device: the server's, as its answers tell it. Nothing that the till
// decides or shows goes by the device's own clock, which may be days off and be set at any moment.

const KEPT = "pos-clock"; // in local storage: by how much the server's clock is ahead of this one's
const LONGEST_WAY = 10000; // milliseconds an answer may take
const NOTABLE = 500; // milliseconds

const clockListeners = new Set();
let kept = Number(localStorage.getItem(KEPT)) || 0;
let ahead = kept; // milliseconds from the time of this page to the server's
let measured = false;

/** Return milliseconds since 1970 that never run backwards while this page lives. */
export function now() {
  return performance.timeOrigin + performance.now();
}

/** Return the shop's time (milliseconds since 1970), from a moment of this page if one is given. */
export function shopTime(moment = now()) {
  return moment + ahead;
}

/** Return by how many milliseconds the server's clock is ahead of this device's. */
export function clockOffset() {
  return Math.round(shopTime() - Date.now());
}

/** Take the server's word for its time (milliseconds since 1970), which came at `moment`. */
export function hearTime(told, moment = now()) {
  const found = told - moment;
  // A word is old by its way here: of several the one that says most is the truest.
  if (Number.isNaN(found) || (measured && found <= ahead && found > ahead - LONGEST_WAY)) return;
  [ahead, measured] = [found, true];
  if (Math.abs(clockOffset() - kept) < NOTABLE) return;
  kept = clockOffset();
  try {
    localStorage.setItem(KEPT, kept);
  } catch {
    // full or forbidden: the next page measures anew
  }
  for (const listener of clockListeners) listener();
}

/** Call `listener` whenever the clocks are found to go apart, or together again. */
export function onClock(listener) {
  clockListeners.add(listener);
}
