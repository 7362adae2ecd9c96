// The page: its parts, and the sentence above its content.

/** Return the part of the page with this id, or null. */
export function byId(id) {
  return document.getElementById(id);
}

/** Return a new element with these properties. */
export function make(tag, properties) {
  return Object.assign(document.createElement(tag), properties);
}

/** Return a new copy of what stands in a template. */
export function copyOf(template) {
  return byId(template).content.firstElementChild.cloneNode(true);
}

/** Say of a line whether it was taken off, or how many of it were. */
export function noteOf({ voided, voidedQty, step }) {
  if (voided !== null) return `ยกเลิก: ${voided}`;
  return (voidedQty ? `ยกเลิก ${voidedQty} ` : "") + (step > 1 ? "✓ เสร็จ" : "");
}

/** Show a sentence above the page's content. */
export function say(textContent, kind = "") {
  byId("said").replaceChildren(make("p", { className: `notice ${kind}`, textContent }));
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
    return (
      `${message} (ออเดอร์ ${order}) รายการที่เลือกยังไม่ถูกส่ง` +
      " กดยืนยันอีกครั้งเพื่อเพิ่มเข้าออเดอร์นี้ หรือกลับไปเลือกโต๊ะอื่น"
    );
  }
  return fields ? Object.values(fields)[0] : message;
}
