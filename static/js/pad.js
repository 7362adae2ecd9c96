// The order pad: taps gather here and go out as one confirm. The draft also stands in the page's
// address, so that a refresh keeps it.

import { follow } from "./follow.js";
import { isWriting } from "./keys.js";
import { baht, satang } from "./money.js";
import { startSearch } from "./search.js";

const MOST_LINES = 100;
const LARGEST_QTY = 999;

const taps = document.getElementById("taps");
const form = document.getElementById("confirm");
const list = document.getElementById("draft");
const fields = document.getElementById("draft-fields");
const sent = document.getElementById("sent");
const dishes = new Map([...taps.querySelectorAll(".dish")].map((dish) => [dish.value, dish]));
const draft = new Map();

for (const field of fields.querySelectorAll("[name=line]")) {
  const [id, qty] = field.value.split(":");
  draft.set(id, Number(qty));
}

// The key stays with the draft: tapped, sent, answer lost, refreshed and sent again is one act.
if (draft.size && history.state?.key) form.elements.key.value = history.state.key;

function change(id, by) {
  const qty = Math.min((draft.get(id) ?? 0) + by, LARGEST_QTY);
  if (qty <= 0) draft.delete(id);
  else if (draft.has(id) || draft.size < MOST_LINES) draft.set(id, qty);
  show();
}

function show() {
  const lines = [...draft].map(([id, qty]) => `${id}:${qty}`);
  for (const [id, dish] of dishes) {
    const badge = dish.querySelector(".dish-qty");
    badge.textContent = draft.get(id) ?? "";
    badge.hidden = !draft.has(id);
  }
  showLines();
  for (const place of [fields, taps]) {
    place.querySelectorAll("[name=line]").forEach((field) => field.remove());
    place.append(...lines.map(hiddenLine));
  }
  showTotal();
  const query = lines.map((line) => `line=${line}`).join("&");
  history.replaceState(lines.length ? { key: form.elements.key.value } : null, "", query ? `?${query}` : location.pathname);
}

function hiddenLine(line) {
  return Object.assign(document.createElement("input"), { type: "hidden", name: "line", value: line });
}

function showLines() {
  const rows = new Map([...list.children].map((row) => [row.dataset.id, row]));
  for (const [id, qty] of draft) {
    const row = rows.get(id) ?? newRow(id);
    row.querySelector(".line-qty").textContent = qty;
    if (dishes.has(id)) row.querySelector(".money").textContent = baht(priceOf(id) * qty);
    rows.delete(id);
  }
  for (const row of rows.values()) row.remove();
  document.getElementById("draft-title").hidden = draft.size === 0;
}

function newRow(id) {
  const row = document.getElementById("draft-line").content.firstElementChild.cloneNode(true);
  row.dataset.id = id;
  const { name } = dishes.get(id).dataset;
  row.querySelector(".line-name").textContent = name;
  for (const button of row.querySelectorAll("button")) {
    button.value = id;
    button.ariaLabel += name;
  }
  list.append(row);
  return row;
}

function priceOf(id) {
  return dishes.has(id) ? satang(dishes.get(id).dataset.price) : 0;
}

function showTotal() {
  const order = sent.firstElementChild;
  const tapped = [...draft].reduce((sum, [id, qty]) => sum + priceOf(id) * qty, 0);
  document.getElementById("total").textContent = baht(satang(order.dataset.total) + tapped);
  idle("confirm-button", draft.size === 0);
  idle("pay-button", draft.size === 0 && !order.querySelector(".line"));
}

function idle(id, nothingToDo) {
  document.getElementById(id).toggleAttribute("data-idle", nothingToDo);
}

taps.addEventListener("submit", (event) => {
  if (!event.submitter?.value) return;
  event.preventDefault();
  change(event.submitter.value, event.submitter.name === "take" ? -1 : 1);
});

// Another till may add to, pay or cancel this order. What is shown follows; which order the taps
// belong to does not change under the cashier's finger: the server decides when they are sent.
follow(sent.dataset.url, sent.dataset.tag, (nodes) => {
  if (sent.querySelector("details[open]")) return false; // not under the finger that voids a line
  const before = sent.firstElementChild.dataset.order;
  sent.replaceChildren(...nodes);
  const now = sent.firstElementChild.dataset.order;
  if (before !== now) tellOfChange(before, now);
  showTotal();
  return true;
});

function tellOfChange(before, now) {
  const notice = document.getElementById("elsewhere");
  notice.textContent = before ? `ออเดอร์ ${before} ถูกปิดจากเครื่องอื่นแล้ว` : `โต๊ะนี้เพิ่งเปิดออเดอร์ ${now} จากเครื่องอื่น`;
  notice.hidden = false;
  if (draft.size === 0) form.elements.order_id.value = now;
}

document.addEventListener("keydown", (event) => {
  if (event.code === "F9") {
    event.preventDefault();
    document.getElementById("pay-button").click();
  } else if (event.code === "F2" || (event.code === "Slash" && !event.shiftKey && !isWriting(event))) {
    event.preventDefault();
    document.getElementById("search").focus();
  }
});

startSearch(document.getElementById("search"), taps);
