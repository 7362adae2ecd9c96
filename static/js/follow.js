// Follow what other tills do: ask often while somebody looks, never while the page is hidden;
// the server answers 304 while nothing has changed.

import { heard, isOurs } from "./connection.js";

const EVERY = 2000; // milliseconds
const PATIENCE = 3000; // milliseconds

/**
 * Ask `url` again and again; call `changed(nodes)` with the page part it sends when it is new.
 * `changed` returns false when it could not use the part now; it then comes again.
 */
export function follow(url, firstTag, changed) {
  let tag = firstTag;
  let timer = 0;
  let asking = false;

  async function ask() {
    if (asking) return; // one question at a time, however often the page is hidden and shown
    asking = true;
    try {
      const answer = await fetch(url, {
        headers: tag ? { "If-None-Match": tag } : {},
        cache: "no-store",
        redirect: "error", // logged out: the next tap will say so
        signal: AbortSignal.timeout(PATIENCE),
      });
      heard(isOurs(answer));
      if (answer.status === 200 && isOurs(answer)) {
        const taken = changed(partOf(await answer.text()));
        if (taken !== false) tag = answer.headers.get("ETag") ?? "";
      }
    } catch {
      heard(false); // the next round asks again
    } finally {
      asking = false;
      window.clearTimeout(timer);
      if (!document.hidden) timer = window.setTimeout(ask, EVERY);
    }
  }

  document.addEventListener("visibilitychange", () => {
    window.clearTimeout(timer);
    if (!document.hidden) ask();
  });
  timer = window.setTimeout(() => document.hidden || ask(), EVERY);
}

function partOf(html) {
  return [...new DOMParser().parseFromString(html, "text/html").body.childNodes];
}
