// The table map: shows what this device knows of every table, counts the minutes, takes a table's
// number from the keyboard.

import { shopTime } from "./connection.js";
import { digitOf, isElsewhere, isEnter, isWriting } from "./keys.js";
import { bahtShort, westernDigits } from "./money.js";
import { allDrafts } from "./outbox.js";
import { onTruth, seats } from "./truth.js";

const LONG = 60; // minutes
const VERY_LONG = 90;
const TYPING_PAUSE = 2000; // milliseconds

let place;

/** Bring the map to life until `signal`. */
export function start({ signal }) {
  place = document.getElementById("tiles");
  onTruth(show, signal);
  const minutes = window.setInterval(show, 20000);
  signal.addEventListener("abort", () => window.clearInterval(minutes));
  document.addEventListener("keydown", typeNumber, { signal });
  return show();
}

async function show() {
  const [now, drafts] = [await seats(), await allDrafts().catch(() => [])];
  if (now.length === 0) return; // nothing learned yet: what the server sent stands
  if (now.map(({ id, zone }) => id + zone).join() !== shape()) build(now);
  for (const seat of now) {
    const draft = drafts.find((each) => each.table === seat.id);
    paint(place.querySelector(`[data-table="${seat.id}"]`), seat, draft ? draft.lines.reduce((sum, line) => sum + line.qty, 0) : 0);
  }
}

function shape() {
  return [...place.querySelectorAll(".tile")].map((tile) => tile.dataset.table + tile.closest(".zone").querySelector("h2").textContent).join();
}

function build(now) {
  const zones = new Map();
  for (const seat of now) zones.set(seat.zone, [...(zones.get(seat.zone) ?? []), seat]);
  const sections = [...zones].map(([zone, here], number) => {
    const section = document.getElementById("zone-template").content.firstElementChild.cloneNode(true);
    const [title, tile] = [section.querySelector("h2"), section.querySelector(".tile")];
    Object.assign(title, { id: `zone-${number}`, textContent: zone });
    section.setAttribute("aria-labelledby", title.id);
    tile.parentElement.replaceChildren(...here.map((seat) => tileOf(tile, seat)));
    return section;
  });
  place.replaceChildren(...sections);
}

function tileOf(template, seat) {
  const tile = template.cloneNode(true);
  tile.href = `/pos/tables/${seat.id}/`;
  tile.dataset.table = seat.id;
  return tile;
}

function paint(tile, seat, unsent) {
  const put = (name, text) => {
    const part = tile.querySelector(`.${name}`);
    if (part.textContent !== text) part.textContent = text;
  };
  tile.dataset.name = seat.name;
  tile.classList.toggle("free", !seat.chain);
  tile.classList.toggle("occupied", Boolean(seat.chain));
  tile.classList.toggle("waiting", seat.waits > 0);
  tile.classList.toggle("unsent", unsent > 0);
  put("tile-name", seat.name);
  put("tile-state", stateOf(seat, unsent));
  put("tile-total", seat.chain ? bahtShort(seat.total) : "");
}

function stateOf(seat, unsent) {
  const state = seat.chain ? `มีลูกค้า ${stay(seat.since)}` : seat.paidHere && seat.waits ? "จ่ายแล้ว" : "ว่าง";
  const marks = [...(seat.waits ? ["☁ รอส่ง"] : []), ...(unsent ? [`ยังไม่ส่ง ${unsent}`] : [])];
  return [...(marks.length && !seat.chain && !seat.paidHere ? [] : [state]), ...marks].join(" · ");
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
  const fits = [...place.querySelectorAll(".tile")].filter((tile) => numberOf(tile.dataset.name) === Number(typed));
  if (fits.length === 1) return fits[0].click();
  if (fits.length === 0) return tellTyped(`ไม่มีโต๊ะ ${typed}`);
  tellTyped(`โต๊ะ ${typed} มี ${fits.length} โต๊ะ เลือกโต๊ะที่ต้องการ`, fits.map(linkTo));
  return document.getElementById("typed").focus(); // Tab leads to the first; a second Enter opens none
}

function numberOf(name) {
  return Number(/(\d+)\D*$/.exec(westernDigits(name))?.[1] ?? NaN);
}

function linkTo(tile) {
  const zone = tile.closest(".zone").querySelector("h2").textContent;
  return Object.assign(document.createElement("a"), { className: "button", href: tile.href, textContent: `${zone} · ${tile.dataset.name}` });
}

function tellTyped(sentence, links = []) {
  const told = document.getElementById("typed");
  told.hidden = false;
  told.replaceChildren(Object.assign(document.createElement("p"), { textContent: sentence }), ...links);
}
