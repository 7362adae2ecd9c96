"""The text of a PromptPay QR: the frozen vectors, who may be paid, and how much."""

from decimal import Decimal

import pytest

from core_app.money import LARGEST
from orders_app.billing.emvco import fields_of, is_sealed, sealed
from orders_app.billing.promptpay import SEAL, Account, account_of, payload

pytestmark = pytest.mark.no_database
STATIC = "00020101021129370016A000000677010111011300668012345675802TH530376463046197"
FOUR_BAHT = "00020101021229370016A000000677010111011300660000000005802TH530376454044.226304E469"
COMPANY = "00020101021229370016A0000006770101110213010550000000053037645406145.005802TH63040E56"
VECTORS = [
    (STATIC, Account("01", "0066801234567"), None),
    (FOUR_BAHT, Account("01", "0066000000000"), Decimal("4.22")),
    (COMPANY, Account("02", "0105500000000"), Decimal(145)),
]


def without_seal(text: str) -> dict[str, str]:
    return {tag: value for tag, value in fields_of(text).items() if tag != SEAL}


@pytest.mark.parametrize(("vector", "account", "amount"), VECTORS)
def test_it_says_what_the_frozen_vector_says(vector, account, amount):
    ours = without_seal(payload(account, amount))
    assert ours == without_seal(vector)
    # Banks read the fields between in any order; in the vector's own it is the vector.
    assert sealed(((tag, ours[tag]) for tag in without_seal(vector)), SEAL) == vector


def test_the_vector_in_our_order_comes_out_letter_by_letter():
    assert payload(Account("02", "0105500000000"), Decimal(145)) == COMPANY


@pytest.mark.parametrize("vector", [vector for vector, *_ in VECTORS])
def test_the_vectors_are_sealed(vector):
    assert is_sealed(vector, SEAL)


@pytest.mark.parametrize(
    ("typed", "tag", "written"),
    [
        ("0812345678", "01", "0066812345678"),
        ("081-234-5678", "01", "0066812345678"),
        (" 081 234 5678 ", "01", "0066812345678"),
        ("๐๘๑๒๓๔๕๖๗๘", "01", "0066812345678"),
        ("+66 81 234 5678", "01", "0066812345678"),
        ("66812345678", "01", "0066812345678"),
        ("0612345678", "01", "0066612345678"),
        ("1-1018-00000-01-1", "02", "1101800000011"),
        ("004999000288505", "03", "004999000288505"),
    ],
)
def test_an_id_is_understood_as_owners_type_it(typed, tag, written):
    assert account_of(typed) == Account(tag, written)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "0212345678",  # a telephone on a desk
        "081234567",
        "08123456789",
        "1101800000017",  # its check digit is another
        "0105500000000",
        "12345678901234",
        "0049990002885051",
        "ร้านอาหาร",
        "081234567x",
        "0812345678\x00",
    ],
)
def test_an_id_that_is_none_is_refused_without_repeating_it(typed):
    with pytest.raises(ValueError, match=r"digits|none") as refused:
        account_of(typed)
    assert not typed or typed not in str(refused.value)


@pytest.mark.parametrize(
    "amount", ["0", "0.00", "-5", "0.001", "145.005", "NaN", "Infinity", LARGEST + 1]
)
def test_nobody_is_asked_for_an_amount_that_cannot_be_paid(amount):
    with pytest.raises(ValueError, match="baht"):
        payload(account_of("0812345678"), Decimal(amount))


@pytest.mark.parametrize(
    ("amount", "written"),
    [("0.01", "0.01"), ("145", "145.00"), ("62.5", "62.50"), (LARGEST, "99999999.99")],
)
def test_an_amount_is_written_with_its_satang(amount, written):
    fields = fields_of(payload(account_of("0812345678"), Decimal(amount)))
    assert (fields["54"], fields["01"]) == (written, "12")


def test_without_an_amount_the_guest_types_it():
    fields = fields_of(payload(account_of("0812345678")))
    assert "54" not in fields
    assert fields["01"] == "11"


@pytest.mark.parametrize(
    "broken", ["0", "00", "0002", "000201000201", "0x0201", "000301", "๐๐0201"]
)
def test_what_is_no_list_of_fields_is_not_read_as_one(broken):
    with pytest.raises(ValueError, match=r"field|tag"):
        fields_of(broken)
