"""WebSocket frames as a server sends them (RFC 6455, 5.2), for clients that must cost little."""

from typing import Final

PING: Final = 0x89
"""What a ping begins with; who never answers one is taken for gone."""
_PONG: Final = 0x8A


def pong(payload: bytes) -> bytes:
    """Return the answer to a ping with this payload, masked with zeros."""
    return bytes((_PONG, 0x80 | len(payload), 0, 0, 0, 0)) + payload


def split(received: bytes) -> tuple[list[tuple[int, bytes]], bytes]:
    """Return the whole frames in `received`, first byte and payload of each, and what is left over."""
    found = []
    while len(received) >= 2:
        length, start = received[1], 2
        if length == 126:
            length, start = int.from_bytes(received[2:4]), 4
        elif length == 127:
            length, start = int.from_bytes(received[2:10]), 10
        if len(received) < start + length:
            break
        found.append((received[0], received[start : start + length]))
        received = received[start + length :]
    return found, received
