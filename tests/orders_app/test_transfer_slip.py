"""A slip's reference, typed or scanned, is written in one way; what is no slip is told apart."""

from decimal import Decimal

import pytest

from orders_app.billing.promptpay import account_of, payload
from orders_app.billing.transfer_slip import reference_of
from tests.orders_app.bank_slips import OTHER, OTHER_REFERENCE, REFERENCE, SCANNED

pytestmark = pytest.mark.no_database


@pytest.mark.parametrize(
    ("scanned", "reference"),
    [
        (SCANNED, REFERENCE),
        (OTHER, OTHER_REFERENCE),
        (f" {SCANNED}\n", REFERENCE),
    ],
)
def test_the_small_qr_of_a_slip_gives_bank_and_reference(scanned, reference):
    assert reference_of(scanned) == reference


@pytest.mark.parametrize(
    ("typed", "reference"),
    [
        ("202611260000000001A", "202611260000000001A"),
        ("202611260000000001a", "202611260000000001A"),
        (" 2026 1126 0000 0000 01A ", "202611260000000001A"),
        ("๒๐๒๖๑๑๒๖", "20261126"),
        ("014-202611260000000001a", "014-202611260000000001A"),
        ("4111111111111111", "4111111111111111"),  # a reference may look like a card's number
        ("0002", "0002"),
    ],
)
def test_a_typed_reference_is_written_in_capitals_without_spaces(typed, reference):
    assert reference_of(typed) == reference


@pytest.mark.parametrize("amount", [None, Decimal(145)])
def test_a_qr_to_pay_by_is_no_slip(amount):
    with pytest.raises(ValueError, match="นี่คือคิวอาร์รับเงิน ไม่ใช่สลิป"):
        reference_of(payload(account_of("0812345678"), amount))


@pytest.mark.parametrize(
    "broken",
    [
        SCANNED[:-1],
        SCANNED[:-4] + "C426",
        SCANNED.replace("0140219", "0140218"),
        SCANNED.replace("01A", "02A"),
        SCANNED.replace("TH", "LA"),
        "00060006000001",
    ],
)
def test_a_slip_that_was_read_in_part_is_to_be_scanned_again(broken):
    with pytest.raises(ValueError, match="กรุณาสแกนอีกครั้ง"):
        reference_of(broken)


@pytest.mark.parametrize(
    "nonsense",
    ["", " ", "1", "abc", "A" * 51, "โอนแล้ว", "1234'5", "12\x0034", "-1234", "1234\u200b"],
)
def test_what_no_bank_writes_is_asked_for_again(nonsense):
    with pytest.raises(ValueError, match="เลขอ้างอิงสลิปเป็นตัวอักษรอังกฤษหรือตัวเลข"):
        reference_of(nonsense)
