"""The admin as a browser uses it: what a page's form holds, sent back with some fields changed."""

from html.parser import HTMLParser

from django.http import HttpResponse
from django.test import Client


class _Fields(HTMLParser):
    """Collects the values a browser would send for the form that posts the page."""

    def __init__(self, form_id: str):
        super().__init__()
        self.form_id, self.inside = form_id, False
        self.values: dict[str, str] = {}
        self.select = self.textarea = ""

    def handle_starttag(self, tag: str, attrs: list) -> None:
        given = dict(attrs)
        if tag == "form":
            self.inside = given.get("id") == self.form_id
        elif self.inside and tag == "input":
            self._input(given)
        elif self.inside and tag == "select":
            self.select = given["name"]
        elif self.inside and tag == "option" and "selected" in given and self.select:
            self.values[self.select] = given["value"]
        elif self.inside and tag == "textarea":
            self.textarea = given["name"]

    def handle_endtag(self, tag: str) -> None:
        self.inside = self.inside and tag != "form"
        self.select = "" if tag == "select" else self.select
        self.textarea = "" if tag == "textarea" else self.textarea

    def handle_data(self, data: str) -> None:
        if self.textarea:
            self.values[self.textarea] = data.strip()

    def _input(self, given: dict) -> None:
        kind = given.get("type")
        unsent = kind == "submit" or (kind in ("checkbox", "radio") and "checked" not in given)
        if "name" in given and not unsent:
            default = "on" if kind == "checkbox" else ""
            self.values[given["name"]] = given.get("value", default)


def fields_of(page: HttpResponse, form_id: str) -> dict[str, str]:
    """Return what a browser would send if the form of `page` were saved as it stands."""
    parser = _Fields(form_id)
    parser.feed(page.content.decode())
    return parser.values


def change(client: Client, path: str, form_id: str, **changes: str | None) -> HttpResponse:
    """Open a page, change some fields of its form (None unticks a box) and save it."""
    values = fields_of(client.get(path), form_id)
    return save(client, path, values, **changes)


def save(client: Client, path: str, values: dict[str, str], **changes: str | None) -> HttpResponse:
    """Send a form's values with some of them changed, and follow to where the page leads."""
    sent = {name: value for name, value in (values | changes).items() if value is not None}
    return client.post(path, sent | {"_save": "บันทึก"}, follow=True)


def row_with(values: dict[str, str], pk: int) -> str:
    """Return the prefix of the row of a list that holds `pk`: 'form-3'."""
    return next(
        name.removesuffix("-id")
        for name, value in values.items()
        if name.startswith("form-") and name.endswith("-id") and value == str(pk)
    )


def text_of(page: HttpResponse) -> str:
    """Return a page's HTML as text."""
    return page.content.decode()
