"""What a client wants, and what it may say: messages in, subscriptions or a refusal out."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import msgpack
import orjson

from iaqverse.contracts import names
from iaqverse.contracts.kinds import ALL_TOPICS, TOPICS
from services.gateway.messages import Message


class Refused(ValueError):
    """A message that can't be followed; `code` is for programs, `str()` for people."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class Point(NamedTuple):
    """A point of the stream. `epoch` changes when the stream is created anew."""

    epoch: str
    seq: int

    def __str__(self) -> str:
        return f"{self.epoch}:{self.seq}"


class Filter(NamedTuple):
    """What a subscription is narrowed to: tokens, or None for any.

    Actions, alerts and modules belong to a room: `device` does not narrow them.
    """

    site: str | None = None
    room: str | None = None
    device: str | None = None

    def takes(self, message: Message) -> bool:
        """Whether `message` is within."""
        return (
            (self.site is None or self.site == message.site)
            and (self.room is None or self.room == message.room)
            and (self.device is None or not message.device or self.device == message.device)
        )

    def named(self) -> dict[str, Any]:
        """Return what is narrowed, by name."""
        return {key: value for key, value in self._asdict().items() if value is not None}


Interest = frozenset[tuple[Filter, frozenset[str]]]
"""All that one client wants: topics by filter. Clients with equal interests share a group."""

NOTHING: Final[Interest] = frozenset()


def wants(interest: Interest, message: Message) -> bool:
    """Whether a client with this interest gets `message`."""
    return any(message.topic in topics and filter_.takes(message) for filter_, topics in interest)


def names_site(interest: Interest, site: str) -> bool:
    """Whether a filter of `interest` names `site` itself."""
    return any(filter_.site == site for filter_, _ in interest)


@dataclass(frozen=True, slots=True)
class Subscribe:
    """Wants `topics` within `filter`; `since` is the point up to which the client has everything."""

    topics: frozenset[str]
    filter: Filter
    since: Point | None = None

    @property
    def interest(self) -> Interest:
        """What it wants, as an interest."""
        return frozenset({(self.filter, self.topics)})


@dataclass(frozen=True, slots=True)
class Unsubscribe:
    """Wants `topics` no longer: within exactly this filter, or everywhere if it narrows nothing."""

    topics: frozenset[str]
    filter: Filter


@dataclass(frozen=True, slots=True)
class Ping:
    """Wants its `t` back."""

    t: object


Request = Subscribe | Unsubscribe | Ping


def read_request(message: str | bytes) -> Request:
    """Return what a client's message asks for; text is JSON, bytes are MessagePack.

    Raises:
        Refused: If it can't be read or asks for what there is not.
    """
    try:
        fields = orjson.loads(message) if isinstance(message, str) else msgpack.unpackb(message)
    except (ValueError, msgpack.exceptions.UnpackException, RecursionError, OverflowError):
        raise Refused("malformed", "this is not JSON (text) or MessagePack (binary)") from None
    if not isinstance(fields, dict):
        raise Refused("malformed", "a message is an object with a type")
    match fields.get("type"):
        case "ping":
            return Ping(_returnable(fields.get("t")))
        case "subscribe":
            return Subscribe(read_topics(fields.get("topics")), read_filter(fields), _since(fields))
        case "unsubscribe":
            return Unsubscribe(read_topics(fields.get("topics")), read_filter(fields))
    raise Refused("unknown_type", "a message's type is subscribe, unsubscribe or ping")


def _returnable(t: object) -> object:
    """Return what is to come back in a frame; MessagePack has more types than JSON."""
    try:
        orjson.dumps(t)
    except TypeError:
        raise Refused("malformed", "t is nothing that JSON has") from None
    return t


def read_topics(given: object) -> frozenset[str]:
    """Return the topics that a list names; ``all`` is every one.

    Raises:
        Refused: If it is no list, empty, or names a topic that there is not.
    """
    if not isinstance(given, list) or not given:
        raise Refused("unknown_topic", "topics is a list of " + ", ".join((*TOPICS, ALL_TOPICS)))
    for topic in given:
        if topic not in TOPICS and topic != ALL_TOPICS:
            raise Refused("unknown_topic", f"there is no topic {str(topic)[:40]!r}")
    return frozenset(TOPICS) if ALL_TOPICS in given else frozenset(given)


def read_filter(fields: Mapping[str, Any]) -> Filter:
    """Return the filter in the members `site`, `room` and `device`: names or tokens, all optional.

    Raises:
        Refused: If one can't be a name.
    """
    tokens: list[str | None] = []
    for key in Filter._fields:
        name = fields.get(key)
        try:
            tokens.append(None if name is None else names.token(name))
        except (ValueError, TypeError):
            raise Refused("bad_filter", f"{key} is not a name") from None
    return Filter(*tokens)


def read_point(text: str) -> Point:
    """Return the point in ``<epoch>:<seq>``.

    Raises:
        Refused: If it is none.
    """
    epoch, _, seq = text.rpartition(":")
    if not epoch or not seq.isascii() or not seq.isdecimal() or len(seq) > 19:
        raise Refused("bad_since", "since is a point of the stream: <epoch>:<seq>")
    return Point(epoch, int(seq))


def _since(fields: Mapping[str, Any]) -> Point | None:
    since = fields.get("since")
    if since is None:
        return None
    if isinstance(since, dict):
        epoch, seq = since.get("epoch"), since.get("seq")
        if isinstance(epoch, str) and isinstance(seq, int) and not isinstance(seq, bool) and seq >= 0:
            return Point(epoch, seq)
    raise Refused("bad_since", 'since is a point of the stream: {"epoch": text, "seq": number}')


def with_subscription(interest: Interest, wanted: Subscribe) -> Interest:
    """Return `interest` with `wanted` in it: one entry a filter."""
    topics_of = dict(interest)
    topics_of[wanted.filter] = topics_of.get(wanted.filter, frozenset()) | wanted.topics
    return frozenset(topics_of.items())


def without_subscription(interest: Interest, unwanted: Unsubscribe) -> Interest:
    """Return `interest` without what `unwanted` takes away."""
    everywhere = unwanted.filter == Filter()
    left = {
        filter_: topics - unwanted.topics if everywhere or filter_ == unwanted.filter else topics
        for filter_, topics in interest
    }
    return frozenset((filter_, topics) for filter_, topics in left.items() if topics)
