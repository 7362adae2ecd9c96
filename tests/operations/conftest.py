"""The longest test comes first: at the end all others would have to wait for it."""

import pytest

LONGEST = "test_power_cut.py"


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with it, wherever its name stands."""
    items.sort(key=lambda item: item.path.name != LONGEST)
