// Signing out. With commands on the device that would leave them to nobody: a manager lets them
// leave it in a file first, which import_outbox can replay.

import { ask, shopTime } from "./connection.js";
import { asItStands, DROPPED, REFUSED, RELEASED, requestOf, settle } from "./outbox.js";
import { stuckOrders, unsent, waiting, WAITING } from "./outbox.js";
import { byId, make, say } from "./page.js";
import { isUnread } from "./saving.js";
import { drain, toServer } from "./sender.js";
import { device, remember } from "./storage.js";

const NOT_YET = "ยังออกจากระบบไม่ได้";
const NEEDS_THE_SERVER = "ออกจากระบบต้องรอเซิร์ฟเวอร์ กรุณาทำอีกครั้งเมื่อเน็ตกลับมา";
const DECIDE_FIRST =
  "กรุณาตัดสินใจเรื่องรายการที่ถูกปฏิเสธก่อน มีรายการของออเดอร์เดียวกันรออยู่";

/** Send the sign-out form once nothing is left here, or say what is. */
export async function signOut(form) {
  const reached = (await ask()) !== null;
  if (reached) await drain().catch(() => {});
  const commands = await leftToSend().catch(() => []); // what keeps nothing has nothing to send
  const trouble = await troubleWith(commands, reached);
  if (trouble) return say(trouble, "error");
  if (commands.length > 0) return offerRelease(commands.length);
  form.dataset.clear = "1";
  await remember("who", null).catch(() => {}); // the next one without a server must log in first
  return window.setTimeout(() => form.requestSubmit());
}

/** What comes again after a restore may stay: it has its author, and goes once somebody sells. */
async function leftToSend() {
  return (await unsent()).filter(({ again }) => !again);
}

async function troubleWith(commands, reached) {
  if (await isHeldBack(commands)) return `${NOT_YET} ${DECIDE_FIRST}`;
  if (commands.length === 0 && !reached) return NEEDS_THE_SERVER;
  return isUnread() ? `${NOT_YET} กรุณาอ่านรายการที่หายจากเครื่อง แล้วกดรับทราบก่อน` : "";
}

function offerRelease(count) {
  const left = `${NOT_YET} มี ${count} รายการที่ยังไม่ถึงเซิร์ฟเวอร์`;
  say(`${left} กรุณารอให้ส่งครบก่อน หรือให้ผู้จัดการนำออกเป็นไฟล์`, "error");
  byId("release").hidden = false;
}

/** Tell whether some of these commands wait for a decision: without it they are no whole order. */
async function isHeldBack(commands) {
  const stuck = stuckOrders(await waiting().catch(() => []));
  return commands.some((each) => stuck.has(each.order));
}

/** A manager lets the waiting commands leave this device in a file. */
async function release(event) {
  event.preventDefault();
  const { manager, password } = event.target.elements;
  const [commands, { id }] = [await leftToSend(), await device()];
  if (await isHeldBack(commands)) return say(DECIDE_FIRST, "error");
  const who = { username: manager.value, password: password.value };
  const told = { till: id, waiting: commands.length, ...who };
  const answer = await toServer("/tills/release", told).catch(() => null);
  const body = await answer?.json().catch(() => null);
  password.value = "";
  if (!answer?.ok || !body) {
    return say(body?.message ?? "ติดต่อเซิร์ฟเวอร์ไม่ได้ ยังนำรายการออกไม่ได้", "error");
  }
  const name = `outbox-${id.slice(0, 8)}-${commands[0].seq}.json`;
  const file = fileOf(id, body.released_by, commands);
  byId("release").hidden = true;
  byId("released").hidden = false;
  byId("released-file").textContent = name;
  byId("released-again").onclick = () => download(name, file);
  byId("released-kept").onclick = () => letGo(commands);
  return download(name, file);
}

/** Only a person can see that the file is there. Until then, and if it goes out meanwhile, a
 * command that stands in the file and here is still one command, because of its key. */
async function letGo(commands) {
  const now = await Promise.all(commands.map(asItStands));
  byId("released").hidden = true;
  // Some may have been answered meanwhile: what was refused needs its order's other commands here.
  if (now.some(({ state }) => [REFUSED, DROPPED].includes(state))) {
    return say(`${DECIDE_FIRST} แล้วนำออกใหม่`, "error");
  }
  const left = now.filter(({ state }) => state === WAITING);
  for (const each of left) await settle(each, { state: RELEASED });
  const done = `นำออก ${left.length} รายการเป็นไฟล์แล้ว`;
  return say(`${done} เก็บไฟล์ให้ผู้ดูแลระบบนำเข้า แล้วจึงออกจากระบบได้`, "success");
}

function fileOf(till, releasedBy, commands) {
  return {
    format: "pos-outbox-1",
    till,
    released_by: releasedBy,
    released_at: new Date(shopTime()).toISOString(),
    acts: commands.map(recordOf),
  };
}

const UID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;

/** An order is named by its uid or its number, and tied together by either; a release long before
 * knew some by neither. */
function recordOf(command) {
  const { seq, rank, key, kind, order, table, author, user, occurredAt } = command;
  return {
    sequence: seq,
    place: rank ?? null,
    key,
    kind,
    chain: order,
    table_id: Number(table),
    order_id: /^\d+$/.test(order) ? Number(order) : null,
    uid: UID.test(order) ? order : null,
    author: author ?? user ?? "",
    occurred_at: occurredAt,
    body: requestOf(command).asked,
  };
}

function download(name, content) {
  const type = "application/json";
  const url = URL.createObjectURL(new Blob([JSON.stringify(content, null, 1)], { type }));
  make("a", { href: url, download: name }).click();
  window.setTimeout(() => URL.revokeObjectURL(url), 60000);
}

byId("release").addEventListener("submit", release);
