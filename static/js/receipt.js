// Print the receipt. The server hears of it first and says which print it is: all but the first are
// copies. While it is away the paper says that it is a copy.

import "./keys.js";

const form = document.getElementById("print-form");
const copy = document.getElementById("copy");

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const asked = { method: "POST", body: new FormData(form), signal: AbortSignal.timeout(8000) };
  const answer = await fetch(form.action, asked).catch(() => null);
  if (answer?.ok) window.location.replace(answer.url);
  else window.print();
});

if (copy?.hidden) {
  window.print();
  copy.hidden = false; // whatever is printed from here on
  window.history.replaceState(null, "", window.location.pathname);
}
