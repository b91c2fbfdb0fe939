"""What one client has yet to get: the newest of each changed subject, and every action and alert.

A snapshot, a replay and a client that reads slowly are the same thing: a list of subjects, served in the
order of the stream as fast as the client takes it. Only subjects are kept, not bytes, except of messages
that are never conflated. A client that has got the frame `seq` has everything up to `seq`, or newer values.
"""

import heapq
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import orjson

from iaqverse.contracts import frames, subjects
from services.gateway.messages import KIND, NEVER_CONFLATED, PAYLOAD, SUBJECT, TS, Message, Packed


@dataclass(slots=True)
class _Changed:
    """How one subject changed: the latest message, how many were left out, and the span of their times."""

    latest: Message
    skipped: int
    from_: str
    to: str


class Backlog:
    """The frames that a client has yet to get.

    Args:
        since_s: When it began, or last got smaller, on the hub's clock.
        sent_seq: The client has everything up to this sequence.
    """

    def __init__(self, since_s: float, sent_seq: int) -> None:
        self.since_s = since_s
        self.sent_seq = sent_seq
        self._whole_bytes = 0
        self._replayed_bytes = 0  # of them, those that it began with
        self._changed: dict[str, _Changed] = {}  # by rising sequence: a subject that changes again moves back
        self._whole: deque[Message] = deque()
        self._snapshot: set[str] | None = None  # what of a snapshot is yet to be sent

    @property
    def grown_bytes(self) -> int:
        """Bytes of messages kept whole that came while the client was behind, beyond those it has taken."""
        return self._whole_bytes - self._replayed_bytes

    @property
    def is_empty(self) -> bool:
        """Whether everything was taken."""
        return not self._changed and not self._whole and self._snapshot is None

    def note(self, message: Message) -> int:
        """Keep `message`, which is later than all before; return how many messages it makes superfluous."""
        if message.kind in NEVER_CONFLATED:
            self.keep(message)
            return 0
        before = self._changed.pop(message.subject, None)
        self._changed[message.subject] = _joined(before, message)
        return 0 if before is None else 1

    def keep(self, message: Message) -> None:
        """Keep `message`, which is later than all before, whole."""
        self._whole.append(message)
        self._whole_bytes += len(message.payload)

    def replay(self, messages: Sequence[Packed], most_bytes: int) -> int:
        """Fill an empty backlog with what was missed: whole, or past `most_bytes` the newest of each subject.

        Returns how many messages were left out.
        """
        skipped = 0
        if sum(len(packed[PAYLOAD]) for packed in messages) <= most_bytes:
            for packed in messages:
                self.keep(Message.unpacked(packed))
        else:
            skipped = self._conflate(messages)
        self._replayed_bytes = self._whole_bytes
        return skipped

    def _conflate(self, messages: Sequence[Packed]) -> int:
        """As `note` does it, without making a message of everything that is left out."""
        spans: dict[str, tuple[Packed, int, str, str]] = {}
        for packed in messages:
            if packed[KIND] in NEVER_CONFLATED:
                self.keep(Message.unpacked(packed))
                continue
            ts = packed[TS]
            before = spans.pop(packed[SUBJECT], None)
            if before is None:
                spans[packed[SUBJECT]] = (packed, 0, ts, ts)
            else:
                _, skipped, from_, to = before
                spans[packed[SUBJECT]] = (packed, skipped + 1, min(from_, ts), max(to, ts))
        self._changed = {
            subject: _Changed(Message.unpacked(packed), skipped, from_, to)
            for subject, (packed, skipped, from_, to) in spans.items()
        }
        return sum(changed.skipped for changed in self._changed.values())

    def begin_snapshot(self, messages: Iterable[Message]) -> None:
        """Fill an empty backlog with a snapshot, given by rising sequence; its end will be marked."""
        self._changed = {m.subject: _joined(None, m) for m in messages}
        self._snapshot = set(self._changed)

    def absorb(self, other: "Backlog") -> None:
        """Take over what is in `other` as well."""
        for subject, theirs in other._changed.items():
            ours = self._changed.get(subject)
            if ours is None or theirs.latest.seq > ours.latest.seq:
                self._changed[subject] = theirs
        self._changed = dict(sorted(self._changed.items(), key=lambda item: item[1].latest.seq))
        whole = {m.seq: m for m in heapq.merge(self._whole, other._whole, key=lambda message: message.seq)}
        self._whole = deque(whole.values())
        self._whole_bytes = sum(len(message.payload) for message in self._whole)
        self._replayed_bytes += other._replayed_bytes
        if other._snapshot is not None:
            self._snapshot = (self._snapshot or set()) | other._snapshot
        for subject in [s for s, changed in self._changed.items() if changed.latest.seq in whole]:
            del self._changed[subject]
            if self._snapshot is not None:
                self._snapshot.discard(subject)
        self.sent_seq = min(self.sent_seq, other.sent_seq)

    def take(
        self, room: int, newest: Callable[[str], Message | None], now_seq: int
    ) -> tuple[list[bytes], int]:
        """Return the next frames, at least one and then up to `room` bytes, and how many messages they are.

        `newest` gives the newest message of a subject; up to `now_seq` everything was noted.
        """
        taken: list[bytes] = []
        size = 0
        while (self._changed or self._whole) and size < room:
            frame = self._next(newest, now_seq)
            taken.append(frame)
            size += len(frame)
        count = len(taken)
        if not self._changed and not self._whole:
            self.sent_seq = max(self.sent_seq, now_seq)
        if self._snapshot is not None and not self._snapshot:
            self._snapshot = None
            taken.append(frames.snapshot_end(self.sent_seq))
        return taken, count

    def _next(self, newest: Callable[[str], Message | None], now_seq: int) -> bytes:
        changed = next(iter(self._changed.values()), None)
        if self._whole and (changed is None or self._whole[0].seq <= changed.latest.seq):
            message = self._whole.popleft()
            self._whole_bytes -= len(message.payload)
            self.sent_seq = max(self.sent_seq, message.seq)
            return message.frame
        assert changed is not None
        latest = changed.latest
        del self._changed[latest.subject]
        if self._snapshot is not None:
            self._snapshot.discard(latest.subject)
        self.sent_seq = max(self.sent_seq, latest.seq)
        known = newest(latest.subject) if latest.kind not in NEVER_CONFLATED else None  # that comes whole
        return _frame(changed, known if known is not None and known.seq <= now_seq else latest)


def _joined(before: _Changed | None, message: Message) -> _Changed:
    ts = message.ts
    if before is None:
        return _Changed(message, 0, ts, ts)
    return _Changed(message, before.skipped + 1, min(before.from_, ts), max(before.to, ts))


def _frame(changed: _Changed, newest: Message) -> bytes:
    """Return the frame that stands for all that changed."""
    latest = changed.latest
    if latest.kind == subjects.LATE:
        return frames.late(latest.seq, latest.place, changed.from_, changed.to)
    if not changed.skipped:
        return newest.frame
    skipped = orjson.dumps({"count": changed.skipped, "from": changed.from_})
    return newest.changed(extras=newest.extras + b'"skipped":' + skipped + b",").frame
