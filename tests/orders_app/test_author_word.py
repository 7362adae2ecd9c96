"""A word for the author that does not fit costs the authorship, never the sale."""

import uuid
from datetime import timedelta

import pytest
from django.core import signing
from django.utils import timezone

from core_app.models import AuditEvent, IdempotencyKey
from menu_app.models import MenuItem, MenuPrice
from orders_app.models import Order, OrderItem, Payment
from staff_app.authorship import author_word
from staff_app.models import Role, User
from tests.admin.conftest import logged_in
from tests.admin.pages import change
from tests.cast import StaffFactory
from tests.devices_app.till import Till
from tests.expect import nothing_written, refused
from tests.program import Program


@pytest.fixture
def till(program) -> Till:
    return Till(program)


def word_for(till: Till, author: User, *, age: timedelta = timedelta(0)) -> str:
    """Return the word the till's page was given for `author`, `age` ago."""
    return till.word_for(author, timezone.now() - age)


def close(manager: User, user: User) -> None:
    """Close an account as a manager does."""
    path = f"/admin/staff_app/user/{user.pk}/change/"
    change(logged_in(manager), path, "user_form", is_active=None)
    assert not User.objects.get(pk=user.pk).is_active


def done_by_the_sender(till, cast, word: str, doubt: str, claimed: str = "", **told) -> None:
    """Check that a command with this word is done, as the sender's, and that the log says why."""
    line = {"menu_id": cast.pad_thai.pk, "qty": 1}
    answer = till.send("/orders", word=word, table_id=cast.table.pk, items=[line], **told)
    assert answer.status_code == 201, answer.content
    opened = AuditEvent.objects.get(action="order.opened")
    assert (Order.objects.get().opened_by, opened.staff) == (cast.cashier, cast.cashier)
    assert (opened.sender, opened.client_id) == (None, till.client_id)
    told = (opened.details["author_doubt"], opened.details.get("claimed_author", ""))
    assert told == (doubt, claimed)


@pytest.mark.parametrize(
    "forge",
    [
        lambda word: word[:-1] + ("A" if word[-1] != "A" else "B"),
        lambda word: "X" + word,
        lambda word: word.replace(":", ""),
        lambda word: word.split(":")[0],
        lambda word: "1",
        lambda word: "::",
        lambda word: "manager",
        lambda word: "x" * 5000,
        lambda word: "\xff\xfe",
    ],
)
def test_a_forged_word_is_nobodys(till, cast, forge):
    done_by_the_sender(till, cast, forge(word_for(till, cast.manager)), "unknown_word")


def test_a_word_from_before_the_secret_key_changed_still_sells(till, cast, settings):
    secret, settings.SECRET_KEY = settings.SECRET_KEY, "the-key-of-yesterday-" * 3
    word = word_for(till, cast.manager)
    settings.SECRET_KEY = secret
    done_by_the_sender(till, cast, word, "unknown_word")


def test_a_word_of_an_earlier_release_still_sells(till, cast):
    word = signing.dumps(cast.manager.pk, salt="staff_app.authorship")
    done_by_the_sender(till, cast, word, "unknown_word")


def test_a_word_given_to_another_device_is_not_good_here(till, cast):
    word = word_for(Till(till.program), cast.manager)
    done_by_the_sender(till, cast, word, "word_of_another_device", "manager")


def test_a_word_without_a_device_is_good_nowhere(program, cast):
    word = author_word(cast.manager, uuid.uuid4(), issued=timezone.now())
    program.post(
        "/orders",
        {"table_id": cast.table.pk, "idempotency_key": "k"},
        **{"X-Act-Author": word},
    )
    assert Order.objects.get().opened_by == cast.cashier


@pytest.mark.parametrize(
    "later", [timedelta(0), timedelta(days=2, hours=23), timedelta(minutes=-4)]
)
def test_a_word_is_good_for_three_days_and_a_clock_that_is_a_little_off(till, cast, later):
    word = word_for(till, cast.manager, age=timedelta(days=30))
    tapped = timezone.now() - timedelta(days=30) + later
    till.send("/orders", word=word, table_id=cast.table.pk, occurred_at=tapped)
    assert Order.objects.get().opened_by == cast.manager
    assert AuditEvent.objects.get().sender == cast.cashier


@pytest.mark.parametrize("later", [timedelta(days=3, minutes=1), timedelta(minutes=-6)])
def test_a_word_is_good_for_nothing_tapped_before_it_or_long_after(till, cast, later):
    word = word_for(till, cast.manager, age=timedelta(days=30))
    tapped = timezone.now() - timedelta(days=30) + later
    done_by_the_sender(till, cast, word, "word_of_another_time", "manager", occurred_at=tapped)


def test_without_a_time_of_the_tap_it_was_now(till, cast):
    word = word_for(till, cast.manager, age=timedelta(days=4))
    done_by_the_sender(till, cast, word, "word_of_another_time", "manager")


def test_what_was_tapped_before_the_account_was_closed_stays_its_owners(till, cast):
    tapped = timezone.now()
    close(cast.manager, cast.other_cashier)
    till.send("/orders", author=cast.other_cashier, table_id=cast.table.pk, occurred_at=tapped)
    assert Order.objects.get().opened_by == cast.other_cashier


def test_nothing_is_tapped_by_an_account_after_it_was_closed(till, cast):
    word = word_for(till, cast.other_cashier)
    close(cast.manager, cast.other_cashier)
    done_by_the_sender(till, cast, word, "account_was_closed", "cashier-2")


def test_an_account_closed_nobody_knows_when_owns_nothing(till, cast):
    tapped = timezone.now()
    User.objects.filter(pk=cast.manager.pk).update(is_active=False)
    word = word_for(till, cast.manager)
    done_by_the_sender(till, cast, word, "account_was_closed", "manager", occurred_at=tapped)


def test_a_closed_managers_word_cancels_nothing(till, cast):
    order_id = till.program.open_with_lunch(cast)
    word, tapped = word_for(till, cast.manager), timezone.now()
    User.objects.filter(pk=cast.manager.pk).update(is_active=False)
    with nothing_written():
        path = f"/orders/{order_id}/cancel"
        refused(till.send(path, word=word, reason="ลองดู", occurred_at=tapped), 403, "FORBIDDEN")


def test_an_author_whose_password_changed_meanwhile_still_owns_the_command(till, cast):
    word = word_for(till, cast.other_cashier)
    cast.other_cashier.set_password("another-1234")
    cast.other_cashier.save()
    till.send("/orders", word=word, table_id=cast.table.pk)
    assert Order.objects.get().opened_by == cast.other_cashier


def test_a_cashier_who_cooks_now_owns_no_sale(till, cast):
    word = word_for(till, cast.other_cashier)
    User.objects.filter(pk=cast.other_cashier.pk).update(role=Role.COOK)
    done_by_the_sender(till, cast, word, "author_may_not_sell", "cashier-2")


def test_an_account_deleted_meanwhile_is_nobodys_word(till, cast):
    leaver = StaffFactory()
    word = word_for(till, leaver)
    leaver.delete()
    done_by_the_sender(till, cast, word, "unknown_word")


def test_a_word_for_the_sender_needs_not_fit(till, cast):
    """The device's clock may be days off: what the sender tapped stays simply theirs."""
    word = word_for(Till(till.program), cast.cashier, age=timedelta(days=9))
    till.send("/orders", word=word, table_id=cast.table.pk)
    assert AuditEvent.objects.get().details == {"table_id": cast.table.pk}


@pytest.mark.parametrize(("name", "doubt"), [("cashier", None), ("cashier-2", "unknown_word")])
def test_a_page_without_a_word_says_a_name_which_proves_nothing(till, cast, name, doubt):
    till.send("/orders", word=name, table_id=cast.table.pk)
    event = AuditEvent.objects.get()
    assert (event.staff, event.details.get("author_doubt")) == (cast.cashier, doubt)


def test_a_name_that_no_header_can_hold_is_said_in_percents(cast):
    malee = StaffFactory(username="มาลี")
    till = Till(Program(malee))
    till.send("/orders", word="%E0%B8%A1%E0%B8%B2%E0%B8%A5%E0%B8%B5", table_id=cast.table.pk)
    assert "author_doubt" not in AuditEvent.objects.get().details


def test_the_money_is_then_the_senders(till, cast):
    order_id = till.program.open_with_lunch(cast)
    till.send(f"/orders/{order_id}/pay", word="forged", payment_method="card")
    assert (Payment.objects.get().taken_by, Payment.objects.get().sender) == (cast.cashier, None)
    paid = AuditEvent.objects.get(action="order.paid")
    assert (paid.staff, paid.details["author_doubt"]) == (cast.cashier, "unknown_word")


@pytest.mark.parametrize(("word", "price"), [("forged", 65), (None, 60)])
@pytest.mark.parametrize("opens", [True, False])
def test_a_quoted_price_counts_only_when_it_is_known_who_quoted_it(till, cast, word, price, opens):
    order_id = None if opens else till.program.open(cast)
    tapped = timezone.now() - timedelta(hours=1)  # it waited
    Order.objects.update(created_at=tapped - timedelta(hours=1))
    MenuPrice.objects.update(since=tapped - timedelta(days=1))
    MenuItem.objects.filter(pk=cast.pad_thai.pk).update(price=65)
    items = [{"menu_id": cast.pad_thai.pk, "qty": 1, "price": 60}]
    word = word or word_for(till, cast.other_cashier, age=timedelta(hours=2))
    path = "/orders" if opens else f"/orders/{order_id}/items"
    body = {"items": items} | ({"table_id": cast.table.pk} if opens else {})
    answer = till.send(path, word=word, occurred_at=tapped, **body)
    assert answer.status_code == 201
    assert OrderItem.objects.get().price == price


def test_a_word_that_no_longer_fits_gets_the_first_answer_byte_for_byte(till, cast):
    items = [{"menu_id": cast.pad_thai.pk, "qty": 1, "price": 60}]
    body = {"table_id": cast.table.pk, "items": items, "key": "one tap"}
    first = till.send("/orders", author=cast.other_cashier, **body)
    with nothing_written():
        again = till.send("/orders", word="forged", **body)
    assert (again.status_code, again.content) == (first.status_code, first.content)
    assert again["Idempotent-Replayed"] == "true"
    assert IdempotencyKey.objects.get().staff == cast.other_cashier


def test_a_cook_sends_nobodys_commands_whatever_their_word(cook_program, cast):
    till = Till(cook_program)
    with nothing_written():
        for word in ("forged", word_for(till, cast.cashier), word_for(till, cast.cook)):
            answer = till.send("/orders", word=word, table_id=cast.table.pk)
            refused(answer, 403, "FORBIDDEN")
