// Every page of the till: which view it shows, and how to move to the next one. While the server
// is there, moving is an ordinary page load. While it is away, the next view opens inside this very
// page, from the shell's templates and from what this device knows.

import { begin as showHappened } from "./happened.js";
import { ask, isOurs, isThere, onTurn, onWord, shopTime, speakFor } from "./connection.js";
import { device, onChange, recall, remember, waiting } from "./outbox.js";
import { forget, offerRecovery, pointTo } from "./recovery.js";
import { begin as showSaving, moveTo, say, sayNext, sayWhatWasLeft, tellLimits } from "./saving.js";
import { learn, learnMenu, menu, seatAt, seats } from "./truth.js";

const MODULES = {
  map: () => import("./map.js"),
  pad: () => import("./pad.js"),
  pay: () => import("./tender.js"),
};
const QUICK = 1500; // milliseconds to wait for a server before the next view opens without it
const STAY = 5000; // milliseconds the change stays on the screen
const WORKER_TIME = 8000; // milliseconds for a service worker to be ready
const GIVE_UP = 8000; // milliseconds: a form that led nowhere may be sent again
const FRESH = 60 * 60 * 1000; // milliseconds: a word for the author is good for three days

/** Return a view's module, or null when it cannot come: the network may fail for a script too. */
function load(name) {
  return MODULES[name]().catch(() => null);
}

const main = document.getElementById("main");
let view = new AbortController(); // the view now shown
let templates = null;
let here = document.body.dataset.view === "shell"; // views open inside this page

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
  const [name, seat] = await routeOf(new URL(address, location.href).pathname);
  const module = name ? await load(name) : null;
  const trouble = await troubleWith(name, module);
  if (trouble) {
    say(trouble, "error");
    return false;
  }
  if (push) history.pushState(null, "", address);
  here = true;
  if (seat) module.fill(seat, await menu());
  sayWhatWasLeft(true);
  document.title = seat?.name ?? "ผังโต๊ะ";
  main.focus(); // what had it is gone; a screen reader starts here, as on a new page
  await begin(name, module);
  return true;
}

/** Put the view on the screen, or return the sentence that says why not. */
async function troubleWith(name, module) {
  if (!name) return "หน้านี้ต้องใช้เซิร์ฟเวอร์ กรุณาเปิดอีกครั้งเมื่อเน็ตกลับมา";
  const who = await recall("who").catch(() => false);
  if (who === false) return "ติดต่อเซิร์ฟเวอร์ไม่ได้ และเครื่องนี้เก็บข้อมูลไม่ได้ กรุณารอให้เน็ตกลับมา";
  if (!who) return "ต้องเข้าสู่ระบบก่อน กรุณาลองอีกครั้งเมื่อติดต่อเซิร์ฟเวอร์ได้";
  return module && (await put(name)) ? "" : "ติดต่อเซิร์ฟเวอร์ไม่ได้ เปิดหน้าต่อไปไม่ได้ หน้านี้ยังใช้ต่อได้";
}

async function routeOf(pathname) {
  if (pathname === "/pos/" || pathname === "/") return ["map"];
  const table = /^\/pos\/tables\/(\d+)\/(pay\/)?$/.exec(pathname);
  if (table) return withSeat(table[2] ? "pay" : "pad", await seatAt(table[1]));
  const order = /^\/pos\/orders\/(\d+)\/pay\/$/.exec(pathname);
  return order ? withSeat("pay", (await seats()).find((seat) => String(seat.orderId) === order[1])) : [];
}

function withSeat(name, seat) {
  return seat ? [name, seat] : [];
}

/** Put the empty view of this name on the screen; false when this page has no templates. */
async function put(name) {
  const found = document.getElementById(`view-${name}`) ?? (templates ??= await shell())?.getElementById(`view-${name}`);
  if (!found) return false;
  view.abort();
  view = new AbortController();
  main.replaceChildren(document.importNode(found.content, true));
  document.body.classList.toggle("pad-page", name === "pad");
  return true;
}

async function shell() {
  const answer = await fetch("/pos/shell/").catch(() => null);
  const text = answer?.ok && isOurs(answer) ? await answer.text().catch(() => "") : "";
  return text ? new DOMParser().parseFromString(text, "text/html") : null;
}

async function begin(name, module) {
  const form = document.querySelector("#confirm, #tender");
  tellLimits();
  pointTo(form?.elements.order_id?.value ?? form?.dataset.order);
  const started = module.start({ signal: view.signal, goTo: go, paid });
  document.body.dataset.alive = name; // from here on every key and tap is heard
  await started;
}

/** Show the change of a payment that is safe on this device. */
async function paid(act) {
  const module = await load("pay");
  forget();
  if (!module || !(await put("paid"))) return say("รับเงินแล้ว บันทึกในเครื่อง รอส่ง", "success");
  history.replaceState(null, "", "/pos/");
  here = true;
  sayWhatWasLeft(true);
  module.fillPaid(act);
  return backSoon();
}

function backSoon() {
  const timer = window.setTimeout(() => document.getElementById("back").click(), STAY);
  view.signal.addEventListener("abort", () => window.clearTimeout(timer));
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[href]");
  if (!link || event.defaultPrevented || event.ctrlKey || event.metaKey || link.origin !== location.origin) return;
  if (!link.pathname.startsWith("/pos/") || link.pathname === "/pos/login/" || link.hash) return;
  if (isThere() && navigator.serviceWorker?.controller) return; // an ordinary page load
  event.preventDefault();
  go(link.href);
});

// A form marked data-once is sent once per tap, however fast the fingers. This only saves noise:
// the key in the form is what makes a double send one act.
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

/** Register the service worker. A new version takes over only when no act waits. */
async function keepWorker() {
  const worker = await navigator.serviceWorker?.register("/sw.js", { updateViaCache: "none" }).catch(() => null);
  if (!worker) return;
  const takeOver = async () => {
    if ((await waiting().catch(() => [])).length === 0) worker.waiting?.postMessage("take over");
  };
  worker.addEventListener("updatefound", () => worker.installing.addEventListener("statechange", takeOver));
  onChange(takeOver);
  await takeOver();
}

/** Without a service worker, have ready in this page what the next view needs. */
async function prepareForOutage() {
  const ready = navigator.serviceWorker?.ready.then(() => true) ?? false;
  const late = new Promise((resume) => window.setTimeout(resume, WORKER_TIME, false));
  if (await Promise.race([ready, late])) return;
  templates ??= await shell();
  await Promise.all(Object.keys(MODULES).map(load));
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

async function start() {
  const { user, view: name } = document.body.dataset;
  // What is already on the screen comes to life before anything is waited for.
  const learned = learn();
  const shown = MODULES[name] && load(name).then((module) => module && begin(name, module));
  if (name === "paid") {
    forget();
    backSoon();
  }
  await nameDevice(user).catch(() => {}); // a device that keeps nothing has no name
  if (!user) document.getElementById("who").textContent = (await recall("who").catch(() => null))?.user ?? "";
  await learned;
  if (await showSaving()) await showHappened();
  sayWhatWasLeft();
  if (name === "shell") await openShell();
  await shown;
  await offerRecovery(go);
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
  sayNext(document.getElementById("said").textContent, "error");
  if (!(await open("/pos/"))) main.replaceChildren(); // what was said above says why and what to do
}

start();
