"""Messages to browsers: the same on WebSocket and long polling. docs/WEBSOCKET.md is their reference."""

from collections.abc import Mapping, Sequence
from typing import Any

import orjson

from iaqverse.contracts.names import Place


def topic_frame(topic: str, seq: int, payload: bytes, extras: bytes = b"") -> bytes:
    """Return a frame of `topic` with the bus's own JSON bytes spliced in, undecoded.

    `extras` are further members, already encoded, each ending in a comma: ``b'"fresh_s":15.0,'``.
    """
    return b'{"topic":"%b","seq":%d,%b"data":%b}' % (topic.encode(), seq, extras, payload)


def connection(epoch: str, seq: int, revision: int, heartbeat_s: float, limits: Mapping[str, Any]) -> bytes:
    """Return the first frame of a connection; `revision`: that of the configuration."""
    return _frame(
        "connection", epoch=epoch, seq=seq, revision=revision, heartbeat_s=heartbeat_s, limits=dict(limits)
    )


def configuration(revision: int) -> bytes:
    """Return "the configuration has changed", to this revision of it."""
    return _frame("configuration", revision=revision)


def subscribed(topics: Sequence[str], filters: Mapping[str, str], start: str) -> bytes:
    """Return the answer to a subscription; `start`: how it begins."""
    return _frame("subscribed", topics=list(topics), filter=dict(filters), start=start)


def unsubscribed(topics: Sequence[str], filters: Mapping[str, str]) -> bytes:
    """Return the answer to the end of a subscription."""
    return _frame("unsubscribed", topics=list(topics), filter=dict(filters))


def snapshot_end(seq: int) -> bytes:
    """Return the frame after the last one of a snapshot."""
    return _frame("snapshot_end", seq=seq)


def pong(t: object) -> bytes:
    """Return the answer to a ping, with its `t`."""
    return _frame("pong", t=t)


def heartbeat(seq: int) -> bytes:
    """Return "everything that matches you up to `seq` was sent"."""
    return _frame("heartbeat", seq=seq)


def reset(epoch: str, seq: int) -> bytes:
    """Return "what you missed is not known: start again from a snapshot"."""
    return _frame("reset", epoch=epoch, seq=seq)


def late(seq: int, place: Place, from_: str, to: str) -> bytes:
    """Return "the history of this device between these times has changed", last by the message `seq`."""
    return _frame("late", seq=seq, **place._asdict(), **{"from": from_, "to": to})


def error(code: str, message: str) -> bytes:
    """Return an error; the socket stays open."""
    return _frame("error", code=code, message=message)


def _frame(kind: str, **fields: Any) -> bytes:
    return orjson.dumps({"type": kind, **fields})
