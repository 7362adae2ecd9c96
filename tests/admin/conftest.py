"""Who stands at the admin's door."""

import pytest
from django.test import Client

from staff_app.models import User
from tests.cast import Cast


def logged_in(staff: User) -> Client:
    """Return a browser logged in as `staff`."""
    client = Client()
    client.force_login(staff)
    return client


@pytest.fixture
def office(cast: Cast) -> Client:
    """The manager's browser."""
    return logged_in(cast.manager)


@pytest.fixture
def till(cast: Cast) -> Client:
    """The cashier's browser."""
    return logged_in(cast.cashier)
