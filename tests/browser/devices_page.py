"""What managers read about one device; other tests' devices left their own rows on that page."""

from playwright.sync_api import Locator

from tests.browser.books import Books
from tests.browser.device import READ
from tests.browser.till import Till

PATH = "/pos/tills/"


def row_of(till: Till, office: Till, books: Books) -> Locator:
    """Open the page in the `office` window and return the row of the till's device."""
    client_id, last = (till.page.evaluate(READ, ["device", word]) for word in ("id", "last"))
    number = books.device_number(client_id, last)
    name = office.open(PATH).page.get_by_role("cell", name=f"เครื่อง {number}", exact=True)
    return office.page.get_by_role("row").filter(has=name)
