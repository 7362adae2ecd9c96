// The views as they open inside this page while the server is away: from the shell's templates, and
// filled with what this device knows (docs/decisions/0010).

import { isOurs } from "./connection.js";
import { baht, bahtShort } from "./money.js";
import { byId, copyOf, say, sayWhatWasLeft } from "./page.js";
import { recall } from "./storage.js";
import { menu, tableStates } from "./truth.js";

const AWAY = "ติดต่อเซิร์ฟเวอร์ไม่ได้";
const main = byId("main");
let templates = null;

/** Have the templates ready. */
export async function prepare() {
  templates ??= await shell();
}

/** Put the view of an address on the screen, filled; return its name and its module for who brings
 * it to life, or null after saying why not. `load(name)` gets a module; `leaveView()` ends the view
 * that was shown. */
export async function open(address, push, { load, leaveView }) {
  const [name, table] = await routeOf(new URL(address, location.href).pathname);
  const module = name ? await load(name) : null;
  const dishes = name === "pad" ? await menu() : []; // before the view: none is shown half
  const trouble = await troubleWith(name, module, leaveView);
  if (trouble) return say(trouble, "error") ?? null;
  if (push) history.pushState(null, "", address);
  if (name === "pad") fillPad(table, dishes, module.tileOf);
  if (name === "pay") module.fill(table);
  sayWhatWasLeft(true);
  document.title = table?.name ?? "ผังโต๊ะ";
  main.focus(); // what had it is gone; a screen reader starts here, as on a new page
  return [name, module];
}

/** Show the change of a payment kept on this device; tell whether there was a view to do it in. */
export async function showPaid(command, leaveView) {
  if (!(await put("paid", leaveView))) return false;
  history.replaceState(null, "", "/pos/");
  sayWhatWasLeft(true);
  fillPaid(command);
  return true;
}

async function routeOf(pathname) {
  if (pathname === "/pos/" || pathname === "/") return ["map"];
  const [, id, pays] = /^\/pos\/tables\/(\d+)\/(pay\/)?$/.exec(pathname) ?? [];
  const [, order] = /^\/pos\/orders\/(\d+)\/pay\/$/.exec(pathname) ?? [];
  const isIt = (table) => (order ? String(table.orderId) === order : table.id === id);
  const table = (await tableStates()).find(isIt);
  return table ? [order || pays ? "pay" : "pad", table] : [];
}

/** Put the view on the screen, or return the sentence that says why not. */
async function troubleWith(name, module, leaveView) {
  if (!name) return "หน้านี้ต้องใช้เซิร์ฟเวอร์ กรุณาเปิดอีกครั้งเมื่อเน็ตกลับมา";
  const who = await recall("who").catch(() => false);
  if (who === false) return `${AWAY} และเครื่องนี้เก็บข้อมูลไม่ได้ กรุณารอให้เน็ตกลับมา`;
  if (!who) return "ต้องเข้าสู่ระบบก่อน กรุณาลองอีกครั้งเมื่อติดต่อเซิร์ฟเวอร์ได้";
  const shown = module && (await put(name, leaveView));
  return shown ? "" : `${AWAY} เปิดหน้าต่อไปไม่ได้ หน้านี้ยังใช้ต่อได้`;
}

/** Put the empty view of this name on the screen; false when this page has no templates. */
async function put(name, leaveView) {
  const id = `view-${name}`;
  const found = byId(id) ?? (templates ??= await shell())?.getElementById(id);
  if (!found) return false;
  leaveView();
  main.replaceChildren(document.importNode(found.content, true));
  document.body.classList.toggle("pad-page", name === "pad");
  return true;
}

async function shell() {
  const answer = await fetch("/pos/shell/").catch(() => null);
  const text = answer?.ok && isOurs(answer) ? await answer.text().catch(() => "") : "";
  return text ? new DOMParser().parseFromString(text, "text/html") : null;
}

function fillPad({ id, name }, dishes, tileOf) {
  Object.assign(byId("confirm").dataset, { table: id, tableName: name });
  byId("back").querySelector("span").textContent = name;
  fillMenu(dishes, tileOf);
}

function fillMenu(dishes, tileOf) {
  const categories = [...new Set(dishes.map((dish) => dish.category))];
  byId("categories").append(...categories.map(tabOf));
  const sections = categories.map((category, number) => {
    const here = dishes.filter((each) => each.category === category);
    return sectionOf(category, number, here, tileOf);
  });
  byId("menu-all").replaceChildren(...sections);
}

function tabOf(category, number) {
  const tab = copyOf("tab-template");
  tab.href = `#menu-${number + 1}`;
  tab.dataset.category = tab.textContent = category;
  return tab;
}

function sectionOf(category, number, dishes, tileOf) {
  const section = copyOf("category-template");
  const dish = section.querySelector(".dish");
  section.id = `menu-${number + 1}`;
  section.dataset.category = section.querySelector("h2").textContent = category;
  section.querySelector(".dishes").replaceChildren(...dishes.map((each) => tileOf(dish, each)));
  return section;
}

function fillPaid({ tableName, total, change, body }) {
  const cash = body.payment_method === "cash";
  byId("paid-title").textContent = `${tableName} จ่ายแล้ว ✓`;
  byId("paid-label").textContent = change ? "ทอน" : "ไม่มีเงินทอน";
  byId("paid-change").textContent = bahtShort(change || total);
  const received = cash ? ` · รับ ${baht(total + change)}` : "";
  byId("paid-sum").textContent = `ยอดรวม ${baht(total)}${received}`;
}
