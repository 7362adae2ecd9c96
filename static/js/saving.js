// What the cashier sees of saving: the word in the bar, the band when the server is away, the
// guard at the door, for nobody closes the page unwarned while commands wait, and the red list
// when the device lost what it kept (lost.js).

import { ask, clockOffset, isBroken, isThere, now } from "./connection.js";
import { onClock, onTurn, speakFor, watch } from "./connection.js";
import { allDrafts, REFUSED, tidy, waiting, WAITING } from "./outbox.js";
import { byId, copyOf, say, sayNext } from "./page.js";
import { drain, onSending, start, state } from "./sender.js";
import { device, note, onChange } from "./storage.js";

const word = byId("saving");
const KEEPS_NOTHING = "เครื่องนี้เก็บข้อมูลไม่ได้";
const BROKEN =
  "เครื่องเซิร์ฟเวอร์ของร้านบันทึกข้อมูลไม่ได้ ไม่ใช่ปัญหาเน็ต" +
  " กรุณาโทรหาผู้ดูแลระบบตอนนี้";
const LONGEST = 200; // letters of a command's label
let unsent = 0;
let keeps = true; // whether this device can keep anything
let unkept = false; // something tapped stands on the screen alone

// What stands on this device, and what it lost of that: remembered by this page, and in local
// storage by the page after it.
let known = recalled("pos-known", null); // { till, acts: [{ sequence, label }], drafts: [label] }
let lost = recalled("pos-lost", []); // the same, each with { read, reported }

function recalled(name, otherwise) {
  try {
    return JSON.parse(localStorage.getItem(name)) ?? otherwise;
  } catch {
    return otherwise; // forbidden, or not ours
  }
}

async function show() {
  const commands = await waiting().catch(() => null); // unreadable: the word that stands is truer
  if (commands) {
    await compare(commands).catch(() => {});
    sayWhere(commands);
  }
  const broken = isBroken() && (unsent > 0 || !isThere());
  byId("away").hidden = isThere() && !state.loggedOut && !broken;
  byId("away-text").textContent = whyAway(broken);
  byId("away-login").hidden = !state.loggedOut;
  tellLost();
}

/** Compare what stands on the device with what stood there. Rejects when it cannot be read. */
async function compare(commands) {
  const [drafts, { id: till }] = [await allDrafts(), await device()];
  if (known && known.till !== till) lose(till);
  // A correction has no number of its own, and was done before.
  const numbered = commands.filter(({ seq }) => Number.isInteger(seq));
  const acts = numbered.map(({ seq: sequence, label }) => {
    return { sequence, label: [...label].slice(0, LONGEST).join("") };
  });
  const wordsOf = (lines) => lines.map(({ name, qty }) => `${name} ${qty}`).join(", ");
  const labels = drafts.map(({ tableName, lines }) => `${tableName}: ${wordsOf(lines)}`);
  const now = { till, acts, drafts: labels };
  if (JSON.stringify(now) === JSON.stringify(known)) return;
  known = now;
  note("pos-known", JSON.stringify(known));
}

/** The database is another one, so this device has a new name, and no word for its author. */
function lose(till) {
  speakFor(till);
  ask();
  const count = known.acts.length;
  if (count + known.drafts.length > 0) lost.push({ ...known, read: false, reported: count === 0 });
  keepLost();
}

function keepLost() {
  lost = lost.filter(({ read, reported }) => !(read && reported));
  note("pos-lost", JSON.stringify(lost));
}

/** Tell what is gone, and stop when it was read. */
async function tellLost() {
  if (lost.length === 0 && byId("lost").hidden) return;
  const module = await import("./lost.js").catch(() => null); // the next look tries again
  module?.tell(lost, () => keepLost() ?? show());
}

function markRead() {
  for (const each of lost) each.read = true;
  keepLost();
  show();
}

/** Tell whether something is gone and nobody has said yet that they read it. */
export function isUnread() {
  return lost.some(({ read }) => !read);
}

function whyAway(broken) {
  const here = unsent ? onlyHere() : "";
  if (state.loggedOut) return `หมดเวลาเข้าระบบ กรุณาให้แคชเชียร์เข้าสู่ระบบอีกครั้ง ${here}`;
  return `${broken ? BROKEN : "ติดต่อเซิร์ฟเวอร์ไม่ได้"} ${here || "ขายต่อได้ ระบบจะลองใหม่เอง"}`;
}

function onlyHere() {
  return `บันทึกในเครื่อง รอส่ง ${unsent} รายการ`;
}

/** Say in the bar where the commands are; "saved" only when the server has all of them. */
function sayWhere(commands) {
  const count = (wanted) => commands.filter((each) => each.state === wanted).length;
  const refused = count(REFUSED);
  unsent = count(WAITING);
  const words = [];
  if (unsent > 0) words.push(state.sending && isThere() ? "กำลังบันทึก…" : onlyHere());
  if (refused > 0) words.push(`ต้องตัดสินใจ ${refused} รายการ`);
  if (unkept) words.push("ยังไม่ได้บันทึก");
  if (isUnread()) words.push("ข้อมูลในเครื่องหาย");
  if (keeps || words.length > 0) word.textContent = words.join(" · ") || "บันทึกแล้ว ✓";
  word.classList.toggle("waiting", words.length > 0);
}

/** Say that a command is on its way into this device, from the tap until it is safe there: in the
 * bar, and in the `place` that was tapped. */
export function sayKeeping(place) {
  unkept = false;
  for (const each of [word, place]) each.textContent = "กำลังบันทึก…";
  word.classList.add("waiting");
}

/** Send a form as the browser would: for a device that cannot keep commands. Its key is in the
 * form. A view that was opened without the server cannot: the server's own page, which can, comes
 * instead. */
export function sendByForm(form, button) {
  if (!isThere()) {
    unkept = true;
    word.textContent = "ยังไม่ได้บันทึก";
    const here = "รายการยังอยู่บนหน้าจอ กรุณาลองอีกครั้งเมื่อเน็ตกลับมา";
    return say(`${KEEPS_NOTHING}และติดต่อเซิร์ฟเวอร์ไม่ได้ ${here}`, "error");
  }
  if (!form.elements.csrfmiddlewaretoken) {
    sayNext(`${KEEPS_NOTHING} หน้านี้เปิดใหม่จากเซิร์ฟเวอร์ กรุณาแตะอีกครั้ง`, "error");
    return moveTo(location.href);
  }
  form.dataset.byForm = "1";
  return window.setTimeout(() => form.requestSubmit(button)); // not during its own submit event
}

/** Void, cancel and refund are the server's alone: without it such a form stays and says so. */
document.addEventListener("submit", (event) => {
  const { target: form } = event;
  if (!form.matches("[data-online]")) return;
  if (isThere() && form.elements.csrfmiddlewaretoken) return;
  event.preventDefault();
  if (isThere()) moveTo(location.href); // the server's own page, which can do it
  else say("การยกเลิกต้องรอเซิร์ฟเวอร์ กรุณาทำอีกครั้งเมื่อเน็ตกลับมา", "error");
});

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
  const off = `${minutes > 0 ? "ช้า" : "เร็ว"}ไป ${Math.abs(minutes)} นาที`;
  byId("clock").hidden = minutes === 0;
  byId("clock").textContent =
    `นาฬิกาของเครื่องนี้${off} หน้าขายใช้เวลาของร้านแทน กรุณาตั้งเวลาในเครื่องให้เป็นอัตโนมัติ`;
}

/** Tell what this browser cannot promise, where there is a place for it. */
export async function tellLimits() {
  const onHttp = !window.isSecureContext;
  if (!onHttp && (await navigator.storage?.persist?.())) return;
  byId("limits")?.replaceChildren(copyOf(onHttp ? "limit-http" : "limit-storage"));
}

/** Show the state of saving and keep showing it; false when this device cannot keep anything. */
export async function begin() {
  // What only a working script can fill stands in a template: without JavaScript there is nothing.
  document.querySelector(".bar").after(byId("till-frame").content.cloneNode(true));
  byId("away-retry").addEventListener("click", () => ask().then(drain));
  byId("lost-read").addEventListener("click", markRead);
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
    word.textContent = `${KEEPS_NOTHING} ทุกคำสั่งส่งตรง`; // private window, full disk
    return false;
  }
  await show();
  start();
  return true;
}
