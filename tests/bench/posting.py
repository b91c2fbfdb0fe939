"""A lean HTTP client that posts readings as fast as it is answered, or at a fixed rate.

It runs as a process of its own beside what it measures, on the same cores, so it must cost little:
requests are built by filling the time into ready bytes, answers are only looked at for their status
and length. ``python -m tests.bench.posting <url> <mode> <seconds>`` prints one line of JSON.

Modes: ``lists`` and ``singles`` (closed loop: the next request leaves when the last was answered),
``lists:5000`` and ``rate:1000``, readings a second in lists or alone (open loop: requests leave on time,
latency counts from when they should have left). The time of a reading is when it was posted.
"""

import asyncio
import json
import statistics
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import cast
from urllib.parse import urlsplit

import uvloop

CONNECTIONS = {"lists": 16, "singles": 64, "rate": 64}
LIST_OF = 100
_READING = (
    '{"device":"%s","site":"Bench","room":"Room %d","ts":"@@@@-@@-@@T@@:@@:@@.@@@Z","values":{"co2_ppm":%d,'
    '"pm25_ugm3":12.5,"tvoc_ppb":210,"temperature_c":22.3,"humidity_pct":45.0}}'
)
_TIME = b"@@@@-@@-@@T@@:@@:@@.@@@Z"


class Connection(asyncio.Protocol):
    """One keep-alive connection with at most one request under way."""

    def __init__(self, on_answer: Callable[["Connection", int], None]) -> None:
        self._on_answer = on_answer
        self._received = b""
        self.due_s = 0.0
        self.transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)  # uvloop's is no subclass

    def data_received(self, data: bytes) -> None:
        self._received += data
        head, separator, body = self._received.partition(b"\r\n\r\n")
        if separator and len(body) >= _length(head):
            self._received = b""
            self._on_answer(self, int(head[9:12]))

    def connection_lost(self, exc: Exception | None) -> None:
        self._on_answer(self, 0)


class Load:
    """Posts until `end_s` and keeps what was answered."""

    def __init__(self, url: str, mode: str, seconds: float) -> None:
        self._address = urlsplit(url)
        self._mode, _, rate = mode.partition(":")
        self._readings = LIST_OF if self._mode == "lists" else 1
        self._gap_s = self._readings / float(rate) if rate else 0.0
        self._bodies: dict[Connection, list[bytes]] = {}
        self._last_ms = 0
        self._seconds = seconds
        self._end_s = 0.0
        self._idle: asyncio.Queue[Connection] = asyncio.Queue()
        self.statuses: dict[int, int] = {}
        self.latencies_s: list[float] = []
        self._over = asyncio.Event()
        self._under_way = 0

    async def run(self) -> dict[str, object]:
        """Post and return the figures."""
        loop = asyncio.get_running_loop()
        for number in range(CONNECTIONS[self._mode]):
            _, connection = await loop.create_connection(
                lambda: Connection(self._answered),
                self._address.hostname or "",
                self._address.port or 80,
                local_addr=_source(number),
            )
            self._bodies[connection] = self._request(number).split(_TIME)
            self._idle.put_nowait(connection)
        started = time.perf_counter()
        self._end_s = started + self._seconds
        if self._gap_s:
            await self._on_time(started)
        else:
            for connection in self._bodies:
                self._post(connection, time.perf_counter())
        async with asyncio.timeout(self._seconds + 10):
            await self._over.wait()
        return self._figures(time.perf_counter() - started)

    async def _on_time(self, started: float) -> None:
        count = 0
        while (due := started + count * self._gap_s) < self._end_s:
            if (wait_s := due - time.perf_counter()) > 0:
                await asyncio.sleep(wait_s)
            self._post(await self._idle.get(), due)  # late when all are under way: its latency says so
            count += 1
        self._end_s = time.perf_counter()
        if not self._under_way:
            self._over.set()

    def _post(self, connection: Connection, due_s: float) -> None:
        connection.due_s = due_s
        self._under_way += 1
        self._last_ms = max(self._last_ms + 1, time.time_ns() // 1_000_000)
        at = datetime.fromtimestamp(self._last_ms / 1000, UTC).isoformat(timespec="milliseconds")[:-6]
        connection.transport.write(f"{at}Z".encode().join(self._bodies[connection]))

    def _answered(self, connection: Connection, status: int) -> None:
        now = time.perf_counter()
        self._under_way -= 1
        self.statuses[status] = self.statuses.get(status, 0) + 1
        self.latencies_s.append(now - connection.due_s)
        if self._gap_s:
            self._idle.put_nowait(connection)
        elif now < self._end_s:
            self._post(connection, now)
        if now >= self._end_s and not self._under_way:
            self._over.set()

    def _request(self, number: int) -> bytes:
        readings = [_READING % (f"d{number}-{i}", number, 400 + i) for i in range(self._readings)]
        body = f"[{','.join(readings)}]" if self._mode == "lists" else readings[0]
        return (
            f"POST /api/ingest HTTP/1.1\r\nHost: {self._address.netloc}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n{body}"
        ).encode()

    def _figures(self, took_s: float) -> dict[str, object]:
        cuts = statistics.quantiles(self.latencies_s, n=1000)
        return {
            "readings": self.statuses.get(202, 0) * self._readings,
            "per_s": round(self.statuses.get(202, 0) * self._readings / took_s, 1),
            "p50_ms": round(cuts[499] * 1000, 2),
            "p99_ms": round(cuts[989] * 1000, 2),
            "statuses": self.statuses,
            "client_cpu_s": round(time.process_time(), 2),
        }


def _source(number: int) -> tuple[str, int] | None:
    """Return where a connection comes from: several addresses, since nginx limits each (not on macOS)."""
    return (f"127.0.0.{2 + number % 8}", 0) if sys.platform == "linux" else None


def _length(head: bytes) -> int:
    at = head.lower().index(b"content-length:") + 15
    return int(head[at : at + 12].split(b"\r\n", 1)[0])


async def main() -> None:
    """Run one load and print its figures."""
    url, mode, seconds = sys.argv[1:4]
    print(json.dumps(await Load(url, mode, float(seconds)).run()))


if __name__ == "__main__":
    uvloop.run(main())
