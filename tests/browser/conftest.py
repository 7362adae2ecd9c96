"""One real server with the demo restaurant and one real Chromium; every test has a fresh window."""

import os
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.books import Books
from tests.browser.till import Till
from tests.engines.chromium import find_headless_chromium
from tests.server import RealServer

QUIET = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--no-first-run",
)
PROMPTPAY_ID = "0812345678"  # nobody's: never pay it
DESK = {"width": 1280, "height": 800}


# Package and not session: while Playwright's loop runs, Django refuses its ORM to other tests.
@pytest.fixture(scope="package")
def server() -> Iterator[RealServer]:
    """The shipped shop on its own SQLite file, which guests may pay by PromptPay."""
    with RealServer(env={"PROMPTPAY_ID": PROMPTPAY_ID}) as running:
        yield running


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """A browser without a past and without a network of its own."""
    root = ("--no-sandbox",) if os.geteuid() == 0 else ()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=find_headless_chromium(), args=[*QUIET, *root]
        )
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def ledger(server: RealServer) -> Books:
    """The manager's program, logged in once."""
    return Books(server.url)


@pytest.fixture
def books(ledger: Books) -> Iterator[Books]:
    """The shop's books, and a shop with every table free afterwards."""
    yield ledger
    ledger.close_all()


@pytest.fixture(scope="package")
def sessions(server: RealServer, chromium: Browser) -> dict[str, dict]:
    """Cookies of everybody, logged in once through the form: hashing a password takes its time."""
    return {
        username: log_in(chromium, server.url, username) for username in ("staff001", "manager001")
    }


def log_in(
    chromium: Browser, url: str, username: str, lands: str = "pos/", password: str = "demo1234"
) -> dict:
    """Log in through the form and return the cookies, and nothing of what that page remembered."""
    context = chromium.new_context()
    till = Till(context, url).open("/pos/login/")
    till.page.get_by_label("ชื่อผู้ใช้").fill(username)
    till.page.get_by_label("รหัสผ่าน").fill(password)
    till.tap("เข้าสู่ระบบ").landed(lands)
    state = {"cookies": context.cookies()}
    context.close()
    return state


@pytest.fixture
def window(server, chromium, sessions, books) -> Iterator[Callable[..., Till]]:
    """Open windows; when the test ends none of them may have complained."""
    opened: list[Till] = []

    def open_window(
        username: str | None = "staff001", *, goes_back: bool = False, **options
    ) -> Till:
        state = sessions[username] if username else None
        options = {"viewport": DESK, "locale": "th-TH", "storage_state": state} | options
        scripted = options.get("java_script_enabled", True)
        context = chromium.new_context(**options)
        opened.append(Till(context, server.url, scripted=scripted, goes_back=goes_back))
        return opened[-1]

    yield open_window
    for till in opened:
        till.context.close()
    assert [till.troubles for till in opened] == [[] for _ in opened]


@pytest.fixture
def till(window) -> Till:
    """The cashier's window, nowhere yet."""
    return window()
