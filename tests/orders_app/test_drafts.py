"""Dishes tapped but not sent: reading them, changing them, writing them down again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orders_app.commands.shapes import MOST_LINES, LineIn
from orders_app.doors.drafts import Draft
from orders_app.models import LARGEST_QTY

BIGGEST_ID = 10**18 - 1


def line(menu_id: int, qty: int) -> LineIn:
    return LineIn(menu_id=menu_id, qty=qty)


def test_lines_keep_the_order_of_the_first_taps():
    assert Draft.read(["5:2", "10:1", "5:1"]).lines == [
        line(5, 3),
        line(10, 1),
    ]


@pytest.mark.parametrize(
    "text",
    ["", ":", "5", "5:", ":2", "x:1", "5:x", "-5:1", "5:-1", "5:1.5", "5:1:1", "5 :1", "5:๒", "²:1",
     "5:0", "0:5", "1" * 19 + ":1", "5:" + "1" * 19, "+5:1", "0x5:1", "5:1\x00"],
)  # fmt: skip
def test_what_cannot_be_read_is_left_out(text):
    assert Draft.read(["7:1", text, "8:1"]).lines == [
        line(7, 1),
        line(8, 1),
    ]


def test_a_dish_stops_at_the_largest_quantity():
    assert Draft.read([f"5:{LARGEST_QTY}", "5:1"]).lines == [line(5, LARGEST_QTY)]
    assert Draft.read(["5:123456789"]).lines == [line(5, LARGEST_QTY)]


def test_a_draft_holds_as_many_lines_as_one_command_may_carry():
    draft = Draft.read(f"{menu_id}:1" for menu_id in range(1, MOST_LINES + 2))
    assert len(draft.lines) == MOST_LINES
    assert draft.changed(1, by=1).quantities[1] == 2  # known dishes still go up
    assert draft.changed(MOST_LINES + 1, by=1) == draft


def test_the_last_minus_takes_the_line_away():
    assert Draft({5: 1}).changed(5, by=-1) == Draft()
    assert Draft({5: 2}).changed(5, by=-1) == Draft({5: 1})


def test_minus_on_a_dish_that_is_not_there_changes_nothing():
    assert Draft({5: 1}).changed(6, by=-1) == Draft({5: 1})


def test_changing_a_draft_leaves_the_old_one_as_it_was():
    draft = Draft({5: 1})
    draft.changed(5, by=1)
    assert draft == Draft({5: 1})


def test_the_query_is_what_a_person_could_read():
    assert Draft({5: 2, 10: 1}).query == "line=5:2&line=10:1"
    assert Draft().query == ""


quantities = st.dictionaries(
    st.integers(1, BIGGEST_ID), st.integers(1, LARGEST_QTY), max_size=MOST_LINES
)


@given(quantities)
def test_a_draft_survives_being_written_down(quantities):
    draft = Draft(quantities)
    assert Draft.read(f"{line.menu_id}:{line.qty}" for line in draft.lines) == draft


@given(st.lists(st.text() | st.from_regex(r"\A[0-9]{0,20}:[0-9]{0,20}\Z")))
def test_no_text_makes_a_draft_that_a_command_would_refuse(texts):
    lines = Draft.read(texts).lines
    assert len(lines) <= MOST_LINES
    assert all(1 <= line.menu_id <= BIGGEST_ID and 1 <= line.qty <= LARGEST_QTY for line in lines)
