// The database was away when this form was sent: it goes out again by itself, under the same key.

const form = document.getElementById("again");

window.setTimeout(() => form.requestSubmit(), Number(form.dataset.seconds) * 1000);
