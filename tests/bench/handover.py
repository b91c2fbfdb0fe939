"""``kill -9`` of one of two gateways under 1000 clients that resume: what is lost, doubled or wrong then.

Clients come back as the page does: after a random moment within half a second, with the point they had
reached, through the same nginx, on whichever gateway that gives them.
"""

import asyncio
import base64
import random
import sys
import time
from collections import Counter
from contextlib import AsyncExitStack
from typing import Any, Final, cast

import orjson

from iaqverse.bus import Bus, Outgoing
from tests.bench import frames
from tests.bench.fanout import ADDRESSES, gateway, kept_bus
from tests.support.gateway import of_kind
from tests.support.proxy import proxy
from tests.support.waiting import until

BACKOFF_S: Final = 0.5
STEP_S: Final = 0.05
TEXT: Final = 0x81
"""The first byte of a whole text frame."""
DEVICES: Final = 10
KEEP_EACH: Final = frozenset({"actions", "alerts"})


class Client(asyncio.Protocol):
    """One browser's place: resumes for ever, and counts what it gets."""

    def __init__(self, port: int, number: int) -> None:
        self.events: Counter[int] = Counter()
        """How often each action and alert came, by its number."""
        self.newest: dict[str, int] = {}
        self.seq = -1
        self.resets = 0
        self.back_s: list[float] = []
        """When it was subscribed again after each loss."""
        self.is_subscribed = False
        self._port = port
        self._local = (f"127.0.0.{1 + number % ADDRESSES}", 0)
        self._epoch = ""
        self._received = b""
        self._is_upgraded = False
        self._again: asyncio.Task[None] | None = None
        self._transport: asyncio.Transport | None = None
        self._is_ended = False

    async def connect(self) -> None:
        """Open a connection; while that fails, try again."""
        loop = asyncio.get_running_loop()
        while not self._is_ended:
            try:
                await loop.create_connection(lambda: self, "127.0.0.1", self._port, local_addr=self._local)
            except OSError:
                await asyncio.sleep(random.random() * BACKOFF_S)
            else:
                return

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's is no subclass
        self._received, self._is_upgraded = b"", False
        since = f"&since={self._epoch}:{self.seq}" if self._epoch else ""
        key = base64.b64encode(random.randbytes(16)).decode()
        self._transport.write(
            f"GET /ws?topics=measurements,actions,alerts{since} HTTP/1.1\r\nHost: 127.0.0.1:{self._port}\r\n"
            f"Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: {key}\r\n"
            "Sec-WebSocket-Version: 13\r\n\r\n".encode()
        )

    def connection_lost(self, exc: Exception | None) -> None:
        self.is_subscribed = False
        if not self._is_ended:
            self._again = asyncio.ensure_future(self._come_back())

    async def _come_back(self) -> None:
        await asyncio.sleep(random.random() * BACKOFF_S)
        await self.connect()

    def end(self) -> None:
        """Leave for good."""
        self._is_ended = True
        if self._transport is not None:
            self._transport.abort()

    def data_received(self, data: bytes) -> None:
        received = self._received + data
        if not self._is_upgraded:
            head, end, rest = received.partition(b"\r\n\r\n")
            if not end:
                self._received = received
                return
            if not head.startswith(b"HTTP/1.1 101") and self._transport is not None:
                self._transport.abort()
                return
            self._is_upgraded, received = True, rest
        whole, self._received = frames.split(received)
        for first, payload in whole:
            if first == TEXT:
                self._take(orjson.loads(payload))

    def _take(self, frame: dict[str, Any]) -> None:
        kind = frame.get("type")
        if kind == "connection":
            self._epoch = self._epoch or frame["epoch"]
        elif kind == "subscribed":
            self.is_subscribed = True
            self.back_s.append(time.monotonic())
        elif kind == "reset":
            self.resets += 1
        elif kind in ("heartbeat", "snapshot_end"):
            if self.is_subscribed:
                self.seq = max(self.seq, frame["seq"])
        elif "topic" in frame:
            self.seq = max(self.seq, frame["seq"])
            if frame["topic"] in KEEP_EACH:
                self.events[frame["data"]["n"]] += 1
            else:
                self.newest[frame["data"]["device"]] = frame["data"]["n"]


class Source:
    """Publishes readings, actions and alerts, 20 a second in all, and remembers them."""

    def __init__(self, bus: Bus) -> None:
        self.events: list[int] = []
        self.newest: dict[str, int] = {}
        self.seq = 0
        self.is_ended = False
        self._bus = bus
        self._number = 0

    async def run(self) -> None:
        """Publish until told to end."""
        while not self.is_ended:
            self.seq = await self._bus.publish(self._next())
            await asyncio.sleep(STEP_S)

    def _next(self) -> Outgoing:
        number = self._number
        self._number += 1
        if number % 2:
            device = f"b{number // 2 % DEVICES}"
            self.newest[device] = number
            return of_kind(
                "readings", device, device=device, ts="2026-11-25T00:00:00.000Z", values={}, n=number
            )
        self.events.append(number)
        kind, rest = ("actions", "co2_ppm") if number % 4 else ("alerts", "co2-high")
        return of_kind(kind, rest, id=f"maison.bureau.{rest}.{number}", state="firing", n=number)


async def measure(clients: int, seconds: float) -> dict[str, float]:
    """Return the figures of one handover."""
    async with AsyncExitStack() as stack:
        broker, bus = await stack.enter_async_context(kept_bus())
        front = await stack.enter_async_context(proxy(services=False, more_gateways=["g2.sock"]))
        first, _ = [
            await stack.enter_async_context(gateway(broker, IAQ_UNIX_SOCKET=str(front.folder / name)))
            for name in (front.gateway.socket.name, "g2.sock")
        ]
        crowd = [Client(front.port, number) for number in range(clients)]
        for start in range(0, clients, 100):
            await asyncio.gather(*(client.connect() for client in crowd[start : start + 100]))
        await until(lambda: all(client.is_subscribed for client in crowd), 30, "everybody subscribed")
        source = Source(bus)
        publishing = asyncio.create_task(source.run())
        await asyncio.sleep(seconds / 2)
        killed_s = time.monotonic()
        await asyncio.to_thread(first.kill)
        await asyncio.sleep(seconds / 2)
        source.is_ended = True
        await publishing
        moved = [client for client in crowd if len(client.back_s) > 1]
        await until(lambda: all(c.seq >= source.seq for c in crowd), 30, "everything with everybody")
        for client in crowd:
            client.end()
    took_s = max(client.back_s[-1] for client in moved) - killed_s
    print(f"handover: {len(moved)} of {clients} moved, all back after {took_s:.2f} s", file=sys.stderr)
    wanted = set(source.events)
    return {
        "handover_lost": sum(len(wanted - set(client.events)) for client in crowd),
        "handover_doubled": sum(client.events.total() - len(client.events) for client in crowd),
        "handover_wrong": sum(client.newest != source.newest for client in crowd),
        "handover_resets": sum(client.resets for client in crowd),
        "handover_moved": len(moved),
        "handover_s": took_s,
    }
