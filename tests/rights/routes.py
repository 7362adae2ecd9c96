"""Every address with its verbs and the right it asks for, read from the URL list and the API."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib.admin import site
from django.urls import ResolverMatch, URLPattern, URLResolver, get_resolver
from ninja.constants import NOT_SET

from core_app.admin_base import ReadOnlyAdmin
from http_app.front_doors import can_be_seen
from pos_project.api import api
from pos_project.page_rights import right_of
from staff_app.rights import Right, anybody, ensure_staff, nobody

VERBS = ("GET", "POST")
API = api.urls[2]  # its namespace
_ID = re.compile(r"<(?:\w+:)?(\w+)>|\(\?P<(\w+)>(?:[^()]*|\([^()]*\))*\)")
_REGEX = re.compile(r"[\^$]")


@dataclass(frozen=True)
class Route:
    """A verb on an address as it is declared; `name` is the page's, or the operation's."""

    verb: str
    address: str  # "/pos/tables/{table_id}/"
    ids: tuple[str, ...]  # what stands in braces there
    names: tuple[str, ...]  # those of them that are names of a device's own: UUIDs
    name: str
    right: Right
    is_page: bool

    def __str__(self):
        return f"{self.verb} {self.address}"


def patterns(
    resolver: URLResolver | None = None, route: str = "/", spaces: tuple[str, ...] = ()
) -> Iterator[tuple[str, ResolverMatch]]:
    """Yield every address of the URL list, and what a request for it would have matched."""
    for each in (resolver or get_resolver()).url_patterns:
        here = route + _REGEX.sub("", str(each.pattern))
        if isinstance(each, URLPattern):
            match = ResolverMatch(each.callback, (), {}, each.name, namespaces=list(spaces))
            yield here, match
        else:
            yield from patterns(each, here, (*spaces, each.namespace) if each.namespace else spaces)


def pages() -> list[Route]:
    """Return every page, to be looked at and to be sent a form."""
    closed = closed_to_all()
    found = [(route, match) for route, match in patterns() if not _is_operations(match)]
    return [
        _route(verb, route, name, nobody if f"{verb} {name}" in closed else right_of(match), True)
        for route, match in found
        for name in [match.view_name]
        for verb in VERBS
        if verb == "POST" or can_be_seen(match.func)
    ]


def closed_to_all() -> set[str]:
    """Return what not even managers may: touch what the admin only shows."""
    closed = {"GET admin:autocomplete"}  # no form of ours completes
    for model, shown in site._registry.items():
        if isinstance(shown, ReadOnlyAdmin):
            page = f"admin:{model._meta.app_label}_{model._meta.model_name}"
            closed |= {f"{verb} {page}_{deed}" for verb in VERBS for deed in ("add", "delete")}
            closed.add(f"POST {page}_change")
    return closed


def operations() -> list[Route]:
    """Return every operation of the API, those too that OpenAPI does not tell of."""
    return [
        _route(
            verb,
            prefix + re.sub(r"{(\w+:\w+)}", r"<\1>", path),
            operation.view_func.__name__,
            _asked_by(operation.auth_param),
            False,
        )
        for prefix, router in api._routers
        for path, of_path in router.path_operations.items()
        for operation in of_path.operations
        for verb in operation.methods
    ]


def _asked_by(auth) -> Right:
    if auth is NOT_SET:
        return ensure_staff  # what the API asks of all its operations
    if auth is None:
        return anybody
    (right,) = {way.right for way in auth}
    return right


def _is_operations(match: ResolverMatch) -> bool:
    """Tell whether the API answers there, but for the pages about itself."""
    return match.namespaces == [API] and not match.url_name.startswith("openapi-")


def _route(verb: str, route: str, name: str, right: Right, is_page: bool) -> Route:
    address, names = address_of(route), re.findall(r"<uuid\w*:(\w+)>", route)
    ids = re.findall(r"{(\w+)}", address)
    return Route(verb, address, tuple(ids), tuple(names), name, right, is_page)


def address_of(route: str) -> str:
    """Return "/orders/{order_id}" of "/orders/<int:order_id>"."""
    return _ID.sub(lambda found: f"{{{found[1] or found[2]}}}", route)


ROUTES = [*pages(), *operations()]
