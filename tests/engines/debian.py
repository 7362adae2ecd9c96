"""Programs that come from one Debian package each: found, or installed where we may."""

import shutil

from tests.engines import EngineMissing, apt

PACKAGES = {"caddy": "caddy", "certutil": "libnss3-tools", "systemd-analyze": "systemd"}


def find_program(name: str) -> str:
    """Return the path of a program, installing its Debian package if we may."""
    package = PACKAGES[name]
    if shutil.which(name) is None and apt.may_install():
        apt.install(package)
    found = shutil.which(name)
    if found is None:
        raise EngineMissing(f"No {name} found: install it (Debian: apt-get install {package}).")
    return found
