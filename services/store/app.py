"""The story of the store: what happens to a batch of messages, in order.

Fetched from the stream, decoded, written in one transaction together with the point up to which
everything is stored, and only then acknowledged. While the database can't be used the batch waits
here and everything after it waits in the stream: nothing is lost and nothing overtakes.
"""

import asyncio
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict
from typing import Final

import structlog

from iaqverse.bus import Bus, BusAway, BusError, Delivery
from iaqverse.contracts import subjects
from iaqverse.contracts.names import Place
from iaqverse.contracts.streams import IAQ
from iaqverse.contracts.wire import SCHEMA_HEADER, epoch_ms
from services.store import measures
from services.store.condition import Condition
from services.store.decoding import Decoded, Skipped, decode, parsed
from services.store.engine import Batch, Engine, EngineAway, Point, Refused
from services.store.newest import NewestReadings
from services.store.progress import Progress
from services.store.purging import STATE_KINDS, Superseded
from services.store.refusing import rejection

log = structlog.get_logger()

CONSUMER: Final = "store"
PACE_S: Final = 0.5
"""At most two small commits a second: each costs the disk an fsync, and flash memory its life."""
FIRST_WAIT_S: Final = 0.2
LONGEST_WAIT_S: Final = 5.0
SAY_AGAIN_S: Final = 10.0
MOST_TOLD: Final = 100
"""How many refused rows of one batch are told; all are counted."""


class Store:
    """Keeps what comes. What is known of it: `progress`, `newest`, `superseded`, `counts`."""

    def __init__(self, bus: Bus, engine: Engine, condition: Condition) -> None:
        self._bus = bus
        self._engine = engine
        self._condition = condition
        self._epoch = ""
        self.progress = Progress()
        self.newest = NewestReadings()
        self.superseded = Superseded()
        self.counts: Counter[str] = Counter(readings=0, messages=0, skipped=0)
        self._said_skipped_s = -SAY_AGAIN_S

    async def start(self, stopping: asyncio.Event) -> None:
        """Open the database and go on in the stream where it ends; waits for both, and says so."""
        while True:
            try:
                await self._start()
            except EngineAway as error:
                self._condition.failed(str(error))
            except BusAway as error:
                log.warning("waiting_for_bus", error=str(error))
            else:
                return
            await _pause(stopping, FIRST_WAIT_S)

    async def _start(self) -> None:
        known = await self._engine.open()
        latest = await self._engine.latest()
        self._condition.works()
        state = await self._bus.stream_state(IAQ)
        # Another epoch, or a stream that ends earlier, is not the stream that the database knows.
        is_same = known is not None and known.epoch == state.epoch and known.seq <= state.last_seq
        through = known.seq if known is not None and is_same else 0
        await self._take_up(through)
        self._epoch = state.epoch
        self.progress = Progress(through)
        self.newest.begin(latest)
        log.info("store_opened", devices=len(latest), epoch=state.epoch, through=through)

    async def _take_up(self, through: int) -> None:
        """Let the consumer go on after `through`: the database says what is stored, not the consumer.

        So what a killed process had fetched comes at once, and an older copy of the database is
        filled again with what the stream still holds.
        """
        # No filters, for everything is wanted: nine of them cost nats-server 95 µs a message instead of 4.
        await self._bus.ensure_consumer(IAQ, CONSUMER, (), from_seq=through + 1)
        state = await self._bus.consumer_state(IAQ, CONSUMER)
        if state["unacknowledged"] or state["floor_seq"] > through:
            log.info("stream_taken_up", after=through, consumer=state)
            await self._bus.delete_consumer(IAQ, CONSUMER)
            await self._bus.ensure_consumer(IAQ, CONSUMER, (), from_seq=through + 1)

    def through(self) -> Point:
        """Return the point of the stream up to which everything is stored."""
        return Point(self._epoch, self.progress.through)

    async def keep(self, most: int, stopping: asyncio.Event) -> None:
        """Store what comes, until told to stop; what was fetched is finished."""
        async for deliveries in self._bus.consume(IAQ, CONSUMER, stopping, most, PACE_S):
            await self._keep(deliveries, stopping)

    async def _keep(self, deliveries: Sequence[Delivery], stopping: asyncio.Event) -> None:
        new = [delivery for delivery in deliveries if not self.progress.is_stored(delivery.seq)]
        measures.AGAIN.inc(len(deliveries) - len(new))
        if new:
            decoded = decode(new)
            if not await self._write(self._batch(decoded, new), stopping):
                for delivery in deliveries:
                    await delivery.nak(0)  # for whoever keeps next, at once
                return
            self._note(decoded, new)
        for delivery in deliveries:
            await delivery.ack()  # what is lost of these comes again, and is known then
        await self.look_into_gap()

    def _batch(self, decoded: Decoded, new: Sequence[Delivery]) -> Batch:
        through = self.progress.reach_with(delivery.seq for delivery in new)
        newest = max(new, key=lambda delivery: delivery.seq)
        # Where these close a gap, what was stored after them is newer.
        stored_at_ms = epoch_ms(newest.stored_at) if newest.seq >= through else 0
        return Batch(decoded.readings, decoded.messages, Point(self._epoch, through), stored_at_ms)

    async def _write(self, batch: Batch, stopping: asyncio.Event) -> bool:
        """Write, again and again while the database can't be used; False if told to stop meanwhile."""
        wait_s = FIRST_WAIT_S
        while True:
            began = time.perf_counter()
            try:
                refused = await self._engine.write(batch)
            except EngineAway as error:
                self._condition.failed(str(error))
                measures.WRITE_FAILURES.inc()
                if stopping.is_set():
                    return False
                await _pause(stopping, max(wait_s, error.retry_after_s or 0))
                wait_s = min(2 * wait_s, LONGEST_WAIT_S)
                continue
            self._condition.works()
            measures.WRITE_S.observe(time.perf_counter() - began)
            await self._tell_refused(refused)
            return True

    async def _tell_refused(self, refused: Sequence[Refused]) -> None:
        """Say on the bus what the database does not take: it would not take it later either."""
        if not refused:
            return
        measures.REFUSED.inc(len(refused))
        log.warning("rows_refused", count=len(refused), first=refused[0].reason)
        for message in map(rejection, refused[:MOST_TOLD]):
            headers = {SCHEMA_HEADER: message.schema_name}
            with suppress(BusAway):
                await self._bus.publish_core(subjects.rejected(message.device), message.encode(), headers)

    def _note(self, decoded: Decoded, new: Sequence[Delivery]) -> None:
        """Remember what is stored now."""
        self.progress.stored(delivery.seq for delivery in new)
        for row in decoded.readings:
            self.newest.stored(row)
        skipped = {one.seq for one in decoded.skipped}
        for delivery in new:
            # What is not of a known kind supersedes nothing: anybody may have had it put there.
            subject = parsed(delivery.subject)
            if delivery.seq not in skipped and subject is not None and subject.kind in STATE_KINDS:
                self.superseded.stored(delivery.subject, delivery.seq)
        if decoded.skipped:
            self._say_skipped(decoded.skipped)
        measures.BATCH.observe(len(new))
        measures.WRITTEN.labels("readings").inc(len(decoded.readings))
        for kind, count in Counter(message.kind for message in decoded.messages).items():
            measures.WRITTEN.labels(kind).inc(count)
        self.counts["readings"] += len(decoded.readings)
        self.counts["messages"] += len(decoded.messages)

    def _say_skipped(self, skipped: Sequence[Skipped]) -> None:
        """Count what can't be stored, and say it, at most every 10 s."""
        self.counts["skipped"] += len(skipped)
        for one in skipped:
            measures.SKIPPED.labels(one.reason).inc()
        if time.monotonic() - self._said_skipped_s >= SAY_AGAIN_S:
            self._said_skipped_s = time.monotonic()
            log.warning("messages_skipped", count=self.counts["skipped"], newest=asdict(skipped[-1]))

    async def look_into_gap(self) -> None:
        """Learn from the consumer whether what is missing is still to come, or gone from the stream.

        It may not know of the last acknowledgements yet, so the upkeep asks again.
        """
        if not self.progress.has_gap:
            return
        try:
            state = await self._bus.consumer_state(IAQ, CONSUMER)
            self.progress.acknowledged(state["floor_seq"])
            await self._engine.write(Batch((), (), self.through(), stored_at_ms=0))
        except (BusError, EngineAway) as error:
            log.debug("gap_stays", error=str(error))

    async def forget(self, place: Place) -> int:
        """Delete a device's readings, here and in the stream as far as they are stored; return how many rows.

        Raises:
            EngineAway: If the database can't be used.
        """
        for kind in (subjects.READINGS, subjects.LATE):
            try:
                await self._bus.purge(IAQ, subjects.of_device(kind, place), self.progress.through)
            except BusError as error:
                log.warning("not_purged", place=str(place), error=str(error))
        rows = await self._engine.delete(place)
        self.newest.forget(place)
        log.info("device_deleted", place=str(place), rows=rows)
        return rows


async def _pause(stopping: asyncio.Event, seconds: float) -> None:
    """Wait, but not on when told to stop."""
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):  # not `wait_for`, which could swallow a cancellation (3.11)
            await stopping.wait()
