// The service worker: till pages and their files when the server is away. The view that serves it
// puts VERSION, SHELL and FILES in front (orders_app/doors/pages/offline.py).
//
// It never keeps or sends a command: that is the page's outbox. A new version waits until the page
// says that no command waits (till.js), and keeps the files of the version before it, which open
// pages may still ask for.

const CACHE = `pos-${VERSION}`;
const PATIENCE = 4000; // milliseconds for a page to come from the server

self.addEventListener("install", (event) => event.waitUntil(fill()));

async function fill() {
  const cache = await caches.open(CACHE);
  await Promise.all([...FILES, SHELL].map(async (url) => cache.put(url, await fresh(url))));
}

/** Fetch a file of ours. A Wi-Fi log-in page answers 200 too: ours carry X-Request-ID. */
async function fresh(url) {
  const answer = await fetch(url, { cache: url === SHELL ? "reload" : "default" });
  const isOurs = answer.ok && answer.headers.has("X-Request-ID");
  if (!isOurs) throw new Error(`${url} did not come from the server`);
  return answer;
}

self.addEventListener("activate", (event) => {
  event.waitUntil(tidy().then(() => self.clients.claim()));
});

async function tidy() {
  const older = (await caches.keys()).filter((name) => name.startsWith("pos-") && name !== CACHE);
  await Promise.all(older.slice(0, -1).map((name) => caches.delete(name)));
}

self.addEventListener("message", (event) => {
  if (event.data === "take over") self.skipWaiting();
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin) return;
  if (request.mode === "navigate") {
    if (isTill(pathname)) event.respondWith(page(request));
  } else if (FILES.includes(pathname) || pathname === SHELL || pathname.startsWith("/static/js/")) {
    event.respondWith(kept(request));
  }
});

function isTill(pathname) {
  return pathname === "/" || (pathname.startsWith("/pos/") && !pathname.startsWith("/pos/login"));
}

/** A page from the server; the shell when the server or its database is away. */
async function page(request) {
  const late = new Promise((resume) => setTimeout(resume, PATIENCE, null));
  const answer = await Promise.race([fetch(request).catch(() => null), late]);
  if (answer && isAnswer(answer)) return answer;
  const shell = await (await caches.open(CACHE)).match(SHELL);
  return shell ?? answer ?? Response.error();
}

/** Tell whether an answer is the shop's own and of use; a redirect cannot be looked into. */
function isAnswer(answer) {
  if (answer.type === "opaqueredirect") return true;
  return answer.headers.has("X-Request-ID") && answer.status < 502;
}

async function kept(request) {
  return (await caches.match(request)) ?? fetch(request);
}
