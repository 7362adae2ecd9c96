// The question after a refresh, or in a new window: there is an unfinished order, take it up again?
// The brief's `orderId` in local storage only points; the order comes from the API, and what the
// server does not have yet from this device.

import { heard, jsonOf } from "./connection.js";
import { baht, satang } from "./money.js";
import { all, allDrafts, note, WAITING } from "./outbox.js";
import { seatAt, seats } from "./truth.js";

const POINTER = "orderId";
const HERE = "pos-here"; // in session storage: this window has been asked
const byId = (id) => document.getElementById(id);

/** Remember which order is being worked on. */
export function pointTo(orderId) {
  if (orderId) note(POINTER, orderId);
}

/** Forget the order: it is paid, or the cashier leaves it on the map. */
export function forget() {
  localStorage.removeItem(POINTER);
}

// What was left when this page came, before it points to an order or has a draft of its own.
const left = localStorage.getItem(POINTER);
const leftDrafts = allDrafts().catch(() => []);

/** Ask, if this page is a refresh or a return and something is unfinished; `go` leads there. */
export async function offerRecovery(go) {
  const returned = !sessionStorage.getItem(HERE);
  sessionStorage.setItem(HERE, "1");
  const refreshed = performance.getEntriesByType("navigation")[0]?.type === "reload";
  const found = (returned || refreshed) && byId("recover") ? await unfinished() : null;
  if (found) ask(found, go);
}

async function unfinished() {
  const order = await pointedAt();
  const drafts = await leftDrafts;
  const table = order?.table ?? drafts[0]?.table ?? (await openedHere());
  const seat = table ? await seatAt(table) : null;
  if (!seat) return null;
  const sent = seat.waits || !order ? seat.lines.filter((line) => line.voided === null) : order.lines;
  const unsent = (drafts.find((draft) => draft.table === table)?.lines ?? []).map(({ name, qty, price }) => ({ name: `${name} · ยังไม่ส่ง`, qty, amount: price * qty }));
  const lines = [...sent, ...unsent];
  return lines.length ? { table, name: seat.name, lines, total: lines.reduce((sum, line) => sum + line.amount, 0) } : null;
}

/** Return { table, lines } of the order the pointer names, while it is open. */
async function pointedAt() {
  if (!left) return null;
  const answer = await fetch(`/orders/${left}`, { cache: "no-store", signal: AbortSignal.timeout(2500) }).catch(() => null);
  if (!heard(answer)) {
    const seat = (await seats()).find((each) => String(each.orderId) === left);
    return seat ? { table: seat.id, lines: seat.lines.filter((line) => line.voided === null) } : null;
  }
  const order = await jsonOf(answer);
  if (order?.status !== "open") {
    if ((order || answer.status === 404) && localStorage.getItem(POINTER) === left) forget();
    return null;
  }
  const lines = order.items.filter((item) => !item.voided_at).map(({ name, qty, price }) => ({ name, qty, amount: satang(price) * qty }));
  return { table: String(order.table_id), lines };
}

/** Return the table this device opened last without the server, if its guests have not paid. */
async function openedHere() {
  const acts = (await all().catch(() => [])).filter((act) => act.state === WAITING);
  const paid = new Set(acts.filter((act) => act.kind === "pay").map((act) => act.chain));
  return acts.filter((act) => act.kind === "open" && !paid.has(act.chain)).at(-1)?.table;
}

function ask({ table, name, lines, total }, go) {
  const dialog = byId("recover");
  const atTable = location.pathname.startsWith(`/pos/tables/${table}/`);
  byId("recover-table").textContent = `${name} · รวม ${baht(total)}`;
  byId("recover-lines").replaceChildren(
    ...lines.map((line) => Object.assign(document.createElement("li"), { textContent: `${line.name} ${line.qty} · ${baht(line.amount)}` })),
  );
  byId("recover-yes").onclick = () => {
    dialog.close();
    if (!atTable) go(`/pos/tables/${table}/`);
  };
  dialog.oncancel = byId("recover-no").onclick = () => {
    dialog.close();
    forget(); // it stays on the map, its unsent dishes too
    if (location.pathname !== "/pos/") go("/pos/");
  };
  dialog.showModal();
}
