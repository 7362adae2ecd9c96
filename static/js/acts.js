// An act from the finger to the server: kept first, then sent; the page waits a moment for the
// answer and goes on without it when the line is slow.

import { add, WAITING } from "./outbox.js";
import { answered, drain } from "./sender.js";

const MOMENT = 2500; // milliseconds

/** Keep an act on this device; resolves once it is durable. Rejects when this device cannot. */
export function keep(act) {
  return add({ ...act, author: document.body.dataset.author, user: document.body.dataset.user });
}

/** Send a kept act; resolves to the act as it stands after a moment. */
export async function send(kept) {
  drain();
  return answered(kept.seq, MOMENT);
}

/** Return the sentence a refusal asks to be shown, and what to do on this page. */
export function sentenceOf(act) {
  const { error, message, order_id: order, fields } = act.answer;
  if (error === "TABLE_OCCUPIED") {
    return `${message} (ออเดอร์ ${order}) รายการที่เลือกยังไม่ถูกส่ง กดยืนยันอีกครั้งเพื่อเพิ่มเข้าออเดอร์นี้ หรือกลับไปเลือกโต๊ะอื่น`;
  }
  return fields ? Object.values(fields)[0] : message;
}

/** Send a form as the browser would: for a device that cannot keep acts. The key is the same. */
export function sendByForm(form, button) {
  form.dataset.byForm = "1";
  // Not now: while its submit event is being handled, a form ignores a second submission.
  window.setTimeout(() => form.requestSubmit(button));
}

/** Tell whether an act still waits for its answer. */
export function stillWaits(act) {
  return act.state === WAITING;
}
