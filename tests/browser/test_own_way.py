"""The tests' own hand: it never goes against a page that is going somewhere by itself."""

import pytest

pytestmark = pytest.mark.browser


def test_the_hand_goes_where_it_wants_from_the_screen_that_goes_back_by_itself(window, books):
    till = window(service_workers="block")  # what passes through a worker passes by a route
    order = books.open(2, (5, 1))
    till.open(f"/pos/orders/{order}/pay/").tap("พอดี").landed("paid/")
    gone, held = [], []

    def hold_until_the_page_has_gone(route):
        held.append(route) if not gone else route.continue_()

    def let_go(request):
        if request.url.endswith("/pos/") and request.is_navigation_request():
            gone.append(request)
            while held:
                held.pop().continue_()

    till.page.route("**/pos/orders/", hold_until_the_page_has_gone)
    till.page.on("request", let_go)
    till.open("/pos/orders/").says("ออเดอร์")
    assert gone
    till.forgive_the_network()
