// A row of a list of commands: when it was tapped, what it is, and what became of it.

import { copyOf } from "./page.js";

const SLIP = 700; // milliseconds

/** Return a row for a command, with its result; `more` follows what it is. */
export function rowOf(template, { occurredAt, label }, result, more = "") {
  const row = copyOf(template);
  row.querySelector(".act-what").textContent = `${timeOf(occurredAt)} ${label}${more}`;
  row.querySelector(".act-result").textContent = result;
  return row;
}

/** On the shop's wall clock, wherever the tablet believes to be. */
function timeOf(moment) {
  const format = new Intl.DateTimeFormat("th", {
    timeZone: "Asia/Bangkok",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  });
  return format.format(new Date(moment));
}

/** A tap on its way was meant for what stood in this part before. */
export function ignoreSlips(part) {
  part.inert = true;
  window.setTimeout(() => (part.inert = false), SLIP);
}
