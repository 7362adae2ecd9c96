// The shop's database was taken back to an earlier moment: what this device had seen after it is
// told until somebody has read it, with each order that is gone or has fewer dishes now, whose
// table can be opened with them again.

import { isOurs } from "./connection.js";
import { baht, satang } from "./money.js";
import { changeIn } from "./outbox.js";
import { byId, copyOf } from "./page.js";
import { ignoreSlips } from "./rows.js";
import { recall, writing } from "./storage.js";

const WORD = "takenBack"; // in the device's database: { tables: [{ id, name, lines }] }, or null
const PATIENCE = 8000; // milliseconds

/** Keep what is gone of a floor, once for each epoch, whichever tab hears of it first. Rejects when
 * the server cannot be asked. */
export async function keep({ tables }, epoch) {
  if ((await recall("epoch")) === epoch) return;
  const gone = (await Promise.all(tables.map(goneOf))).filter(Boolean);
  await writing(["device"], async ({ device }) => {
    if ((await device.get("epoch")) === epoch) return;
    await device.put(epoch, "epoch");
    const unread = (await device.get(WORD))?.tables ?? [];
    await device.put({ tables: [...unread, ...gone] }, WORD);
  });
}

/** Return { id, name, lines } of the dishes of a table's order that the shop has no more, or null:
 * an order that is on no table now may have been paid before the moment of the copy. */
async function goneOf({ id, name, order }) {
  if (!order) return null;
  const asked = { cache: "no-store", signal: AbortSignal.timeout(PATIENCE) };
  const answer = await fetch(`/orders/${order.order_id}`, asked);
  const isThere = answer.ok || answer.status === 404;
  if (!isOurs(answer) || !isThere) throw new Error(`order ${order.order_id} cannot be asked for`);
  const left = answer.ok ? (await answer.json()).items : [];
  const isGone = (line) => !line.void_reason && !left.some((each) => each.id === line.id);
  const lines = order.items.filter(isGone);
  return lines.length ? { id: String(id), name, lines } : null;
}

/** Show what is gone, if it has not been read; `go` leads to a table. */
export function tell(told, go) {
  const [list, tables] = [byId("taken-back-list"), told?.tables ?? []];
  byId("taken-back").hidden = !told;
  byId("taken-back-read").onclick = forget;
  const text = JSON.stringify(tables);
  if (list.dataset.shown === text) return; // nothing moves under a finger
  list.dataset.shown = text;
  list.replaceChildren(...tables.map((each) => rowOf(each, go)));
  ignoreSlips(list);
}

function forget() {
  return writing(["device"], ({ device }) => device.put(null, WORD));
}

function rowOf({ id, name, lines }, go) {
  const row = copyOf("taken-back-row");
  const dishes = lines.map((line) => `${line.name} ${line.qty}`).join(", ");
  const total = lines.reduce((sum, { price, qty }) => sum + satang(price) * qty, 0);
  row.querySelector("span").textContent = `${name}: ${dishes} · ${baht(total)}`;
  const again = row.querySelector("button");
  again.textContent = `ใส่รายการนี้ที่ ${name} อีกครั้ง`;
  again.onclick = async () => (await tapAgain(id)) && go(`/pos/tables/${id}/`);
  return row;
}

/** The dishes become the table's draft, once, for whoever stands there to look at and to confirm;
 * tell whether they did. */
function tapAgain(table) {
  return writing(["device", "drafts"], async ({ device, drafts }) => {
    const told = (await device.get(WORD))?.tables ?? [];
    const again = told.find(({ id }) => id === table);
    if (!again) return false; // tapped twice
    const left = told.filter((each) => each !== again);
    await device.put(left.length ? { tables: left } : null, WORD);
    for (const { menu_id: id, name, price, qty } of again.lines) {
      await changeIn(drafts, table, again.name, { id, name, price: satang(price) }, qty);
    }
    return true;
  });
}
