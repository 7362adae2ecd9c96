// The taps a cook has made that the server has not answered yet: in order, kept by the browser for
// all windows of this screen, so that a page that is opened again still sends them. Each has its
// page's key: sent twice it is one mark.

const KEPT = `pos-kitchen-taps ${window.location.pathname}`;
let own = []; // where the browser keeps nothing: as long as the page is open
let isKept = true;

function all() {
  try {
    if (isKept) return JSON.parse(window.localStorage.getItem(KEPT)) ?? [];
  } catch {
    isKept = false;
  }
  return own;
}

function keep(taps) {
  own = taps;
  try {
    window.localStorage.setItem(KEPT, JSON.stringify(taps));
  } catch {
    isKept = false;
  }
}

function isSame(one, other) {
  return ["key", "name", "value"].every((part) => one[part] === other[part]);
}

/** Keep a tap { key, epoch, name, value }: of a page's key on the button with that name and value,
 * seen in that time of the database. */
export function add(tap) {
  keep([...all(), tap]);
}

/** Tell whether this tap waits. */
export function waits(tap) {
  return all().some((each) => isSame(each, tap));
}

/** Return the tap that is to be sent next; nothing when none waits. */
export function first() {
  return all()[0];
}

/** Forget a tap: the server has said what became of it, or the cook did not mean it. */
export function forget(tap) {
  keep(all().filter((each) => !isSame(each, tap)));
}
