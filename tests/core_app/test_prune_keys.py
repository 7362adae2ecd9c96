"""`manage.py prune_keys` empties old answers of commands that succeeded, and nothing else."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from core_app.models import IdempotencyKey
from operations_app.management.commands import prune_keys

pytestmark = pytest.mark.django_db


def make_key(cast, name: str, *, age_days: int, result_id: int | None = 1) -> IdempotencyKey:
    key = IdempotencyKey.objects.create(
        key=name,
        fingerprint="f",
        staff=cast.cashier,
        status=201 if result_id else 409,
        answer='{"order_id": 1}',
        result_id=result_id,
    )
    then = timezone.now() - timedelta(days=age_days)
    IdempotencyKey.objects.filter(pk=key.pk).update(created_at=then)
    return key


def pruned(*options: str) -> tuple[str, set[str]]:
    """Run the command; return its line and the keys that have no answer left."""
    out = StringIO()
    call_command("prune_keys", *options, stdout=out)
    empty = IdempotencyKey.objects.filter(answer="").values_list("key", flat=True)
    return out.getvalue().strip(), set(empty)


def test_answers_older_than_90_days_are_emptied_and_counted(cast):
    make_key(cast, "old", age_days=91)
    make_key(cast, "young", age_days=89)
    assert pruned() == ("ล้างคำตอบเก่าแล้ว 1 รายการ", {"old"})


def test_the_key_itself_and_what_it_made_are_kept(cast):
    key = make_key(cast, "old", age_days=91, result_id=7)
    pruned()
    key.refresh_from_db()
    assert (key.status, key.result_id, key.fingerprint) == (201, 7, "f")


def test_a_refusal_keeps_its_answer_because_no_row_could_give_it_again(cast):
    make_key(cast, "refused", age_days=400, result_id=None)
    assert pruned() == ("ล้างคำตอบเก่าแล้ว 0 รายการ", set())


def test_days_can_be_chosen(cast):
    make_key(cast, "a week old", age_days=7)
    assert pruned("--days", "5")[1] == {"a week old"}


def test_negative_days_are_refused(cast):
    make_key(cast, "young", age_days=0)
    with pytest.raises(CommandError):
        pruned("--days", "-1")


def test_a_second_run_finds_nothing_to_do(cast):
    make_key(cast, "old", age_days=91)
    pruned()
    assert pruned()[0] == "ล้างคำตอบเก่าแล้ว 0 รายการ"


def test_many_keys_are_pruned_in_batches(cast, monkeypatch):
    monkeypatch.setattr(prune_keys, "BATCH", 2)
    names = {f"old {number}" for number in range(5)}
    for name in sorted(names):
        make_key(cast, name, age_days=91)
    make_key(cast, "young", age_days=1)
    assert pruned() == ("ล้างคำตอบเก่าแล้ว 5 รายการ", names)


def test_no_keys_at_all_is_no_error(cast):
    assert pruned() == ("ล้างคำตอบเก่าแล้ว 0 รายการ", set())
