// A page that renews itself while somebody can see it, and nobody is about to press something
// on it.

const EVERY = 10000; // milliseconds

window.setInterval(() => {
  const isBusy = document.activeElement?.closest("form");
  if (!document.hidden && !isBusy) window.location.reload();
}, EVERY);
