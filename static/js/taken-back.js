// The shop's database was taken back to an earlier moment, and no device brings more of what came
// after it: what this one had seen and is gone is told until somebody has read it, each order that
// is gone or has fewer dishes now, whose table can be opened with them again.

import { isOurs } from "./connection.js";
import { baht, satang } from "./money.js";
import { changeIn } from "./outbox.js";
import { byId, copyOf } from "./page.js";
import { ignoreSlips } from "./rows.js";
import { writing } from "./storage.js";

const WORD = "takenBack"; // in the device's database: { tables: [{ id, name, lines }] }, or null
const PATIENCE = 8000; // milliseconds

/** Keep what is gone of tables as they were seen, if `isFirst` says so in the transaction that
 * keeps it. Rejects when the server cannot be asked. */
export async function keepWhatIsGone(tables, isFirst = () => true) {
  const gone = (await Promise.all(tables.map(goneOf))).filter(Boolean);
  await writing(["device"], async ({ device }) => {
    if (!(await isFirst({ device }))) return;
    const unread = (await device.get(WORD))?.tables ?? [];
    await device.put({ tables: [...unread, ...gone] }, WORD);
  });
}

/** Return { id, name, lines } of the dishes of a table's order that the shop has no more, or null:
 * an order that is on no table now may have been paid before the moment of the copy. */
async function goneOf({ id, name, order }) {
  if (!order) return null;
  const asked = { cache: "no-store", signal: AbortSignal.timeout(PATIENCE) };
  const answer = await fetch(`/orders/${order.uid ?? order.order_id}`, asked);
  const isThere = answer.ok || [404, 409].includes(answer.status);
  if (!isOurs(answer) || !isThere) throw new Error(`order ${order.order_id} cannot be asked for`);
  const left = answer.ok ? (await answer.json()).items : [];
  const lines = missing(order.items.filter((line) => !line.void_reason), left);
  return lines.length ? { id: String(id), name, lines } : null;
}

/** Return of the lines that were seen what no line there makes up for: a line that came again has
 * another number. */
function missing(seen, there) {
  const nameOf = ({ menu_id: dish, price }) => `${dish} ${price}`;
  const had = new Map();
  for (const line of there.filter(({ voided_at: voided }) => !voided)) {
    had.set(nameOf(line), (had.get(nameOf(line)) ?? 0) + line.qty - (line.voided_qty ?? 0));
  }
  const short = seen.map((line) => {
    const found = Math.min(line.qty, had.get(nameOf(line)) ?? 0);
    had.set(nameOf(line), (had.get(nameOf(line)) ?? 0) - found);
    return { ...line, qty: line.qty - found };
  });
  return short.filter(({ qty }) => qty > 0);
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
