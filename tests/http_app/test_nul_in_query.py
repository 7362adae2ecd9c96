"""A NUL in the address, which PostgreSQL cannot hold, is refused at the door."""

import pytest


@pytest.mark.parametrize(
    "path", ["/admin/menu_app/menuitem/?category=%00", "/pos/orders/?status=%00"]
)
def test_a_nul_in_the_address_is_a_bad_request(client, cast, path):
    client.force_login(cast.manager)
    answer = client.get(path)
    assert answer.status_code == 400
    assert 'lang="th"' in answer.content.decode()
