"""Whatever account and amount go into a PromptPay QR come out of it, and a slip of one letter is
seen."""

import string
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from core_app.money import LARGEST, SATANG
from orders_app.billing.emvco import fields_of, is_sealed
from orders_app.billing.promptpay import SEAL, account_of, payload

pytestmark = pytest.mark.no_database
mobiles = st.from_regex(r"0[689][0-9]{8}", fullmatch=True)
wallets = st.from_regex(r"[0-9]{15}", fullmatch=True)
amounts = st.decimals(min_value=SATANG, max_value=LARGEST, places=2)


@given(typed=mobiles | wallets, amount=st.none() | amounts)
def test_account_and_amount_come_back_out_of_the_text(typed, amount):
    account = account_of(typed)
    fields = fields_of(payload(account, amount))
    inner = fields_of(fields["29"])
    assert inner == {"00": "A000000677010111", account.tag: account.id}
    told = fields.get("54")
    assert (Decimal(told) if told else None) == amount


@given(typed=mobiles, amount=amounts, data=st.data())
def test_any_one_changed_letter_breaks_the_seal(typed, amount, data):
    text = payload(account_of(typed), amount)
    place = data.draw(st.integers(0, len(text) - 1))
    letter = data.draw(st.sampled_from(string.digits + string.ascii_uppercase + "."))
    assume(letter != text[place])
    assert is_sealed(text, SEAL)
    assert not is_sealed(text[:place] + letter + text[place + 1 :], SEAL)


@given(digits=st.from_regex(r"[0-9]{12}", fullmatch=True))
def test_of_ten_ids_that_differ_in_the_last_digit_alone_one_is_an_account(digits):
    assert sum(is_account(f"{digits}{last}") for last in range(10)) == 1


def is_account(typed: str) -> bool:
    try:
        return account_of(typed).tag == "02"
    except ValueError:
        return False
