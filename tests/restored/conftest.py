"""Devices of one shop."""

import pytest

from tests.restored.device import Device


@pytest.fixture
def devices(cast) -> list[Device]:
    """Three devices: two cashiers' and the manager's."""
    return [Device(cast.cashier), Device(cast.other_cashier), Device(cast.manager)]
