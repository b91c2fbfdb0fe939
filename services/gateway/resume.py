"""What a returning client gets: everything it missed, or a fresh start that says so."""

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from services.gateway.messages import AT_MS, PAYLOAD, SEQ, SUBJECT, Message, Packed
from services.gateway.subscriptions import Interest, Point, wants

OLDEST_MS: Final = 3_600_000
"""Nothing older than an hour is replayed. The store purges nothing younger, so the ring has no holes."""
Start = Literal["snapshot", "memory", "stream", "reset"]
"""How a subscription begins; ``memory`` and ``stream``: with all that was missed, and where it was found."""
OVERHEAD: Final = 500
"""Bytes of memory that a message takes besides its payload (measured)."""


@dataclass(frozen=True, slots=True)
class Missed:
    """What the stream has after `since_seq` for one client, in order; complete up to `through_seq`."""

    since_seq: int
    through_seq: int
    messages: Sequence[Packed]

    def spans(self, since_seq: int, floor_seq: int) -> bool:
        """Whether everything from `since_seq` up to `floor_seq` is known."""
        return self.since_seq <= since_seq and floor_seq <= self.through_seq


class Ring:
    """The recent messages of the stream that browsers may get: at most an hour and `most_bytes` of memory.

    It is complete after `floor_seq`.
    """

    def __init__(self, most_bytes: int) -> None:
        self._most_bytes = most_bytes
        self._messages: deque[Packed] = deque()
        self._bytes = 0
        self.floor_seq = 0

    def __len__(self) -> int:
        return len(self._messages)

    def clear(self, floor_seq: int) -> None:
        """Forget everything; what follows is complete after `floor_seq`."""
        self._messages.clear()
        self._bytes = 0
        self.floor_seq = floor_seq

    def add(self, message: Message) -> None:
        """Keep `message`; the oldest go when there are too many."""
        self._messages.append(message.packed())
        self._bytes += len(message.payload) + OVERHEAD
        oldest_ms = message.at_ms - OLDEST_MS
        while self._messages and (self._bytes > self._most_bytes or self._messages[0][AT_MS] < oldest_ms):
            gone = self._messages.popleft()
            self._bytes -= len(gone[PAYLOAD]) + OVERHEAD
            self.floor_seq = gone[SEQ]

    def fill(self, messages: Iterable[Message], point_seq: int, now_ms: int) -> None:
        """Begin with those of `messages`, from a stream at `point_seq`, that are younger than an hour.

        What is older may have holes.
        """
        recent = [m for m in messages if now_ms - m.at_ms <= OLDEST_MS and m.seq <= point_seq]
        self.clear(recent[0].seq - 1 if recent else point_seq)
        for message in recent:
            if message.topic:
                self.add(message)

    def start(self, since: Point | None, now: Point, now_ms: int, missed: Missed | None = None) -> Start:
        """Return how a client that has everything up to `since` begins when the stream is at `now`.

        `missed` is what was read for it, if that was necessary (`has_forgotten`). ``reset``: what it
        missed is not known (another stream, longer ago than an hour, before what is remembered and not
        read, or not heard of yet): it gets a snapshot and is told so.
        """
        if since is None:
            return "snapshot"
        if since.epoch != now.epoch or since.seq > now.seq:
            return "reset"
        if since.seq < self.floor_seq:
            is_known = missed is not None and missed.spans(since.seq, self.floor_seq)
            return "stream" if is_known else "reset"
        return "reset" if now_ms - self._first_after(since.seq, now_ms) > OLDEST_MS else "memory"

    def has_forgotten(self, since: Point | None, now: Point) -> bool:
        """Whether only the stream itself can know what came after `since`."""
        return since is not None and since.epoch == now.epoch and since.seq < self.floor_seq

    def _first_after(self, seq: int, now_ms: int) -> int:
        """Return when the first message after `seq` came; `now_ms` if there is none."""
        at_ms = now_ms
        for message in reversed(self._messages):
            if message[SEQ] <= seq:
                break
            at_ms = message[AT_MS]
        return at_ms

    def after(self, seq: int, interest: Interest, missed: Missed | None = None) -> list[Packed]:
        """Return the messages after `seq` that match `interest`, in order: `missed`, then remembered ones."""
        earlier = [m for m in missed.messages if seq < m[SEQ] <= self.floor_seq] if missed is not None else []
        found: list[Packed] = []
        is_wanted: dict[str, bool] = {}
        for packed in reversed(self._messages):
            if packed[SEQ] <= seq:
                break
            subject = packed[SUBJECT]
            if subject not in is_wanted:
                is_wanted[subject] = wants(interest, Message.unpacked(packed))
            if is_wanted[subject]:
                found.append(packed)
        return earlier + found[::-1]
