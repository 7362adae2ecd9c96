"""A person at a till without JavaScript: looks at pages and presses their buttons."""

from urllib.parse import urlencode, urljoin

from django.http import HttpResponse
from django.test import Client

from staff_app.models import User
from tests.pages.html import Element, read


class Page:
    """What the person sees now."""

    def __init__(self, response: HttpResponse, path: str):
        self.response, self.path = response, path
        self.status = response.status_code
        self.root = read(response.content.decode())

    @property
    def text(self) -> str:
        return self.root.one("body").text

    @property
    def alert(self) -> str:
        """What the page says first of all; '' when it says nothing."""
        return " ".join(each.text for each in self.root.all(role="alert"))

    @property
    def notice(self) -> str:
        """What the page says in passing; '' when it says nothing."""
        return " ".join(each.text for each in self.root.all(role="status") if each.text)

    def button(self, name: str) -> Element:
        """Return the only button whose name begins with `name`."""
        (found,) = (each for each in self.root.all("button") if each.name.startswith(name))
        return found

    def form_of(self, button: Element) -> Element:
        """Return the form that `button` sends."""
        if "form" in button.attrs:
            return self.root.one("form", id=button.attrs["form"])
        return next(each for each in button.lineage if each.tag == "form")

    def value(self, name: str) -> str:
        """Return what the only field called `name` holds."""
        return self.root.one("input", name=name).attrs.get("value", "")

    def drafts(self) -> list[str]:
        """Return the lines the confirm form would send, as '5:2'."""
        form = self.form_of(self.button("ยืนยันออเดอร์"))
        return [each.attrs["value"] for each in form.all("input", name="line")]


class Visitor:
    """Somebody with a browser; `staff` logged in, or nobody."""

    def __init__(self, staff: User | None = None):
        self.client = Client(enforce_csrf_checks=True, raise_request_exception=False)
        if staff:
            self.client.force_login(staff)

    def see(self, path: str, **headers: str) -> Page:
        """Open `path` and go wherever it leads."""
        response = self.client.get(path, headers=headers, follow=True)
        return Page(response, _landed(response, path))

    def press(self, page: Page, name: str, **changes: str) -> Page:
        """Press the button whose name begins with `name`, after changing some of its form's fields.

        Sends what a browser would send, the form's CSRF token included.
        """
        button = page.button(name)
        form = page.form_of(button)
        fields = [(key, changes.pop(key, value)) for key, value in _fields(form, changes)]
        assert not changes, f"the form has no {', '.join(changes)}"
        if "name" in button.attrs:
            fields.append((button.attrs["name"], button.attrs.get("value", "")))
        action = button.attrs.get("formaction") or form.attrs.get("action", "")
        return self._send(form, urljoin(page.path, action), fields)

    def _send(self, form: Element, path: str, fields: list[tuple[str, str]]) -> Page:
        if form.attrs.get("method", "get") == "get":
            return self.see(f"{path.partition('?')[0]}?{urlencode(fields)}")
        response = self.client.post(
            path,
            urlencode(fields),
            content_type="application/x-www-form-urlencoded",
            follow=True,
        )
        return Page(response, _landed(response, path))


def _landed(response: HttpResponse, path: str) -> str:
    return response.redirect_chain[-1][0] if response.redirect_chain else path


def _fields(form: Element, changes: dict[str, str]) -> list[tuple[str, str]]:
    """Return what a browser would send for the form, but for its buttons; of radio buttons the one
    that is chosen, by the page or by `changes`."""
    found = []
    for each in form.all("input", "select"):
        if "name" not in each.attrs:
            continue
        value = each.attrs.get("value", "")
        if each.attrs.get("type") == "radio":
            chosen = changes.get(each.attrs["name"], value if "checked" in each.attrs else None)
            if value != chosen:
                continue
        if each.tag == "select":
            value = each.all("option")[0].text
        found.append((each.attrs["name"], value))
    return found
