// What this device tells the shop of itself: the number of its last command, so that managers see
// which is missing, how many wait, how its clock goes.

import { clockOffset, heard, shopTime } from "./connection.js";
import { unsent } from "./outbox.js";
import { toServer } from "./sender.js";
import { device, note } from "./storage.js";

const EVERY = 60000; // milliseconds
const REPORTED = "pos-reported"; // in local storage: when it was told last

/** Tell it, unless it was told a moment ago. */
export async function report() {
  const since = Math.abs(shopTime() - Number(localStorage.getItem(REPORTED) ?? 0));
  if (since < EVERY) return;
  note(REPORTED, shopTime());
  await reportNow().catch(() => heard(null)); // the next page tells it
}

/** Tell it at once, with `more`; resolves to the answer. */
export async function reportNow(more = {}) {
  const { id, last } = await device();
  const left = (await unsent()).length;
  const told = { till: id, last_tapped: last, waiting: left, clock_offset: clockOffset() };
  return toServer("/tills/report", { ...told, ...more });
}
