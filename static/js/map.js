// The table map: follows other tills, counts the minutes, takes a table's number from the keyboard.

import { follow } from "./follow.js";
import { all, onChange, WAITING } from "./outbox.js";
import { digitOf, isWriting } from "./keys.js";

const LONG = 60; // minutes
const VERY_LONG = 90;
const TYPING_PAUSE = 2000; // milliseconds

const tiles = document.getElementById("tiles");

follow(tiles.dataset.url, tiles.dataset.tag, (nodes) => {
  const focused = document.activeElement?.dataset?.name;
  tiles.replaceChildren(...nodes);
  markUnsent().catch(() => {});
  if (focused) tileNamed(focused)?.focus();
});

/** A table with an act that waits here shows this device's truth, whatever a read says. */
async function markUnsent() {
  const unsent = new Map((await all()).filter((act) => act.state === WAITING).map((act) => [act.table, act]));
  for (const tile of tiles.querySelectorAll(".tile")) {
    const act = unsent.get(tile.dataset.table);
    if (act) tile.querySelector(".tile-state").textContent = act.kind === "pay" ? "จ่ายแล้ว · รอส่ง" : "รอส่ง";
    tile.classList.toggle("unsent", Boolean(act));
  }
}
onChange(markUnsent);
markUnsent().catch(() => {}); // a device that keeps nothing has nothing to mark

function countMinutes() {
  for (const state of tiles.querySelectorAll("[data-since]")) {
    const minutes = Math.max(0, Math.floor((Date.now() - Date.parse(state.dataset.since)) / 60000));
    const mark = minutes >= VERY_LONG ? "⏰⏰ " : minutes >= LONG ? "⏰ " : "";
    state.textContent = `${mark}${minutes} นาที`;
  }
}
window.setInterval(countMinutes, 20000);

function tileNamed(name) {
  return [...tiles.querySelectorAll(".tile")].find((tile) => tile.dataset.name === name);
}

function tileNumbered(number) {
  return [...tiles.querySelectorAll(".tile")].find((tile) => /(\d+)\D*$/.exec(tile.dataset.name)?.[1] === number);
}

let typed = "";
let typedAt = 0;
document.addEventListener("keydown", (event) => {
  if (isWriting(event) || event.ctrlKey || event.altKey || event.metaKey) return;
  const digit = digitOf(event);
  if (digit) {
    typed = event.timeStamp - typedAt > TYPING_PAUSE ? digit : typed + digit;
    typedAt = event.timeStamp;
  } else if (event.code.endsWith("Enter") && typed) {
    event.preventDefault();
    tileNumbered(String(Number(typed)))?.click();
    typed = "";
  }
});
