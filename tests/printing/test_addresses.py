"""A printer stands in the shop's own network or on a cable, and its address is written one way."""

import pytest

from operations_app.printing.causes import Cause, sentence_of
from operations_app.printing.line import check_address

pytestmark = pytest.mark.no_database


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("192.168.1.50", "192.168.1.50"),
        (" 192.168.1.50\n", "192.168.1.50"),
        ("192.168.1.50:9100", "192.168.1.50"),
        ("192.168.1.50:9101", "192.168.1.50:9101"),
        ("๑๙๒.๑๖๘.๑.๕๐:๙๑๐๑", "192.168.1.50:9101"),
        ("10.0.0.1:1", "10.0.0.1:1"),
        ("172.31.255.254:65535", "172.31.255.254:65535"),
        ("192.168.001.050:9100", "192.168.1.50"),  # as some printers print it themselves
        ("/dev/usb/lp0", "/dev/usb/lp0"),
        ("/dev/usb/lp12", "/dev/usb/lp12"),
    ],
)
def test_an_address_is_written_in_one_way(typed, written):
    assert check_address(typed) == written


@pytest.mark.parametrize(
    "outside",
    ["8.8.8.8", "172.32.0.1", "1.1.1.1:9100", "0.0.0.0", "0.1.2.3", "255.255.255.255", "224.0.0.1",
     "127.0.0.1:5432", "169.254.169.254", "192.0.2.1", "203.0.113.5", "100.64.0.1"],
)  # fmt: skip
def test_what_is_not_in_the_shop_is_refused(outside):
    with pytest.raises(ValueError, match="ต้องอยู่ในเครือข่ายของร้าน"):
        check_address(outside)


@pytest.mark.parametrize(
    "name",
    ["", "printer", "localhost", "printer.local:9100", "192.168.1", "3232235826",
     "::1", "[::1]:9100", "http://192.168.1.50", "192.168.1.50/24", "a@192.168.1.50"],
)  # fmt: skip
def test_names_and_what_only_looks_like_an_address_are_refused(name):
    with pytest.raises(ValueError, match="ต้องเป็นเลข IP"):
        check_address(name)


def test_this_machine_itself_is_sent_to_where_no_form_named_it():
    assert check_address("127.0.0.1:9101", is_this_machine_fine=True) == "127.0.0.1:9101"


@pytest.mark.parametrize("port", ["", "0", "65536", "-1", "+1", " 9100", "09100", "9100:1", "lp"])
def test_a_port_that_is_none_is_refused(port):
    with pytest.raises(ValueError, match="1 ถึง 65535"):
        check_address(f"192.168.1.50:{port}")


@pytest.mark.parametrize(
    "path",
    ["/dev/sda", "/dev/usb/lp", "/dev/usb/lp0/../../sda", "/dev/usb/lp01", "/dev/usb/lp0x",
     "/etc/passwd"],
)  # fmt: skip
def test_a_file_that_is_no_printer_is_refused(path):
    with pytest.raises(ValueError, match="/dev/usb/lp"):
        check_address(path)


@pytest.mark.parametrize("cause", Cause)
def test_each_cause_has_a_sentence_of_its_own_that_names_the_printer(cause):
    others = {sentence_of(other, "192.168.1.50") for other in Cause if other != cause}
    told = sentence_of(cause, "192.168.1.50")
    assert "192.168.1.50" in told
    assert told not in others


def test_a_cause_of_another_release_still_leads_to_the_printer():
    assert sentence_of("on_fire", "/dev/usb/lp0").endswith("ดูที่เครื่องพิมพ์")
