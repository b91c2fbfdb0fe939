"""A message of the ``IAQ`` stream, decoded once for everybody who will get it."""

from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property, lru_cache
from typing import Any, Final

import orjson

from iaqverse.contracts import frames, subjects
from iaqverse.contracts.kinds import SCHEMA_OF_KIND, TOPIC_OF_KIND
from iaqverse.contracts.names import Place
from iaqverse.contracts.wire import epoch_ms

NEVER_CONFLATED = frozenset({subjects.ACTIONS, subjects.ALERTS})
"""Kinds of which every single message matters."""
_OF_DEVICES = frozenset({subjects.READINGS, subjects.LATE, subjects.PREDICTIONS, subjects.ACCURACY})

_TIMED = frozenset({subjects.READINGS, subjects.LATE})
_NO_FIELDS: dict[str, Any] = {}
_LIVE = subjects.LIVE + "."
_parsed = lru_cache(maxsize=65_536)(subjects.parse)
"""Messages of one subject share its parts, in time and in memory."""

Packed = tuple[str, str, str, str, str, int, int, str, int, bytes, bytes]
"""A message without `fields`, see `Message.packed`; where its members stand:"""
SUBJECT: Final = 0
KIND: Final = 1
SEQ: Final = 5
AT_MS: Final = 6
TS: Final = 7
PAYLOAD: Final = 9


@dataclass(frozen=True)
class Message:
    """What the stream kept under `seq` at `at_ms` (milliseconds since 1970).

    `payload` are the bus's own bytes, `fields` what they say, `ts` the time of a reading, else empty,
    `ts_ms` the same in milliseconds since 1970, else 0.
    `extras` are further members of its frame (see `iaqverse.contracts.frames.topic_frame`). `device` is
    empty where the subject has none. A message that only the store still had has the sequence 0.
    """

    subject: str
    kind: str
    site: str
    room: str
    device: str
    seq: int
    at_ms: int
    ts: str
    ts_ms: int
    payload: bytes
    fields: dict[str, Any] = field(repr=False)
    extras: bytes = b""

    @property
    def topic(self) -> str:
        """The topic that browsers know it by, or nothing; late readings are measurements."""
        return "measurements" if self.kind == subjects.LATE else TOPIC_OF_KIND.get(self.kind, "")

    @cached_property
    def frame(self) -> bytes:
        """The frame, as JSON; made once, whoever wants it. Only for messages with a topic."""
        if self.kind == subjects.LATE:
            return frames.late(self.seq, self.place, self.ts, self.ts)
        return frames.topic_frame(self.topic, self.seq, self.payload, self.extras)

    @property
    def place(self) -> Place:
        """The device that it is of."""
        return Place(self.site, self.room, self.device)

    def changed(self, **members: Any) -> "Message":
        """Return a copy with other members: `dataclasses.replace`, at a tenth of the time."""
        copy = object.__new__(Message)
        copy.__dict__.update(self.__dict__, **members)
        copy.__dict__.pop("frame", None)
        return copy

    def packed(self) -> Packed:
        """Return what its frame needs, without `fields`.

        A plain tuple of plain values is nothing that the garbage collector would have to look at: tens of
        thousands of messages in memory would cost it a tenth of a second each time.
        """
        return (
            self.subject, self.kind, self.site, self.room, self.device, self.seq, self.at_ms, self.ts,
            self.ts_ms, self.payload, self.extras,
        )  # fmt: skip

    @classmethod
    def unpacked(cls, packed: Packed) -> "Message":
        """Return a packed message; it has no `fields` any more."""
        return cls(*packed[:-1], _NO_FIELDS, packed[-1])


def read(subject: str, payload: bytes, schema: str | None, seq: int, at_ms: int) -> Message | None:
    """Return the message that the stream kept, or None if it is not one of ours.

    A message without the schema of its kind is not ours: anybody can make JetStream and services
    answer onto any subject, but not with that header.
    """
    parsed = _parsed(subject.removeprefix(_LIVE))
    if parsed is None or schema != SCHEMA_OF_KIND[parsed.kind]:
        return None
    try:
        fields = orjson.loads(payload)
    except orjson.JSONDecodeError:
        return None
    if not isinstance(fields, dict):
        return None
    ts, ts_ms = "", 0
    if parsed.kind in _TIMED:
        try:
            ts = fields["ts"]
            ts_ms = epoch_ms(datetime.fromisoformat(ts))
        except (KeyError, TypeError, ValueError):
            return None
    kind, site, room, rest = parsed
    device = rest[0] if kind in _OF_DEVICES and rest else ""
    return Message(
        subject.removeprefix(_LIVE), kind, site, room, device, seq, at_ms, ts, ts_ms, payload, fields
    )
