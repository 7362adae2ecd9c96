"""What a guest is handed: only the paper, with every amount on it, however long the names."""

import pytest

from tests.browser.screens import SCREENS

pytestmark = pytest.mark.browser

PX_PER_MM = 96 / 25.4
MARGIN = 4  # mm, on each side
LONG = ["Budweiser/Heineken/Leo", "Frappuccino", "ข้าวผัดกุ้งแม่น้ำอยุธยาตัวใหญ่พิเศษใส่ไข่", "W" * 60]
LONG_NAMES = """names => {
  const body = document.querySelector(".paper tbody");
  const rows = names.map(() => body.rows[0].cloneNode(true));
  rows.forEach((row, n) => { row.cells[0].textContent = names[n]; });
  body.replaceChildren(...rows);
  document.querySelector(".paper h1").textContent = names.at(-1);
}"""
# What a bad evening puts on the page: a refused command, the away band, what happened meanwhile.
TROUBLE = """() => {
  for (const id of ["refused", "away", "happened", "release"]) {
    document.getElementById(id).hidden = false;
  }
  document.getElementById("said").innerHTML = "<p class='notice error'>ไม่สำเร็จ</p>";
  document.querySelector("main").prepend(Object.assign(document.createElement("p"), {
    className: "notice error", textContent: "ไม่สำเร็จ" }));
}"""
SEEN_BESIDE_THE_PAPER = """() => [...document.querySelectorAll("body *")]
  .filter((e) => e.checkVisibility() && !e.closest(".paper") && !e.querySelector(".paper"))
  .map((e) => e.outerHTML.slice(0, 80))"""
OFF_THE_PAPER = """() => [...document.querySelectorAll(".paper .money")]
  .map((e) => [e.innerText, e.getBoundingClientRect(), e.scrollWidth - e.clientWidth])
  .filter(([, box, over]) => over > 0 || box.left < 0 || box.right > innerWidth || !box.width)
  .map(([text]) => text)"""


def test_only_the_paper_is_printed_and_every_amount_stands_on_it(till, books):
    SCREENS["receipt"](till, books)
    till.page.evaluate(LONG_NAMES, LONG)
    till.page.evaluate(TROUBLE)
    assert till.page.evaluate(SEEN_BESIDE_THE_PAPER)
    till.page.emulate_media(media="print", color_scheme="dark")
    for paper in (80, 58):
        width = int((paper - 2 * MARGIN) * PX_PER_MM)
        till.page.set_viewport_size({"width": width, "height": 600})
        assert till.page.evaluate(SEEN_BESIDE_THE_PAPER) == [], paper
        assert till.page.locator(".paper .money:visible").count() == 2 * len(LONG) + 3
        assert till.page.evaluate(OFF_THE_PAPER) == [], paper


def test_a_list_without_a_paper_is_printed_too(till):
    till.open("/pos/orders/").page.emulate_media(media="print")
    assert till.page.locator(".today").is_visible()
    assert not till.page.locator(".bar").is_visible()
