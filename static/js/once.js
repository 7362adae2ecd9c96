// A form marked data-once is sent once per tap, however fast the fingers. This only saves noise:
// the key in the form is what makes a double send one act.

const GIVE_UP = 8000; // milliseconds: a send that led nowhere may be tried again

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-once]") || event.defaultPrevented) return;
  if (form.dataset.sending) {
    event.preventDefault();
    return;
  }
  form.dataset.sending = "1";
  window.setTimeout(() => delete form.dataset.sending, GIVE_UP);
});

// A page that comes back out of the browser's history carries an old key and old figures.
window.addEventListener("pageshow", (event) => {
  if (event.persisted) window.location.reload();
});
