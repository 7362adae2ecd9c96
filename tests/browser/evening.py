"""What was sold since a test began, out of the books: what earlier tests left does not count."""

from typing import Any

from tests.browser.books import Books


class Evening:
    """The shop's books from now on."""

    def __init__(self, books: Books):
        self.books = books
        newest = books.http.get("/orders", params={"page_size": 1}).json()["orders"]
        self.last = newest[0]["order_id"] if newest else 0

    def at(self, table: int) -> list[dict[str, Any]]:
        """Return the orders a table has had, with their lines, oldest first."""
        listed = self.books.http.get("/orders", params={"table_id": table}).json()["orders"]
        new = sorted(each["order_id"] for each in listed if each["order_id"] > self.last)
        return [self.books.http.get(f"/orders/{order_id}").json() for order_id in new]

    def bill(self, table: int) -> tuple[list[str], str, float, float | None]:
        """Return lines ('ผัดไทย 2'), status, total and change of the one order a table has had."""
        (order,) = self.at(table)
        lines = [f"{line['name']} {line['qty']}" for line in order["items"]]
        return lines, order["status"], order["total_price"], order["change"]
