"""Who may see and use which page: the one table, and the door that asks it before any page does.

A page without a row is closed to everybody. docs/rights.md tells it to people, tests/rights walks
it. The JSON API's operations ask for themselves: by `auth`, and by `right` of the commands.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import ResolverMatch

from core_app.errors import Forbidden, TooManyRequests
from http_app.front_doors import error_answer
from http_app.limits import ensure_user_may
from staff_app.middleware import PageLogInMiddleware
from staff_app.rights import (
    Right,
    anybody,
    ensure_kitchen,
    ensure_office,
    ensure_seller,
    ensure_staff,
    nobody,
)

RIGHTS: dict[str, Right] = {
    # what a device needs before anybody has logged in; nothing of the shop's business is in it
    "staff:login": anybody,
    "staff:ping": anybody,
    "orders:shell": anybody,
    "orders:manifest": anybody,
    "service_worker": anybody,
    # whoever works here
    "root": ensure_staff,
    "staff:logout": ensure_staff,
    "orders:today": ensure_staff,  # to cooks without what was taken
    # the kitchen
    "orders:kitchen": ensure_kitchen,
    "orders:board": ensure_kitchen,
    "orders:mark": ensure_kitchen,
    "orders:counter": ensure_kitchen,
    "orders:serve": ensure_kitchen,
    "menu:sold_out": ensure_kitchen,
    "operations:printing": ensure_kitchen,
    "operations:print_sample": ensure_kitchen,
    "operations:print_drop": ensure_kitchen,
    "operations:print_again": ensure_kitchen,
    "operations:print_settled": ensure_kitchen,
    "operations:paper": ensure_kitchen,
    # the till
    "orders:map": ensure_seller,
    "orders:floor": ensure_seller,
    "orders:pad": ensure_seller,
    "orders:pay_table": ensure_seller,
    "orders:pay": ensure_seller,
    "orders:paid": ensure_seller,
    "orders:receipt": ensure_seller,
    "orders:print_receipt": ensure_seller,
    "orders:cancel": ensure_seller,  # of an order with lines only managers: the command says so
    "orders:void": ensure_seller,
    # the office
    "devices:devices": ensure_office,
    "orders:restored": ensure_office,
    "orders:restored_end": ensure_office,
    "reports:prices": ensure_office,
    "reports:exceptions": ensure_office,
    "operations:status": ensure_office,
    "own_password": ensure_office,
    "admin": ensure_office,  # all of it but
    "admin:login": anybody,  # which only leads to the till's
    # the JSON API: each operation asks for itself
    "api-1": anybody,
    "api-1:openapi-view": ensure_staff,
}


def right_of(match: ResolverMatch) -> Right:
    """Return the right a page asks for: its own, else that of all pages around it, else none."""
    declared = (RIGHTS.get(name) for name in (match.view_name, *match.namespaces))
    return next((right for right in declared if right), nobody)


class PageRightsMiddleware(PageLogInMiddleware):
    """Send strangers to the log-in form, and tell who may not do this that they may not, or not so
    often; the JSON door does that itself (staff_app/api_auth.py)."""

    def process_view(
        self, request: HttpRequest, view_func: Callable, view_args, view_kwargs
    ) -> HttpResponse | None:
        right = right_of(request.resolver_match)
        if right is anybody:
            return None
        if not request.user.is_authenticated:
            return self.handle_no_permission(request, view_func)
        try:
            ensure_user_may(request, request.user.pk)
            right(request.user)
        except (Forbidden, TooManyRequests) as refusal:
            return error_answer(request, refusal)
        return None
