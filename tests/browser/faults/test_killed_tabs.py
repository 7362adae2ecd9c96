"""A tab killed between any two steps of a command: it is done once, or it is still there."""

import pytest
from playwright.sync_api import expect

from tests.browser.faults import names
from tests.browser.faults.outbox import answer_questions, commands_on, kept, saving
from tests.browser.faults.plans import is_command, on_commands
from tests.browser.faults.proxy import HOLD
from tests.browser.faults.stops import STOPPING, Step, stop_at
from tests.browser.till import Till

pytestmark = pytest.mark.browser

LUNCH = ["ผัดไทย", "น้ำมะนาว"]
WRITTEN = [step for step in Step if step is not Step.BEFORE_THE_WRITE]
each_step_after_the_write = pytest.mark.parametrize("step", WRITTEN, ids=lambda step: step.value)


@pytest.fixture
def till(window) -> Till:
    """The cashier's window, which can be stopped at a step."""
    till = window()
    till.context.add_init_script(STOPPING)
    return till


def reopen(till: Till, path: str) -> None:
    """Kill the tab, with nothing of it running any more, and open a new one.

    It may ask about an unfinished order: the cashier takes it up again.
    """
    till.page.close(run_before_unload=False)
    till.page = till.context.new_page()
    answer_questions(till.page, lambda: names.RESTORE)
    till.open(path)
    till.page.wait_for_load_state()


def killed_at(till: Till, step: Step, button: str, back_on: str) -> None:
    """Tap a button, kill the tab at a step of what follows, and open another at `back_on`."""
    stop_at(till.page, step, button)
    reopen(till, back_on)


def lines(books, table: int) -> list[list[str]]:
    """Return the dishes of every open order of a table."""
    orders = books.orders(table_id=table, status="open")
    return [[line["name"] for line in order["items"]] for order in orders]


@each_step_after_the_write
def test_an_opening_whose_tab_was_killed_is_done_once(till, books, step):
    till.open("/pos/tables/1/").tap(*LUNCH)
    killed_at(till, step, names.CONFIRM, "/pos/")
    kept(till.page, names.DONE)
    saving(till.page, names.SAVED)
    assert lines(books, 1) == [LUNCH]


@each_step_after_the_write
def test_dishes_whose_tab_was_killed_are_added_once(till, books, step):
    books.open(2, (18, 1))
    till.open("/pos/tables/2/").tap(*LUNCH)
    killed_at(till, step, names.CONFIRM, "/pos/")
    kept(till.page, names.DONE)
    saving(till.page, names.SAVED)
    assert [found[1:] for found in lines(books, 2)] == [LUNCH]


@each_step_after_the_write
def test_a_payment_whose_tab_was_killed_is_taken_once(till, books, step):
    order = books.open(3, (5, 2), (10, 1))
    till.open(f"/pos/orders/{order}/pay/")
    killed_at(till, step, names.NOTE, "/pos/")
    kept(till.page, names.DONE)
    saving(till.page, names.SAVED)
    paid = books.orders(table_id=3)[0]
    assert (paid["status"], paid["change"]) == ("paid", 355)


def test_a_tab_killed_while_the_server_answers_has_done_it_once(till, books, proxy):
    till.open("/pos/tables/4/").tap(*LUNCH)
    proxy.plan = on_commands(HOLD)
    till.tap(names.CONFIRM)
    proxy.wait_for(lambda each: is_command(each.method, each.path))
    assert [command["state"] for command in commands_on(till.page)] == [names.WAITING]
    reopen(till, "/pos/")
    kept(till.page, names.DONE)
    proxy.let_go()
    assert lines(books, 4) == [LUNCH]
    sent = [each for each in proxy.exchanges if is_command(each.method, each.path)]
    assert [each.header("X-Till-Act") for each in sent] == ["1", "1"]


def test_an_order_whose_tab_was_killed_before_it_was_written_is_still_on_the_pad(till, books):
    till.open("/pos/tables/5/").tap(*LUNCH)
    killed_at(till, Step.BEFORE_THE_WRITE, names.CONFIRM, "/pos/tables/5/")
    assert (commands_on(till.page), lines(books, 5)) == ([], [])
    expect(till.page.locator(names.DRAFT_LINES)).to_have_count(len(LUNCH))
    till.draft_is([f"{name} 1" for name in LUNCH])
    till.tap(names.CONFIRM)
    kept(till.page, names.DONE)
    assert lines(books, 5) == [LUNCH]


def test_a_payment_whose_tab_was_killed_before_it_was_written_is_asked_for_again(till, books):
    order = books.open(6, (5, 2), (10, 1))
    till.open(f"/pos/orders/{order}/pay/")
    killed_at(till, Step.BEFORE_THE_WRITE, names.NOTE, "/pos/")
    assert commands_on(till.page) == []
    assert books.orders(table_id=6)[0]["status"] == "open"
    till.open(f"/pos/orders/{order}/pay/")
    till.tap(names.NOTE).says("฿355")
    kept(till.page, names.DONE)
    assert books.orders(table_id=6)[0]["change"] == 355
