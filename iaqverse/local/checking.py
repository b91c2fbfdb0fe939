"""``iaqverse check``: does a posted reading arrive, live, as history and by polling?

It connects, subscribes, posts a reading as ``check/check/check`` (which pages hide), waits for its frame,
looks it up, and deletes it again.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any, Final

import aiohttp

from iaqverse.bus import BusError, RpcError
from iaqverse.contracts.names import CHECK_SITE
from iaqverse.contracts.wire import iso_ms
from iaqverse.local import servicedoor
from iaqverse.local.problems import Problem
from iaqverse.local.settings import LocalSettings

WAIT_S: Final = 10.0
HOUR_S: Final = 3600.0
READING: Final = {"site": CHECK_SITE, "room": CHECK_SITE, "device": CHECK_SITE}
PLACE: Final = "/".join(READING.values())


class Failed(Exception):
    """Something does not work; `str()` says what, and where to look."""


class Check:
    """One run against one installation."""

    def __init__(self, url: str, session: aiohttp.ClientSession) -> None:
        self.url = url.rstrip("/")
        self._session = session
        self._ws: aiohttp.ClientWebSocketResponse | None = None
        self._ts = iso_ms(datetime.now(UTC))
        self._point = ""
        self.has_posted = False

    def steps(self) -> dict[str, Callable[[], Awaitable[str]]]:
        """Return what is checked, in order; each step returns what there is to say."""
        return {
            "HTTP answers": self.health,
            "the page opens": self.page,
            "WebSocket connects": self.connect,
            "subscription is answered": self.subscribe,
            "posted reading arrives live": self.post_and_wait,
            "ping comes back": self.ping,
            "long polling brings it too": self.poll,
            "it is in the history": self.history,
        }

    async def health(self) -> str:
        """Ask whether anything is there."""
        return str((await self._json("GET", "/health"))["status"])

    async def page(self) -> str:
        """Ask for the first page."""
        async with self._session.get(f"{self.url}/") as answer:
            if answer.status != 200 or answer.content_type != "text/html":
                raise Failed(f"/ answered {answer.status} {answer.content_type}")
            return f"{len(await answer.read())} bytes"

    async def connect(self) -> str:
        """Open the WebSocket."""
        self._ws = await self._session.ws_connect(f"{self.url}/ws", heartbeat=10)
        frame = await self._frame(lambda f: f.get("type") == "connection")
        self._point = f"{frame['epoch']}:{frame['seq']}"
        return f"stream {self._point}"

    async def subscribe(self) -> str:
        """Subscribe to the check device."""
        await self._say({"type": "subscribe", "topics": ["measurements"], "site": CHECK_SITE})
        await self._frame(lambda f: f.get("type") == "snapshot_end")
        return "with a snapshot"

    async def post_and_wait(self) -> str:
        """Post a reading and wait for its frame."""
        started_s = time.perf_counter()
        await self._json("POST", "/api/ingest", json={**READING, "ts": self._ts, "values": {"co2_ppm": 645}})
        self.has_posted = True
        await self._frame(lambda f: f.get("topic") == "measurements" and f["data"]["ts"] == self._ts)
        return f"{(time.perf_counter() - started_s) * 1000:.1f} ms after it was posted"

    async def ping(self) -> str:
        """Send a ping over the WebSocket."""
        started_s = time.perf_counter()
        await self._say({"type": "ping", "t": started_s})
        await self._frame(lambda f: f.get("type") == "pong" and f["t"] == started_s)
        return f"{(time.perf_counter() - started_s) * 1000:.1f} ms there and back"

    async def poll(self) -> str:
        """Ask for the same frame without a WebSocket."""
        query = f"topics=measurements&site={CHECK_SITE}&since={self._point}&wait=5"
        frames = (await self._json("GET", f"/api/poll?{query}"))["frames"]
        if not any(f.get("topic") == "measurements" and f["data"]["ts"] == self._ts for f in frames):
            raise Failed(f"/api/poll answered {len(frames)} frames, and not this one")
        return "the same frame"

    async def history(self) -> str:
        """Wait until the store has it."""
        query = "&".join(f"{name}={value}" for name, value in READING.items())
        end_s = time.monotonic() + WAIT_S
        while time.monotonic() < end_s:
            rows = await self._json("GET", f"/api/iaq/data?{query}&hours=1")
            if any(row["timestamp"] == self._ts for row in rows):
                return "kept by the store"
            await asyncio.sleep(0.1)
        raise Failed(f"the store did not have it after {WAIT_S:g} s: see /api/status")

    async def tidy_up(self) -> str:
        """Delete what was posted and close."""
        deleted = (await self._json("DELETE", f"/api/devices/{PLACE}?history=delete"))["deleted"]
        if self._ws is not None:
            await self._ws.close()
        return f"{deleted} deleted"

    async def _say(self, message: dict[str, Any]) -> None:
        assert self._ws is not None
        await self._ws.send_json(message)

    async def _frame(self, is_it: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        assert self._ws is not None
        async with asyncio.timeout(WAIT_S):
            while True:
                message = await self._ws.receive()
                if message.type is not aiohttp.WSMsgType.TEXT:
                    raise Failed(f"the WebSocket was closed, code {self._ws.close_code}")
                frame: dict[str, Any] = message.json()
                if frame.get("type") == "error":
                    raise Failed(frame["message"])
                if is_it(frame):
                    return frame

    async def _json(self, method: str, path: str, **options: Any) -> Any:
        async with self._session.request(method, self.url + path, **options) as answer:
            if answer.status >= 400:
                raise Failed(f"{method} {path} answered {answer.status}: {(await answer.text())[:300]}")
            return await answer.json(content_type=None)


async def check(url: str, settings: LocalSettings | None = None) -> int:
    """Check the installation at `url`, say what works, and return the exit code.

    With the settings of this machine also what only its operator may ask: whether the database is sound.
    """
    print(f"Checking {url}")
    limit = aiohttp.ClientTimeout(total=WAIT_S + 5)
    async with aiohttp.ClientSession(timeout=limit) as session:
        checking = Check(url, session)
        works = True
        for what, step in checking.steps().items():
            if not await says(what, step):
                works = False
                break
        if checking.has_posted:
            works = await says("what was posted is deleted again", checking.tidy_up) and works
    if settings is not None:
        works = await says("the database is sound", lambda: _soundness(settings)) and works
    print("Everything works." if works else "Something does not work: docs/OPERATIONS.md says where to look.")
    return 0 if works else 1


async def _soundness(settings: LocalSettings) -> str:
    """Have the store look through its whole database; a large one takes minutes."""
    try:
        async with servicedoor.opened(settings) as door:
            found = (await door.store.ask("soundness", timeout_s=HOUR_S))["problems"]
    except (Problem, BusError, RpcError) as error:
        raise Failed(str(error)) from None
    if found:
        raise Failed(f"{'; '.join(found[:3])}: restore a backup")
    return "looked through"


async def says(what: str, step: Callable[[], Awaitable[str]]) -> bool:
    """Do one step, print how it went, and return whether it worked."""
    try:
        said = await step()
    except TimeoutError:
        print(f"  FAILED  {what}: nothing came within {WAIT_S:g} s")
    except (Failed, aiohttp.ClientError, OSError, KeyError, ValueError) as error:
        print(f"  FAILED  {what}: {error or type(error).__name__}")
    else:
        print(f"  ok      {what} ({said})")
        return True
    return False
