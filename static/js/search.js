// Category tabs and instant search over the dish tiles. Compared after NFKC: Thai marks may be
// typed in more than one way.

import { codeOf, isEnter } from "./keys.js";

/** Filter the dish tiles in `menu` by the text in `input` and by the chosen tab. */
export function startSearch(input, menu) {
  const tabs = [...document.querySelectorAll(".tabs [data-category]")];
  let category = "";

  function filter() {
    const wanted = fold(input.value);
    let found = 0;
    for (const section of menu.querySelectorAll(".category")) {
      let here = 0;
      for (const dish of section.querySelectorAll(".dish")) {
        const fits = wanted ? fold(dish.dataset.name).includes(wanted) : !category || section.dataset.category === category;
        dish.hidden = !fits;
        here += fits ? 1 : 0;
      }
      section.hidden = here === 0;
      found += here;
    }
    document.getElementById("nothing-found").hidden = found > 0;
    for (const tab of tabs) tab.toggleAttribute("aria-current", !wanted && tab.dataset.category === category);
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

function fold(text) {
  return text.normalize("NFKC").toLowerCase().trim();
}
