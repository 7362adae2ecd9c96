"""What a till keeps to open without its server: the shell, the service worker, the manifest."""

import re

import pytest
from django.contrib.staticfiles import finders

from menu_app.models import MenuItem
from tests.pages.visitor import Visitor

pytestmark = pytest.mark.said_once

SHELL, WORKER, MANIFEST = "/pos/shell/", "/sw.js", "/pos/manifest.webmanifest"


@pytest.fixture
def stranger(db) -> Visitor:
    """Nobody in particular: a browser fetches these by itself."""
    return Visitor()


def worker(visitor: Visitor) -> str:
    return visitor.see(WORKER).response.content.decode()


def test_the_shell_holds_every_view_as_a_template_and_nothing_of_the_shop(stranger, cast):
    root = stranger.see(SHELL).root
    views = {each.attrs.get("id") for each in root.all("template")}
    assert {"view-map", "view-pad", "view-pay", "view-paid", "till-frame"} <= views
    text = stranger.see(SHELL).response.content.decode()
    assert not any(name in text for name in (cast.pad_thai.name, cast.table.name))
    assert "csrfmiddlewaretoken" not in text
    assert "data-author" not in text


def test_the_shell_is_the_same_for_everybody(till, stranger):
    assert till.see(SHELL).response.content == stranger.see(SHELL).response.content


def test_the_worker_is_a_script_that_is_never_kept(stranger):
    response = stranger.see(WORKER).response
    assert response["Content-Type"] == "text/javascript; charset=utf-8"
    assert response["Cache-Control"] == "no-cache"


def test_the_worker_names_the_shell_and_every_file_of_a_till_page(till, stranger, pad_path):
    text = worker(stranger)
    assert f'const SHELL = "{SHELL}";' in text
    page = till.see(pad_path).root
    scripts = [each.attrs["src"] for each in page.all("script")]
    styles = [each.attrs["href"] for each in page.all("link") if each.attrs["rel"] == "stylesheet"]
    assert all(f'"{url}"' in text for url in [*scripts, *styles])
    assert "idb-8.0.4/index.js" in text
    assert text.count(".woff2") == 2
    assert "worker.js" not in text.split("\n")[1]


def test_the_worker_is_at_most_a_hundred_lines_by_hand():
    with open(finders.find("js/worker.js")) as source:
        assert len(source.readlines()) <= 100


def test_another_release_is_another_worker(stranger, settings):
    before = worker(stranger)
    settings.VERSION = "9.9.9"
    assert worker(stranger) != before


def test_the_menu_changes_without_a_new_worker(stranger, cast):
    before = worker(stranger)
    MenuItem.objects.filter(pk=cast.pad_thai.pk).update(price=99)
    assert worker(stranger) == before


def test_the_till_can_be_put_on_a_home_screen(stranger, settings):
    settings.RESTAURANT_NAME = "ครัวทดสอบ"
    response = stranger.see(MANIFEST).response
    app = response.json()
    assert response["Content-Type"] == "application/manifest+json"
    assert (app["name"], app["start_url"], app["display"]) == ("ครัวทดสอบ", "/pos/", "standalone")
    assert {icon["sizes"] for icon in app["icons"]} == {"192x192", "512x512"}
    assert all(finders.find(icon["src"].removeprefix("/static/")) for icon in app["icons"])


def test_every_page_of_the_till_links_the_manifest(till):
    links = till.see("/pos/").root.all("link")
    [found] = [each.attrs["href"] for each in links if each.attrs["rel"] == "manifest"]
    assert re.fullmatch(MANIFEST, found)
