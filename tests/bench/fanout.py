"""What the gateway is measured with: a crowd of clients, a publisher, and the servers to compare.

Every server gets the same messages: as large as readings, with ``"n":<number>`` and ``"sent_ns":<time>``, by
which the crowd sees what is missing and how long it took.
"""

import asyncio
import contextlib
import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

import nats
from nats.aio.client import Client

from iaqverse.bus import Bus, Outgoing
from iaqverse.contracts import streams
from tests.support.nats_server import NatsServer, executable
from tests.support.ports import free_port
from tests.support.proxy import Proxy, proxy
from tests.support.service import CHECKOUT, ServiceProcess
from tests.support.waiting import until

ADDRESSES = 8
ROOMS = 50
Publish = Callable[[bytes, str], Awaitable[Any]]
"""Publishes a payload on a subject like ``readings.bench.room-1.b1``."""


class NoCompiler(RuntimeError):
    """There is no C compiler for the crowd."""


@dataclass(frozen=True)
class Programs:
    """What is written in C: the clients, and the least that fan-out can cost."""

    crowd: Path
    floor: Path


def compile_programs(folder: Path) -> Programs:
    """Compile ``crowd.c`` and ``floor.c``.

    Raises:
        NoCompiler: If this machine has no C compiler.
    """
    return Programs(_compiled("crowd", folder), _compiled("floor", folder))


def _compiled(name: str, folder: Path) -> Path:
    compiler = next(filter(None, map(shutil.which, ("cc", "gcc", "clang"))), None)
    if compiler is None:
        raise NoCompiler("the clients of this benchmark are written in C: install a C compiler (cc)")
    program = folder / name
    source = Path(__file__).with_name(f"{name}.c")
    subprocess.run([compiler, "-O2", "-o", program, source], check=True)
    return program


class Crowd:
    """WebSocket clients in a process of their own; see ``crowd.c``."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    @classmethod
    @asynccontextmanager
    async def connected(
        cls, program: Path, port: int, clients: int, protocol: str = "iaq"
    ) -> AsyncIterator[Self]:
        """Connect `clients`, who want all measurements, until the block ends."""
        path = "/ws?topics=measurements" if protocol == "iaq" else "/"
        process = await asyncio.create_subprocess_exec(
            program, str(port), str(clients), str(ADDRESSES), protocol, path,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip
        crowd = cls(process)
        try:
            await crowd._answer(60)
            yield crowd
        finally:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()

    async def ask(self, command: str) -> dict[str, Any]:
        """Give a command and return the answer."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"{command}\n".encode())
        return await self._answer(10)

    async def _answer(self, timeout_s: float) -> dict[str, Any]:
        assert self._process.stdout is not None
        line = await asyncio.wait_for(self._process.stdout.readline(), timeout_s)
        if not line:
            raise RuntimeError(f"the crowd ended with {await self._process.wait()}")
        answer: dict[str, Any] = json.loads(line)
        return answer


class Publisher:
    """Publishes numbered messages in open loop: each leaves when it is due, whoever is late."""

    def __init__(self, publish: Publish) -> None:
        self.published = 0
        self._publish = publish

    async def publish_for(self, seconds: float, per_s: float) -> None:
        """Publish for a while, and wait until all is published."""
        began_s = time.monotonic()
        tasks: set[asyncio.Task[Any]] = set()
        for number in range(int(seconds * per_s)):
            await asyncio.sleep(max(began_s + number / per_s - time.monotonic(), 0))
            subject, payload = self._next()
            task = asyncio.ensure_future(self._publish(payload, subject))
            tasks.add(task)
            task.add_done_callback(tasks.discard)
        await asyncio.gather(*tasks)

    def _next(self) -> tuple[str, bytes]:
        number = self.published
        self.published += 1
        room, ts = number % ROOMS, datetime.now(UTC).isoformat(timespec="milliseconds")
        payload = (
            b'{"device":"b1","site":"bench","room":"room-%02d","ts":"%b","values":{"co2_ppm":645,'
            b'"pm25_ugm3":12.5,"tvoc_ppb":210,"temperature_c":22.3,"humidity_pct":45.0},"score":71,'
            b'"level":"good","n":%d,"sent_ns":%d}' % (room, ts.encode(), number, time.monotonic_ns())
        )
        return f"readings.bench.room-{room:02d}.b1", payload


@dataclass(frozen=True)
class Server:
    """Something to connect a crowd to. `pids`: whose CPU counts; the first one's memory does."""

    port: int
    pids: tuple[int, ...]
    publisher: Publisher
    protocol: str = "iaq"
    metrics: Callable[[], Awaitable[dict[str, float]]] | None = None


@asynccontextmanager
async def kept_bus() -> AsyncIterator[tuple[NatsServer, Bus]]:
    """A real nats-server with our stream, and a connection to it."""
    with tempfile.TemporaryDirectory(prefix="iaq-bench-") as folder:
        broker = NatsServer(Path(folder))
        broker.start()
        try:
            async with Bus.connect(broker.settings(), "bench") as bus:
                await bus.ensure_stream(streams.iaq(streams.GIB))
                yield broker, bus
        finally:
            broker.kill()


@asynccontextmanager
async def gateway(broker: NatsServer, **settings: str) -> AsyncIterator[ServiceProcess]:
    """A gateway of ours; it may be killed meanwhile."""
    environment = broker.environment() | {"IAQ_LOG_LEVEL": "warning"} | settings
    process = ServiceProcess("gateway", environment, broker.folder)
    await asyncio.to_thread(process.start)
    try:
        yield process
    finally:
        await asyncio.to_thread(process.stop)


@asynccontextmanager
async def ours(tick_ms: float, *, clients: int, with_nginx: bool = False) -> AsyncIterator[Server]:
    """Our gateway behind a real stream, with this tick for that many clients."""
    settings = {"IAQ_GATEWAY_TICK_MS_PER_CLIENT": str(tick_ms / clients)}
    async with AsyncExitStack() as stack:
        broker, bus = await stack.enter_async_context(kept_bus())
        front: Proxy | None = None
        if with_nginx:
            front = await stack.enter_async_context(proxy(services=False))
            settings["IAQ_UNIX_SOCKET"] = str(front.gateway.socket)
        service = await stack.enter_async_context(gateway(broker, **settings))
        assert service.process is not None

        async def publish(payload: bytes, subject: str) -> int:
            return await bus.publish(Outgoing(f"iaq.{subject}", payload, "reading/1"))

        async def metrics() -> dict[str, float]:
            return await asyncio.to_thread(read_metrics, service)

        pid = service.process.pid
        pids = (pid,) if front is None else (pid, front.process.pid)
        port = service.port if front is None else front.port
        yield Server(port, pids, Publisher(publish), metrics=metrics)


def read_metrics(service: ServiceProcess) -> dict[str, float]:
    """Return the metrics of a service, by name and labels."""
    lines = service.text("/metrics").splitlines()
    return {
        name: float(value) for name, _, value in (x.rpartition(" ") for x in lines if not x.startswith("#"))
    }


@asynccontextmanager
async def nats_listener() -> AsyncIterator[Server]:
    """nats-server's own WebSocket listener; without streams, so that only the fan-out is counted."""
    with tempfile.TemporaryDirectory(prefix="iaq-bench-") as folder:
        port, ws_port = free_port(), free_port()
        config = Path(folder) / "nats.conf"
        config.write_text(
            f'host: "127.0.0.1"\nport: {port}\n'
            f'websocket {{\n host: "127.0.0.1"\n port: {ws_port}\n no_tls: true\n}}\n'
        )
        async with _process([executable(), "-c", str(config)], ws_port) as process:
            client = await nats.connect(f"nats://127.0.0.1:{port}")
            yield Server(ws_port, (process.pid,), Publisher(_core(client)), "nats")
            await client.close()


@asynccontextmanager
async def plain() -> AsyncIterator[Server]:
    """A gateway that sends each message to each client with ``send_json``."""
    async with kept_bus() as (broker, _):
        url = f"nats://service:{broker.settings().password()}@127.0.0.1:{broker.port}"
        port = free_port()
        async with _process(
            [sys.executable, "-m", "tests.bench.plain_gateway", url, str(port)], port
        ) as process:
            client = await nats.connect(url)
            yield Server(port, (process.pid,), Publisher(_core(client)))
            await client.close()


@asynccontextmanager
async def floor(program: Path, tick_ms: float, per_s: float) -> AsyncIterator[Server]:
    """Bare sends, see ``floor.c``: it makes its messages itself, so publishing is only waiting."""
    port = free_port()
    async with _process([str(program), str(port), str(per_s), str(tick_ms)], port) as process:

        async def nothing(payload: bytes, subject: str) -> None:
            pass

        yield Server(port, (process.pid,), Publisher(nothing))


def _core(client: Client) -> Publish:
    async def publish(payload: bytes, subject: str) -> None:
        await client.publish(f"live.iaq.{subject}", payload)
        await client.flush()

    return publish


@asynccontextmanager
async def _process(argv: list[str], port: int) -> AsyncIterator[asyncio.subprocess.Process]:
    process = await asyncio.create_subprocess_exec(
        *argv, cwd=CHECKOUT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        await until(lambda: _listens(port, process), 15, f"{argv[0]} listening")
        yield process
    finally:
        process.kill()
        await process.wait()


async def _listens(port: int, process: asyncio.subprocess.Process) -> bool:
    if process.returncode is not None:
        raise RuntimeError(f"it ended with {process.returncode}")
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return False
    writer.close()
    return True
