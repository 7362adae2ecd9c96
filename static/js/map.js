// The table map: shows what this device knows of every table, counts the minutes, takes a table's
// number from the keyboard.

import { shopTime } from "./connection.js";
import { digitOf, isElsewhere, isEnter, isWriting } from "./keys.js";
import { bahtShort, westernDigits } from "./money.js";
import { allDrafts } from "./outbox.js";
import { byId, copyOf, make } from "./page.js";
import { onTruth, saidByShop, tableStates } from "./truth.js";

const LONG = 60; // minutes
const VERY_LONG = 90;
const TYPING_PAUSE = 2000; // milliseconds

let place;

/** Bring the map to life until `signal`. */
export function start({ signal }) {
  place = byId("tiles");
  onTruth(show, signal);
  const minutes = window.setInterval(show, 20000);
  signal.addEventListener("abort", () => window.clearInterval(minutes));
  document.addEventListener("keydown", typeNumber, { signal });
  return show();
}

async function show() {
  showBanners();
  const [tables, drafts] = [await tableStates(), await allDrafts().catch(() => [])];
  if (tables.length === 0) return; // nothing learned yet: what the server sent stands
  if (tables.map(({ id, zone }) => id + zone).join() !== shape()) build(tables);
  for (const table of tables) {
    const draft = drafts.find((each) => each.table === table.id);
    const unsent = draft?.lines.reduce((sum, { qty }) => sum + qty, 0) ?? 0;
    paint(place.querySelector(`[data-table="${table.id}"]`), table, unsent);
  }
}

/** What every page says of the shop, as long as it is so; the page itself brought the first. */
function showBanners() {
  const [stand, now] = [byId("banners"), saidByShop().map(banner)];
  const words = (lines) => lines.map(({ textContent }) => textContent.trim()).join();
  if (words([...stand.children]) !== words(now)) stand.replaceChildren(...now);
}

function banner({ text, button, address }) {
  const line = make("p", { className: "notice error", role: "alert", textContent: `${text} ` });
  line.append(make("a", { className: "button", href: address, textContent: button }));
  return line;
}

function tiles() {
  return [...place.querySelectorAll(".tile")];
}

function zoneOf(tile) {
  return tile.closest(".zone").querySelector("h2").textContent;
}

function shape() {
  return tiles()
    .map((tile) => tile.dataset.table + zoneOf(tile))
    .join();
}

function build(tables) {
  const zones = new Map();
  for (const table of tables) zones.set(table.zone, [...(zones.get(table.zone) ?? []), table]);
  const sections = [...zones].map(([zone, here], number) => {
    const section = copyOf("zone-template");
    const [title, tile] = [section.querySelector("h2"), section.querySelector(".tile")];
    Object.assign(title, { id: `zone-${number}`, textContent: zone });
    section.setAttribute("aria-labelledby", title.id);
    tile.parentElement.replaceChildren(...here.map((table) => tileOf(tile, table)));
    return section;
  });
  place.replaceChildren(...sections);
}

function tileOf(template, { id }) {
  const tile = template.cloneNode(true);
  tile.href = `/pos/tables/${id}/`;
  tile.dataset.table = id;
  return tile;
}

function paint(tile, table, unsent) {
  const put = (name, text) => {
    const part = tile.querySelector(`.${name}`);
    if (part.textContent !== text) part.textContent = text;
  };
  tile.dataset.name = table.name;
  tile.classList.toggle("free", !table.order);
  tile.classList.toggle("occupied", Boolean(table.order));
  tile.classList.toggle("waiting", table.waits > 0);
  tile.classList.toggle("unsent", unsent > 0);
  put("tile-name", table.name);
  put("tile-state", wordsOf(table, unsent).join(" · "));
  put("tile-total", table.order ? bahtShort(table.total) : "");
}

function wordsOf({ order, since, paidHere, waits, lines }, unsent) {
  const words = [];
  const ready = lines.filter(({ step }) => step === 2).length;
  if (order) words.push(`มีลูกค้า ${stay(since)}`);
  if (ready) words.push(`พร้อม ${ready}/${lines.filter(({ step }) => step < 3).length}`);
  else if (paidHere) words.push(waits ? "จ่ายแล้ว" : "ว่าง");
  if (waits) words.push("☁ รอส่ง");
  if (unsent) words.push(`ยังไม่ส่ง ${unsent}`);
  return words.length ? words : ["ว่าง"];
}

function stay(since) {
  const minutes = Math.max(0, Math.floor((shopTime() - Date.parse(since)) / 60000));
  const mark = minutes >= VERY_LONG ? "⏰⏰ " : minutes >= LONG ? "⏰ " : "";
  return `${mark}${minutes} นาที`;
}

let typed = "";
let typedAt = 0;

function typeNumber(event) {
  if (isElsewhere(event) || isWriting(event)) return;
  const digit = digitOf(event);
  if (digit) {
    typed = event.timeStamp - typedAt > TYPING_PAUSE ? digit : typed + digit;
    typedAt = event.timeStamp;
    tellTyped(`โต๊ะ ${typed}`);
  } else if (isEnter(event) && typed) {
    event.preventDefault();
    openTyped();
    typed = "";
  }
}

function openTyped() {
  const fits = tiles().filter((tile) => numberOf(tile.dataset.name) === Number(typed));
  if (fits.length === 1) return fits[0].click();
  if (fits.length === 0) return tellTyped(`ไม่มีโต๊ะ ${typed}`);
  tellTyped(`โต๊ะ ${typed} มี ${fits.length} โต๊ะ เลือกโต๊ะที่ต้องการ`, fits.map(linkTo));
  return byId("typed").focus(); // Tab leads to the first; a second Enter opens none
}

function numberOf(name) {
  return Number(/(\d+)\D*$/.exec(westernDigits(name))?.[1] ?? NaN);
}

function linkTo(tile) {
  const textContent = `${zoneOf(tile)} · ${tile.dataset.name}`;
  return make("a", { className: "button", href: tile.href, textContent });
}

function tellTyped(textContent, links = []) {
  const told = byId("typed");
  told.hidden = false;
  told.replaceChildren(make("p", { textContent }), ...links);
}
