"""A frame's bytes for each kind of client: made as JSON once, wrapped here for the way it travels."""

import struct
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import msgpack
import orjson

_TEXT: Final = 0x81
_BINARY: Final = 0x82


@dataclass(frozen=True, slots=True)
class Encoding:
    """How frames travel; those wrapped for several ticks can simply be joined.

    Attributes:
        name: The WebSocket subprotocol, or ``list`` for long polling.
        wrap: Makes the bytes of one JSON frame.
        has_heartbeats: Whether silence is broken.
    """

    name: str
    wrap: Callable[[bytes], bytes]
    has_heartbeats: bool = True


def websocket_frame(first: int, payload: bytes) -> bytes:
    """Return one whole, unmasked WebSocket frame (RFC 6455, 5.2); `first` holds FIN and the opcode."""
    length = len(payload)
    if length < 126:
        return bytes((first, length)) + payload
    if length < 65_536:
        return struct.pack("!BBH", first, 126, length) + payload
    return struct.pack("!BBQ", first, 127, length) + payload


def _text(frame: bytes) -> bytes:
    return websocket_frame(_TEXT, frame)


def _msgpack(frame: bytes) -> bytes:
    return websocket_frame(_BINARY, msgpack.packb(orjson.loads(frame)))


def _listed(frame: bytes) -> bytes:
    return frame + b","


JSON: Final = Encoding("iaq.v1.json", _text)
MSGPACK: Final = Encoding("iaq.v1.msgpack", _msgpack)
LIST: Final = Encoding("list", _listed, has_heartbeats=False)
SUBPROTOCOLS: Final = {JSON.name: JSON, MSGPACK.name: MSGPACK}
