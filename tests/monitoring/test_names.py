"""Every figure that a rule or a panel asks for is really there after a real evening."""

import pytest

from tests.monitoring import deployed
from tests.program import Program, new_key
from tests.scrape import Scrape, scrape


@pytest.fixture
def evening(cast, program, settings) -> Scrape:
    """A scrape after a sale, a refusal, a repeat and too many wrong passwords."""
    order_id = program.open_with_lunch(cast)
    program.command(f"/orders/{order_id}/pay", payment_method="cash", amount_received=1)
    key = new_key()
    for _ in range(2):
        program.command(f"/orders/{order_id}/pay", payment_method="qr", idempotency_key=key)
    for _ in range(11):
        Program(None).post("/auth/login", {"username": "nobody", "password": "wrong"})
    return scrape(settings)


def test_every_name_is_there(evening):
    asked = deployed.figures_asked_for()
    assert len(asked) > 15
    assert asked - evening.names == set()


def test_every_figure_of_the_shop_is_shown_somewhere(evening):
    """Buckets' companions are asked for as a family."""
    families = {family.name for family in evening.families}
    shown = deployed.figures_asked_for()
    assert {
        family
        for family in families
        if not any(name == family or name.startswith(f"{family}_") for name in shown)
    } == set()


def test_every_figure_says_what_it_is(evening):
    assert all(family.documentation.endswith(".") for family in evening.families)
