// The payment pad: keypad, change as it is typed, F9. Paying itself is the form's own button.

import { digitOf, isWriting } from "./keys.js";
import { baht, satang } from "./money.js";

const form = document.getElementById("tender");

function start() {
  const amount = form.elements.amount;
  const change = document.getElementById("tender-change");
  const cash = document.getElementById("cash-button");
  const total = satang(form.dataset.total);

  function show() {
    const received = satang(amount.value);
    const short = received < total;
    cash.disabled = !(received >= total);
    change.classList.toggle("short", short);
    if (short) change.textContent = `ขาดอีก ${baht(total - received)}`;
    else if (received >= total) change.textContent = `ทอน ${baht(received - total)}`;
    else change.textContent = amount.value ? "จำนวนเงินไม่ถูกต้อง" : "ใส่จำนวนเงินที่รับ";
  }

  function press(key) {
    if (key === "clear") amount.value = "";
    else if (key === "back") amount.value = amount.value.slice(0, -1);
    else amount.value += key;
    show();
  }

  document.getElementById("keypad").hidden = false;
  document.getElementById("keypad").addEventListener("click", (event) => {
    if (event.target.dataset.key) press(event.target.dataset.key);
  });
  amount.addEventListener("input", show);
  document.addEventListener("keydown", (event) => {
    if (event.code === "F9") cash.click();
    if (isWriting(event) || event.ctrlKey || event.altKey || event.metaKey) return;
    const digit = digitOf(event);
    if (digit) press(digit);
    else if (event.code === "Backspace") press("back");
    else if (event.code.endsWith("Enter") && event.target === document.body && !cash.disabled) cash.click();
  });
  show();
}

if (form) start();
