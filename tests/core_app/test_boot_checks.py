"""A wrong deploy stops with a sentence that names the fix."""

import pytest

from core_app.checks import demo_is_not_reachable_from_outside, secret_is_given


def ids(errors: list) -> list[str]:
    assert all(error.hint for error in errors)
    return [error.id for error in errors]


@pytest.mark.parametrize(
    ("secret", "found"), [("x", ["pos.E001"]), ("x" * 49, ["pos.E001"]), ("x" * 50, [])]
)
def test_a_shop_needs_a_long_secret(settings, secret, found):
    settings.SECRET_KEY = secret
    assert ids(secret_is_given(None)) == found


@pytest.mark.parametrize(
    ("demo", "on_loopback", "password", "found"),
    [
        (True, False, "demo1234", ["pos.E002"]),
        (True, True, "demo1234", []),
        (True, False, "a password of its own", []),
        (False, False, "demo1234", []),
    ],
)
def test_a_demo_with_the_published_password_stays_on_this_machine(
    settings, demo, on_loopback, password, found
):
    settings.DEMO, settings.ON_LOOPBACK, settings.DEMO_PASSWORD = demo, on_loopback, password
    assert ids(demo_is_not_reachable_from_outside(None)) == found
