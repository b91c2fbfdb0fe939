"""Whether the store can do its job now, and if not, why."""

from collections.abc import Callable
from pathlib import Path

import structlog

from iaqverse.disk import Disk
from services.store import measures

log = structlog.get_logger()


class Condition:
    """What is wrong now, one reason each; None where nothing is.

    A nearly full disk is said and does not stop writing: what was accepted must be kept, and only
    what is kept can leave the stream. A full one makes writing fail, and then writing waits.
    """

    def __init__(self, folder: Path, least_free_share: float) -> None:
        self.disk = Disk(folder, least_free_share)
        self.starting: str | None = "waiting for the message bus and the database"
        self.is_bus_there: Callable[[], bool] = lambda: True
        self.database: str | None = None

    def why_not_ready(self) -> str | None:
        """Return all that is wrong in one line; None when nothing is."""
        bus = None if self.is_bus_there() else "the message bus is away"
        reasons = (self.starting, bus, self.database, self.disk_reason)
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

    @property
    def disk_reason(self) -> str | None:
        """Why the disk is a reason not to be ready; None when it is none."""
        return f"the disk is nearly full: {self.disk.free:.1%} free" if self.disk.is_nearly_full else None

    def look_at_disk(self) -> None:
        """Measure the disk that holds the database."""
        self.disk.look()
        measures.DISK_FREE.set(self.disk.free)
