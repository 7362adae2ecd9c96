"""After a restore, what devices did comes again: nothing lost, nothing on strangers' bills."""

from uuid import UUID

import pytest
from django.utils import timezone

from core_app.models import AuditEvent, DatabaseEpoch
from devices_app import catching_up
from devices_app.models import Device
from menu_app.models import MenuItem
from operations_app.backups import new_epoch
from orders_app.commands import sent_again
from orders_app.kitchen.board import read_board
from orders_app.models import Order, Payment, Slip
from staff_app.authorship import author_word
from tables_app.models import Table
from tests.orders_app.kitchens import make_station
from tests.program import Program, new_key
from tests.races.racing import assert_books_are_right
from tests.restored.copies import take_copy
from tests.restored.judge import as_they_are
from tests.words import give_word, with_pin

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def lunch(cast) -> list[dict]:
    return [{"menu_id": cast.pad_thai.pk, "qty": 2, "price": 60}]


@pytest.fixture
def known(devices):
    """The shop has seen all of them before the copy is taken."""
    for device in devices:
        device.report()
    return devices


def catch_up(devices, *, rounds: int = 10, misses=None) -> None:
    """Let every device hear of the restore and send until the shop has caught up; where it
    `misses` one it is not over by itself."""
    for device in devices:
        device.hear_of_the_restore()
    for _ in range(rounds):
        for device in devices:
            device.send_history()
        if catching_up.ongoing() is None:
            break
    for device in devices:  # what is left is decided now
        device.send_history()
    assert (catching_up.ongoing() is None) == (misses is None)
    assert_books_are_right()


def test_an_evening_is_whole_again(cast, known, lunch):
    first, second, manager = known
    restore = take_copy()
    paid = first.open(cast.table.pk, lunch)
    second.do(f"/orders/{paid}/items", order=paid, items=lunch)
    first.do(
        f"/orders/{paid}/pay",
        order=paid,
        payment_method="cash",
        amount_received=300,
        expected_total=240,
    )
    standing = second.open(cast.other_table.pk, lunch)
    added = manager.do(f"/orders/{standing}/items", order=standing, items=lunch).json()
    before = as_they_are()
    restore()
    assert not Order.objects.exists()
    catch_up(known)
    assert as_they_are() == before
    assert added["version"] == 3
    assert Table.objects.get(pk=cast.table.pk).status == "available"
    assert Table.objects.get(pk=cast.other_table.pk).status == "occupied"


def test_a_payment_that_comes_before_its_opening_waits_for_it(cast, known, lunch):
    first, second, _ = known
    restore = take_copy()
    order = first.open(cast.table.pk, lunch)
    second.do(f"/orders/{order}/pay", order=order, payment_method="qr", expected_total=120)
    restore()
    for device in known:
        device.hear_of_the_restore()
    assert second.send_history()
    assert len(second.left) == 1
    first.send_history()
    second.send_history()
    assert (second.left, second.refused) == ([], [])
    assert Payment.objects.get().amount == 120


def test_dishes_of_another_device_are_not_forgotten_by_who_is_quick_to_be_paid(cast, known, lunch):
    first, second, _ = known
    restore = take_copy()
    order = first.open(cast.table.pk, lunch)
    second.do(f"/orders/{order}/items", order=order, items=lunch)
    # Without a word of the total, as a program asks: only its turn says that dishes are missing.
    first.do(f"/orders/{order}/pay", order=order, payment_method="qr")
    restore()
    for device in known:
        device.hear_of_the_restore()
    first.send_history()
    assert Order.objects.get().is_open
    catch_up(known)
    assert Payment.objects.get().amount == 240


@pytest.mark.usefixtures("known")
def test_without_their_turn_the_dishes_come_after_the_money(cast, devices, lunch, monkeypatch):
    monkeypatch.setattr(sent_again, "_is_its_turn", lambda name, at: True)
    first, second, _ = devices
    restore = take_copy()
    order = first.open(cast.table.pk, lunch)
    second.do(f"/orders/{order}/items", order=order, items=lunch)
    first.do(f"/orders/{order}/pay", order=order, payment_method="qr")
    restore()
    catch_up(devices)
    assert Payment.objects.get().amount == 120
    assert [kept.refusal["error"] for kept in second.refused] == ["ORDER_NOT_OPEN"]


def test_without_the_waiting_a_payment_is_refused_before_its_opening(
    cast, known, lunch, monkeypatch
):
    monkeypatch.setattr(catching_up, "still_expected", lambda epoch: Device.objects.none())
    first, second, _ = known
    restore = take_copy()
    order = first.open(cast.table.pk, lunch)
    second.do(f"/orders/{order}/pay", order=order, payment_method="qr", expected_total=120)
    restore()
    for device in known:
        device.hear_of_the_restore()
    second.send_history()
    first.send_history()
    assert [kept.refusal["error"] for kept in second.refused] == ["ORDER_NOT_HERE_YET"]


def test_later_guests_keep_the_table_and_the_earlier_order_has_none(cast, known, lunch):
    first, second, _ = known
    restore = take_copy()
    earlier = first.open(cast.table.pk, lunch)
    restore()
    later = second.open(cast.table.pk, lunch)
    catch_up(known)
    order = Order.objects.get(uid=earlier)
    assert (order.table, order.place, order.is_open) == (None, "ไม่มีโต๊ะ", True)
    assert Order.objects.get(uid=later).table == cast.table
    assert not first.refused
    paid = first.do(
        f"/orders/{earlier}/pay", order=earlier, payment_method="qr", expected_total=120
    )
    assert paid.status_code == 200
    assert Table.objects.get(pk=cast.table.pk).status == "occupied"
    assert_books_are_right()


def test_a_table_that_is_no_more_is_no_loss_either(cast, known, lunch):
    first, *_ = known
    restore = take_copy()
    earlier = first.open(cast.table.pk, lunch)
    restore()
    Table.objects.filter(pk=cast.table.pk).update(active=False)
    catch_up(known)
    assert Order.objects.get(uid=earlier).table is None


def test_dishes_that_were_had_are_on_the_bill_whatever_the_menu_says_now(cast, known, lunch):
    first, *_ = known
    restore = take_copy()
    order = first.open(cast.table.pk, lunch)
    restore()
    MenuItem.objects.filter(pk=cast.pad_thai.pk).update(active=False, price=65)
    catch_up(known)
    assert Order.objects.get(uid=order).items.get().price == 60
    assert not first.refused


def test_voids_and_cancels_come_again(cast, known, lunch):
    first, _, manager = known
    restore = take_copy()
    order = first.open(cast.table.pk, lunch)
    item = Order.objects.get(uid=order).items.get()
    path = f"/orders/{order}/items/{item.uid}/void"
    first.do(path, order=order, numbered=False, reason="สั่งผิด", qty=1)
    other = first.open(cast.other_table.pk, lunch)
    manager.do(f"/orders/{other}/cancel", order=other, numbered=False, reason="ลูกค้ายกเลิก")
    before = as_they_are()
    restore()
    catch_up(known)
    assert [device.refused for device in known] == [[], [], []]
    assert as_they_are() == before
    assert Order.objects.get(uid=other).cancel_reason == "ลูกค้ายกเลิก"


def test_what_a_manager_approved_comes_again_without_a_second_word(cast, known, lunch):
    first, second, _ = known
    boss = with_pin(cast.manager)
    restore = take_copy()
    order = first.open(cast.table.pk, lunch)
    item = Order.objects.get(uid=order).items.get()
    void = f"/orders/{order}/items/{item.uid}/void"
    asked = {"order": order, "numbered": False, "reason": "สั่งผิด"}
    for path, more in ((void, {"qty": 1}), (f"/orders/{order}/cancel", {})):
        key = new_key()
        needed = second.do(path, key=key, **asked, **more).json()
        assert give_word(second.program, needed, key, boss).status_code == 201
        assert second.do(path, key=key, **asked, **more).status_code == 200
    before = as_they_are()
    restore()
    catch_up(known)
    assert [device.refused for device in known] == [[], [], []]
    assert as_they_are() == before


def test_a_kitchen_is_asked_to_look_before_it_makes_a_dish_twice(cast, known, lunch):
    first, *_ = known
    make_station("ครัวร้อน", cast.pad_thai.category)
    restore = take_copy()
    order = first.open(cast.table.pk, lunch)
    restore()
    catch_up(known)
    first.do(f"/orders/{order}/items", order=order, items=lunch)
    slips = Slip.objects.order_by("pk")
    assert [slip.is_again for slip in slips] == [True, False]
    board = read_board(slips[0].station, timezone.now())
    assert [card.asks for card in board.open_cards] == [True, False]


def test_what_was_in_the_copy_is_answered_as_before_and_not_done_twice(cast, known, lunch):
    first, *_ = known
    order = first.open(cast.table.pk, lunch)
    restore = take_copy()
    first.do(f"/orders/{order}/items", order=order, items=lunch)
    restore()
    catch_up(known)
    assert Order.objects.get().items.count() == 2


def test_what_never_comes_again_is_waited_for_until_all_have_tried(cast, known, lunch):
    first, second, _ = known
    restore = take_copy()
    order = first.open(cast.table.pk, lunch)
    number = Order.objects.get(uid=order).pk
    Program(cast.cashier).command(f"/orders/{number}/items", items=lunch)  # no device knows of it
    second.do(f"/orders/{order}/pay", order=order, payment_method="qr", expected_total=240)
    restore()
    catch_up(known)
    assert [kept.refusal["error"] for kept in second.refused] == ["TOTAL_CHANGED"]
    assert Order.objects.get().is_open


def test_a_device_that_stays_away_is_waited_for_until_a_manager_ends_it(cast, known, lunch):
    first, second, _ = known
    restore = take_copy()
    order = first.open(cast.table.pk, lunch)
    restore()
    first.hear_of_the_restore()
    assert first.send_history()
    refused = second.do(f"/orders/{order}9/items", order=order, items=lunch)
    assert refused.status_code == 404
    unknown = second.do(
        "/orders/6f1c5f0e-58a8-4f43-9d57-3a6a5d1b7a10/items", order="?", items=lunch
    ).json()
    assert (unknown["error"], unknown["catching_up"]) == ("ORDER_NOT_HERE_YET", True)
    catching_up.end(manager=cast.manager)
    assert catching_up.ongoing() is None
    assert DatabaseEpoch.objects.get().caught_up_at


def test_devices_that_the_copy_does_not_know_are_waited_for_once_they_have_begun(
    cast, devices, lunch
):
    first, second, _ = devices
    restore = take_copy()
    order = first.open(cast.table.pk, lunch)
    second.do(f"/orders/{order}/pay", order=order, payment_method="qr", expected_total=120)
    restore()
    first.hear_of_the_restore()
    second.hear_of_the_restore()
    assert second.send_history()
    first.send_history()
    second.send_history()
    assert (second.refused, catching_up.ongoing()) == ([], None)


def test_a_device_that_slept_through_a_restore_is_asked_for_all_since_the_first(cast, known, lunch):
    restore = take_copy()
    known[0].open(cast.table.pk, lunch)
    restore()
    first_moment = DatabaseEpoch.objects.get().goes_back_to
    catch_up(known[:2], misses=known[2])
    restore = take_copy()
    restore()
    assert DatabaseEpoch.objects.get().goes_back_to == first_moment


def test_a_manager_s_word_makes_no_cashier_cancel_what_was_not_cancelled_before(cast, known, lunch):
    first, *_ = known
    order = first.open(cast.table.pk, lunch)
    path, asked = f"/orders/{order}/cancel", {"reason": "ของฟรี", "idempotency_key": "stolen"}
    word = author_word(cast.manager, UUID(first.client_id), issued=timezone.now())
    stolen = {"X-Till": first.client_id, "X-Till-Again": "3", "X-Act-Author": word}
    told = asked | {"occurred_at": timezone.now().isoformat()}
    assert first.program.post(path, told, **stolen).status_code == 403
    new_epoch.begin(using="default")
    told = asked | {"occurred_at": timezone.now().isoformat()}
    assert first.program.post(path, told, **stolen).status_code == 403
    assert Order.objects.get().is_open


def test_an_audit_log_tells_what_came_again(cast, known, lunch):
    restore = take_copy()
    known[0].open(cast.table.pk, lunch)
    restore()
    catch_up(known)
    told = AuditEvent.objects.filter(subject="order").values_list("details__again", flat=True)
    assert list(told) == [True, True]


def test_a_shop_that_was_never_taken_back_believes_no_device_that_says_so(cast, known, lunch):
    first, second, _ = known
    DatabaseEpoch.objects.update_or_create(defaults={"taken_back": False})
    order = first.open(cast.table.pk, lunch)
    answer = second.do("/orders", table_id=cast.table.pk, items=lunch)
    assert answer.status_code == 409
    again = second.program.post(
        "/orders",
        {"table_id": cast.table.pk, "idempotency_key": "a key of before"},
        **{"X-Till": second.client_id, "X-Till-Again": "2"},
    )
    assert (again.status_code, again.json()["error"]) == (409, "TABLE_OCCUPIED")
    assert str(Order.objects.get().uid) == order
