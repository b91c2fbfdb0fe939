"""Whether the disk has room: what is accepted must still fit on it, and be stored."""

import asyncio
import shutil
from pathlib import Path
from typing import Final

import structlog

log = structlog.get_logger()

LOOK_EVERY_S: Final = 2.0
ENOUGH_AGAIN: Final = 1.1
"""Once the disk was full, this many times the share must be free: no flapping."""


class Disk:
    """The file system that holds `folder`; it is nearly full below `least_free` (a share of it)."""

    def __init__(self, folder: Path, least_free: float) -> None:
        self._folder = folder
        self._least_free = least_free
        self.free_bytes = 0
        self.total_bytes = 0
        self.is_nearly_full = False

    @property
    def free(self) -> float:
        """The share of it that is free."""
        return self.free_bytes / self.total_bytes if self.total_bytes else 1.0

    def look(self) -> None:
        """Measure; say it when that changes whether it is nearly full."""
        usage = shutil.disk_usage(_existing(self._folder))
        self.free_bytes, self.total_bytes = usage.free, usage.total
        least = self._least_free * (ENOUGH_AGAIN if self.is_nearly_full else 1)
        if (self.free < least) == self.is_nearly_full:
            return
        self.is_nearly_full = not self.is_nearly_full
        event = "disk_nearly_full" if self.is_nearly_full else "disk_has_room_again"
        log.warning(event, free=round(self.free, 4), folder=str(self._folder))

    async def watch(self) -> None:
        """Look every 2 s, for ever."""
        while True:
            self.look()
            await asyncio.sleep(LOOK_EVERY_S)


def _existing(folder: Path) -> Path:
    """Return `folder`, or what it will be in while it does not exist yet."""
    folder = folder.absolute()
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    return folder
