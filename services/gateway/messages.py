"""A message of the ``IAQ`` stream, decoded once for everybody who will get it."""

from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

import orjson

from iaqverse.contracts import frames, subjects
from iaqverse.contracts.kinds import SCHEMA_OF_KIND, TOPIC_OF_KIND
from iaqverse.contracts.wire import epoch_ms

NEVER_CONFLATED = frozenset({subjects.ACTIONS, subjects.ALERTS})
"""Kinds of which every single message matters."""
_OF_DEVICES = frozenset({subjects.READINGS, subjects.LATE, subjects.PREDICTIONS, subjects.ACCURACY})

_TIMED = frozenset({subjects.READINGS, subjects.LATE})
_NO_FIELDS: dict[str, Any] = {}


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
            return frames.late(self.site, self.room, self.device, self.ts, self.ts)
        return frames.topic_frame(self.topic, self.seq, self.payload, self.extras)

    def light(self) -> "Message":
        """Return it without `fields`, which take most of the memory: enough for its frame."""
        return self.changed(fields=_NO_FIELDS)

    def changed(self, **members: Any) -> "Message":
        """Return a copy with other members: `dataclasses.replace`, at a tenth of the time."""
        copy = object.__new__(Message)
        copy.__dict__.update(self.__dict__, **members)
        copy.__dict__.pop("frame", None)
        return copy


def read(subject: str, payload: bytes, schema: str | None, seq: int, at_ms: int) -> Message | None:
    """Return the message that the stream kept, or None if it is not one of ours.

    A message without the schema of its kind is not ours: anybody can make JetStream and services
    answer onto any subject, but not with that header.
    """
    parsed = subjects.parse(subject)
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
    return Message(str(parsed), kind, site, room, device, seq, at_ms, ts, ts_ms, payload, fields)
