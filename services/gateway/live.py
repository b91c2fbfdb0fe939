"""The stream, live: every message in order and without gaps, by one plain subscription.

The ``IAQ`` stream republishes what it kept to ``live.>`` with its sequence in a header. What is missing
between two sequences, or after a reconnect, is fetched by direct get; messages that come meanwhile wait.
An ordered consumer would be simpler, but takes 17 s to come back after a broker's restart (measured).
"""

import asyncio
import contextlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final, Protocol

import structlog

from iaqverse.bus import Bus, BusError, Stored
from iaqverse.bus.connection import patiently
from iaqverse.contracts import streams, subjects
from iaqverse.contracts.wire import SCHEMA_HEADER, epoch_ms
from services.gateway.messages import Message, read
from services.gateway.subscriptions import Point

log = structlog.get_logger()

LOOK_EVERY_S: Final = 2.0
"""How often the end of the stream is looked up: the last message before a silence may have been lost."""
RETRY_S: Final = 0.25
ANSWER_S: Final = 1.0
"""A question that was asked while the broker went away is not waited for much longer than it is back."""
MOST_MISSED: Final = 5000
"""A longer gap is not repaired: everybody starts anew from a snapshot."""
RECENT: Final = 20_000
"""How many messages are read at the start, for those who return to another gateway or after its restart."""
AT_ONCE: Final = 64
_NEWEST_OF: Final = (
    subjects.READINGS,
    subjects.PREDICTIONS,
    subjects.ACCURACY,
    subjects.ACTIONS,
    subjects.ALERTS,
    subjects.AIR,
    subjects.MODULES,
)


class Listener(Protocol):
    """Who gets the stream."""

    def begin(self, point: Point, newest: Sequence[Message], recent: Sequence[Message]) -> None:
        """Begin at `point` with the newest message of each subject and the recent messages.

        Called again when the stream is another one, or too much of it was missed.
        """

    def deliver(self, message: Message) -> None:
        """Take the next message."""

    def advance(self, seq: int) -> None:
        """Take note that there is nothing up to `seq`."""


class Live:
    """Hands the stream to a listener.

    Attributes:
        skipped: Messages that were not ours: another schema, or none.
        repaired: Messages that were fetched because they had not come.
        is_begun: Whether it is known where the stream is.
    """

    def __init__(self, bus: Bus, listener: Listener) -> None:
        self.skipped = 0
        self.repaired = 0
        self._bus = bus
        self._listener = listener
        self._point = Point("", 0)
        self.is_begun = False
        self._is_back = False  # whether the connection was lost since the last look
        self._looked_at: Point | None = None
        self._early: dict[int, Message | None] = {}  # by sequence: what came before its turn
        self._wake = asyncio.Event()

    async def start(self) -> None:
        """Listen, and begin with what the stream has; waits for the broker."""
        await self._bus.subscribe(f"{subjects.LIVE}.>", self._heard)
        self._bus.on_reconnect(self._reconnected)
        await patiently(self._begin)

    def _reconnected(self) -> None:
        self._is_back = True
        self._wake.set()

    async def run(self) -> None:
        """Repair what is missing, for ever."""
        while True:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._wake.wait(), LOOK_EVERY_S)
            self._wake.clear()
            try:
                await self._repair()
            except (BusError, TimeoutError) as error:
                log.debug("stream_not_read", error=str(error))
                await asyncio.sleep(RETRY_S)
                self._wake.set()

    def _heard(self, subject: str, payload: bytes, headers: Mapping[str, str]) -> None:
        seq = int(headers.get("Nats-Sequence", "0"))
        if seq == 0 or headers.get("Nats-Stream") != streams.IAQ:
            self.skipped += 1  # an answer that somebody had sent here, see `messages.read`
            return
        if seq <= self._point.seq and self.is_begun:
            return
        at_ms = epoch_ms(datetime.fromisoformat(headers["Nats-Time-Stamp"]))
        self._early[seq] = self._counted(read(subject, payload, headers.get(SCHEMA_HEADER), seq, at_ms))
        if self.is_begun:
            self._hand_over()
            if self._early:
                self._wake.set()

    def _counted(self, message: Message | None) -> Message | None:
        self.skipped += message is None
        return message

    def _hand_over(self) -> None:
        """Deliver what has come and is next."""
        while self._point.seq + 1 in self._early:
            seq = self._point.seq + 1
            message = self._early.pop(seq)
            self._point = Point(self._point.epoch, seq)
            if message is not None:
                self._listener.deliver(message)
            else:
                self._listener.advance(seq)

    async def _begin(self) -> None:
        self.is_begun = False
        state = await self._bus.stream_state(streams.IAQ)
        point = Point(state.epoch, state.last_seq)
        newest = await self._bus.last_per_subject(streams.IAQ, subjects.kinds(*_NEWEST_OF))
        recent: list[Stored] = []
        first_seq = max(state.first_seq, state.last_seq - RECENT + 1, 1)
        async for batch in self._bus.read(streams.IAQ, ["iaq.>"], from_seq=first_seq):
            recent += batch
        self._point = point
        self._listener.begin(point, self._messages(newest), self._messages(recent))
        self._early = {seq: message for seq, message in self._early.items() if seq > point.seq}
        self.is_begun = True
        self._hand_over()
        log.info("stream_begun", epoch=point.epoch, seq=point.seq, subjects=len(newest), recent=len(recent))

    def _messages(self, stored: Sequence[Stored]) -> list[Message]:
        return [message for message in map(self._read_stored, stored) if message is not None]

    def _read_stored(self, stored: Stored) -> Message | None:
        return self._counted(read_stored(stored))

    async def _repair(self) -> None:
        """Fetch what is missing: before what came early, or up to the end of the stream if nothing came."""
        if not self.is_begun:
            await self._begin()  # it was broken off
            return
        if self._early:
            await self._fetch_up_to(min(self._early) - 1)
            return
        is_still, self._looked_at = self._looked_at == self._point, self._point
        if not is_still and not self._is_back:
            return  # what comes is in order, and the rest is on its way
        asked_at = self._point  # what comes while the answer is on its way may be later than the answer
        async with asyncio.timeout(ANSWER_S):
            state = await self._bus.stream_state(streams.IAQ)
        if state.epoch != asked_at.epoch or state.last_seq < asked_at.seq:
            await self._begin_anew()
        else:
            await self._fetch_up_to(state.last_seq)
        self._is_back = False

    async def _fetch_up_to(self, last_seq: int) -> None:
        if last_seq - self._point.seq > MOST_MISSED:
            await self._begin_anew()
            return
        while self._point.seq < last_seq:
            first = self._point.seq + 1
            wanted = [
                seq for seq in range(first, min(first + AT_ONCE, last_seq + 1)) if seq not in self._early
            ]
            asked = (self._bus.get(streams.IAQ, seq, ANSWER_S) for seq in wanted)
            for seq, found in zip(wanted, await asyncio.gather(*asked), strict=True):
                self.repaired += found is not None
                self._early[seq] = self._read_stored(found) if found is not None else None  # None: deleted
            self._hand_over()

    async def _begin_anew(self) -> None:
        log.warning("stream_begins_anew", epoch=self._point.epoch, seq=self._point.seq)
        self._early.clear()
        await self._begin()


def read_stored(stored: Stored) -> Message | None:
    """Return a message as the stream holds it, or None if it is not one of ours."""
    return read(stored.subject, stored.payload, stored.schema, stored.seq, epoch_ms(stored.stored_at))
