// The dishes on the pad: kept as the menu is now, and found by category tabs and instant search.
// One file, for each is a request on a first visit.

import { codeOf, isEnter } from "./keys.js";
import { bahtShort, satang } from "./money.js";
import { byId } from "./page.js";

const names = new WeakMap(); // of dishes, folded once: a large menu is searched at every key

/** Return a copy of a tile that shows a dish. */
export function tileOf(template, dish) {
  const tile = template.cloneNode(true);
  tile.value = dish.id;
  tile.disabled = false;
  tile.querySelector(".dish-qty").hidden = true;
  return show(tile, dish);
}

function show(tile, { name, price, left }) {
  Object.assign(tile.dataset, { name, price });
  names.delete(tile);
  tile.querySelector(".dish-name").textContent = name;
  tile.querySelector(".dish-price").textContent =
    bahtShort(satang(price)) + (left ? ` · เหลือ ${left}` : "");
  return tile;
}

/** Take over what changed on the menu. No tile moves under a finger: what is sold out stays where
 * it is and cannot be tapped, what is new comes last in its category. */
export function renewMenu(dishes) {
  const now = new Map(dishes.map((dish) => [String(dish.id), dish]));
  for (const tile of byId("menu-all").querySelectorAll(".dish")) {
    const dish = now.get(tile.value);
    tile.disabled = !dish;
    if (dish) show(tile, dish);
    else tile.querySelector(".dish-price").textContent = "หมด";
    now.delete(tile.value);
  }
  for (const dish of now.values()) {
    const sections = [...byId("menu-all").querySelectorAll(".category")];
    const last = sections.find(({ dataset }) => dataset.category === dish.category);
    const tile = last?.querySelector(".dish:last-child");
    tile?.after(tileOf(tile, dish)); // a new category comes with the next page
  }
}

/** Return what is known of a dish: { id, name, price (satang), sold, made (in a kitchen) }. */
export function dishOfId(id) {
  const tile = byId("taps").querySelector(`.dish[value="${Number(id)}"]`);
  const name = tile?.dataset.name ?? `เมนู ${id} ไม่มีขายแล้ว`;
  const sold = Boolean(tile && !tile.disabled);
  const { made, price = 0 } = tile?.dataset ?? {};
  return { id: Number(id), name, price: satang(price), sold, made: made === "" };
}

/** Return the sentences a cashier must be told of draft lines the menu no longer has like that. */
export function tellOfDraft(lines) {
  const now = lines.map((line) => ({ line, dish: dishOfId(line.id) }));
  const dearer = now.filter(({ line, dish }) => dish.sold && dish.price !== line.price);
  const gone = now.filter(({ dish }) => !dish.sold);
  const prices = ({ line, dish }) => `${bahtShort(dish.price)} (เดิม ${bahtShort(line.price)})`;
  const changed = dearer.map((each) => `${each.dish.name} ${prices(each)}`).join(", ");
  const names = gone.map(({ line }) => line.name).join(", ");
  return [
    ...(changed ? [`ราคาเมนูเปลี่ยนแล้ว: ${changed} กรุณาบอกลูกค้า`] : []),
    ...(names ? [`หมดแล้ว: ${names} กรุณาเอาออก`] : []),
  ];
}

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
        const fits = wanted.length
          ? wanted.every((word) => nameOf(dish).includes(word))
          : !category || section.dataset.category === category;
        dish.hidden = !fits;
        here += fits ? 1 : 0;
      }
      section.hidden = here === 0;
      found += here;
    }
    byId("nothing-found").hidden = found > 0;
    for (const tab of tabs) {
      const isShown = !wanted.length && tab.dataset.category === category;
      tab.toggleAttribute("aria-current", isShown);
    }
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
