"""Group commit without a timer: what arrives while a flight is under way makes up the next one.

A lone message leaves at once; under load flights fill by themselves, because an acknowledgement
costs the broker an fsync or four however much it acknowledges. No message waits for company.
One flight at a time measured best: with two or four the broker's fsyncs only got in each other's way.
"""

from collections import deque
from typing import Final, Generic, Protocol, TypeVar

LARGEST_FLIGHT: Final = 1000
"""Messages: nats-server takes no more in one atomic batch."""


class Sized(Protocol):
    """Something that holds `count` messages which must travel together."""

    @property
    def count(self) -> int:
        """How many messages: 1 to `LARGEST_FLIGHT`."""


GroupT = TypeVar("GroupT", bound=Sized)


class Batching(Generic[GroupT]):
    """Says which groups of messages leave when. At most `most_waiting` messages wait.

    Groups leave in the order in which they came and are never split.
    """

    def __init__(self, most_waiting: int) -> None:
        self._groups: deque[GroupT] = deque()
        self._most_waiting = most_waiting
        self._is_flying = False
        self.waiting = 0
        """Messages that wait."""

    def add(self, group: GroupT) -> bool:
        """Let `group` wait for the next flight; False when too much waits already."""
        if self.waiting + group.count > self._most_waiting:
            return False
        self._groups.append(group)
        self.waiting += group.count
        return True

    def depart(self) -> list[GroupT]:
        """Return the groups that leave now, at most 1000 messages; empty when none waits or one flies.

        When the flight is over, `landed` must be called.
        """
        flight: list[GroupT] = []
        count = 0
        while not self._is_flying and self._groups and count + self._groups[0].count <= LARGEST_FLIGHT:
            group = self._groups.popleft()
            count += group.count
            flight.append(group)
        self.waiting -= count
        self._is_flying = self._is_flying or bool(flight)
        return flight

    def landed(self) -> None:
        """Note that the flight is over, whatever came of it."""
        self._is_flying = False

    def withdraw(self, group: GroupT) -> bool:
        """Take back a group that still waits; False when it has left."""
        if group not in self._groups:
            return False
        self._groups.remove(group)
        self.waiting -= group.count
        return True
