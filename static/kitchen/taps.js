// The taps a cook has made that the server has not answered yet: in order, kept by the browser, so
// that a page that is opened again still sends them. Each has the key of the page it was tapped on:
// sent twice it is one mark.

const KEPT = `pos-kitchen-taps ${window.location.pathname}`;
let waiting = kept();

function kept() {
  try {
    return JSON.parse(window.localStorage.getItem(KEPT)) ?? [];
  } catch {
    return []; // no storage here, or not ours: taps are kept as long as the page is open
  }
}

function keep(taps) {
  waiting = taps;
  try {
    window.localStorage.setItem(KEPT, JSON.stringify(waiting));
  } catch {
    // the page keeps them
  }
}

/** Keep a tap on the button `name` with its `value`, of the page with that `key`. */
export function add(key, name, value) {
  keep([...waiting, { key, name, value }]);
}

/** Tell whether this very button of this page was tapped and still waits. */
export function waits(key, name, value) {
  return waiting.some((tap) => tap.key === key && tap.name === name && tap.value === value);
}

/** Return the tap that is to be sent next; nothing when none waits. */
export function first() {
  return waiting[0];
}

/** Forget the tap that was sent: the server has said what became of it. */
export function answered() {
  keep(waiting.slice(1));
}
