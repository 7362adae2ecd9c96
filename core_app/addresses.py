"""Lists of addresses in settings."""

from ipaddress import IPv4Network, IPv6Network, ip_network


def networks(text: str) -> list[IPv4Network | IPv6Network]:
    """Return '127.0.0.1, 192.168.1.0/24' as networks. Raises ValueError that names the wrong one.

    An address inside a network ('192.168.1.5/24') is refused: did they mean one or all of them?
    """
    return [ip_network(part.strip()) for part in text.split(",") if part.strip()]
