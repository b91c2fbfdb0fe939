"""Leases on partitions: one document on the bus, in which each replica says that it lives and what it has.

A replica is dead when it has said nothing for `LEASE_S`, by the clock of whoever looks: clocks need not
agree. One that could not say so itself for `SURE_S` must not act until it could again. What is noted as a
replica's own is still its own when it comes back under its name in time.
"""

import os
import socket
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Final, TypeVar

import orjson
import structlog

from iaqverse.bus import Bus, BusAway, Conflict
from iaqverse.contracts.names import token
from services.predictor.partitions import PARTITIONS, plan

log = structlog.get_logger()

BUCKET: Final = "iaq-predictor"
KEY: Final = "leases"
Result = TypeVar("Result")

LEASE_S: Final = 3.0
SURE_S: Final = 2.0
"""Shorter than a lease by more than a turn takes."""
TRIES: Final = 8


@dataclass(slots=True)
class _Noted:
    """The document: when each replica said that it lives, for others to see that it changes, and whose each
    partition is; "" nobody's."""

    beats: dict[str, int] = field(default_factory=dict)
    owners: list[str] = field(default_factory=lambda: [""] * PARTITIONS)

    def give(self, name: str, partitions: Collection[int]) -> None:
        """Note those of `partitions` that are `name`'s as nobody's."""
        for partition in partitions:
            if self.owners[partition] == name:
                self.owners[partition] = ""


def replica_name(http_port: int) -> str:
    """Return what tells this process from other predictors, the same after a restart if it has a port."""
    return token(f"{socket.gethostname()}-{http_port or os.getpid()}")


class Leases:
    """The partitions of the replica `me`. Take a turn every second.

    `held` are those that it had after its last turn.
    """

    def __init__(self, bus: Bus, me: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._bucket = bus.bucket(BUCKET, is_in_memory=True)
        self._me = me
        self._clock = clock
        self._said_s = clock() - LEASE_S
        self._heard: dict[str, tuple[int, float]] = {}
        self.held: frozenset[int] = frozenset()

    @property
    def is_sure(self) -> bool:
        """Whether what is held is certainly nobody else's."""
        return self._clock() - self._said_s < SURE_S

    async def turn(self, given: Collection[int] = ()) -> frozenset[int]:
        """Say that this replica lives, let others have `given`, take what is free and its due.

        Returns what of `held` is too much: to be given with a next turn, once nobody looks after it here.

        Raises:
            BusError: If the bus is away; nothing has changed then.
        """

        def change(noted: _Noted) -> frozenset[int]:
            noted.give(self._me, given)
            alive = self._alive(noted)
            found = plan(self._me, self.held - frozenset(given), noted.owners, alive)
            for partition in found.wanted:
                noted.owners[partition] = self._me
            noted.beats = {name: beat for name, beat in noted.beats.items() if name in alive}
            noted.beats[self._me] = time.time_ns()
            return found.surplus

        return await self._change(change)

    async def leave(self) -> None:
        """Let others have everything: this replica ends.

        Raises:
            BusError: If the bus is away; others wait until the lease is over then.
        """

        def change(noted: _Noted) -> None:
            noted.give(self._me, range(PARTITIONS))
            noted.beats.pop(self._me, None)

        await self._change(change)

    async def _change(self, change: Callable[[_Noted], Result]) -> Result:
        for _ in range(TRIES):
            began_s = self._clock()
            noted, revision = await self._read()
            self._hear(noted)
            result = change(noted)
            try:
                await self._bucket.put(KEY, orjson.dumps(noted), revision)
            except Conflict:
                continue  # another replica had its turn meanwhile
            self._said_s = began_s
            before = self.held
            self.held = frozenset(p for p, owner in enumerate(noted.owners) if owner == self._me)
            if self.held != before:
                log.info("rooms_shared", parts=len(self.held), of=PARTITIONS, replicas=len(noted.beats))
            return result
        raise BusAway("other replicas had their turns all the time")

    async def _read(self) -> tuple[_Noted, int]:
        entry = await self._bucket.get(KEY)
        if entry is None:
            return _Noted(), 0
        noted = orjson.loads(entry[0])
        return _Noted(noted["beats"], noted["owners"]), entry[1]

    def _hear(self, noted: _Noted) -> None:
        """Note who has said that it lives since the last turn. The dead are remembered, or another replica's
        older note would bring them to life again."""
        for name, beat in noted.beats.items():
            if self._heard.get(name, (0, 0.0))[0] != beat:
                self._heard[name] = (beat, self._clock())

    def _alive(self, noted: _Noted) -> set[str]:
        now_s = self._clock()
        return {name for name in noted.beats if now_s - self._heard[name][1] < LEASE_S}
