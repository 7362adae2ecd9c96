"""Can another device reach the shop? One answer, for every boot check and for the demo."""

from collections.abc import Iterable
from ipaddress import ip_address


def is_reachable(*, listens_on: Iterable[str], names: Iterable[str], told: bool) -> bool:
    """Tell whether anybody but this machine may come in.

    `listens_on` are the addresses of the shop's sockets, `names` those it answers to (with a
    proxy in front, the only sign of one); `told` is whether HTTPS or PLAIN_HTTP speak of others.
    """
    return told or not all(is_this_machine(host) for host in (*listens_on, *names))


def is_this_machine(host: str) -> bool:
    """Tell whether only this machine itself can mean `host`, a name or an address."""
    if host == "localhost":
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
