"""What has to be waited for, or read from the stream, before a returning client can go on.

The ring answers nearly all of them. What it has forgotten, or not held since this gateway began, the stream
still has for at least an hour.
"""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Final

import structlog

from iaqverse.bus import Bus, BusError
from iaqverse.contracts import streams
from iaqverse.contracts.wire import epoch_ms
from services.gateway.hub import Hub
from services.gateway.live import read_stored
from services.gateway.messages import Packed
from services.gateway.resume import OLDEST_MS, Missed
from services.gateway.subscriptions import Filter, Point, Subscribe, wants

log = structlog.get_logger()

MOST: Final = 5000
"""Who missed more of the stream starts anew: a snapshot and the history from the store are less work."""
PATIENCE_S: Final = 3.0
AHEAD: Final = 1000
"""How far a client may be ahead of this gateway: another one, or the store, heard of more already."""
CATCH_UP_S: Final = 1.0


class Returning:
    """Prepares the return of clients.

    One at a time reads the stream, at most half of the time, so that live messages never wait for those who
    come back, however many they are; the others wait for their turn, within their patience.
    """

    def __init__(self, bus: Bus, hub: Hub) -> None:
        self._bus = bus
        self._hub = hub
        self._turn = asyncio.Semaphore()

    async def prepare(self, wanted: Subscribe) -> Missed | None:
        """Return what the stream has after `since` if memory does not; None also if it can't be had."""
        since = wanted.since
        if since is None:
            return None
        await self._reach(since)
        if not self._hub.ring.has_forgotten(since, self._hub.point):
            return None
        try:
            async with asyncio.timeout(PATIENCE_S), self._taking_turns():
                return await self._read(since, wanted)
        except (BusError, TimeoutError) as error:
            log.info("missed_messages_not_read", since=str(since), reason=str(error) or "it took too long")
            return None

    @asynccontextmanager
    async def _taking_turns(self) -> AsyncIterator[None]:
        await self._turn.acquire()
        began_s = time.monotonic()
        try:
            yield
        finally:
            asyncio.get_running_loop().call_later(time.monotonic() - began_s, self._turn.release)

    async def _reach(self, since: Point) -> None:
        """Wait until this gateway has heard what another one had sent already: nobody gets that twice."""
        epoch, seq = self._hub.point
        if since.epoch != epoch or not seq < since.seq <= seq + AHEAD:
            return
        is_there = asyncio.Event()
        self._hub.when(since.seq, is_there.set)
        with suppress(TimeoutError):
            await asyncio.wait_for(is_there.wait(), CATCH_UP_S)

    async def _read(self, since: Point, wanted: Subscribe) -> Missed | None:
        through_seq = self._hub.point.seq
        if not await self._is_recent(since.seq + 1):
            return None
        interest, values = wanted.interest, self._hub.values
        filters = [subject_of(wanted.filter)]
        found: list[Packed] = []
        async for batch in self._bus.read(streams.IAQ, filters, from_seq=since.seq + 1, most=MOST):
            messages = (message for message in map(read_stored, batch) if message is not None)
            found += [values.framed(m).packed() for m in messages if wants(interest, m)]
        return Missed(since.seq, through_seq, found)

    async def _is_recent(self, seq: int) -> bool:
        """Whether the stream has this message since less than an hour: then nothing after it was purged."""
        first = await self._bus.get(streams.IAQ, seq)
        return first is not None and time.time() * 1000 - epoch_ms(first.stored_at) <= OLDEST_MS


def subject_of(filter_: Filter) -> str:
    """Return the narrowest subject that has all that `filter_` takes: actions of a room have no device."""
    return f"iaq.*.{filter_.site or '*'}.{filter_.room or '*'}.>"
