"""What the database refuses of a manager's word: a change, a second use, nonsense."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from staff_app.models import Approval

pytestmark = pytest.mark.django_db


def a_word(cast, **told) -> Approval:
    good = {"key": "k", "subject": "void", "subject_id": 7, "amount": 60}
    people = {"asked_by": cast.cashier, "approved_by": cast.manager}
    return Approval.objects.create(**good | people | told)


def says_no(sentence: str, deed) -> None:
    """The database refuses `deed`, in these words or by this constraint."""
    with pytest.raises(IntegrityError, match=sentence), transaction.atomic():
        deed()


@pytest.mark.parametrize(
    "change", [{"key": "x"}, {"subject": "cancel"}, {"amount": 61}, {"created_at": timezone.now()}]
)
def test_a_word_never_changes(cast, change):
    a_word(cast)
    says_no("is final", lambda: Approval.objects.update(**change))


def test_nor_whose_it_is(cast):
    a_word(cast)
    says_no("is final", lambda: Approval.objects.update(approved_by=cast.cook))
    says_no("is final", lambda: Approval.objects.update(asked_by=cast.cook))


def test_a_word_is_used_up_once(cast):
    a_word(cast)
    Approval.objects.update(consumed_at=timezone.now())
    says_no("used up once", lambda: Approval.objects.update(consumed_at=timezone.now()))
    says_no("used up once", lambda: Approval.objects.update(consumed_at=None))


def test_a_key_uses_up_one_word(cast):
    for _ in range(2):
        a_word(cast)
    used = {"consumed_at": timezone.now()}
    wrong = "uniq_approvals_one_used|approvals.key"
    says_no(wrong, lambda: Approval.objects.update(**used))


@pytest.mark.parametrize(
    ("told", "name"),
    [
        ({"subject": "pay"}, "chk_approvals_subject_known"),
        ({"amount": -1}, "chk_approvals_amount_not_negative"),
    ],
)
def test_nonsense_is_refused(cast, told, name):
    says_no(name, lambda: a_word(cast, **told))


def test_words_are_never_deleted_but_where_a_flush_empties_tables_by_delete(cast):
    a_word(cast)
    if connection.vendor == "sqlite":
        assert Approval.objects.all().delete()[0] == 1
    else:
        says_no("is final", Approval.objects.all().delete)
