"""Where a printer may be: in the shop's own network, or on a cable of this machine.

Whoever sets up printers must not be able to make the server call somebody outside. So there are no
names, which lead anywhere, and no public address.
"""

import re
from ipaddress import AddressValueError, IPv4Address, IPv4Network

from core_app.digits import western

PORT = 9100  # what printers listen on ("raw printing", "JetDirect")
_DEVICE = re.compile(r"/dev/usb/lp(0|[1-9][0-9]{0,2})")  # what Linux calls a printer on USB
_PORT = re.compile(r"[1-9][0-9]{0,4}")
_LAST_PORT = 65535
_THIS_NETWORK = IPv4Network("0.0.0.0/8")  # private, says the standard, but nobody's
_EXAMPLE = "เช่น 192.168.1.50 หรือ /dev/usb/lp0"


def check_address(text: str) -> str:
    """Return a printer's address in the one way it is written: "192.168.1.50" (port 9100),
    "192.168.1.50:9101" or "/dev/usb/lp0". Raises ValueError with a sentence for people."""
    address = western(text.strip())
    if address.startswith("/"):
        if not _DEVICE.fullmatch(address):
            raise ValueError("อุปกรณ์ USB ต้องเป็น /dev/usb/lp ตามด้วยตัวเลข เช่น /dev/usb/lp0")
        return address
    host, port = host_and_port(address)
    return host if port == PORT else f"{host}:{port}"


def host_and_port(address: str) -> tuple[str, int]:
    """Return both parts of an address in a network. Raises ValueError as `check_address` does."""
    host, colon, port = address.partition(":")
    try:
        ip = IPv4Address(host)
    except AddressValueError:
        raise ValueError(f"ที่อยู่เครื่องพิมพ์ต้องเป็นเลข IP {_EXAMPLE}") from None
    if not ip.is_private or ip.is_reserved or ip in _THIS_NETWORK:
        raise ValueError(f"เครื่องพิมพ์ต้องอยู่ในเครือข่ายของร้าน {_EXAMPLE}")
    if colon and not (_PORT.fullmatch(port) and int(port) <= _LAST_PORT):
        raise ValueError("พอร์ตต้องเป็นเลข 1 ถึง 65535 ปกติคือ 9100 และไม่ต้องใส่")
    return str(ip), int(port) if colon else PORT
