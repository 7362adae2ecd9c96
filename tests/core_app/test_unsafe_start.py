"""A server that would run unsafely does not start, and says what to mend."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from core_app.checks import refuse_unsafe_start


def test_a_safe_shop_starts():
    refuse_unsafe_start()


def test_a_short_secret_stops_the_start(settings):
    settings.SECRET_KEY = "short"
    with pytest.raises(ImproperlyConfigured, match=r"pos\.E001: .* Set SECRET_KEY"):
        refuse_unsafe_start()


def test_the_published_password_is_not_served_to_the_network(settings):
    settings.DEMO, settings.ON_LOOPBACK = True, False
    with pytest.raises(ImproperlyConfigured, match=r"pos\.E002: .* Set DEMO=0"):
        refuse_unsafe_start()
    settings.DEMO_PASSWORD = "a-password-of-ones-own"
    refuse_unsafe_start()
