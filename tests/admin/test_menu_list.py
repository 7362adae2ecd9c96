"""Prices, sale and order edited in the list: only what the reader touched is written."""

from django.test import Client

from core_app.models import AuditEvent
from menu_app.models import MenuItem
from tests.admin.pages import fields_of, row_with, save, text_of
from tests.cast import Cast

LIST = "/admin/menu_app/menuitem/"


def opened(office: Client) -> dict[str, str]:
    """Return the fields of the list as it stands now."""
    return fields_of(office.get(LIST), "changelist-form")


def test_price_sale_and_order_are_saved_from_the_list(office: Client, cast: Cast):
    values = opened(office)
    row = row_with(values, cast.pad_thai.pk)
    new = {f"{row}-price": "65.50", f"{row}-active": None, f"{row}-position": "7"}
    assert "65.50" in text_of(save(office, LIST, values, **new))
    dish = MenuItem.objects.get(pk=cast.pad_thai.pk)
    assert (str(dish.price), dish.active, dish.position) == ("65.50", False, 7)
    event = AuditEvent.objects.get(action="menu.changed")
    assert (event.staff, event.subject_id) == (cast.manager, dish.pk)
    assert event.details == {
        "before": {"price": 60, "active": True, "position": 0},
        "after": {"price": 65.5, "active": False, "position": 7},
    }


def test_rows_nobody_touched_are_neither_written_nor_told_of(office: Client, cast: Cast):
    values = opened(office)
    untouched = MenuItem.objects.get(pk=cast.satay.pk)
    save(office, LIST, values, **{f"{row_with(values, cast.pad_thai.pk)}-price": "65"})
    assert MenuItem.objects.get(pk=cast.satay.pk).updated_at == untouched.updated_at
    assert AuditEvent.objects.filter(subject="menu").count() == 1


def test_a_list_opened_before_a_dish_sold_out_does_not_bring_it_back(office: Client, cast: Cast):
    values = opened(office)
    MenuItem.objects.filter(pk=cast.satay.pk).update(active=False)
    MenuItem.objects.filter(pk=cast.pad_thai.pk).update(active=False)
    save(office, LIST, values, **{f"{row_with(values, cast.pad_thai.pk)}-price": "65"})
    assert not MenuItem.objects.get(pk=cast.satay.pk).active
    dish = MenuItem.objects.get(pk=cast.pad_thai.pk)
    assert (dish.price, dish.active) == (65, False)


def test_one_wrong_row_saves_no_row_and_keeps_what_was_typed(office: Client, cast: Cast):
    values = opened(office)
    good, wrong = row_with(values, cast.pad_thai.pk), row_with(values, cast.satay.pk)
    typed = {f"{good}-price": "65", f"{wrong}-price": "-5"}
    answer = save(office, LIST, values, **typed)
    assert "ค่านี้ต้องมากกว่าหรือเท่ากับ 0" in text_of(answer)
    assert MenuItem.objects.get(pk=cast.pad_thai.pk).price == 60
    shown = fields_of(answer, "changelist-form")
    assert (shown[f"{good}-price"], shown[f"initial-{good}-price"]) == ("65", "60.00")


def test_a_damaged_list_changes_nothing(office: Client, cast: Cast):
    values = opened(office)
    row = row_with(values, cast.pad_thai.pk)
    broken = {name: value for name, value in values.items() if not name.endswith("_FORMS")}
    assert save(office, LIST, broken, **{f"{row}-price": "1"}).status_code == 200
    assert not MenuItem.objects.filter(price=1).exists()


def test_a_list_with_an_unknown_row_changes_nothing(office: Client, cast: Cast):
    values = opened(office)
    row = row_with(values, cast.pad_thai.pk)
    answer = save(office, LIST, values, **{f"{row}-id": "999999", f"{row}-price": "1"})
    assert answer.status_code == 200
    assert not MenuItem.objects.filter(price=1).exists()
