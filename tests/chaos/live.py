"""A browser's place: a WebSocket that comes back by itself, resumes, and remembers what it saw."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

import aiohttp
import orjson

from iaqverse.contracts.names import Place
from tests.chaos.ledger import Identity, identity

AGAIN_S = 0.1


class Live:
    """Subscribes the measurements of one site. Times are of `time.monotonic`."""

    def __init__(self, url: str, site: str) -> None:
        self.last_frame_s = 0.0
        """When a reading was last seen that was new."""
        self.closed_with: list[int | None] = []
        self.seen: set[Identity] = set()
        self.skipped = 0
        """How many readings frames stood for besides their own."""
        self.delays_s: list[float] = []
        """From making a single reading to seeing it."""
        self.resets = 0
        self.faults: list[str] = []
        self._url = url
        self._site = site
        self._subscribed = asyncio.Event()
        self._point: dict[str, Any] | None = None

    @asynccontextmanager
    async def running(self) -> AsyncIterator["Live"]:
        """Watch until the block ends; it begins when everything from then on is seen."""
        async with aiohttp.ClientSession() as http:
            task = asyncio.create_task(self._watch(http))
            try:
                await asyncio.wait_for(self._subscribed.wait(), 10)
                yield self
            finally:
                task.cancel()
                await asyncio.gather(task, return_exceptions=True)

    async def _watch(self, http: aiohttp.ClientSession) -> None:
        while True:
            try:
                async with http.ws_connect(f"{self._url}/ws", timeout=_TIMEOUTS) as socket:
                    await self._subscribe(socket)
                    async for message in socket:
                        self._take(orjson.loads(message.data))
                    self.closed_with.append(socket.close_code)
            except (aiohttp.ClientError, ConnectionError, TimeoutError):
                pass
            await asyncio.sleep(AGAIN_S)

    async def _subscribe(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        wish: dict[str, Any] = {"type": "subscribe", "topics": ["measurements"], "site": self._site}
        if self._point is not None:
            wish["since"] = self._point
        await socket.send_str(orjson.dumps(wish).decode())

    def _take(self, frame: dict[str, Any]) -> None:
        kind = frame.get("type")
        if kind == "connection":
            self._point = self._point or {"epoch": frame["epoch"], "seq": frame["seq"]}
        elif kind == "reset":
            self.resets += 1
            self._point = {"epoch": frame["epoch"], "seq": frame["seq"]}
        elif kind == "error":
            self.faults.append(f"{frame['code']}: {frame['message']}")
        elif kind in ("heartbeat", "snapshot_end"):
            self._reach(frame["seq"])
            if kind == "snapshot_end":
                self._subscribed.set()
        elif frame.get("topic") == "measurements":
            self._see(frame)

    def _see(self, frame: dict[str, Any]) -> None:
        reading = frame["data"]
        at = datetime.fromisoformat(reading["ts"])
        self.seen.add(identity(Place(reading["site"], reading["room"], reading["device"]), at))
        self.skipped += frame.get("skipped", {}).get("count", 0)
        if not self._reach(frame["seq"]):
            return
        self.last_frame_s = time.monotonic()
        if "single" in reading["device"]:
            self.delays_s.append(time.time() - at.timestamp())

    def _reach(self, seq: int) -> bool:
        """Note the point to resume from; True when it is further than before."""
        if self._point is None or seq <= self._point["seq"]:
            return False
        self._point["seq"] = seq
        return True


_TIMEOUTS = aiohttp.ClientWSTimeout(ws_close=2, ws_receive=10)
