"""Which replica looks after which rooms. Pure.

Rooms fall into `PARTITIONS` by their names, and a partition belongs to one replica at a time: what to do in a
room is decided in one place. Replicas that live share the partitions evenly.
"""

import zlib
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Final

PARTITIONS: Final = 32


@dataclass(frozen=True, slots=True)
class Plan:
    """What a replica does next: partitions that it takes, and that it has to give away."""

    wanted: frozenset[int]
    surplus: frozenset[int]


def partition_of(site: str, room: str) -> int:
    """Return the partition of a room: the same on every machine and in every version."""
    return zlib.crc32(f"{site}.{room}".encode()) % PARTITIONS


def is_in(partitions: Collection[int]) -> Callable[[str, str], bool]:
    """Return what tells whether a room (site, room) is in one of `partitions`."""
    return lambda site, room: partition_of(site, room) in partitions


def plan(me: str, held: Collection[int], owners: Sequence[str], alive: Collection[str]) -> Plan:
    """Return what `me` does, who held `held`.

    `owners`: who is noted as the owner of each partition, `alive`: who is known to live. What is nobody's, or
    a dead one's, may be taken; of that, what `me` held goes first.
    """
    living = {*alive, me}
    most = -(-PARTITIONS // len(living))
    mine = [p for p, owner in enumerate(owners) if owner == me]
    free = [p for p, owner in enumerate(owners) if owner not in living]
    free.sort(key=lambda p: (p not in held, p))
    return Plan(frozenset(free[: max(most - len(mine), 0)]), frozenset(mine[most:]))
