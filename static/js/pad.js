// The order pad: taps gather here and go out as one confirm. The draft also stands in the page's
// address, so that a refresh keeps it.

import { keep, send, sendByForm, sentenceOf, stillWaits } from "./acts.js";
import { follow } from "./follow.js";
import { newKey } from "./ids.js";
import { isWriting } from "./keys.js";
import { baht, satang } from "./money.js";
import { all, DROPPED, onChange, REFUSED, settle, WAITING } from "./outbox.js";
import { say, sayNext } from "./saving.js";
import { startSearch } from "./search.js";

const NOT_YET = "รายการของโต๊ะนี้ยังรอส่ง รับชำระเงินได้เมื่อถึงเซิร์ฟเวอร์แล้ว";
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

function tapped() {
  return [...draft].reduce((sum, [id, qty]) => sum + priceOf(id) * qty, 0);
}

/** What the table owes without the draft. While an act waits here, only this device knows. */
function owed() {
  return kept.length ? kept.at(-1).total : satang(sent.firstElementChild.dataset.total);
}

function showTotal() {
  document.getElementById("total").textContent = baht(owed() + tapped());
  idle("confirm-button", draft.size === 0);
  idle("pay-button", draft.size === 0 && !sent.querySelector(".line") && kept.length === 0);
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

// The lines of this table that the server has not answered, oldest act first.
let kept = [];

async function showKept() {
  const acts = (await all()).filter((act) => act.table === form.dataset.table);
  const gone = kept.some((act) => !acts.some((now) => now.seq === act.seq && now.state === WAITING));
  kept = acts.filter((act) => act.state === WAITING);
  const rows = kept.flatMap((act) => act.lines).map(([name, qty, amount]) => lineOf(name, qty, amount));
  document.getElementById("kept").replaceChildren(...rows);
  document.getElementById("kept-title").hidden = kept.length === 0;
  showTotal();
  if (gone && onTheWay === 0) location.reload(); // the server has answered: show what it knows
}

function lineOf(name, qty, amount) {
  const row = document.createElement("li");
  row.className = "line kept";
  for (const [kind, text] of [["line-name", `${name} · รอส่ง`], ["line-qty", qty], ["money", baht(amount)]]) {
    row.append(Object.assign(document.createElement("span"), { className: kind, textContent: text }));
  }
  return row;
}

let keeping = false; // the draft is being written: a second tap is the same act
let onTheWay = 0; // acts whose answer this page waits for, before it goes elsewhere

function actOfDraft() {
  const orderId = form.elements.order_id.value;
  const chain = kept.length ? kept.at(-1).chain : orderId ? `order-${orderId}` : form.elements.key.value;
  const items = [...draft].map(([id, qty]) => ({ menu_id: Number(id), qty, price: priceOf(id) / 100 }));
  const name = (id) => dishes.get(id).dataset.name;
  return {
    key: form.elements.key.value,
    table: form.dataset.table,
    label: `${form.dataset.tableName}: ${[...draft].map(([id, qty]) => `${name(id)} ${qty}`).join(", ")}`,
    chain,
    ...(orderId || kept.length
      ? { kind: "items", path: orderId ? `/orders/${orderId}/items` : null, body: { items } }
      : { kind: "open", path: "/orders", body: { table_id: Number(form.dataset.table), items } }),
    lines: [...draft].map(([id, qty]) => [name(id), qty, priceOf(id) * qty]),
    total: owed() + tapped(),
  };
}

/** Send what was kept, and go where the cashier wanted to go. */
async function sendKept(tappedAct, thenPay) {
  const address = location.href;
  clearDraft(); // from here on the act carries the dishes, not the page
  onTheWay += 1;
  const act = await send(tappedAct);
  if (stillWaits(act)) {
    onTheWay -= 1;
    await showKept();
    if (thenPay) say(NOT_YET);
    return;
  }
  if (act.state === REFUSED) {
    await settle(act.seq, { state: DROPPED });
    sayNext(sentenceOf(act), "error");
    history.replaceState({ key: newKey() }, "", address); // the dishes come back, under a new key
    location.reload();
    return;
  }
  sayNext(`${form.dataset.tableName}: ส่งครัวแล้ว ${act.lines.length} รายการ`, "success");
  location.assign(thenPay ? `/pos/orders/${act.answer.order_id}/pay/` : document.getElementById("back").href);
}

function clearDraft() {
  draft.clear();
  form.elements.key.value = newKey();
  show();
}

form.addEventListener("submit", (event) => {
  if (form.dataset.byForm) return;
  if (keeping || (draft.size === 0 && onTheWay > 0)) return event.preventDefault();
  const known = [...draft.keys()].every((id) => dishes.has(id));
  // Nothing to send, or a dish that is gone: the server answers such a form in its own words.
  if ((draft.size === 0 && kept.length === 0) || !known) return;
  event.preventDefault();
  if (draft.size === 0) return say(NOT_YET);
  keeping = true;
  const thenPay = event.submitter?.name === "pay";
  keep(actOfDraft()).then(
    (act) => {
      keeping = false;
      sendKept(act, thenPay);
    },
    () => sendByForm(form, event.submitter), // private window, full disk
  );
});

onChange(showKept);
showKept().catch(() => {}); // a device that keeps nothing has nothing to show

startSearch(document.getElementById("search"), taps);
