"""How live the live view is, and what it costs beside polling: ``make bench-live``.

It starts everything with ``iaqverse up`` on free ports and talks to nginx only.

* Latency: 100 sockets, 20 readings a second; from just before a reading is posted to when each socket has
  received its frame.
* Cost: one room whose device sends every 5 s, shown by a socket on all topics of that room, or by the older
  page's poll: that room's last hour every 3 s, compressed. Bytes are those on the wire in both directions,
  of one page that is open; CPU is that of all server processes, for 100 pages each way, and includes what
  they do anyway.

``IAQ_BENCH_SECONDS`` says how long each of the three parts takes (30 if it is left out).
"""

import asyncio
import base64
import json
import os
import random
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast

import aiohttp
import uvloop

from tests.bench import frames
from tests.bench.processes import cpu_s
from tests.support.stack import Stack

SECONDS = float(os.environ.get("IAQ_BENCH_SECONDS", "30"))
PAGES = 100
READINGS_PER_S = 20
DEVICE_EVERY_S = 5.0
POLL_EVERY_S = 3.0
WARM_UP_S = 3.0
SETTLED_S = 3.0


class Wire(asyncio.Protocol):
    """A connection that counts its bytes."""

    def __init__(self, port: int) -> None:
        self.bytes = 0
        self._host = f"127.0.0.1:{port}"
        self._transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's is no subclass

    def send(self, head: str) -> None:
        data = f"{head}\r\nHost: {self._host}\r\n{BROWSER_HEADERS}\r\n\r\n".encode()
        self.bytes += len(data)
        self._transport.write(data)

    def close(self) -> None:
        self._transport.close()


BROWSER_HEADERS = (
    "User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0\r\n"
    "Accept: */*\r\nAccept-Language: fr,en;q=0.5\r\nAccept-Encoding: gzip, deflate"
)


class Page(Wire):
    """A page on a WebSocket; `on_frame` gets the bytes of each frame that has data."""

    def __init__(self, port: int, query: str, on_frame: Callable[[bytes], None]) -> None:
        super().__init__(port)
        self._query = query
        self._on_frame = on_frame
        self._received = b""
        self.is_open = asyncio.Event()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        key = base64.b64encode(random.randbytes(16)).decode()
        self.send(
            f"GET /ws?{self._query} HTTP/1.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13"
        )

    def data_received(self, data: bytes) -> None:
        self.bytes += len(data)
        received = self._received + data
        if not self.is_open.is_set():
            head, end, received = received.partition(b"\r\n\r\n")
            if not end:
                self._received = head
                return
            assert head.startswith(b"HTTP/1.1 101"), head
            self.is_open.set()
        whole, self._received = frames.split(received)
        for first, payload in whole:
            if first == frames.PING:
                self._transport.write(frames.pong(payload))
            elif payload.startswith(b'{"topic"'):
                self._on_frame(payload)


class Poller(Wire):
    """The older page: one request at a time on a connection that is kept."""

    def __init__(self, port: int, path: str) -> None:
        super().__init__(port)
        self._path = path
        self._received = bytearray()
        self._answered = asyncio.Event()

    async def poll(self) -> None:
        self._received.clear()
        self._answered.clear()
        self.send(f"GET {self._path} HTTP/1.1")
        await asyncio.wait_for(self._answered.wait(), 10)
        assert self._received.startswith(b"HTTP/1.1 200"), bytes(self._received[:300])
        assert b"Content-Encoding: gzip" in self._received[:1000], "as the older page got it"

    def data_received(self, data: bytes) -> None:
        self.bytes += len(data)
        self._received += data
        if self._received.endswith(b"\r\n0\r\n\r\n"):
            self._answered.set()


async def connect(make: Callable[[], Any], port: int, count: int) -> list[Any]:
    """Return `count` open connections; they come from several addresses, as many people would."""
    loop = asyncio.get_running_loop()
    opened = []
    for number in range(count):
        local = (f"127.0.0.{2 + number % 8}", 0)
        _, protocol = await loop.create_connection(make, "127.0.0.1", port, local_addr=local)
        opened.append(protocol)
    return opened


def reading(room: str, at: datetime, **more: float) -> dict[str, Any]:
    """Return a reading whose values wander by the minute and flicker a little, as sensors' do."""
    minute = at.minute
    values = {
        "co2_ppm": 600 + 3 * minute + random.randrange(8),
        "pm25_ugm3": round(8 + minute / 10 + random.random(), 1),
        "tvoc_ppb": 150 + minute + random.randrange(4),
        "temperature_c": round(21 + minute / 60 + random.random() / 10, 2),
        "humidity_pct": round(44 + minute / 60 + random.random() / 5, 1),
    }
    return {"site": "Bench", "room": room, "device": "b1", "ts": at.isoformat(), "values": values | more}


async def post(session: aiohttp.ClientSession, body: Any) -> None:
    async with session.post("/api/ingest", json=body) as answer:
        assert answer.status == 202, await answer.text()


async def measure_latency(stack: Stack, session: aiohttp.ClientSession) -> list[float]:
    """Return the milliseconds from post to frame, of every reading on every socket."""
    posted_s: dict[bytes, float] = {}
    waits_ms: list[float] = []

    def note(frame: bytes) -> None:
        number = frame.partition(b'"pressure_hpa":')[2].partition(b",")[0].rstrip(b"}")
        started_s = posted_s.get(number)
        if started_s is not None:
            waits_ms.append((time.perf_counter() - started_s) * 1000)

    pages = await connect(lambda: Page(stack.port, "topics=all", note), stack.port, PAGES)
    await asyncio.gather(*(page.is_open.wait() for page in pages))
    began_s = time.perf_counter()
    tasks: set[asyncio.Task[None]] = set()
    for number in range(int((WARM_UP_S + SECONDS) * READINGS_PER_S)):
        due_s = began_s + number / READINGS_PER_S
        await asyncio.sleep(max(due_s - time.perf_counter(), 0))
        mark = 900 + number / 1000  # hPa: the one value that tells the readings apart
        body = reading(f"Room {number % 20}", datetime.now(UTC), pressure_hpa=mark)
        if number >= WARM_UP_S * READINGS_PER_S:
            posted_s[repr(mark).encode()] = time.perf_counter()
        task = asyncio.create_task(post(session, body))
        tasks.add(task)
        task.add_done_callback(tasks.discard)
    await asyncio.gather(*tasks)
    await asyncio.sleep(1)
    for page in pages:
        page.close()
    wanted = len(posted_s) * PAGES
    assert len(waits_ms) == wanted, f"{len(waits_ms)} of {wanted} frames came"
    return waits_ms


async def send_for(session: aiohttp.ClientSession, room: str, seconds: float) -> None:
    """Be the device that sends every 5 s."""
    end_s = time.monotonic() + seconds
    while time.monotonic() < end_s:
        await post(session, reading(room, datetime.now(UTC)))
        await asyncio.sleep(DEVICE_EVERY_S)


async def by_socket(stack: Stack, session: aiohttp.ClientSession) -> tuple[float, float]:
    """Return the bytes of one page and the CPU seconds of the server for all pages, on sockets."""
    query = "topics=all&site=Bench&room=Page"
    pages = await connect(lambda: Page(stack.port, query, lambda _: None), stack.port, PAGES)
    await asyncio.gather(*(page.is_open.wait() for page in pages))
    await asyncio.sleep(1)
    for page in pages:
        page.bytes = 0  # both pages have loaded now
    before_s = cpu_s(pid_of(stack))
    await send_for(session, "Page", SECONDS)
    used_s = cpu_s(pid_of(stack)) - before_s
    for page in pages:
        page.close()
    return statistics.mean(page.bytes for page in pages), used_s


async def by_polling(stack: Stack, session: aiohttp.ClientSession) -> tuple[float, float]:
    """Return the same for the older page."""
    path = "/api/iaq/data?enseigne=Bench&salle=Page&hours=1"
    pollers: list[Poller] = await connect(lambda: Poller(stack.port, path), stack.port, PAGES)
    before_s = cpu_s(pid_of(stack))
    await asyncio.gather(
        send_for(session, "Page", SECONDS),
        *(poll_for(poller, number / PAGES * POLL_EVERY_S) for number, poller in enumerate(pollers)),
    )
    used_s = cpu_s(pid_of(stack)) - before_s
    for poller in pollers:
        poller.close()
    return statistics.mean(poller.bytes for poller in pollers), used_s


async def poll_for(poller: Poller, first_s: float) -> None:
    await asyncio.sleep(first_s)
    loop = asyncio.get_running_loop()
    due_s = loop.time()
    for _ in range(int(SECONDS / POLL_EVERY_S)):
        await asyncio.sleep(max(due_s - loop.time(), 0))
        await poller.poll()
        due_s += POLL_EVERY_S


def pid_of(stack: Stack) -> int:
    """Return the process id of the supervisor, whose children are all processes of the server."""
    assert stack.process is not None
    return stack.process.pid


async def fill_the_hour(session: aiohttp.ClientSession) -> None:
    """Post the room's last hour, as its device would have; wait until everything has dealt with it."""
    now = datetime.now(UTC)
    times = [now - timedelta(seconds=s) for s in range(3600, 0, -int(DEVICE_EVERY_S))]
    readings = [reading("Page", at) for at in times]
    for start in range(0, len(readings), 200):
        await post(session, readings[start : start + 200])
    seq, silent_since_s = 0, time.monotonic()
    while time.monotonic() - silent_since_s < SETTLED_S:
        await asyncio.sleep(0.2)
        async with session.get("/api/status") as answer:
            store = (await answer.json())["store"]
        if store["through"]["seq"] != seq or store["lag"]:
            seq, silent_since_s = store["through"]["seq"], time.monotonic()


async def measure(stack: Stack) -> dict[str, float]:
    """Return the figures."""
    async with aiohttp.ClientSession(stack.url) as session:
        waits_ms = sorted(await measure_latency(stack, session))
        await fill_the_hour(session)
        socket_bytes, socket_cpu_s = await by_socket(stack, session)
        poll_bytes, poll_cpu_s = await by_polling(stack, session)
    print(f"readings: {len(waits_ms) // PAGES} to {PAGES} sockets, slowest {waits_ms[-1]:.1f} ms")
    print(f"one page for {SECONDS:g} s: {socket_bytes:.0f} bytes by socket, {poll_bytes:.0f} by polling")
    print(f"server for {PAGES} pages: {socket_cpu_s:.2f} CPU-s by socket, {poll_cpu_s:.2f} by polling")
    return {
        "p50_ms": round(waits_ms[len(waits_ms) // 2], 2),
        "p99_ms": round(waits_ms[len(waits_ms) * 99 // 100], 2),
        "bytes_ratio": round(socket_bytes / poll_bytes, 4),
        "server_cpu_ratio": round(socket_cpu_s / poll_cpu_s, 3),
    }


def main() -> None:
    """Start everything, measure, end everything, print the figures as the last line."""
    with tempfile.TemporaryDirectory(prefix="iaq-bench-") as folder:
        stack = Stack(Path(folder))
        stack.start()
        try:
            with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
                figures = runner.run(measure(stack))
        finally:
            stack.stop()
    print(json.dumps({"bench": "live", "figures": figures}))


if __name__ == "__main__":
    main()
