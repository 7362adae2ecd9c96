"""Accounts of the demo answer in a demo on this machine, and nowhere else."""

import pytest
from django.test import Client

from core_app.checks import ABOUT_DATA
from staff_app.models import User
from staff_app.published_passwords import no_account_is_open_to_anybody, published
from staff_app.tokens import issue_token
from tests.cast import PASSWORD, StaffFactory
from tests.expect import refused
from tests.program import Program

pytestmark = pytest.mark.django_db


@pytest.fixture(params=["reached by others", "a shop on this machine"])
def shop_that_sells(request, settings):
    """What is said before stands in the demo; calling it turns the demo into a shop."""
    settings.DEMO, settings.REACHABLE = True, False

    def begin():
        settings.DEMO, settings.REACHABLE = False, request.param == "reached by others"

    return begin


@pytest.fixture
def demo_cashier() -> User:
    return StaffFactory(username="staff001", is_demo=True)


def test_its_token_opens_the_demo_and_nothing_of_a_shop(demo_cashier, shop_that_sells):
    program = Program(demo_cashier)
    assert program.get("/tables").status_code == 200
    shop_that_sells()
    refused(program.get("/tables"), 401, "UNAUTHENTICATED")


def test_its_session_ends_with_the_demo(demo_cashier, shop_that_sells):
    browser = Client()
    form = {"username": "staff001", "password": PASSWORD}
    assert browser.post("/pos/login/", form).status_code == 302
    assert browser.get("/pos/").status_code == 200
    shop_that_sells()
    assert browser.get("/pos/").headers["Location"].startswith("/pos/login/")
    assert browser.get("/tables").status_code == 401


def test_both_doors_say_which_account_to_use_instead(demo_cashier, shop_that_sells):
    shop_that_sells()
    credentials = {"username": "staff001", "password": PASSWORD}
    answer = Program(None).post("/auth/login", credentials)
    refused(answer, 401, "INVALID_CREDENTIALS")
    assert "บัญชีสาธิต" in answer.json()["message"]
    page = Client().post("/pos/login/", credentials)
    assert "create_manager" in page.content.decode()


def test_a_token_taken_in_a_shop_for_a_demo_account_opens_nothing(demo_cashier, shop_that_sells):
    shop_that_sells()
    refused(Program(demo_cashier).get("/tables"), 401, "UNAUTHENTICATED")
    assert issue_token(demo_cashier)


@pytest.mark.parametrize("caller", ["192.168.1.7", "fd00::7", ""])
def test_whoever_calls_from_elsewhere_hears_that_the_demo_is_this_machines(
    demo_cashier, settings, caller
):
    """A server that was started another way listens where no setting told us."""
    settings.DEMO, settings.REACHABLE = True, False
    form = {"username": "staff001", "password": PASSWORD}
    browser = Client(REMOTE_ADDR=caller)
    answer = browser.post("/auth/login", form, content_type="application/json")
    refused(answer, 401, "INVALID_CREDENTIALS")
    assert "บัญชีสาธิต" in answer.json()["message"]
    assert "บัญชีสาธิต" in browser.post("/pos/login/", form).content.decode()


@pytest.fixture
def reachable(settings) -> None:
    settings.DEMO, settings.REACHABLE = False, True


def found() -> list[str]:
    return [f"{error.id} {error.msg} {error.hint}" for error in no_account_is_open_to_anybody(None)]


def with_password(password: str, **fields) -> User:
    user = StaffFactory(**fields)
    user.set_password(password)
    user.save()
    return user


def test_the_check_is_asked_before_the_first_guest():
    assert no_account_is_open_to_anybody in ABOUT_DATA


def test_a_marked_account_stops_a_shop_whatever_its_password(reachable):
    with_password("nobody-else-knows-7", username="anna", is_demo=True)
    [sentence] = found()
    assert sentence.startswith("pos.E010 ")
    assert "anna" in sentence
    assert "Run: .venv/bin/python manage.py close_demo" in sentence


@pytest.mark.parametrize("password", ["demo1234", PASSWORD, "demo"])
def test_an_account_that_answers_to_a_published_password_stops_a_shop(
    reachable, settings, password
):
    settings.DEMO_PASSWORD = "demo"
    with_password(password, username="manager001")
    with_password(password, username="somchai")
    of_the_demo, of_somebody = found()
    assert "manager001" in of_the_demo
    assert "close_demo" in of_the_demo
    assert "changepassword somchai" in of_somebody


def test_closed_accounts_and_passwords_of_ones_own_stop_nothing(reachable):
    with_password("demo1234", username="staff001", is_active=False)
    with_password("nobody-else-knows-7", username="manager001")
    assert found() == []


def test_a_shop_that_nobody_reaches_is_not_asked(settings, django_assert_num_queries):
    settings.REACHABLE = False
    with_password("demo1234")
    with django_assert_num_queries(0):
        assert found() == []


def test_a_password_that_was_found_good_is_hashed_no_second_time(reachable, settings):
    user = with_password("nobody-else-knows-7")
    assert found() == []
    vetted = User.objects.get(pk=user.pk).vetted_password
    assert vetted
    assert found() == []
    user.set_password("demo1234")
    user.save(update_fields=["password"])
    assert len(found()) == 1
    settings.DEMO_PASSWORD = "another-known-one"
    user.set_password("another-known-one")
    user.save(update_fields=["password"])
    assert len(found()) == 1


def test_what_was_compared_with_a_shorter_list_is_compared_again(reachable, settings):
    with_password("known-tomorrow-5")
    assert found() == []
    settings.DEMO_PASSWORD = "known-tomorrow-5"
    assert len(found()) == 1


@pytest.mark.parametrize("password", ["demo1234", PASSWORD])
def test_the_admin_sets_no_published_password(cast, password):
    assert password in published()
    office = Client()
    office.force_login(cast.manager)
    form = {"username": "nid", "role": "cashier", "password1": password, "password2": password}
    page = office.post("/admin/staff_app/user/add/", form)
    assert "ใครก็รู้" in page.content.decode()
    assert not User.objects.filter(username="nid").exists()
