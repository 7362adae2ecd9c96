// The keyboard, by event.code: on a Thai layout the number row types letters.

/** Return "7" for the key 7 of either block, else "". */
export function digitOf(event) {
  return /^(?:Digit|Numpad)(\d)$/.exec(event.code)?.[1] ?? "";
}

/** Tell whether the person is writing into a field. */
export function isWriting(event) {
  return event.target.matches("input:not([type=checkbox]), select, textarea");
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey) return;
  if (event.code === "Escape" && !document.querySelector("dialog[open]")) document.getElementById("back")?.click();
  if (event.code === "Slash" && event.shiftKey && !isWriting(event)) document.getElementById("keys")?.showModal();
});
