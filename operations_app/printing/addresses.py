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
# RFC 1918. Python's `is_private` counts more: examples, other machines' own addresses.
_SHOPS = tuple(map(IPv4Network, ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")))
_THIS_MACHINE = IPv4Network("127.0.0.0/8")
_ZEROS = re.compile(r"(?<![0-9])0+(?=[0-9])")  # 192.168.001.050, as some printers print it
_EXAMPLE = "เช่น 192.168.1.50 หรือ /dev/usb/lp0"
_OUTSIDE = f"เครื่องพิมพ์ต้องอยู่ในเครือข่ายของร้าน {_EXAMPLE}"


def check_address(text: str, *, is_this_machine_fine: bool = False) -> str:
    """Return a printer's address in the one way it is written: "192.168.1.50" (port 9100),
    "192.168.1.50:9101" or "/dev/usb/lp0". Raises ValueError with a sentence for people.

    What listens on this machine itself is the shop's own: nobody may send to that by a form.
    """
    address = western(text.strip())
    if address.startswith("/"):
        if not _DEVICE.fullmatch(address):
            raise ValueError("อุปกรณ์ USB ต้องเป็น /dev/usb/lp ตามด้วยตัวเลข เช่น /dev/usb/lp0")
        return address
    host, port = host_and_port(address)
    if IPv4Address(host) in _THIS_MACHINE and not is_this_machine_fine:
        raise ValueError(_OUTSIDE)
    return host if port == PORT else f"{host}:{port}"


def host_and_port(address: str) -> tuple[str, int]:
    """Return both parts of an address in a network. Raises ValueError as `check_address` does."""
    host, colon, port = address.partition(":")
    try:
        ip = IPv4Address(_ZEROS.sub("", host))
    except AddressValueError:
        raise ValueError(f"ที่อยู่เครื่องพิมพ์ต้องเป็นเลข IP {_EXAMPLE}") from None
    if not any(ip in network for network in (*_SHOPS, _THIS_MACHINE)):
        raise ValueError(_OUTSIDE)
    if colon and not (_PORT.fullmatch(port) and int(port) <= _LAST_PORT):
        raise ValueError("พอร์ตต้องเป็นเลข 1 ถึง 65535 ปกติคือ 9100 และไม่ต้องใส่")
    return str(ip), int(port) if colon else PORT
