// The question after a refresh, or in a new window: there is an unfinished order, take it up again?
// The brief's `orderId` in local storage only points; the order comes from the API, and what the
// server does not have yet from this device.

import { heard, jsonOf } from "./connection.js";
import { baht, satang } from "./money.js";
import { unsent } from "./outbox.js";
import { byId, make } from "./page.js";
import { pointedAt, pointNowhere } from "./storage.js";
import { tableState, tableStates } from "./truth.js";

/** Ask, if something is unfinished of what was left when this page came: the order pointed to
 * (text), and drafts. `go` leads there. */
export async function offerRecovery(left, drafts, go) {
  const found = await unfinished(left, drafts);
  if (found) ask(found, go);
}

async function unfinished(left, drafts) {
  const order = left && (await openOrder(left));
  const id = order?.table ?? drafts[0]?.table ?? (await openedHere());
  const table = id ? await tableState(id) : null;
  if (!table) return null;
  const draft = drafts.find((each) => each.table === id);
  const sent = table.waits || !order ? liveLines(table) : order.lines;
  const lines = [...sent, ...(draft?.lines ?? []).map(unsentLine)];
  const total = lines.reduce((sum, { amount }) => sum + amount, 0);
  return lines.length ? { table: id, name: table.name, lines, total } : null;
}

function liveLines(table) {
  return table.lines.filter(({ voided }) => voided === null);
}

function unsentLine({ name, qty, price }) {
  return { name: `${name} · ยังไม่ส่ง`, qty, amount: price * qty };
}

/** Return { table, lines } of the order with this number (text), while it is open. */
async function openOrder(id) {
  const asked = { cache: "no-store", signal: AbortSignal.timeout(2500) };
  const answer = await fetch(`/orders/${id}`, asked).catch(() => null);
  if (!heard(answer)) {
    const table = (await tableStates()).find(({ orderId }) => String(orderId) === id);
    return table ? { table: table.id, lines: liveLines(table) } : null;
  }
  const order = await jsonOf(answer);
  if (order?.status !== "open") {
    if ((order || answer.status === 404) && pointedAt() === id) pointNowhere();
    return null;
  }
  const live = order.items.filter((item) => !item.voided_at);
  return { table: String(order.table_id), lines: live.map(lineLeft) };
}

function lineLeft({ name, price, qty: ordered, voided_qty: voided = 0 }) {
  const qty = ordered - voided;
  return { name, qty, amount: satang(price) * qty };
}

/** Return the table this device opened last without the server, if its guests have not paid. */
async function openedHere() {
  const waiting = await unsent().catch(() => []);
  const payments = waiting.filter(({ kind }) => kind === "pay");
  const paid = new Set(payments.map(({ order }) => order));
  return waiting.filter(({ kind, order }) => kind === "open" && !paid.has(order)).at(-1)?.table;
}

function ask({ table, name, lines, total }, go) {
  const dialog = byId("recover");
  const atTable = location.pathname.startsWith(`/pos/tables/${table}/`);
  byId("recover-table").textContent = `${name} · รวม ${baht(total)}`;
  const sentences = lines.map((line) => `${line.name} ${line.qty} · ${baht(line.amount)}`);
  const rows = sentences.map((textContent) => make("li", { textContent }));
  byId("recover-lines").replaceChildren(...rows);
  byId("recover-yes").onclick = () => {
    dialog.close();
    if (!atTable) go(`/pos/tables/${table}/`);
  };
  dialog.oncancel = byId("recover-no").onclick = () => {
    dialog.close();
    pointNowhere(); // it stays on the map, its unsent dishes too
    if (location.pathname !== "/pos/") go("/pos/");
  };
  dialog.showModal();
}
