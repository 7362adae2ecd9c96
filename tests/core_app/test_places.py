"""Places: pages of higher floors, announced from above, that every page's frame leads to."""

import re

import pytest
from django.template import Context, Template
from django.urls import resolve

from core_app import places


@pytest.mark.parametrize("place", ["home", "kitchen", "today", "manifest", "log_in", "log_out"])
def test_a_place_is_a_page(place):
    assert resolve(places.where(place))


def test_managers_pages_come_from_the_lowest_floor_up():
    assert places.office() == [
        ("เครื่องขาย", "/pos/tills/"),
        ("หลังกู้คืนข้อมูล", "/pos/restored/"),
        ("ต้องดู", "/reports/exceptions/"),
        ("ราคาต่างจากเมนู", "/pos/prices/"),
        ("สถานะระบบ", "/pos/status/"),
    ]


def test_a_place_that_nobody_announced_is_an_error_and_not_an_empty_address():
    with pytest.raises(LookupError, match="nowhere"):
        Template("{% place 'nowhere' %}").render(Context())


@pytest.mark.parametrize("address", ["/pos/shell/", "/pos/", "/pos/login/"])
def test_no_page_leads_to_an_empty_address(client, cast, address):
    if address != "/pos/login/":
        client.force_login(cast.manager)
    page = client.get(address).content.decode()
    assert re.findall(r'<[^>]*(?:href|action)="(?:"|\?)[^>]*', page) == []
    assert 'href="/pos/manifest.webmanifest"' in page
