"""The map's tiles alone: what every till asks for every two seconds."""

import pytest

from tables_app.models import Table

TILES = "/pos/tiles/"


@pytest.fixture
def tag(till) -> str:
    """The tag of the tiles as they were before the test did anything."""
    return till.see(TILES).response["ETag"]


def asked_again(till, tag: str):
    return till.see(TILES, **{"if-none-match": tag})


def test_tiles_are_the_maps_own(till, lunch):
    on_map = till.see("/pos/").root.one(id="tiles")
    assert (
        till.client.get(TILES).content.decode().strip()
        in till.see("/pos/").response.content.decode()
    )
    assert on_map.attrs["data-url"] == TILES


def test_the_map_carries_the_tag_of_the_tiles_it_shows(till, lunch):
    tag = till.see("/pos/").root.one(id="tiles").attrs["data-tag"]
    assert asked_again(till, tag).status == 304


def test_nothing_new_is_answered_304_without_a_body(till, lunch, tag):
    page = asked_again(till, tag)
    assert (page.status, page.response.content) == (304, b"")
    assert page.response["ETag"] == tag
    assert page.response["Cache-Control"] == "no-cache, private"


def test_another_till_opens_a_table(till, tag, cast, program):
    program.open(cast)
    page = asked_again(till, tag)
    assert page.status == 200
    assert "มีลูกค้า" in page.root.text


def test_another_till_adds_a_dish(till, lunch, tag, cast, program):
    program.act(f"/orders/{lunch.pk}/items", items=[{"menu_id": cast.lime_juice.pk, "qty": 1}])
    page = asked_again(till, tag)
    assert page.status == 200
    assert "฿170" in page.root.text


def test_another_till_voids_a_dish(till, lunch, tag, program):
    item = lunch.items.first()
    program.act(f"/orders/{lunch.pk}/items/{item.pk}/void", reason="สั่งผิด")
    assert "฿25" in asked_again(till, tag).root.text


def test_another_till_takes_the_money(till, lunch, tag, program):
    program.act(f"/orders/{lunch.pk}/pay", payment_method="card")
    page = asked_again(till, tag)
    assert page.status == 200
    assert "มีลูกค้า" not in page.root.text


def test_a_manager_cancels_an_order(till, lunch, tag, managing_program):
    managing_program.act(f"/orders/{lunch.pk}/cancel", reason="ทดสอบ")
    assert asked_again(till, tag).status == 200


def test_a_table_gets_another_name(till, tag, cast):
    Table.objects.filter(pk=cast.table.pk).update(name="โต๊ะ VIP")
    assert "โต๊ะ VIP" in asked_again(till, tag).root.text


def test_a_dish_swapped_for_one_of_the_same_price_counts_as_news(till, lunch, tag, cast, program):
    item = lunch.items.get(menu=cast.lime_juice)
    program.act(f"/orders/{lunch.pk}/items/{item.pk}/void", reason="สั่งผิด")
    program.act(f"/orders/{lunch.pk}/items", items=[{"menu_id": cast.lime_juice.pk, "qty": 1}])
    assert asked_again(till, tag).status == 200


def test_a_tag_of_another_page_gets_the_tiles(till, lunch):
    assert asked_again(till, '"something-else"').status == 200


def test_who_logged_out_is_sent_to_log_in(till):
    till.client.logout()
    assert till.see(TILES).path.startswith("/pos/login/")


def test_a_cook_has_no_tiles(stove):
    assert stove.see(TILES).status == 403
