// Acts that the server refused while nobody was looking: each stays on the screen, in words, until
// a person decides. Nothing is dropped silently, and the reason goes to the server's diary.

import { newKey } from "./ids.js";
import { all, device, DROPPED, REFUSED, replace, settle, WAITING } from "./outbox.js";
import { drain } from "./sender.js";

const SEEN_AT_ONCE = 4000; // milliseconds: until then the page that tapped it says so itself

/** Show every refused act with what can be done about it. */
export async function showRefused() {
  const acts = (await all()).filter((act) => act.state === REFUSED);
  const late = acts.filter((act) => act.settledAt - Date.parse(act.occurredAt) > SEEN_AT_ONCE || Date.now() - act.settledAt > SEEN_AT_ONCE);
  document.getElementById("refused").hidden = late.length === 0;
  document.getElementById("refused-list").replaceChildren(...late.map(rowOf));
}

function rowOf(act) {
  const row = document.getElementById("refused-row").content.firstElementChild.cloneNode(true);
  const part = (name) => row.querySelector(`[data-do=${name}]`);
  row.querySelector(".refused-what").textContent = `${timeOf(act)} ${act.label}`;
  row.querySelector(".refused-why").textContent = act.answer.message ?? "";
  part("join").hidden = !(act.kind === "open" && act.answer.order_id);
  part("join").addEventListener("click", () => join(act));
  part("look").href = `/pos/tables/${act.table}/`;
  part("drop").addEventListener("click", () => drop(act, part("reason").value));
  return row;
}

function timeOf(act) {
  return new Intl.DateTimeFormat("th", { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(new Date(act.occurredAt));
}

/** The table was taken by another till: the same dishes go to the order that stands there. */
async function join(act) {
  const order = act.answer.order_id;
  const again = { ...act, key: newKey(), kind: "items", chain: `order-${order}`, path: `/orders/${order}/items`, body: { items: act.body.items } };
  const later = (await all()).filter((other) => other.chain === act.chain && other.state === WAITING);
  await replace(act, [again, ...later.map((other) => ({ ...other, key: newKey(), chain: again.chain, path: again.path }))]);
  drain();
}

/** A person decides that it is not to be done, and says why. */
async function drop(act, reason) {
  const { id } = await device();
  const csrf = document.querySelector("[name=csrfmiddlewaretoken]").value;
  const told = { till: id, sequence: act.seq, key: act.key, reason, act: { label: act.label, refusal: act.answer.error ?? "ORDER_NOT_OPENED" } };
  const answer = await fetch("/tills/set-aside", {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRFToken": csrf },
    body: JSON.stringify(told),
  }).catch(() => null);
  if (!answer?.ok) return;
  await settle(act.seq, { state: DROPPED });
  // What was tapped onto an order that never was cannot be sent: a person decides about it too.
  for (const later of await all()) {
    const orphan = later.chain === act.chain && later.state === WAITING && !later.path;
    if (orphan) await settle(later.seq, { state: REFUSED, answer: { message: "ออเดอร์ของรายการนี้ไม่ได้เปิด" } });
  }
}
