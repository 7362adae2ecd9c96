"""Paying by table: a till without a network knows its table before its order has a number."""


def test_it_leads_to_the_payment_pad_of_the_order_that_stands_there(till, pad_path, pay_path):
    assert till.see(f"{pad_path}pay/").path == pay_path


def test_a_free_table_leads_to_the_map(till, pad_path):
    assert till.see(f"{pad_path}pay/").path == "/pos/"


def test_an_unknown_table_is_not_found(till):
    assert till.see("/pos/tables/987654321/pay/").status == 404


def test_a_cook_may_not(stove, pad_path):
    assert stove.see(f"{pad_path}pay/").status == 403
