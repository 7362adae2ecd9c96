// A confirm that was refused is a draft again. It seldom is, so this comes when it is.

import { shopTime } from "./connection.js";
import { DROPPED, end, withChange } from "./outbox.js";
import { writing } from "./storage.js";

/** The server refused this confirm while its page was looking: its dishes are a draft again, at
 * the prices (satang by dish id) the refusal told, if it told any. */
export function takeBack(command, prices = new Map()) {
  return writing(["waiting", "ended", "drafts"], async ({ drafts, ...stores }) => {
    await end(stores, { ...command, state: DROPPED, settledAt: shopTime() });
    let { lines } = (await drafts.get(command.table)) ?? { lines: [] };
    for (const { qty, ...dish } of command.draft.lines) lines = withChange(lines, dish, qty);
    lines = lines.map((line) => ({ ...line, price: prices.get(line.id) ?? line.price }));
    await drafts.put({ ...command.draft, lines });
    return lines;
  });
}
