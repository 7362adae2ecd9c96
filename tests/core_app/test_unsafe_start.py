"""A server that would run unsafely does not start, and says what to mend."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from core_app import checks
from core_app.checks import refuse_unsafe_start

pytestmark = pytest.mark.django_db


def test_a_safe_shop_starts():
    refuse_unsafe_start()


def test_a_short_secret_stops_the_start(settings):
    settings.SECRET_KEY = "short"
    with pytest.raises(ImproperlyConfigured, match=r"pos\.E001: .* Set SECRET_KEY"):
        refuse_unsafe_start()


def test_a_demo_is_not_served_to_the_network(settings):
    settings.DEMO, settings.REACHABLE, settings.PLAIN_HTTP = True, True, True
    with pytest.raises(ImproperlyConfigured, match=r"pos\.E002: .* set DEMO=0"):
        refuse_unsafe_start()


def test_what_is_only_unwise_goes_to_the_log_and_the_shop_opens(settings, caplog):
    settings.EMBEDDED, settings.REACHABLE, settings.DEMO = True, True, False
    refuse_unsafe_start()
    assert "pos.W006: " in caplog.text


def test_every_check_of_this_house_is_asked_at_the_start():
    named = {
        name
        for name, check in vars(checks).items()
        if (check.__doc__ or "").startswith("pos.") and not name.startswith("_")
    }
    asked = {check.__name__ for check in (*checks.ABOUT_SETTINGS, *checks.ABOUT_DATA)}
    assert asked == named | {"no_account_is_open_to_anybody"}  # staff_app's
