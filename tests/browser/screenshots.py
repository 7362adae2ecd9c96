"""Pictures of every screen, for people to look at: nothing else finds what is merely ugly.

python -m tests.browser.screenshots OUTDIR
"""

import os
import sys
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests.browser.books import Books
from tests.browser.conftest import QUIET, log_in
from tests.browser.screens import SCREENS, WIDTHS, resize
from tests.browser.till import Till
from tests.engines.chromium import find_chromium
from tests.server import RealServer


def take(browser: Browser, server: RealServer, folder: Path) -> None:
    """Save every screen at every width, in light and in dark."""
    books, session = Books(server.url), log_in(browser, server.url, "staff001")
    for name, show in SCREENS.items():
        context = browser.new_context(locale="th-TH", storage_state=session)
        till = Till(context, server.url)
        show(till, books)
        for width in WIDTHS:
            for scheme in ("light", "dark"):
                till.page.emulate_media(color_scheme=scheme)
                resize(till, width)
                till.page.screenshot(path=folder / f"{name}-{width}-{scheme}.png")
        context.close()
        books.close_all()


def main(folder: Path) -> None:
    """Start a shop and a browser of our own, and take the pictures."""
    folder.mkdir(parents=True, exist_ok=True)
    root = ["--no-sandbox"] if os.geteuid() == 0 else []
    with RealServer() as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=[*QUIET, *root])
        take(browser, server, folder)
        take_the_readmes(browser, server, folder)
        browser.close()


def take_the_readmes(browser: Browser, server: RealServer, folder: Path) -> None:
    """Save the picture of docs/images: a busy table with dishes about to be sent."""
    books = Books(server.url)
    books.open(2, (5, 2), (10, 1), (18, 1))
    session = log_in(browser, server.url, "staff001")
    context = browser.new_context(
        locale="th-TH", storage_state=session, viewport={"width": 1280, "height": 800}
    )
    till = Till(context, server.url).open("/pos/tables/2/")
    till.tap("ข้าวผัดกุ้ง", "โรตีกล้วยหอม", "โรตีกล้วยหอม")
    till.page.locator(".menu").evaluate("menu => menu.scrollTo(0, 0)")
    till.page.mouse.move(1000, 600)
    till.page.screenshot(path=folder / "till.png")
    context.close()


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(Path(sys.argv[1]))
