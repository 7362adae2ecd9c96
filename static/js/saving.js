// What the cashier sees of saving: the word in the bar, the band when the server is away, and the
// guard at the door: nobody signs out or closes the page unwarned while acts wait.

import { ask, clockOffset, isBroken, isThere, now } from "./connection.js";
import { onClock, onTurn, shopTime, watch } from "./connection.js";
import { check, isUnread, markRead } from "./lost.js";
import { all, chainOf, device, DROPPED, onChange, REFUSED, RELEASED, remember, settle, stuckChains, tidy, waiting, WAITING } from "./outbox.js";
import { drain, onSending, start, state, toServer } from "./sender.js";

const byId = (id) => document.getElementById(id);
const word = byId("saving");
const BROKEN = "เครื่องเซิร์ฟเวอร์ของร้านบันทึกข้อมูลไม่ได้ ไม่ใช่ปัญหาเน็ต กรุณาโทรหาผู้ดูแลระบบตอนนี้";
let unsent = 0;
let keeps = true; // whether this device can keep anything
let unkept = false; // something tapped stands on the screen alone

async function show() {
  const acts = await all().catch(() => null); // not to be read: the word that stands is the truer one
  if (acts) {
    await check().catch(() => {});
    sayWhere(acts);
  }
  const broken = isBroken() && (unsent > 0 || !isThere());
  byId("away").hidden = isThere() && !state.loggedOut && !broken;
  byId("away-text").textContent = state.loggedOut
    ? `หมดเวลาเข้าระบบ กรุณาให้แคชเชียร์เข้าสู่ระบบอีกครั้ง ${unsent ? onlyHere() : ""}`
    : `${broken ? BROKEN : "ติดต่อเซิร์ฟเวอร์ไม่ได้"} ${unsent ? onlyHere() : "ขายต่อได้ ระบบจะลองใหม่เอง"}`;
  byId("away-login").hidden = !state.loggedOut;
}

function onlyHere() {
  return `บันทึกในเครื่อง รอส่ง ${unsent} รายการ`;
}

/** Say in the bar where the acts are; "saved" only when the server has all of them. */
function sayWhere(acts) {
  const refused = acts.filter((act) => act.state === REFUSED).length;
  unsent = acts.filter((act) => act.state === WAITING).length;
  const words = [];
  if (unsent > 0) words.push(state.sending && isThere() ? "กำลังบันทึก…" : onlyHere());
  if (refused > 0) words.push(`ต้องตัดสินใจ ${refused} รายการ`);
  if (unkept) words.push("ยังไม่ได้บันทึก");
  if (isUnread()) words.push("ข้อมูลในเครื่องหาย");
  if (keeps || words.length > 0) word.textContent = words.join(" · ") || "บันทึกแล้ว ✓";
  word.classList.toggle("waiting", words.length > 0);
}

/** Say that an act is on its way into this device, from the tap until it is safe there: in the bar,
 * and in the `place` that was tapped. */
export function sayKeeping(place) {
  unkept = false;
  for (const each of [word, place]) each.textContent = "กำลังบันทึก…";
  word.classList.add("waiting");
}

/** Show a sentence above the page's content. */
export function say(sentence, kind = "") {
  const said = Object.assign(document.createElement("p"), { className: `notice ${kind}`, textContent: sentence });
  byId("said").replaceChildren(said);
}

/** Leave a sentence for the page or view that comes next. */
export function sayNext(sentence, kind = "") {
  sessionStorage.setItem("pos-said", JSON.stringify([sentence, kind]));
}

/** Show what was left to be said; in a view that has just opened, nothing else stands there. */
export function sayWhatWasLeft(inNewView = false) {
  const left = sessionStorage.getItem("pos-said");
  sessionStorage.removeItem("pos-said");
  if (left) say(...JSON.parse(left));
  else if (inNewView) byId("said").replaceChildren();
}

/** Return the sentence a refusal asks to be shown, and what to do on this page. */
export function sentenceOf({ answer: { error, message, order_id: order, fields } }) {
  if (error === "TABLE_OCCUPIED") {
    return `${message} (ออเดอร์ ${order}) รายการที่เลือกยังไม่ถูกส่ง กดยืนยันอีกครั้งเพื่อเพิ่มเข้าออเดอร์นี้ หรือกลับไปเลือกโต๊ะอื่น`;
  }
  return fields ? Object.values(fields)[0] : message;
}

/** Send a form as the browser would: for a device that cannot keep acts. Its key is in the form. A
 * view that was opened without the server cannot: the server's own page, which can, comes instead. */
export function sendByForm(form, button) {
  if (isThere() && !form.elements.csrfmiddlewaretoken) {
    sayNext("เครื่องนี้เก็บข้อมูลไม่ได้ หน้านี้เปิดใหม่จากเซิร์ฟเวอร์ กรุณาแตะอีกครั้ง", "error");
    return moveTo(location.href);
  }
  if (!isThere()) {
    unkept = true;
    word.textContent = "ยังไม่ได้บันทึก";
    return say("เครื่องนี้เก็บข้อมูลไม่ได้และติดต่อเซิร์ฟเวอร์ไม่ได้ รายการยังอยู่บนหน้าจอ กรุณาลองอีกครั้งเมื่อเน็ตกลับมา", "error");
  }
  form.dataset.byForm = "1";
  return window.setTimeout(() => form.requestSubmit(button)); // not during its own submit event
}

/** Void, cancel and refund are the server's alone: without it such a form stays and says so. */
document.addEventListener("submit", (event) => {
  const { target: form } = event;
  if (!form.matches("[data-online]") || (isThere() && form.elements.csrfmiddlewaretoken)) return;
  event.preventDefault();
  if (isThere()) moveTo(location.href); // the server's own page, which can do it
  else say("การยกเลิกต้องรอเซิร์ฟเวอร์ กรุณาทำอีกครั้งเมื่อเน็ตกลับมา", "error");
});

// Signing out with acts on the tablet would leave them to nobody.
async function signOut(event) {
  const form = event.target;
  if (form.dataset.clear) return;
  event.preventDefault();
  const reached = (await ask()) !== null;
  if (reached) await drain().catch(() => {});
  const acts = await waiting().catch(() => []); // a device that keeps nothing has nothing to send
  if (await isHeldBack(acts)) return say(`ยังออกจากระบบไม่ได้ ${DECIDE_FIRST}`, "error");
  if (acts.length === 0 && !reached) return say("ออกจากระบบต้องรอเซิร์ฟเวอร์ กรุณาทำอีกครั้งเมื่อเน็ตกลับมา", "error");
  if (isUnread()) return say("ยังออกจากระบบไม่ได้ กรุณาอ่านรายการที่หายจากเครื่อง แล้วกดรับทราบก่อน", "error");
  if (acts.length === 0) {
    form.dataset.clear = "1";
    await remember("who", null).catch(() => {}); // the next one without a server must log in first
    window.setTimeout(() => form.requestSubmit());
    return;
  }
  say(`ยังออกจากระบบไม่ได้ มี ${acts.length} รายการที่ยังไม่ถึงเซิร์ฟเวอร์ กรุณารอให้ส่งครบก่อน หรือให้ผู้จัดการนำออกเป็นไฟล์`, "error");
  byId("release").hidden = false;
}

const DECIDE_FIRST = "กรุณาตัดสินใจเรื่องรายการที่ถูกปฏิเสธก่อน มีรายการของออเดอร์เดียวกันรออยู่";

/** Tell whether some of these acts wait for a decision: without it they are no whole order. */
async function isHeldBack(acts) {
  const known = await all().catch(() => []);
  const stuck = stuckChains(known);
  return acts.some((act) => stuck.has(chainOf(act, known)));
}

/** A manager lets the waiting acts leave this till in a file, which import_outbox can replay. */
async function release(event) {
  event.preventDefault();
  const { elements } = event.target;
  const [acts, { id }] = [await waiting(), await device()];
  if (await isHeldBack(acts)) return say(DECIDE_FIRST, "error");
  const told = { till: id, waiting: acts.length, username: elements.manager.value, password: elements.password.value };
  const answer = await toServer("/tills/release", told).catch(() => null);
  const body = await answer?.json().catch(() => null);
  elements.password.value = "";
  if (!answer?.ok || !body) return say(body?.message ?? "ติดต่อเซิร์ฟเวอร์ไม่ได้ ยังนำรายการออกไม่ได้", "error");
  const [name, file] = [`outbox-${id.slice(0, 8)}-${acts[0].seq}.json`, fileOf(id, body.released_by, acts)];
  byId("release").hidden = true;
  byId("released").hidden = false;
  byId("released-file").textContent = name;
  byId("released-again").onclick = () => download(name, file);
  byId("released-kept").onclick = () => letGo(acts);
  return download(name, file);
}

/** Only a person can see that the file is there. Until then, and if it goes out meanwhile, an act
 * that stands in the file and here is still one act, because of its key. */
async function letGo(acts) {
  const states = new Map((await all()).map((act) => [act.seq, act.state]));
  byId("released").hidden = true;
  // Some may have been answered meanwhile: what was refused needs its order's other acts here.
  if (acts.some((act) => [REFUSED, DROPPED].includes(states.get(act.seq)))) return say(`${DECIDE_FIRST} แล้วนำออกใหม่`, "error");
  const left = acts.filter((act) => states.get(act.seq) === WAITING);
  for (const act of left) await settle(act, { state: RELEASED });
  return say(`นำออก ${left.length} รายการเป็นไฟล์แล้ว เก็บไฟล์ให้ผู้ดูแลระบบนำเข้า แล้วจึงออกจากระบบได้`, "success");
}

function fileOf(till, releasedBy, acts) {
  return {
    format: "pos-outbox-1", till, released_by: releasedBy, released_at: new Date(shopTime()).toISOString(),
    acts: acts.map((act) => ({
      sequence: act.seq, place: act.rank ?? null, key: act.key, kind: act.kind, chain: act.chain, table_id: Number(act.table),
      order_id: Number(/^\/orders\/(\d+)\//.exec(act.path)?.[1]) || null,
      author: act.author ?? act.user ?? "", occurred_at: act.occurredAt, body: act.body,
    })),
  };
}

function download(name, content) {
  const url = URL.createObjectURL(new Blob([JSON.stringify(content, null, 1)], { type: "application/json" }));
  Object.assign(document.createElement("a"), { href: url, download: name }).click();
  window.setTimeout(() => URL.revokeObjectURL(url), 60000);
}

// Moving inside the till keeps everything; only leaving it is warned against. A tap that opens the
// next view inside this page is no move: the tab may be closed long after it.
const MOVE = 1000; // milliseconds from the tap until the browser lets go of the page
let movingUntil = 0;

/** Go to another page of the shop. */
export function moveTo(address) {
  move({});
  location.assign(address);
}

function move({ defaultPrevented }) {
  if (!defaultPrevented) movingUntil = now() + MOVE;
}

window.addEventListener("click", (event) => event.target.closest("a[href]") && move(event));
window.addEventListener("submit", move);
window.addEventListener("beforeunload", (event) => {
  if (unsent > 0 && now() > movingUntil) event.preventDefault();
});

/** A clock that is a minute off is told, though the till goes by the shop's. */
function tellClock() {
  const minutes = Math.trunc(clockOffset() / 60000);
  const place = byId("clock");
  place.hidden = minutes === 0;
  const off = `นาฬิกาของเครื่องนี้${minutes > 0 ? "ช้า" : "เร็ว"}ไป ${Math.abs(minutes)} นาที`;
  place.textContent = `${off} หน้าขายใช้เวลาของร้านแทน กรุณาตั้งเวลาในเครื่องให้เป็นอัตโนมัติ`;
}

/** Tell what this browser cannot promise, where there is a place for it. */
export async function tellLimits() {
  const limits = [];
  if (!window.isSecureContext) limits.push("หน้านี้เปิดแบบ HTTP: ขายต่อได้ตอนเน็ตหลุด แต่เปิดหน้าใหม่ตอนไม่มีเซิร์ฟเวอร์ไม่ได้ ให้ผู้ดูแลระบบตั้ง HTTPS (ดู docs/operations.md)");
  else if (!(await navigator.storage?.persist?.())) limits.push("เบราว์เซอร์นี้อาจลบข้อมูลในเครื่องเมื่อพื้นที่เต็ม ติดตั้งหน้านี้ไว้ที่หน้าจอหลักเพื่อเก็บถาวร และอย่าปล่อยให้รายการรอส่งค้าง");
  byId("limits")?.replaceChildren(...limits.map((text) => Object.assign(document.createElement("p"), { textContent: text })));
}

/** Show the state of saving and keep showing it; false when this device cannot keep anything. */
export async function begin() {
  // What only a working script can fill stands in a template: without JavaScript there is nothing.
  document.querySelector(".bar").after(byId("till-frame").content.cloneNode(true));
  byId("sign-out")?.addEventListener("submit", signOut);
  byId("release").addEventListener("submit", release);
  byId("away-retry").addEventListener("click", () => ask().then(drain));
  byId("lost-read").addEventListener("click", () => markRead() ?? show());
  onChange(show);
  onSending(show);
  onTurn(show);
  onClock(tellClock);
  tellClock();
  watch();
  try {
    await tidy();
  } catch {
    keeps = false;
    word.textContent = "เครื่องนี้เก็บข้อมูลไม่ได้ ทุกคำสั่งส่งตรง"; // private window, full disk
    return false;
  }
  await show();
  start();
  return true;
}
