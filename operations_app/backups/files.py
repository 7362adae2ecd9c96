"""Files that survive a power cut and that the shop's own user may use, whoever made them."""

import os
from pathlib import Path


def sync_folder(folder: Path) -> None:
    """Make new names in `folder` survive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def belong_to_folder(path: Path) -> None:
    """Give what root made to the owner of the folder it is in.

    A technician works as root, the shop does not: it must be able to write what was restored.
    """
    if os.geteuid() == 0:
        owner = path.parent.stat()
        os.chown(path, owner.st_uid, owner.st_gid)
