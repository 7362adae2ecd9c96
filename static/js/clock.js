// The shop's time on this device: the server's, as its answers tell it. Nothing that the till
// decides or shows goes by the device's own clock, which may be days off and be set at any moment.

const KEPT = "pos-clock"; // in local storage: by how much the server's clock is ahead of this one's
const LONGEST_WAY = 10000; // milliseconds an answer may take
const NOTABLE = 500; // milliseconds

const listeners = new Set();
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
  for (const listener of listeners) listener();
}

/** Call `listener` whenever the clocks are found to go apart, or together again. */
export function onClock(listener) {
  listeners.add(listener);
}
