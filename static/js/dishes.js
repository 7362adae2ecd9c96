// The dishes on the pad: filled in from what this device knows, and kept as the menu is now.

import { bahtShort, satang } from "./money.js";

const byId = (id) => document.getElementById(id);

/** Show dishes on a pad that came without the server. */
export function fillMenu(dishes) {
  const categories = [...new Set(dishes.map((dish) => dish.category))];
  byId("categories").append(...categories.map(tabOf));
  const sections = categories.map((category, number) => sectionOf(category, number, dishes));
  byId("menu-all").replaceChildren(...sections);
}

function tabOf(category, number) {
  const tab = byId("tab-template").content.firstElementChild.cloneNode(true);
  tab.href = `#menu-${number + 1}`;
  tab.dataset.category = tab.textContent = category;
  return tab;
}

function sectionOf(category, number, dishes) {
  const section = byId("category-template").content.firstElementChild.cloneNode(true);
  const dish = section.querySelector(".dish");
  section.id = `menu-${number + 1}`;
  section.dataset.category = section.querySelector("h2").textContent = category;
  const here = dishes.filter((each) => each.category === category);
  section.querySelector(".dishes").replaceChildren(...here.map((each) => tileOf(dish, each)));
  return section;
}

function tileOf(template, dish) {
  const tile = template.cloneNode(true);
  tile.value = dish.id;
  tile.disabled = false;
  tile.querySelector(".dish-qty").hidden = true;
  return show(tile, dish);
}

function show(tile, { name, price }) {
  Object.assign(tile.dataset, { name, price });
  tile.querySelector(".dish-name").textContent = name;
  tile.querySelector(".dish-price").textContent = bahtShort(satang(price));
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

/** Return what is known of a dish: { id, name, price (satang), sold }. */
export function dishOfId(id) {
  const tile = byId("taps").querySelector(`.dish[value="${Number(id)}"]`);
  const name = tile?.dataset.name ?? `เมนู ${id} ไม่มีขายแล้ว`;
  const sold = Boolean(tile && !tile.disabled);
  return { id: Number(id), name, price: tile ? satang(tile.dataset.price) : 0, sold };
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
