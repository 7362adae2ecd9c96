"""What a start tells the owner: the address to type on a tablet."""

import pytest

from operations_app.management.commands.serve import greeting

pytestmark = pytest.mark.no_database
NAMES = ["192.168.1.10", "127.0.0.1", "localhost", ".pos.lan", "*"]


def test_a_shop_for_tablets_says_what_they_open(settings):
    settings.ALLOWED_HOSTS, settings.DEMO, settings.HTTPS = NAMES, False, False
    said = greeting("0.0.0.0", 8000)
    assert said[:-1] == [
        "เปิดร้านแล้วที่ / The shop is open at  http://127.0.0.1:8000",
        "เครื่องอื่นเปิด / Other devices open  http://192.168.1.10:8000",
    ]


@pytest.mark.parametrize(("host", "https"), [("127.0.0.1", False), ("0.0.0.0", True)])
def test_what_nobody_could_open_is_not_said(settings, host, https):
    settings.ALLOWED_HOSTS, settings.DEMO, settings.HTTPS = NAMES, False, https
    assert "192.168.1.10" not in "\n".join(greeting(host, 8000))
