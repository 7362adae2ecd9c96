// Every page of the till: it brings its view to life, and whatever else is wanted when it is, and
// knows how to move to the next one. While the server is there, moving is an ordinary page load.
// While it is away, the next view opens inside this very page (views.js).

import { ask, isThere, onTurn, onWord, shopTime, speakFor } from "./connection.js";
import "./keys.js";
import { allDrafts, REFUSED, unsent, waitingOrUnread } from "./outbox.js";
import { byId, say, sayNext, sayWhatWasLeft } from "./page.js";
import { begin as showSaving, moveTo, tellLimits } from "./saving.js";
import { device, onChange, pointedAt, pointNowhere, pointTo, recall, remember } from "./storage.js";
import { learn, learnMenu } from "./truth.js";

const VIEWS = {
  map: () => import("./map.js"),
  pad: () => import("./pad.js"),
  // With what shows the change, for money is taken whatever the network does.
  pay: () => Promise.all([import("./tender.js"), import("./views.js")]).then(([pad]) => pad),
};
const MODULES = {
  ...VIEWS,
  // Seldom wanted: each comes when it is.
  views: () => import("./views.js"),
  happened: () => import("./happened.js"),
  recovery: () => import("./recovery.js"),
  leaving: () => import("./leaving.js"),
  lost: () => import("./lost.js"),
  takenBack: () => import("./taken-back.js"),
  catchingUp: () => import("./catching-up.js"),
  reporting: () => import("./reporting.js"),
};
const HERE = "pos-here"; // in session storage: this window has been asked about what was left
const QUICK = 1500; // milliseconds to wait for a server before the next view opens without it
const STAY = 5000; // milliseconds the change stays on the screen
const WORKER_TIME = 8000; // milliseconds for a service worker to be ready
const GIVE_UP = 8000; // milliseconds: a form that led nowhere may be sent again
const FRESH = 60 * 60 * 1000; // milliseconds: a word for the author is good for three days

/** Return a module, or null when it cannot come: the network may fail for a script too. */
function load(name) {
  return MODULES[name]().catch(() => null);
}

let view = new AbortController(); // the view now shown
let here = document.body.dataset.view === "shell"; // views open inside this page
let hasFrame; // says that what only a working script can fill stands in the page
const framed = new Promise((resolve) => (hasFrame = resolve));
let telling = null; // the module that tells what happened

/** Move inside the till; with `inPage` without asking the server. */
async function go(address, inPage = false) {
  if (!inPage && (await serverIsThere())) return moveTo(address);
  return open(address);
}

/** A page behind a service worker opens either way; without one it must be sure of the server. */
async function serverIsThere() {
  return isThere() && (Boolean(navigator.serviceWorker?.controller) || (await ask(QUICK)) !== null);
}

/** Open an address of the till inside this page; tell whether that went well. */
async function open(address, push = true) {
  const views = await load("views");
  const opened = await views?.open(address, push, { load, leaveView });
  if (!opened) {
    if (!views) say("ติดต่อเซิร์ฟเวอร์ไม่ได้ เปิดหน้าต่อไปไม่ได้ หน้านี้ยังใช้ต่อได้", "error");
    return false;
  }
  here = true;
  await begin(...opened);
  return true;
}

function leaveView() {
  view.abort();
  view = new AbortController();
}

/** Show the change of a payment that is safe on this device. */
async function paid(command) {
  const views = await load("views");
  pointNowhere();
  if (!(await views?.showPaid(command, leaveView))) {
    return say("รับเงินแล้ว บันทึกในเครื่อง รอส่ง", "success");
  }
  here = true;
  return backSoon();
}

async function begin(name, module) {
  const form = document.querySelector("#confirm, #tender");
  tellLimits();
  pointTo(form?.elements.order_id?.value ?? form?.dataset.orderId);
  const started = module.start({ signal: view.signal, goTo: go, paid });
  document.body.dataset.alive = name; // from here on every key and tap is heard
  await started;
}

/** Go back to the map, but carry nobody away who does something here: each touch counts anew. */
function backSoon() {
  const { signal } = view;
  let timer = 0;
  const wait = () => {
    window.clearTimeout(timer);
    if (!signal.aborted) timer = window.setTimeout(() => byId("back").click(), STAY);
  };
  for (const touch of ["pointerdown", "keydown", "input"]) {
    document.addEventListener(touch, wait, { signal });
  }
  signal.addEventListener("abort", wait);
  wait();
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[href]");
  if (!link || event.defaultPrevented || event.ctrlKey || event.metaKey) return;
  const { origin, pathname, hash } = link;
  if (origin !== location.origin || !pathname.startsWith("/pos/")) return;
  if (pathname === "/pos/login/" || hash) return;
  if (isThere() && navigator.serviceWorker?.controller) return; // an ordinary page load
  event.preventDefault();
  go(link.href);
});

// A form marked data-once is sent once per tap, however fast the fingers. This only saves noise:
// the key in the form is what makes a double send one command.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-once]") || event.defaultPrevented) return;
  if (form.dataset.sending) return event.preventDefault();
  form.dataset.sending = "1";
  window.setTimeout(() => delete form.dataset.sending, GIVE_UP);
});

window.addEventListener("popstate", () => here && open(location.href, false));

// A page that comes back out of the browser's history carries an old key and old figures.
window.addEventListener("pageshow", (event) => {
  if (event.persisted) window.location.reload();
});

/** Register the service worker. A new version takes over only when no command waits. */
async function keepWorker() {
  const asked = navigator.serviceWorker?.register("/sw.js", { updateViaCache: "none" });
  const worker = await asked?.catch(() => null);
  if (!worker) return;
  const takeOver = async () => {
    // What an answer brings comes through the worker of now, which could not give way meanwhile.
    await tellHappened();
    if ((await unsent().catch(() => [])).length === 0) worker.waiting?.postMessage("take over");
  };
  worker.addEventListener("updatefound", () => {
    worker.installing.addEventListener("statechange", takeOver);
  });
  onChange(takeOver);
  await takeOver();
}

/** Without a service worker, have ready in this page what it may need while the server is away. */
async function prepareForOutage() {
  const ready = navigator.serviceWorker?.ready.then(() => true) ?? false;
  const late = new Promise((resume) => window.setTimeout(resume, WORKER_TIME, false));
  if (await Promise.race([ready, late])) return;
  const views = await load("views");
  await Promise.all([views?.prepare(), ...Object.keys(MODULES).map(load)]);
}

/** Keep who stands at this device, with the server's word for what they tap on it. The word stays
 * for the next page; it goes with the session. Returns whether a newer one is wanted. */
async function keepWho({ user, author }) {
  const who = await recall("who");
  const fresh = who?.author && Math.abs(shopTime() - who.at) < FRESH;
  if (who?.user === user && (fresh || !author)) return !fresh;
  await remember("who", { user, author, at: shopTime() });
  return !author;
}

async function nameDevice(user) {
  const wanted = user && (await keepWho({ user }));
  speakFor((await device()).id);
  onWord((word) => word.can_sell && keepWho(word).catch(() => {}));
  if (wanted) ask();
}

/** What a person has to read or to decide brings the module that tells it. */
async function tellHappened() {
  const known = telling ? [] : await waitingOrUnread().catch(() => []);
  if (!known.some(({ state, unread }) => state === REFUSED || unread)) return;
  telling ??= load("happened").then((module) => module?.begin() ?? (telling = null));
  await telling;
}

/** Tell how the shop catches up after its database was taken back, then what is gone. */
async function tellTakenBack() {
  if (await recall("catchingUp").catch(() => null)) await (await load("catchingUp"))?.watch();
  const told = (await recall("takenBack").catch(() => null)) ?? null;
  if (told || !byId("taken-back").hidden) (await load("takenBack"))?.tell(told, go);
}

/** Ask, if this page is a refresh or a return and something was left unfinished. */
async function askForWhatWasLeft(order, allLeft, returned) {
  sessionStorage.setItem(HERE, "1");
  const refreshed = performance.getEntriesByType("navigation")[0]?.type === "reload";
  const drafts = await allLeft;
  if ((!returned && !refreshed) || !byId("recover")) return;
  const waits = (await unsent().catch(() => [])).length > 0;
  if (!order && drafts.length === 0 && !waits) return;
  await (await load("recovery"))?.offerRecovery(order, drafts, go);
}

async function leave(event) {
  if (event.target.dataset.clear) return; // nothing holds them here any more
  event.preventDefault();
  await framed;
  const module = await load("leaving");
  if (module) await module.signOut(event.target);
  else say("ออกจากระบบต้องรอเซิร์ฟเวอร์ กรุณาทำอีกครั้งเมื่อเน็ตกลับมา", "error");
}

async function start() {
  byId("sign-out")?.addEventListener("submit", leave); // whatever is known by then
  const { user, view: name } = document.body.dataset;
  // What was left when this page came, before it points to an order or has a draft of its own.
  const [order, drafts] = [pointedAt(), allDrafts().catch(() => [])];
  const returned = !sessionStorage.getItem(HERE);
  if (!order) sessionStorage.setItem(HERE, "1"); // what a later page finds was not left before
  // What is already on the screen comes to life before anything is waited for.
  const learned = learn();
  const shown = VIEWS[name] && load(name).then((module) => module && begin(name, module));
  if (name === "paid") {
    pointNowhere();
    backSoon();
  }
  await nameDevice(user).catch(() => {}); // a device that keeps nothing has no name
  // The page before was a form that took something back, and this page says that it was done.
  const done = document.querySelectorAll("[data-done]");
  if (done.length) {
    load("catchingUp").then((module) => module?.keepCorrections(done)).catch(() => {});
  }
  if (!user) byId("who").textContent = (await recall("who").catch(() => null))?.user ?? "";
  await learned;
  const saves = showSaving();
  hasFrame();
  if (await saves) {
    await tellHappened();
    onChange(tellHappened);
    await tellTakenBack();
    onChange(tellTakenBack);
    if (await recall("last").catch(() => 0)) load("reporting").then((module) => module?.report());
  }
  sayWhatWasLeft();
  if (name === "shell") await openShell();
  await shown;
  await askForWhatWasLeft(order, drafts, returned);
  keepWorker();
  if (user) learnMenu();
  // Somebody else logged in, in another tab: what is tapped from now on is theirs.
  onWord((word) => user && word.can_sell && word.user !== user && moveTo(location.href));
  onTurn((there) => there && learnMenu());
  onTurn((there) => there && prepareForOutage());
  await prepareForOutage();
}

/** This page came instead of one the server could not send: show that one, or else the map. */
async function openShell() {
  if (await open(location.href, false)) return;
  sayNext(byId("said").textContent, "error");
  // What was said above says why and what to do.
  if (!(await open("/pos/"))) byId("main").replaceChildren();
}

start();
