"""A shop to walk through."""

import pytest

from pos_project.api import api
from tests.cast import Cast
from tests.http_app.api_walk import SCHEMA
from tests.rights.shop import Shop, make_shop


@pytest.fixture
def shop(cast: Cast, monkeypatch) -> Shop:
    """A row for every address.

    The API's description of itself, the dearest page of all, is not written anew for everybody.
    """
    monkeypatch.setattr(api, "get_openapi_schema", lambda **told: SCHEMA)
    return make_shop(cast)
