// What the cashier sees of saving: the word in the bar, the band when the server is away, the
// acts that were refused, and the guard at sign-out. On every page of the till.

import { ask, isThere, onTurn, watch } from "./connection.js";
import { onChange, tidy, waiting } from "./outbox.js";
import { showRefused } from "./refused.js";
import { drain, onSending, start, state } from "./sender.js";

// What only a working script can fill stands in a template: without JavaScript there is nothing.
document.querySelector(".bar").after(document.getElementById("till-frame").content.cloneNode(true));

const word = document.getElementById("saving");
const band = document.getElementById("away");

async function show() {
  const acts = await waiting();
  const here = `บันทึกในเครื่อง รอส่ง ${acts.length} รายการ`;
  if (acts.length === 0) word.textContent = "บันทึกแล้ว ✓";
  else word.textContent = state.sending && isThere() ? "กำลังบันทึก…" : here;
  word.classList.toggle("waiting", acts.length > 0);
  band.hidden = isThere() && !state.loggedOut;
  document.getElementById("away-text").textContent = state.loggedOut
    ? `หมดเวลาเข้าระบบ กรุณาเข้าสู่ระบบอีกครั้ง ${acts.length ? here : ""}`
    : `ติดต่อเซิร์ฟเวอร์ไม่ได้ ${acts.length ? here : "ขายต่อได้ ระบบจะลองใหม่เอง"}`;
  document.getElementById("away-login").hidden = !state.loggedOut;
}

document.getElementById("away-retry").addEventListener("click", async () => {
  await ask();
  drain();
});

// Signing out with acts on the tablet would leave them to nobody.
document.getElementById("sign-out").addEventListener("submit", async (event) => {
  const form = event.target;
  if (form.dataset.clear) return;
  event.preventDefault();
  await drain().catch(() => {});
  const acts = await waiting().catch(() => []); // a device that keeps nothing has nothing to send
  if (acts.length === 0) {
    form.dataset.clear = "1";
    window.setTimeout(() => form.requestSubmit()); // a form ignores this during its own submit event
    return;
  }
  say(`ยังออกจากระบบไม่ได้ มี ${acts.length} รายการที่ยังไม่ถึงเซิร์ฟเวอร์ กรุณารอให้ส่งครบก่อน`, "error");
});

// Moving inside the till keeps everything; only leaving it is warned against.
let moving = false;
document.addEventListener("click", (event) => (moving = Boolean(event.target.closest("a, button"))));
let unsent = 0;
window.addEventListener("beforeunload", (event) => {
  if (unsent > 0 && !moving) event.preventDefault();
});

/** Show a sentence above the page's content. */
export function say(sentence, kind = "") {
  const place = document.getElementById("said");
  place.replaceChildren(Object.assign(document.createElement("p"), { className: `notice ${kind}`, textContent: sentence }));
}

/** Leave a sentence for the page that comes next. */
export function sayNext(sentence, kind = "") {
  sessionStorage.setItem("pos-said", JSON.stringify([sentence, kind]));
}

const left = sessionStorage.getItem("pos-said");
if (left) {
  sessionStorage.removeItem("pos-said");
  say(...JSON.parse(left));
}

async function begin() {
  try {
    await tidy();
  } catch {
    word.textContent = "เครื่องนี้เก็บข้อมูลไม่ได้ ทุกคำสั่งส่งตรง"; // private window, full disk
    return;
  }
  const refresh = async () => {
    unsent = (await waiting()).length;
    await show();
    await showRefused();
  };
  onChange(refresh);
  onSending(show);
  onTurn(show);
  watch();
  await refresh();
  window.setTimeout(refresh, 5000); // what was refused just before this page came
  await start();
}

begin();
