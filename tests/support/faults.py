"""A network that fails on command: a TCP proxy before the whole system, for those who must bear it.

    async with Faults.before(stack.port) as faults:
        await page.goto(faults.url)
        faults.websockets = "refused"   # the next upgrades; plain HTTP passes
        faults.cut()                    # what is open is reset

Nothing is changed on the way, so the page's own origin is `url` and nginx sees a request for that address.
"""

import asyncio
import socket
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Literal, Self

from tests.support.ports import free_port

Fate = Literal["pass", "refused", "dropped", "swallowed"]
"""What becomes of an upgrade: `refused` is answered by 502, `dropped` closed, `swallowed` never answered."""

BAD_GATEWAY = b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
CHUNK = 65_536
RESET = struct.pack("ii", 1, 0)
"""SO_LINGER: closing throws away what was not sent and says so (RST)."""


class Faults:
    """A running proxy. Its attributes may be changed at any time; they hold for open connections too."""

    websockets: Fate = "pass"
    delay_s: float = 0.0
    """How long everything takes, each way."""
    patience_s: float | None = None
    """A connection on which the server says nothing for so long is cut, as some proxies do."""

    def __init__(self, target_port: int) -> None:
        self.port = free_port()
        self._target_port = target_port
        self._server: asyncio.Server | None = None
        self._flowing = asyncio.Event()
        self._flowing.set()
        self._writers: set[asyncio.StreamWriter] = set()
        self._tasks: set[asyncio.Task[None]] = set()

    @classmethod
    @asynccontextmanager
    async def before(cls, target_port: int) -> AsyncIterator[Self]:
        """Stand before a port of this machine until the block ends."""
        faults = cls(target_port)
        await faults.unblock()
        try:
            yield faults
        finally:
            faults.block()
            faults.release()
            if faults._tasks:
                await asyncio.wait(faults._tasks, timeout=5)

    @property
    def url(self) -> str:
        """Where the system is found through this proxy."""
        return f"http://127.0.0.1:{self.port}"

    def block(self) -> None:
        """Cut everything and refuse connections, as if nobody were there."""
        if self._server is not None:
            self._server.close()
        self.cut()

    async def unblock(self) -> None:
        """Take connections (again), at the same address."""
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", self.port)

    def cut(self) -> None:
        """Reset all connections."""
        for writer in self._writers:
            writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
            writer.transport.abort()

    def swallow(self) -> None:
        """Become a black hole: connections stay open and new ones are taken, but nothing gets through."""
        self._flowing.clear()

    def release(self) -> None:
        """Let everything pass again, what was held up first."""
        self._flowing.set()

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        self._writers.add(writer)
        try:
            with suppress(OSError, asyncio.IncompleteReadError):
                await self._serve(reader, writer)
        finally:
            self._tasks.discard(task)
            self._writers.discard(writer)
            writer.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        if self.websockets != "pass" and b"\r\nupgrade: websocket\r\n" in head.lower():
            if self.websockets == "refused":
                writer.write(BAD_GATEWAY)
            elif self.websockets == "swallowed":
                await reader.read()
            return
        server_reader, server_writer = await asyncio.open_connection("127.0.0.1", self._target_port)
        self._writers.add(server_writer)
        ways = (
            asyncio.create_task(self._carry(reader, server_writer, head)),
            asyncio.create_task(self._carry(server_reader, writer, patience=True)),
        )
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for way in ways:
                way.cancel()
            await asyncio.gather(*ways, return_exceptions=True)
            self._writers.discard(server_writer)
            server_writer.close()

    async def _carry(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        first: bytes = b"",
        *,
        patience: bool = False,
    ) -> None:
        """Carry one way until it ends: read what comes, and write each piece when its time has come."""
        pieces: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue(100)
        writing = asyncio.create_task(self._write(pieces, writer))
        clock = asyncio.get_running_loop().time
        try:
            data = first or await self._read(reader, patience)
            while data:
                await pieces.put((clock() + self.delay_s, data))
                data = await self._read(reader, patience)
            await pieces.put((clock() + self.delay_s, b""))
            await writing
        finally:
            writing.cancel()

    async def _read(self, reader: asyncio.StreamReader, patience: bool) -> bytes:
        try:
            return await asyncio.wait_for(reader.read(CHUNK), self.patience_s if patience else None)
        except TimeoutError:
            return b""

    async def _write(self, pieces: asyncio.Queue[tuple[float, bytes]], writer: asyncio.StreamWriter) -> None:
        clock = asyncio.get_running_loop().time
        while True:
            due_s, data = await pieces.get()
            await asyncio.sleep(max(0.0, due_s - clock()))
            await self._flowing.wait()
            if not data:
                return
            writer.write(data)
            await writer.drain()
