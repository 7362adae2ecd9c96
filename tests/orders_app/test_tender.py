"""Quick cash: the amounts that get a key of their own."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orders_app.billing.tender import NOTES, likely_tenders


@pytest.mark.parametrize(
    ("total", "keys"),
    [
        ("0", [20, 50, 100, 500, 1000]),
        ("0.25", [20, 50, 100, 500, 1000]),
        ("19.99", [20, 50, 100, 500, 1000]),
        ("20", [50, 100, 500, 1000]),
        ("60", [100, 500, 1000]),
        ("145", [200, 500, 1000]),
        ("145.50", [200, 500, 1000]),
        ("500", [1000]),
        ("620", [700, 1000]),
        ("1000", []),
        ("1177", [1200, 1500, 2000]),
        ("2500.01", [2600, 3000]),
    ],
)
def test_what_a_guest_is_likely_to_hand_over(total, keys):
    assert likely_tenders(Decimal(total)) == keys


totals = st.decimals(0, 99_999_999, places=2)


@given(totals)
def test_every_key_covers_the_total_and_stands_once_in_order(total):
    keys = likely_tenders(total)
    assert all(key > total for key in keys)  # the total itself has the key พอดี
    assert keys == sorted(set(keys))


@given(totals)
def test_every_single_note_above_the_total_has_a_key(total):
    assert {note for note in NOTES if note > total} <= set(likely_tenders(total))


@given(totals)
def test_there_are_few_enough_keys_to_see_at_a_glance(total):
    assert len(likely_tenders(total)) <= 6
