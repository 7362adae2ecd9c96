"""What holds for every screen: safe, Thai, closed to strangers, honest about being a demo."""

import re

import pytest
from django.conf import settings
from django.urls import URLResolver, get_resolver

from tests.expect import about
from tests.pages.every import every_screen
from tests.pages.html import Element
from tests.pages.visitor import Page, Visitor

pytestmark = pytest.mark.said_once
BANNER = "ร้านสาธิต · ข้อมูลตัวอย่าง ไม่ใช่การขายจริง"


def policy(page: Page) -> dict[str, list[str]]:
    parts = [part.split() for part in page.response["Content-Security-Policy"].split(";")]
    return {part[0]: part[1:] for part in parts if part}


def only_our_own_files_may_run_or_style(page: Page) -> None:
    given = policy(page)
    assert given["default-src"] == ["'none'"]
    for directive in ("script-src", "style-src", "connect-src", "font-src", "form-action"):
        assert given[directive] == ["'self'"]
    assert given["base-uri"] == given["frame-ancestors"] == ["'none'"]
    assert not any("unsafe" in source for sources in given.values() for source in sources)


def _tricks(element: Element) -> list[str]:
    """Return what a strict policy forbids: inline script, style, event handlers, foreign files."""
    found = [f"{element.tag} {name}" for name in element.attrs if name.startswith("on")]
    found += ["style attribute"] * ("style" in element.attrs)
    found += ["style element"] * (element.tag == "style")
    found += ["inline script"] * (element.tag == "script" and "src" not in element.attrs)
    for name in ("src", "href", "action"):
        if re.match(r"[a-z]+:|//", element.attrs.get(name, ""), re.IGNORECASE):
            found.append(f"{element.tag} {name}")
    return found


def nothing_stands_inline_and_nothing_comes_from_elsewhere(page: Page) -> None:
    assert [trick for each in page.root.all() for trick in _tricks(each)] == []


def the_answer_is_not_framed_not_guessed_and_not_kept(page: Page) -> None:
    assert page.response["X-Frame-Options"] == "DENY"
    assert page.response["X-Content-Type-Options"] == "nosniff"
    assert page.response["Referrer-Policy"] == "same-origin"
    assert "camera=(), " in page.response["Permissions-Policy"]
    kept = page.response["Cache-Control"]
    # The shell holds nothing of the shop's business, and opens a till without its server.
    assert kept == "no-cache" if page.path == "/pos/shell/" else "no-store" in kept


def it_is_a_whole_thai_page(page: Page) -> None:
    assert page.response.content.decode().startswith("<!doctype html>")
    assert page.root.one("html").attrs["lang"] == "th"
    assert re.search("[ก-๛]", page.root.one("title").text)
    assert len(page.root.all("main")) == 1
    assert "width=device-width" in page.root.one("meta", name="viewport").attrs["content"]


def it_says_that_it_is_a_demo(page: Page) -> None:
    assert page.text.startswith(BANNER)


def every_form_that_changes_something_carries_a_token_and_its_key(page: Page) -> None:
    for form in page.root.all("form", method="post"):
        names = [each.attrs.get("name") for each in form.all("input")]
        assert names.count("csrfmiddlewaretoken") == 1
        is_door = "password" in names or form.attrs.get("action") == "/pos/logout/"
        assert ("key" in names) != is_door


def every_field_and_button_has_a_name(page: Page) -> None:
    labelled = {each.attrs.get("for") for each in page.root.all("label")}
    for each in page.root.all("input", "select"):
        wrapped = any(above.tag == "label" and above.text for above in each.lineage)
        named = each.attrs.get("aria-label") or each.attrs.get("id") in labelled or wrapped
        assert named or each.attrs.get("type") == "hidden", each
    for each in page.root.all("button", "a", "summary"):
        assert each.name, each


def no_id_stands_twice(page: Page) -> None:
    ids = [each.attrs["id"] for each in page.root.all() if "id" in each.attrs]
    assert len(ids) == len(set(ids))


RULES = (
    only_our_own_files_may_run_or_style,
    nothing_stands_inline_and_nothing_comes_from_elsewhere,
    the_answer_is_not_framed_not_guessed_and_not_kept,
    it_is_a_whole_thai_page,
    it_says_that_it_is_a_demo,
    every_form_that_changes_something_carries_a_token_and_its_key,
    every_field_and_button_has_a_name,
    no_id_stands_twice,
)


@every_screen
def test_every_screen_keeps_every_rule(settings, shop, show):
    settings.DEMO = True
    page = show(shop)
    for rule in RULES:
        with about(rule.__name__):
            rule(page)


@every_screen
def test_no_screen_of_a_real_shop_speaks_of_a_demo(settings, shop, show):
    settings.DEMO = False
    text = show(shop).text
    assert "สาธิต" not in text
    assert "staff001" not in text
    assert "ตัวอย่าง" not in text


def _addresses(resolver: URLResolver, before: str = "/") -> list[str]:
    found = []
    for each in resolver.url_patterns:
        route = before + re.sub(r"<\w+:\w+>", "1", str(each.pattern))
        found += _addresses(each, route) if isinstance(each, URLResolver) else [route]
    return [route for route in found if route.startswith(("/pos/", "/kitchen/", "/reports/"))]


POS = _addresses(get_resolver())


# A till asks who is logged in, and hears "nobody" from an open door; a browser fetches by itself
# what a till keeps to open without its server, and finds nothing of the shop in it.
OPEN = {"/pos/login/", "/pos/ping/", "/pos/shell/", "/pos/manifest.webmanifest"}


@pytest.mark.parametrize("method", ["get", "post"])
def test_every_page_but_the_log_in_is_closed_to_strangers(db, method):
    for path in sorted(set(POS) - OPEN):
        with about(path):
            answer = getattr(Visitor().client, method)(path, {"key": "k"})
            # Without a log-in there is no CSRF token either: a POST may stop at that door first.
            assert answer.status_code in ((302,) if method == "get" else (302, 403))
            if answer.status_code == 302:
                assert answer["Location"].startswith("/pos/login/")


def test_the_list_of_addresses_is_not_empty():
    assert {"/pos/", "/pos/tables/1/", "/pos/orders/1/pay/"} <= set(POS)
    assert {"/kitchen/", "/kitchen/1/", "/kitchen/1/mark/"} <= set(POS)
    assert settings.LOGIN_URL == "staff:login"
