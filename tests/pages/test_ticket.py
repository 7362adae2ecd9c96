"""The sent lines of a table alone: what an open pad asks for every two seconds."""

import pytest

from orders_app.models import OrderItem


@pytest.fixture
def path(pad_path) -> str:
    return f"{pad_path}ticket/"


@pytest.fixture
def tag(till, lunch, path) -> str:
    return till.see(path).response["ETag"]


def asked_again(till, path: str, tag: str):
    return till.see(path, **{"if-none-match": tag})


def test_the_ticket_holds_order_lines_and_total(till, lunch, path):
    page = till.see(path)
    sent = page.root.one(within="sent")
    assert (sent.attrs["data-order"], sent.attrs["data-total"]) == (str(lunch.pk), "145.00")
    assert "ส่งครัวแล้ว" in sent.text
    assert [line.one(within="line-name").text for line in sent.all("li")] == ["ผัดไทย", "น้ำมะนาว"]


def test_a_free_table_says_so(till, path):
    sent = till.see(path).root.one(within="sent")
    assert (sent.text, sent.attrs["data-order"]) == ("โต๊ะ 1 · ว่าง", "")


def test_nothing_new_is_answered_304_without_a_body(till, path, tag):
    page = asked_again(till, path, tag)
    assert (page.status, page.response.content) == (304, b"")
    assert (page.response["ETag"], page.response["Cache-Control"]) == (tag, "no-cache, private")


def test_another_till_adds(till, cast, program, lunch, path, tag):
    program.act(f"/orders/{lunch.pk}/items", items=[{"menu_id": cast.satay.pk, "qty": 1}])
    page = asked_again(till, path, tag)
    assert page.status == 200
    assert "สะเต๊ะ" in page.root.text


def test_another_till_pays(till, program, lunch, path, tag):
    program.act(f"/orders/{lunch.pk}/pay", payment_method="qr")
    assert "ว่าง" in asked_again(till, path, tag).root.text


def test_the_next_guests_order_is_news_even_with_the_same_dishes(till, cast, program, lunch, path):
    tag = till.see(path).response["ETag"]
    program.act(f"/orders/{lunch.pk}/pay", payment_method="qr")
    program.open_with_lunch(cast)
    assert asked_again(till, path, tag).status == 200


def test_a_voided_line_stays_to_be_read_and_offers_nothing_more(till, program, lunch, path):
    item = lunch.items.first()
    program.act(f"/orders/{lunch.pk}/items/{item.pk}/void", reason="ของหมด")
    line, other = till.see(path).root.all("li")
    assert "voided" in line.classes
    assert "ยกเลิก: ของหมด" in line.text
    assert not line.all("button")
    assert other.all("button")


def test_the_forms_of_a_fetched_ticket_work(till, lunch, path):
    page = till.see(path)
    form = page.root.all("form")[0]
    fields = {each.attrs["name"]: each.attrs["value"] for each in form.all("input")}
    assert fields["csrfmiddlewaretoken"]
    till.client.post(form.attrs["action"], fields | {"reason": "สั่งผิด"})
    assert OrderItem.objects.exclude(voided_at=None).count() == 1


def test_an_unknown_table_has_no_ticket(till):
    assert till.see("/pos/tables/987654321/ticket/").status == 404
