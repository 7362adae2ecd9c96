// What a person can decide about a refused command. Every way out of it is here, and the reason
// goes to the server's audit log.

import { shopTime } from "./connection.js";
import { bahtShort, satang } from "./money.js";
import { ASKED_BACK, DROPPED, end, isDecided, NOT_HERE, numbered } from "./outbox.js";
import { rankOf, REFUSED, settle, waiting, WAITING } from "./outbox.js";
import { say } from "./page.js";
import { ignoreSlips, rowOf } from "./rows.js";
import { drain, toServer } from "./sender.js";
import { device, newKey, writing } from "./storage.js";
import { tableStates } from "./truth.js";

const WRONG_TABLE = "WRONG_TABLE"; // it tells the other table's order

/** Return the row of a refused command; at every "truth" it offers what the shop allows then. */
export function refusedRow(command) {
  const { error, message } = command.answer;
  const row = rowOf("refused-row", command, message ?? "");
  const part = (name) => row.querySelector(`[data-do=${name}]`);
  // A void or a cancelled order that came again: it was of its order alone.
  const isCorrection = !Number.isInteger(command.seq);
  const [table, isFixed] = [part("table"), command.kind === "pay" || isCorrection];
  const isDearer = error === "PRICE_CHANGED";
  const isLeft = command.answer.menu_ids && restOf(command).some(Boolean);
  offer(part("mend"), isDearer || isLeft, () => mend(command));
  part("mend").textContent = isDearer ? "ส่งด้วยราคาตอนนี้" : "ส่งเฉพาะที่มีขาย";
  // Nothing was decided about it: it may only have been the page, or who was logged in.
  offer(part("again"), command.status && !isDecided(command), () => instead(command, again));
  if (error === ASKED_BACK) {
    part("again").textContent = `รับ ${bahtShort(satang(command.body.amount_received))} จริง`;
  }
  offer(part("move"), !isFixed, () => table.value && move(command, table));
  table.hidden = isFixed;
  // After a restore its order may be without a table.
  part("look").href = command.again ? "/pos/orders/" : `/pos/tables/${command.table}/`;
  offer(part("drop"), true, () => drop(command, part("reason").value));
  if (isCorrection) part("join").hidden = true;
  else offerOrder(row, part("join"), command);
  row.addEventListener("truth", async () => {
    const isFree = ({ order, waits }) => order === null && !waits;
    offerTables(table, (await tableStates()).filter(isFree));
  });
  return row;
}

/** The same once more; an amount that was asked back, as one that somebody has looked at. */
function again(command) {
  if (command.answer.error !== ASKED_BACK) return command;
  return { ...command, body: { ...command.body, confirmed: true } };
}

function offer(button, possible, work) {
  button.hidden = !possible;
  button.addEventListener("click", async () => {
    const done = await work();
    if (done?.seq && !isDecided(done.was)) {
      await setAside(done.was, `ส่งใหม่เป็นคำสั่ง ${done.seq}`).catch(() => null);
    }
    drain();
  });
}

function offerOrder(row, button, command) {
  let standing = null;
  offer(button, false, () => join(command, standing));
  row.addEventListener("truth", async () => {
    const next = await joinable(command);
    if (next?.orderId !== standing?.orderId) ignoreSlips(row);
    standing = next;
    button.textContent = `เพิ่มเข้าออเดอร์เดิม (${standing?.orderId})`;
    button.hidden = !standing;
  });
}

/** Return the order { order, orderId } on the command's table that its dishes may join, or null.
 * The bill of the guests before them, whose payment is not decided yet, is none. */
async function joinable({ kind, table: id, settled, answer }) {
  const { error, order_id: told } = answer;
  if (!["TABLE_OCCUPIED", NOT_HERE, WRONG_TABLE].includes(error)) return null;
  const table = (await tableStates()).find((each) => each.id === id);
  const isPast = table?.holds >= settled || error === WRONG_TABLE;
  const orderId = (isPast ? null : told) ?? table?.orderId ?? null;
  const order = table?.orderId === orderId ? table?.order : String(orderId);
  const isPayment = (each) => each.kind === "pay" && each.order === order;
  const undecided = (await waiting().catch(() => [])).some(isPayment);
  return !orderId || (kind === "open" && undecided) ? null : { order, orderId };
}

function offerTables(select, free) {
  const [none, ...offered] = select.options;
  const wanted = free.map(({ id }) => id);
  const isSame = wanted.join() === offered.map(({ value }) => value).join();
  if (document.activeElement === select || isSame) return;
  const chosen = select.value;
  select.replaceChildren(none, ...free.map(({ id, name }) => new Option(name, id)));
  select.value = wanted.includes(chosen) ? chosen : "";
}

/** Put what `change` makes of a refused command in its place, under a new key and number, before
 * the waiting commands of its order: those were never sent, and `follow` only says where they go
 * now. Returns the new one; null when the refused one was decided before: a second tap, another
 * tab. */
function replace(refused, change, follow = (command) => command) {
  return writing(["waiting", "ended", "device"], async (stores) => {
    const { waiting } = stores;
    const old = await waiting.get(refused.seq);
    if (old?.state !== REFUSED || old.key !== refused.key) return null;
    // What opened an order, and what stood before, goes its own way: it may come again after a
    // restore, and its key stands for what it asked.
    const isAfter = (each) => rankOf(each) > rankOf(old) && each.kind !== "open";
    const isLater = (each) => each.state === WAITING && each.table === old.table && isAfter(each);
    const later = (await waiting.getAll()).filter(isLater);
    await end(stores, { ...old, state: DROPPED, settledAt: shopTime() });
    for (const each of later) {
      if (each.order === old.order) await waiting.put(follow(each));
    }
    const anew = { key: newKey(), rank: rankOf(old), answer: undefined, settledAt: undefined };
    anew.again = undefined; // a person decides now
    return numbered(stores, { ...change(old), ...anew });
  });
}

/** Put a new command in a refused one's place; returns what became of both. */
async function instead(command, change, follow) {
  const done = await replace(command, change, follow);
  return done && { seq: done.seq, was: command };
}

/** The same dishes, or the same payment, go to an order that stands. */
function join(command, { order }) {
  const joined = (old) => ({ ...old, order });
  const first = (old) => {
    const { items } = old.body;
    return joined(old.kind === "open" ? { ...old, kind: "items", body: { items } } : old);
  };
  return instead(command, first, joined);
}

/** The guests sit elsewhere: the dishes, and what followed them, open the table that was chosen.
 * The key that was refused names their order: no other is called that. */
function move(command, { value: table, selectedOptions: [{ text: tableName }] }) {
  const moved = (old) => {
    const label = `${tableName}:${old.label.slice(old.label.indexOf(":") + 1)}`;
    return { ...old, order: command.key, table, tableName, label };
  };
  const opening = (old) => {
    const body = { table_id: Number(table), items: old.body.items };
    return { ...moved(old), kind: "open", body };
  };
  return instead(command, opening, moved);
}

/** Return how many of each of its items there are yet, where dishes are sold out. */
function restOf({ answer, body }) {
  const left = new Map(answer.menu_ids?.map((id) => [id, 0]));
  for (const { menu_id: id, left: some } of answer.dishes ?? []) left.set(id, some);
  return body.items.map(({ menu_id: id, qty }) => {
    const rest = Math.min(qty, left.get(id) ?? qty);
    if (left.has(id)) left.set(id, left.get(id) - rest);
    return rest;
  });
}

/** Send what can be sent: without what is sold out, or the refused dishes at the prices of now.
 * Only what was refused changes: every other guest pays what they were told. */
function mend(command) {
  const { answer, body, label: before } = command;
  const now = new Map(answer.prices?.map(({ menu_id: id, price }) => [id, price]));
  const rest = restOf(command);
  const mended = body.items.map((item, place) => {
    const [name, was, amount] = command.lines[place];
    const [qty, price] = [rest[place], now.get(item.menu_id)];
    const each = price === undefined ? amount / was : satang(price);
    const told = price === undefined ? {} : { price };
    return { item: { ...item, qty, ...told }, line: [name, qty, each * qty] };
  });
  const sent = mended.filter(({ item }) => item.qty);
  const [items, lines] = [sent.map(({ item }) => item), sent.map(({ line }) => line)];
  const dishes = lines.map(([name, qty]) => `${name} ${qty}`).join(", ");
  const label = `${before.slice(0, before.indexOf(":"))}: ${dishes}`;
  return instead(command, (old) => ({ ...old, body: { ...old.body, items }, lines, label }));
}

/** A person decides that it is not to be done, and says why. */
async function drop(command, reason) {
  if (!reason) return say("กรุณาเลือกเหตุผลก่อน", "error");
  // Without a number there is no gap to explain.
  if (!Number.isInteger(command.seq)) return settle(command, { state: DROPPED });
  const answer = await setAside(command, reason).catch(() => null);
  if (answer?.ok) return settle(command, { state: DROPPED });
  const again = "กรุณาลองอีกครั้งเมื่อติดต่อเซิร์ฟเวอร์ได้และเข้าสู่ระบบแล้ว";
  return say(`ยังบันทึกเหตุผลไม่ได้ ${again}`, "error");
}

/** Tell the server's audit log that a refused command will not be done: its number is no gap. */
async function setAside({ seq: sequence, key, label, answer }, reason) {
  const { id } = await device();
  const act = { label, refusal: answer.error ?? "" };
  return toServer("/tills/set-aside", { till: id, sequence, key, reason, act });
}
