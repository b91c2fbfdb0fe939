"""The contract with aiohttp: frames written to its transport arrive whole, among its own."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web

from services.gateway.encodings import JSON
from services.gateway.framesink import NOTSENT_LOWAT, FrameSink, show_stalls

FRAMES = [b'"%b"' % (b"x" * size) for size in (0, 100, 124, 70_000, 30)]


class Server:
    """Serves one WebSocket and hands out its sink."""

    def __init__(self) -> None:
        self.sinks: asyncio.Queue[tuple[FrameSink, asyncio.Transport, web.WebSocketResponse]] = (
            asyncio.Queue()
        )
        self.is_done = asyncio.Event()

    async def serve(self, request: web.Request) -> web.WebSocketResponse:
        ws = web.WebSocketResponse(compress=False)
        await ws.prepare(request)
        assert request.transport is not None
        await self.sinks.put((FrameSink(request.transport), request.transport, ws))
        async for _ in ws:
            pass
        return ws


@asynccontextmanager
async def connected(
    folder: Path, way: str
) -> AsyncIterator[
    tuple[FrameSink, asyncio.Transport, web.WebSocketResponse, aiohttp.ClientWebSocketResponse]
]:
    server = Server()
    app = web.Application()
    app.add_routes([web.get("/ws", server.serve)])
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    path = str(folder / "s.sock")
    connector: aiohttp.BaseConnector
    if way == "unix":
        await web.UnixSite(runner, path).start()
        connector, url = aiohttp.UnixConnector(path), "http://localhost/ws"
    else:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        connector, url = aiohttp.TCPConnector(), f"http://127.0.0.1:{runner.addresses[0][1]}/ws"
    patience = aiohttp.ClientWSTimeout(ws_close=0.2)
    async with (
        aiohttp.ClientSession(connector=connector) as session,
        session.ws_connect(url, timeout=patience) as client,
    ):
        sink, transport, ws = await server.sinks.get()
        yield sink, transport, ws, client
    await runner.cleanup()


@pytest.mark.parametrize("way", ["tcp", "unix"])
async def test_many_frames_in_one_write_arrive_whole_between_frames_of_aiohttp(
    tmp_path: Path, way: str
) -> None:
    async with connected(tmp_path, way) as (sink, _, ws, client):
        sink.write(b"".join(map(JSON.wrap, FRAMES)))
        await ws.ping()
        sink.write(JSON.wrap(b'"after the ping"'))
        for frame in FRAMES:
            assert (await client.receive_str(timeout=5)).encode() == frame
        assert await client.receive_str(timeout=5) == '"after the ping"'
        closing = asyncio.create_task(ws.close(code=4000, message=b"too_slow 7:1"))
        message = await client.receive(timeout=5)
        assert (message.type, client.close_code) == (aiohttp.WSMsgType.CLOSE, 4000)
        await closing
        sink.write(b"lost")  # and no error


@pytest.mark.parametrize("way", ["tcp", "unix"])
async def test_what_the_kernel_does_not_take_is_seen_as_unsent(tmp_path: Path, way: str) -> None:
    async with connected(tmp_path, way) as (sink, transport, _, client):
        show_stalls(transport, 64 * 1024, 32 * 1024)
        sock = transport.get_extra_info("socket")
        if way == "unix":
            assert sock.getsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF) <= 2 * 32 * 1024
        elif NOTSENT_LOWAT is not None:
            assert sock.getsockopt(socket.IPPROTO_TCP, NOTSENT_LOWAT) == 64 * 1024
        client._response.connection.protocol.pause_reading()  # type: ignore[union-attr]
        for _ in range(400):
            sink.write(JSON.wrap(b'"%b"' % (b"x" * 50_000)))
            await asyncio.sleep(0)
        assert sink.unsent() > 1_000_000
        sink.abort()
