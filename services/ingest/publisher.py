"""Publishes groups of readings and says, for each group, when the bus has kept all of it."""

import asyncio
from collections.abc import Sequence
from typing import Final

from iaqverse.bus import Bus, BusAway, BusError, BusFull, Outgoing
from services.ingest.batching import Batching
from services.ingest.stats import Stats

FLIGHT_S: Final = 1.5
"""How long the bus may take to acknowledge a flight."""
ANSWER_S: Final = 1.8
"""How long a group may take in all, so that 503 is answered within 2 s."""


class _Group:
    """The messages of one request, and what came of them: None, or why they were not acknowledged."""

    __slots__ = ("messages", "outcome")

    def __init__(self, messages: Sequence[Outgoing], outcome: "asyncio.Future[None]") -> None:
        self.messages = messages
        self.outcome = outcome

    @property
    def count(self) -> int:
        return len(self.messages)

    def settle(self, error: BusError | None) -> None:
        if self.outcome.done():
            return
        if error is None:
            self.outcome.set_result(None)
        else:
            self.outcome.set_exception(error)


class ReadingPublisher:
    """Publishes with group commit. At most `most_waiting` messages wait; more are refused at once."""

    def __init__(self, bus: Bus, stats: Stats, *, most_waiting: int) -> None:
        self._bus = bus
        self._stats = stats
        self._batching: Batching[_Group] = Batching(most_waiting)
        self._flight: asyncio.Task[None] | None = None

    async def publish(self, messages: Sequence[Outgoing]) -> None:
        """Return once the bus has acknowledged all of `messages`, at most 1000.

        Raises:
            BusAway: If the bus is away or did not answer within 1.8 s; some may have been kept.
            BusFull: If a stream or the queue in front of it is full.
            BusRefused: If the bus refused them for another reason.
        """
        group = _Group(messages, asyncio.get_running_loop().create_future())
        if not self._bus.is_connected:
            raise BusAway
        if not self._batching.add(group):
            raise BusFull("more readings wait for the message bus than it takes", retry_after_s=1)
        self._depart()
        try:
            async with asyncio.timeout(ANSWER_S):
                await group.outcome
        except TimeoutError:
            self._batching.withdraw(group)
            raise BusAway("the message bus did not acknowledge in time") from None

    def _depart(self) -> None:
        groups = self._batching.depart()
        if groups:
            self._flight = asyncio.create_task(self._fly(groups))

    async def _fly(self, groups: list[_Group]) -> None:
        messages = [message for group in groups for message in group.messages]
        started = asyncio.get_running_loop().time()
        try:
            outcomes = await self._bus.publish_all(messages, FLIGHT_S)
        finally:
            self._batching.landed()
            self._depart()
        self._stats.flew(len(messages), asyncio.get_running_loop().time() - started)
        at = 0
        for group in groups:
            mine = outcomes[at : at + group.count]
            at += group.count
            group.settle(next((outcome for outcome in mine if isinstance(outcome, BusError)), None))
