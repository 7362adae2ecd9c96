"""Addresses of machines: lists of them in settings, single ones in headers."""

from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

_ONE_HOME = 64  # bits of an IPv6 address


def networks(text: str) -> list[IPv4Network | IPv6Network]:
    """Return '127.0.0.1, 192.168.1.0/24' as networks. Raises ValueError that names the wrong one.

    An address inside a network ('192.168.1.5/24') is refused: did they mean one or all of them?
    """
    return [ip_network(part.strip()) for part in text.split(",") if part.strip()]


def address(text: str) -> IPv4Address | IPv6Address | None:
    """Return '192.168.1.5', '192.168.1.5:40123' or '[::1]:40123' as an address, nonsense as None.

    '::ffff:192.168.1.5', as a socket for both kinds says it, is 192.168.1.5.
    """
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        found = ip_address(text)
    except ValueError:
        return None
    return getattr(found, "ipv4_mapped", None) or found


@lru_cache(maxsize=1024)
def home(text: str) -> str:
    """Return whom to count an address as: a device may give itself any of its IPv6 network."""
    caller = address(text)
    if caller is None or caller.version == 4:
        return str(caller)
    return str(ip_network((caller, _ONE_HOME), strict=False))


def is_within(text: str, allowed: list[IPv4Network | IPv6Network]) -> bool:
    """Tell whether the address in `text` is on a list."""
    found = address(text)
    return found is not None and any(found in network for network in allowed)
