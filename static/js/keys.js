// The keyboard, by event.code: on a Thai layout the number row types letters.

/** Return event.code, or where a keyboard sends none (Android's on the screen), what the key says:
 * "Enter", "Escape", "Digit7". */
export function codeOf({ code, key }) {
  return code || (/^\d$/.test(key) ? `Digit${key}` : (key ?? ""));
}

/** Return "7" for the key 7 of either block, else "". */
export function digitOf(event) {
  return /^(?:Digit|Numpad)(\d)$/.exec(codeOf(event))?.[1] ?? "";
}

/** Tell whether Enter was pressed, of either block; held down it repeats, which is no new press. */
export function isEnter(event) {
  return codeOf(event).endsWith("Enter") && !event.repeat;
}

/** Tell whether the person is writing into a field. */
export function isWriting(event) {
  return event.target.matches("input:not([type=checkbox]), select, textarea");
}

/** Tell whether a key is not the page's: it is the browser's, or meant for a question on the
 * screen. */
export function isElsewhere({ ctrlKey, altKey, metaKey }) {
  return ctrlKey || altKey || metaKey || document.querySelector("dialog[open]") !== null;
}

document.addEventListener("keydown", (event) => {
  // Held down, the browser itself would press the button in focus 30 times a second.
  if (event.repeat && codeOf(event).endsWith("Enter")) event.preventDefault();
  if (isElsewhere(event)) return;
  if (codeOf(event) === "Escape") document.getElementById("back")?.click();
  const asksForKeys = event.code === "Slash" && event.shiftKey && !isWriting(event);
  if (asksForKeys) document.getElementById("keys")?.showModal();
});

// A finger leaves the focus on what it tapped, and the next Enter, a scanner's too, would press
// that again: another 0 into the amount, another dish. Who came by keyboard (detail 0) keeps their
// place.
document.addEventListener("click", ({ detail, target }) => {
  if (detail > 0) target.closest("button")?.blur();
});
