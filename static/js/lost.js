// What this device lost. A browser may drop its database under an open page: when somebody clears
// its data, when the disk fails. What is gone without an answer (saving.js notices) is told in red
// until somebody has read it, and reported to the managers.

import { byId, make } from "./page.js";
import { toServer } from "./sender.js";

const MOST = 100; // commands in one report
let reporting = false;

/** Tell what is lost: a list of { till, acts: [{ sequence, label }], drafts: [label], read,
 * reported }; `keep()` keeps what changed of it, and tells it anew. */
export function tell(list, keep) {
  const unread = list.filter(({ read }) => !read);
  const sentences = unread.flatMap(({ acts, drafts }) => [
    ...acts.map(({ sequence, label }) => `คำสั่ง ${sequence} ยังไม่ถึงเซิร์ฟเวอร์: ${label}`),
    ...drafts.map((label) => `ยังไม่ได้ยืนยัน: ${label}`),
  ]);
  const rows = sentences.map((textContent) => make("li", { textContent }));
  byId("lost").hidden = rows.length === 0;
  byId("lost-list").replaceChildren(...rows);
  report(list, keep);
}

/** Tell the managers' page which numbers will not come any more; again later, if need be. */
async function report(list, keep) {
  const due = list.find(({ reported }) => !reported);
  if (!due || reporting) return;
  reporting = true;
  const [from, to] = [due.told ?? 0, (due.told ?? 0) + MOST];
  const body = { till: due.till, acts: due.acts.slice(from, to) };
  const answer = await toServer("/tills/lost", body).catch(() => null);
  reporting = false;
  if (!answer?.ok) return;
  Object.assign(due, { told: to, reported: to >= due.acts.length });
  keep();
}
