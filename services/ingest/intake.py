"""What both doors do with readings: judge, publish, and only then say so."""

import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime

import structlog

from iaqverse.bus import Bus, BusAway, BusError, BusFull, Outgoing
from iaqverse.contracts import subjects
from iaqverse.contracts.configuration import Configuration
from iaqverse.contracts.reading import Reading
from iaqverse.contracts.rejected import Rejected
from iaqverse.contracts.wire import SCHEMA_HEADER
from iaqverse.disk import Disk
from services.ingest.naming import Naming
from services.ingest.publisher import ReadingPublisher
from services.ingest.rejecting import Budget, rejection
from services.ingest.stats import Door, Stats
from services.ingest.validation import Accepted, Refused, Validator, Verdict

log = structlog.get_logger()

NO_HEADERS: Mapping[str, str] = {}
DISK_RETRY_S = 30.0


class Intake:
    """Takes decoded readings from a door."""

    def __init__(
        self, bus: Bus, publisher: ReadingPublisher, naming: Naming, disk: Disk, stats: Stats
    ) -> None:
        self.stats = stats
        self._bus = bus
        self._publisher = publisher
        self._naming = naming
        self._disk = disk
        self._budget = Budget()
        self._validator = Validator(Configuration())

    def configure(self, configuration: Configuration) -> None:
        """Judge by `configuration` from now on."""
        self._validator = Validator(configuration)

    def why_not_ready(self) -> str | None:
        """Return why readings can't be taken now; None when they can."""
        try:
            self.check()
        except BusError as error:
            return str(error)
        return None

    def check(self) -> None:
        """Do nothing while readings can be taken.

        Raises:
            BusAway: If the bus is away.
            BusFull: If the disk is nearly full.
        """
        if not self._bus.is_connected:
            raise BusAway
        if self._disk.is_nearly_full:
            raise BusFull(
                f"the disk is nearly full ({self._disk.free:.1%} free): free some space", DISK_RETRY_S
            )

    async def take(
        self,
        door: Door,
        items: Sequence[object],
        received_at: datetime,
        *,
        bound: str | None = None,
        headers: Mapping[str, str] = NO_HEADERS,
    ) -> list[Verdict]:
        """Judge `items` and return the verdicts once the bus has acknowledged all that are accepted.

        `bound` is the token of the device when the subject says it.

        Raises:
            BusError: If the bus did not acknowledge; some may have been kept, none is promised.
        """
        verdicts = self._validator.judge(items, received_at, datetime.now(UTC), bound)
        accepted = [verdict for verdict in verdicts if isinstance(verdict, Accepted)]
        if accepted:
            try:
                self.check()
                await self._publisher.publish(
                    [Outgoing(v.subject, v.payload, Reading.schema_name, headers=headers) for v in accepted]
                )
            except BusError:
                self.stats.count(door, "unavailable", len(accepted))
                raise
        late = sum(verdict.is_late for verdict in accepted)
        self.stats.count(door, "accepted", len(accepted) - late)
        self.stats.count(door, "late", late)
        for verdict in verdicts:
            if isinstance(verdict, Refused):
                await self.refuse(door, *verdict)
            elif verdict.new_names is not None:
                self._naming.learn(verdict.new_names)
        return verdicts

    async def refuse(self, door: Door, device: str, reason: str, original: object) -> None:
        """Count a refused reading and tell ``iaq.rejected`` of it, at most 10 times a second a device."""
        self.stats.count(door, "refused")
        if not self._budget.take(device, time.monotonic()):
            self.stats.untold()
            return
        log.debug("reading_refused", door=door, device=device, reason=reason)
        message = rejection(device, door, reason, original, datetime.now(UTC))
        with suppress(BusAway):  # nobody waits for it: who sent the reading has the reason already
            await self._bus.publish_core(
                subjects.rejected(device), message.encode(), {SCHEMA_HEADER: Rejected.schema_name}
            )
