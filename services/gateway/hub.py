"""Clients in groups, one write per client and tick, and what happens to those that read too slowly.

Clients with equal interest and encoding share a group. A message is encoded once per encoding and put into
the buffer of every group that wants it; a group is flushed at once when it was idle, then once per tick.
A client with more than `thin_above` unsent bytes leaves the stream: of what it misses only the changed
subjects are kept, and it gets the newest of each when it has drained (see `backlog`). Past `close_above`
bytes, or when it takes nothing for `close_after_s`, the caller is told to close it.

Nothing here reads a clock, waits, or knows a socket: times come in, bytes go to a `Sink`.
"""

import heapq
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import count
from typing import NamedTuple, Protocol

from iaqverse.contracts import frames
from iaqverse.contracts.names import Place
from services.gateway.backlog import Backlog
from services.gateway.encodings import Encoding
from services.gateway.lastvalues import LastValues
from services.gateway.messages import Message, Packed
from services.gateway.resume import Missed, Ring, Start
from services.gateway.subscriptions import NOTHING, Interest, Point, Subscribe, wants


class Now(NamedTuple):
    """The time: `s` on a clock that only runs forward, `ms` since 1970."""

    s: float
    ms: int


class Sink(Protocol):
    """Where a client's bytes go."""

    def write(self, data: bytes) -> None:
        """Send `data`, or buffer it; never waits."""

    def unsent(self) -> int:
        """Return how many bytes are buffered."""


@dataclass(frozen=True, slots=True)
class Limits:
    """See DESIGN section 7. Sizes in bytes; `drained_below`: when a thinned client gets the next frames."""

    tick_per_client_s: float = 0.000_05
    tick_least_s: float = 0.002
    tick_most_s: float = 0.25
    thin_above: int = 64 * 1024
    drained_below: int = 16 * 1024
    close_above: int = 1024 * 1024
    close_after_s: float = 15.0
    whole_replay: int = 256 * 1024
    """A replay of more than this is conflated."""
    heartbeat_s: float = 2.0


class Client:
    """One connection. The hub alone changes it, but for `is_waiting`."""

    __slots__ = ("backlog", "encoding", "group", "is_waiting", "sink")

    def __init__(self, sink: Sink, encoding: Encoding) -> None:
        self.sink = sink
        self.encoding = encoding
        self.group: Group | None = None
        self.backlog: Backlog | None = None
        self.is_waiting = False
        """Whether a subscription is being prepared: no heartbeat may say that everything was sent."""

    def send(self, frame: bytes) -> None:
        """Send one frame now, without waiting for the tick."""
        self.sink.write(self.encoding.wrap(frame))


class Beginning(NamedTuple):
    """How a subscription to `interest` begins; `messages`: all that was missed after `since_seq`."""

    start: Start
    interest: Interest
    since_seq: int = 0
    messages: Sequence[Packed] = ()


class Group:
    """Clients with one interest and one encoding. `members` keeps the order in which they came."""

    __slots__ = ("encoding", "flushed_s", "interest", "members", "messages", "written_s")

    def __init__(self, interest: Interest, encoding: Encoding, now_s: float) -> None:
        self.interest = interest
        self.encoding = encoding
        self.members: dict[Client, None] = {}
        self.messages: list[tuple[Message, bytes]] = []
        self.flushed_s = 0.0
        self.written_s = now_s


@dataclass(slots=True)
class Counts:
    """What the hub did since it was made."""

    deliveries: int = 0
    bytes: int = 0
    writes: int = 0
    conflated: int = 0


class Hub:
    """All clients of this gateway. `point` is where the stream is: everything up to it was handed in.
    `revision` is that of the configuration.

    `on_write` is told of each flush of a group how many messages it had, and for how many milliseconds
    the stream had kept the first of them.
    """

    def __init__(
        self,
        limits: Limits,
        values: LastValues,
        ring: Ring,
        is_retired: Callable[[Place], bool],
        on_write: Callable[[int, int], None] = lambda messages, waited_ms: None,
    ) -> None:
        self.limits = limits
        self.values = values
        self.ring = ring
        self.point = Point("", 0)
        self.revision = 0
        self.counts = Counts()
        self.clients: dict[Client, None] = {}
        self.groups: dict[tuple[Interest, Encoding], Group] = {}
        self._sockets = 0
        self._whens: list[tuple[int, int, Callable[[], None]]] = []  # by sequence, and the order they came in
        self._order = count()
        self._is_retired = is_retired
        self._on_write = on_write
        self._groups_of: dict[str, list[Group]] = {}  # by subject; forgotten when a group comes or goes
        self._waiting: dict[Group, None] = {}  # groups with something in their buffer
        self._behind: dict[Client, None] = {}  # clients with a backlog

    # ---- the stream -------------------------------------------------------------------------

    def publish(self, message: Message) -> None:
        """Take the next message of the stream, in the stream's order."""
        message = self.values.apply(message)
        self._reach(Point(self.point.epoch, message.seq))
        if not message.topic:
            return
        self.ring.add(message)
        encoded: dict[Encoding, bytes] = {}
        for group in self._wanting(message):
            encoding = group.encoding
            if encoding not in encoded:
                encoded[encoding] = encoding.wrap(message.frame)
            group.messages.append((message, encoded[encoding]))
            self._waiting[group] = None

    def advance(self, seq: int) -> None:
        """Note that the stream has nothing for anybody up to `seq`."""
        if seq > self.point.seq:
            self._reach(Point(self.point.epoch, seq))

    def when(self, seq: int, then: Callable[[], None]) -> None:
        """Call `then` once everything up to `seq` was handed in, or when that will never be."""
        heapq.heappush(self._whens, (seq, next(self._order), then))

    def _reach(self, point: Point) -> None:
        is_other = point.epoch != self.point.epoch
        self.point = point
        while self._whens and (is_other or self._whens[0][0] <= point.seq):
            heapq.heappop(self._whens)[2]()

    def restart(self, point: Point, now: Now) -> None:
        """Start everybody anew: it is another stream, or too much of it was missed."""
        self._reach(point)
        self.ring.clear(point.seq)
        self._waiting.clear()
        for group in self.groups.values():
            group.messages.clear()
        for client in self.clients:
            client.backlog = None
            self._behind.pop(client, None)
            if client.group is not None and client.group.interest != NOTHING:
                self._begin(client, client.group.interest, now, is_reset=True)

    def _wanting(self, message: Message) -> list[Group]:
        groups = self._groups_of.get(message.subject)
        if groups is None:
            groups = [group for group in self.groups.values() if wants(group.interest, message)]
            self._groups_of[message.subject] = groups
        return groups

    def configured(self, revision: int) -> None:
        """Tell all sockets that the configuration has changed; polls are told with their answer."""
        if revision != self.revision:
            self.revision = revision
            frame = frames.configuration(revision)
            for client in self.clients:
                if client.encoding.has_heartbeats:
                    client.send(frame)

    # ---- clients ----------------------------------------------------------------------------

    def add(self, client: Client, now: Now) -> None:
        """Take a new client; it gets heartbeats until it wants more."""
        self.clients[client] = None
        self._sockets += client.encoding.has_heartbeats
        self._join(client, NOTHING, now)

    def remove(self, client: Client, now: Now) -> Point:
        """Forget a client, and return the point up to which it was sent everything.

        Once is enough, twice does no harm.
        """
        self._leave(client, now)
        self._behind.pop(client, None)
        if client in self.clients:
            del self.clients[client]
            self._sockets -= client.encoding.has_heartbeats
        seq = client.backlog.sent_seq if client.backlog is not None else self.point.seq
        return Point(self.point.epoch, seq)

    def beginning(self, wanted: Subscribe, missed: Missed | None, now: Now) -> Beginning:
        """Return how a client that subscribes to `wanted` begins now; see `Ring.start`."""
        since = wanted.since
        start = self.ring.start(since, self.point, now.ms, missed)
        if since is None or start in ("snapshot", "reset"):
            return Beginning(start, wanted.interest)
        return Beginning(
            start, wanted.interest, since.seq, self.ring.after(since.seq, wanted.interest, missed)
        )

    def subscribe(self, client: Client, interest: Interest, beginning: Beginning, now: Now) -> None:
        """Give `client` a wider interest, and what it lacks of what was added; at once after `beginning`."""
        self.narrow(client, interest, now)
        if beginning.start in ("memory", "stream"):
            backlog = Backlog(now.s, beginning.since_seq)
            self.counts.conflated += backlog.replay(beginning.messages, self.limits.whole_replay)
            self._bring(client, backlog, now)
        else:
            self._begin(client, beginning.interest, now, is_reset=beginning.start == "reset")

    def narrow(self, client: Client, interest: Interest, now: Now) -> None:
        """Give `client` a smaller interest; there is nothing to catch up with."""
        self._leave(client, now)
        self._join(client, interest, now)

    def _join(self, client: Client, interest: Interest, now: Now) -> None:
        key = (interest, client.encoding)
        group = self.groups.get(key)
        if group is None:
            group = self.groups[key] = Group(interest, client.encoding, now.s)
            self._groups_of.clear()
        self._flush(group, now)  # what the others are still to get is in the newcomer's snapshot
        group.members[client] = None
        client.group = group

    def _leave(self, client: Client, now: Now) -> None:
        group = client.group
        if group is None:
            return
        self._flush(group, now)
        client.group = None
        del group.members[client]
        if not group.members:
            del self.groups[group.interest, group.encoding]
            self._groups_of.clear()

    def _begin(self, client: Client, interest: Interest, now: Now, *, is_reset: bool) -> None:
        """Give `client` a snapshot of `interest`."""
        if is_reset:
            client.send(frames.reset(*self.point))
        backlog = Backlog(now.s, 0)
        backlog.begin_snapshot(self.values.snapshot(interest, self._is_retired, now.ms))
        self._bring(client, backlog, now)

    def _bring(self, client: Client, backlog: Backlog, now: Now) -> None:
        """Begin to send what brings `client` to where the stream is."""
        if client.backlog is not None:
            backlog.absorb(client.backlog)
        client.backlog = backlog
        self._behind[client] = None
        self._serve(client, now)

    # ---- time -------------------------------------------------------------------------------

    @property
    def tick_s(self) -> float:
        """Between two writes to a client at least this long."""
        limits = self.limits
        return min(max(self._sockets * limits.tick_per_client_s, limits.tick_least_s), limits.tick_most_s)

    def due_s(self) -> float | None:
        """Return when `flush` is to be called next; None while there is nothing to send."""
        if not self._waiting:
            return None
        return min(group.flushed_s for group in self._waiting) + self.tick_s

    def flush(self, now: Now) -> None:
        """Write to the clients of all groups that are due."""
        latest = now.s - self.tick_s
        for group in [g for g in self._waiting if g.flushed_s <= latest]:
            self._flush(group, now)

    def _flush(self, group: Group, now: Now) -> None:
        if not group.messages:
            return
        blob = b"".join([encoded for _, encoded in group.messages])
        counts, thin_above, written = self.counts, self.limits.thin_above, 0
        for client in group.members:
            if client.backlog is None and client.sink.unsent() <= thin_above:
                client.sink.write(blob)
                written += 1
            else:
                self._thin(client, group, now)
        counts.deliveries += written * len(group.messages)
        counts.bytes += written * len(blob)
        counts.writes += written
        if written:
            self._on_write(len(group.messages), now.ms - group.messages[0][0].at_ms)
        group.messages.clear()
        group.flushed_s = group.written_s = now.s
        self._waiting.pop(group, None)

    def _thin(self, client: Client, group: Group, now: Now) -> None:
        if client.backlog is None:
            client.backlog = Backlog(now.s, group.messages[0][0].seq - 1)
            self._behind[client] = None
        for message, _ in group.messages:
            self.counts.conflated += client.backlog.note(message)

    def heartbeat(self, now: Now) -> None:
        """Tell every group that was silent for too long where the stream is."""
        silent_s = self.limits.heartbeat_s
        for group in self.groups.values():
            if group.messages or not group.encoding.has_heartbeats or now.s - group.written_s < silent_s:
                continue
            group.written_s = now.s
            blob = group.encoding.wrap(frames.heartbeat(self.point.seq))
            for client in group.members:
                is_behind = client.backlog is not None or client.is_waiting
                if not is_behind and client.sink.unsent() <= self.limits.thin_above:
                    client.sink.write(blob)

    @property
    def behind(self) -> int:
        """How many clients have a backlog."""
        return len(self._behind)

    def catch_up(self, now: Now) -> list[Client]:
        """Give clients that are behind what they can take; return those to close for reading too slowly."""
        return [client for client in list(self._behind) if not self._serve(client, now)]

    def finish(self, client: Client, now: Now) -> None:
        """Give all of its backlog to a client whose sink takes everything."""
        while client.backlog is not None:
            self._serve(client, now)

    def _serve(self, client: Client, now: Now) -> bool:
        """Send the next part of a backlog if there is room; return False if there was none for too long."""
        backlog = client.backlog
        assert backlog is not None
        unsent = client.sink.unsent()
        if unsent >= self.limits.drained_below:
            is_full = unsent + backlog.grown_bytes > self.limits.close_above
            return not is_full and now.s - backlog.since_s <= self.limits.close_after_s
        taken, count = backlog.take(self.limits.thin_above, self.values.get, self._handed_seq(client))
        if taken:
            data = b"".join(map(client.encoding.wrap, taken))
            client.sink.write(data)
            self.counts.deliveries += count
            self.counts.bytes += len(data)
            self.counts.writes += 1
        backlog.since_s = now.s
        if backlog.is_empty:
            client.backlog = None
            del self._behind[client]
        return True

    def _handed_seq(self, client: Client) -> int:
        """Return up to where `client` or its backlog was given everything: not what waits for the tick."""
        group = client.group
        return group.messages[0][0].seq - 1 if group is not None and group.messages else self.point.seq
