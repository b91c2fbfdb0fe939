"""How frames reach aiohttp's transport: whole frames, written at once, no task and no copy per client.

aiohttp sends one message a coroutine call and has no call for several frames at once. Its own frames (close,
ping, pong) are written to the same transport in one piece each, so the two never tear each other apart,
as long as compression is off; a contract test holds this against the installed version.
"""

import asyncio
import contextlib
import socket
from typing import Final

NOTSENT_LOWAT: Final = getattr(socket, "TCP_NOTSENT_LOWAT", None)


class FrameSink:
    """Writes to the transport of an upgraded request."""

    __slots__ = ("_transport",)

    def __init__(self, transport: asyncio.Transport) -> None:
        self._transport = transport

    def write(self, data: bytes) -> None:
        """Send `data`, whole frames; what is written to a closing transport is lost."""
        if not self._transport.is_closing():
            self._transport.write(data)

    def unsent(self) -> int:
        """Return how many bytes wait in this process; the kernel holds few more, see `show_stalls`."""
        return self._transport.get_write_buffer_size()

    def abort(self) -> None:
        """Drop the connection with all that is unsent."""
        self._transport.abort()


def show_stalls(transport: asyncio.Transport, notsent_lowat: int, unix_sndbuf: int) -> None:
    """Keep the kernel from hiding megabytes of a client that does not read.

    TCP takes ``TCP_NOTSENT_LOWAT`` (where the system has it); unix sockets refuse it, and take a
    small ``SO_SNDBUF``.
    """
    sock = transport.get_extra_info("socket")
    with contextlib.suppress(OSError):
        if sock.family == socket.AF_UNIX:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, unix_sndbuf)
        elif NOTSENT_LOWAT is not None:
            sock.setsockopt(socket.IPPROTO_TCP, NOTSENT_LOWAT, notsent_lowat)
