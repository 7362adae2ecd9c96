// Follow what other tills do: ask often while somebody looks, never while the page is hidden;
// the server answers 304 while nothing has changed.

const EVERY = 2000; // milliseconds

/** Ask `url` again and again; call `changed(nodes)` with the page part it sends when it is new. */
export function follow(url, firstTag, changed) {
  let tag = firstTag;
  let timer = 0;

  async function ask() {
    try {
      const answer = await fetch(url, {
        headers: tag ? { "If-None-Match": tag } : {},
        cache: "no-store",
        redirect: "error", // logged out: the next tap will say so
        signal: AbortSignal.timeout(8000),
      });
      if (answer.status === 200) {
        tag = answer.headers.get("ETag") ?? "";
        changed(partOf(await answer.text()));
      }
    } catch {
      // No server now; the next round asks again.
    }
    timer = window.setTimeout(ask, EVERY);
  }

  function lookedAt() {
    window.clearTimeout(timer);
    if (!document.hidden) ask();
  }

  document.addEventListener("visibilitychange", lookedAt);
  timer = window.setTimeout(lookedAt, EVERY);
}

function partOf(html) {
  return [...new DOMParser().parseFromString(html, "text/html").body.childNodes];
}
