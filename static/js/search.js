// Category tabs and instant search over the dish tiles.

const names = new WeakMap(); // of dishes, folded once: a large menu is searched at every key

import { codeOf, isEnter } from "./keys.js";

/** Filter the dish tiles in `menu` by the text in `input` and by the chosen tab. */
export function startSearch(input, menu) {
  const tabs = [...document.querySelectorAll(".tabs [data-category]")];
  let category = "";

  function filter() {
    const wanted = input.value.split(/\s+/).map(fold).filter(Boolean);
    let found = 0;
    for (const section of menu.querySelectorAll(".category")) {
      let here = 0;
      for (const dish of section.querySelectorAll(".dish")) {
        const fits = wanted.length ? wanted.every((word) => nameOf(dish).includes(word)) : !category || section.dataset.category === category;
        dish.hidden = !fits;
        here += fits ? 1 : 0;
      }
      section.hidden = here === 0;
      found += here;
    }
    document.getElementById("nothing-found").hidden = found > 0;
    for (const tab of tabs) tab.toggleAttribute("aria-current", !wanted.length && tab.dataset.category === category);
  }

  for (const tab of tabs) {
    tab.addEventListener("click", (event) => {
      event.preventDefault();
      category = tab.dataset.category;
      input.value = "";
      filter();
    });
  }
  input.addEventListener("input", filter);
  input.addEventListener("keydown", (event) => {
    if (!input.value) return;
    if (codeOf(event) === "Escape") {
      event.stopPropagation(); // the first Esc ends the search, the next one leaves the page
      input.value = "";
      filter();
    } else if (isEnter(event) && fold(input.value)) {
      menu.querySelector(".dish:not([hidden])")?.click();
    }
  });
  filter();
}

function nameOf(dish) {
  if (!names.has(dish)) names.set(dish, fold(dish.dataset.name));
  return names.get(dish);
}

/** Fold Thai that looks the same but is typed differently: the twin of core_app/thai_spelling.py,
 * which says why; tests/thai_spellings.json holds both to the same answers. */
export function fold(text) {
  return text.normalize("NFKC").toLowerCase()
    .replace(/[\s\p{Cf}]/gu, "")
    .replace(/[๐-๙]/g, (digit) => digit.charCodeAt(0) - 0x0e50)
    .replaceAll("\u0e45", "\u0e32")
    .replace(/[\u2018\u2019]/g, "'")
    .replace(/[\u2010-\u2015\u2212]/g, "-")
    .replaceAll("\u0e40\u0e40", "\u0e41")
    .replace(/(\u0e4d?\u0e32)([\u0e47-\u0e4c]+)/g, "$2$1")
    .replace(/[\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]{2,}/g, (run) => [...new Set(run)].sort().join(""));
}
