// What the pad shows of an order: the lines that were sent, the draft below them, and the total.

import { baht } from "./money.js";
import { byId, copyOf, make, noteOf } from "./page.js";
import { newKey } from "./storage.js";

/** Show a draft { id, qty, name, price }: on the tiles, as lines, and in the form, should this
 * device be unable to keep a command. */
export function showDraft(draft) {
  const quantities = new Map(draft.map(({ id, qty }) => [String(id), qty]));
  for (const dish of byId("taps").querySelectorAll(".dish")) {
    const badge = dish.querySelector(".dish-qty");
    badge.textContent = quantities.get(dish.value) ?? "";
    badge.hidden = !quantities.has(dish.value);
  }
  showLines(draft);
  const fieldOf = (value) => make("input", { type: "hidden", name: "line", value });
  byId("draft-fields").replaceChildren(...draft.map(({ id, qty }) => fieldOf(`${id}:${qty}`)));
}

function showLines(draft) {
  const rows = new Map([...byId("draft").children].map((row) => [row.dataset.id, row]));
  for (const line of draft) {
    const row = rows.get(String(line.id)) ?? newRow(line);
    row.querySelector(".line-qty").textContent = line.qty;
    row.querySelector(".money").textContent = baht(line.price * line.qty);
    rows.delete(String(line.id));
  }
  for (const row of rows.values()) row.remove();
  byId("draft-title").hidden = !draft.length;
  if (!draft.length) byId("menu-changed").hidden = true;
}

function newRow({ id, name }) {
  const row = copyOf("draft-line");
  row.dataset.id = id;
  row.querySelector(".line-name").textContent = name;
  for (const button of row.querySelectorAll("button")) {
    button.value = id;
    button.ariaLabel += name;
  }
  byId("draft").append(row);
  return row;
}

/** Show what the guests pay with the draft, and which buttons have something to do. */
export function showTotal(draft, table) {
  const tapped = draft.reduce((sum, { price, qty }) => sum + price * qty, 0);
  byId("total").textContent = baht((table?.total ?? 0) + tapped);
  byId("confirm-button").toggleAttribute("data-idle", !draft.length);
  byId("pay-button").toggleAttribute("data-idle", !draft.length && !table?.lines.length);
}

/** Show a table's order: its number, and the lines that were sent or wait. A line that stands
 * already stays the row it is, the server's too: a finger may be on its menu just now. */
export function showSent({ name, orderId, order, lines }) {
  const told = orderId ? `ออเดอร์ ${orderId}` : order ? "รอส่ง" : "ว่าง";
  byId("ticket-title").textContent = `${name} · ${told}`;
  byId("sent-title").hidden = !lines.length;
  const list = byId("sent-lines");
  const standing = new Map([...list.children].map((row) => [row.dataset.line, row]));
  const rowOf = (line) => standing.get(String(line.id)) ?? sentRow(line, orderId);
  const rows = lines.map((line) => showState(rowOf(line), line));
  for (const row of [...list.children]) if (!rows.includes(row)) row.remove();
  rows.forEach((row, place) => {
    if (list.children[place] !== row) list.insertBefore(row, list.children[place] ?? null);
  });
}

function sentRow({ id, name, kept }, orderId) {
  const row = copyOf("sent-line");
  row.classList.toggle("kept", kept);
  row.querySelector(".line-name span").textContent = kept ? `${name} · รอส่ง` : name;
  if (id) {
    row.dataset.line = id;
    row.querySelector("summary").ariaLabel = `ยกเลิก ${name}`;
    row.querySelector("form").action = `/pos/orders/${orderId}/items/${id}/void/`;
    row.querySelector("[name=key]").value = newKey();
  }
  return row;
}

/** Show what is left of a line; only one that the server has can be taken off. */
function showState(row, line) {
  const { id, qty, amount, voided } = line;
  row.classList.toggle("voided", voided !== null);
  row.querySelector("em").textContent = noteOf(line);
  row.querySelector(".line-qty").textContent = qty;
  row.querySelector(".money").textContent = baht(amount);
  if (voided !== null || !id) row.querySelector("details")?.remove();
  offerQty(row, qty);
  return row;
}

/** Offer to take off fewer than are left, where there is a choice. In a menu that is open somebody
 * may be typing: there only the limit follows. */
function offerQty(row, left) {
  const input = row.querySelector("[name=qty]");
  if (!input) return;
  input.max = left;
  if (row.querySelector("details").open) return;
  if (left > 1) input.value = left;
  else input.closest("label").remove();
}

/** Tell that another device closed the order on this table, or opened one. */
export function tellOfChange(before, now) {
  const notice = byId("elsewhere");
  notice.textContent = before.orderId
    ? `ออเดอร์ ${before.orderId} ถูกปิดจากเครื่องอื่นแล้ว`
    : `โต๊ะนี้เพิ่งเปิดออเดอร์ ${now.orderId} จากเครื่องอื่น`;
  notice.hidden = !before.orderId && !now.orderId;
}
