"""Whether the store can do its job now, and if not, why."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Final

import structlog

from services.store import measures

log = structlog.get_logger()

ENOUGH_AGAIN: Final = 1.1
"""Once the disk was nearly full, this many times the share must be free: no flapping."""


class Condition:
    """What is wrong now, one reason each; None where nothing is.

    A nearly full disk is said and does not stop writing: what was accepted must be kept, and only
    what is kept can leave the stream. A full one makes writing fail, and then writing waits.
    """

    def __init__(self, folder: Path, least_free_share: float) -> None:
        self._folder = folder
        self._least_free_share = least_free_share
        self.disk_free_bytes = 0
        self.disk_total_bytes = 0
        self.starting: str | None = "waiting for the message bus and the database"
        self.is_bus_there: Callable[[], bool] = lambda: True
        self.database: str | None = None
        self.disk: str | None = None

    def why_not_ready(self) -> str | None:
        """Return all that is wrong in one line; None when nothing is."""
        bus = None if self.is_bus_there() else "the message bus is away"
        reasons = (self.starting, bus, self.database, self.disk)
        return "; ".join(reason for reason in reasons if reason) or None

    def failed(self, reason: str) -> None:
        """Note that the database can't be used; said once for each reason."""
        if self.database != reason:
            log.error("database_away", reason=reason)
        self.database = reason

    def works(self) -> None:
        """Note that the database can be used."""
        if self.database is not None:
            log.info("database_back")
        self.database = None

    def look_at_disk(self) -> None:
        """Measure the disk that holds the database."""
        folder = self._folder.absolute()
        while not folder.exists() and folder != folder.parent:
            folder = folder.parent
        usage = shutil.disk_usage(folder)
        self.disk_free_bytes, self.disk_total_bytes = usage.free, usage.total
        free = usage.free / usage.total if usage.total else 1.0
        measures.DISK_FREE.set(free)
        least = self._least_free_share * (ENOUGH_AGAIN if self.disk else 1)
        reason = f"the disk is nearly full: {free:.1%} free" if free < least else None
        if (reason is None) != (self.disk is None):
            log.warning("disk_nearly_full" if reason else "disk_has_room_again", free=round(free, 4))
        self.disk = reason
