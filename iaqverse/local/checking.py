"""``iaqverse check``: one reading all the way, from POST to WebSocket to history, and away again.

The reading is posted as check/check/check, which pages hide.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

import aiohttp

from iaqverse.contracts.names import CHECK_SITE
from iaqverse.contracts.wire import iso_ms

PLACE: Final = {"site": CHECK_SITE, "room": CHECK_SITE, "device": CHECK_SITE}
STEP_S: Final = 10.0
"""How long each step may take."""

Report = Callable[[str, bool, str], None]
"""Called for each step: its name, whether it works, and what was seen."""


@dataclass(frozen=True, slots=True)
class Failed(Exception):
    """A step does not work; those after it can't be tried."""

    step: str
    reason: str


async def check(url: str, report: Report) -> bool:
    """Try the IAQverse at `url` and return whether everything works."""
    try:
        async with aiohttp.ClientSession(url) as http:
            try:
                await _steps(http, report)
            finally:
                await _forget(http, report)
    except Failed as failed:
        report(failed.step, False, failed.reason)
        return False
    return True


async def _steps(http: aiohttp.ClientSession, report: Report) -> None:
    async with _step("the page opens"), http.get("/") as page:
        _expect(page.status == 200 and "text/html" in page.content_type, f"status {page.status}")
    report("the page opens", True, "")
    async with _step("the WebSocket opens"):
        socket = await http.ws_connect("/ws")
    async with socket:
        async with _step("the WebSocket opens"):
            await _frame(socket, lambda frame: frame.get("type") == "connection")
            await socket.send_json({"type": "subscribe", "topics": ["measurements"], "site": CHECK_SITE})
            await _frame(socket, lambda frame: frame.get("type") == "subscribed")
        report("the WebSocket opens", True, "subscribed")
        reading = PLACE | {"ts": iso_ms(datetime.now(UTC)), "values": {"co2_ppm": 421}}
        posted_s = time.perf_counter()
        async with _step("a reading is accepted"), http.post("/api/ingest", json=reading) as answer:
            _expect(answer.status == 202, f"status {answer.status}: {(await answer.text())[:200]}")
        report("a reading is accepted", True, f"{_ms_since(posted_s)} ms")
        async with _step("it arrives live"):
            await _frame(socket, lambda frame: frame.get("data", {}).get("ts") == reading["ts"])
        report("it arrives live", True, f"{_ms_since(posted_s)} ms after it was posted")
    async with _step("it is stored"):
        await _stored(http)
    report("it is stored", True, "")


async def _stored(http: aiohttp.ClientSession) -> None:
    while True:
        query = {**PLACE, "quantity": "co2_ppm", "start": "-5m"}
        async with http.get("/api/series", params=query) as answer:
            _expect(answer.status == 200, f"/api/series answers {answer.status}")
            if any(series["ts_ms"] for series in (await answer.json())["series"]):
                return
        await asyncio.sleep(0.2)


async def _forget(http: aiohttp.ClientSession, report: Report) -> None:
    path = f"/api/devices/{CHECK_SITE}/{CHECK_SITE}/{CHECK_SITE}?history=delete"
    async with _step("it is deleted again"), http.delete(path) as answer:
        _expect(answer.status < 300, f"status {answer.status}")
    report("it is deleted again", True, "")


async def _frame(
    socket: aiohttp.ClientWebSocketResponse, wanted: Callable[[dict[str, Any]], bool]
) -> dict[str, Any]:
    """Return the next frame that is wanted; others are passed over."""
    while True:
        frame: dict[str, Any] = await socket.receive_json()
        if wanted(frame):
            return frame


@asynccontextmanager
async def _step(name: str) -> AsyncIterator[None]:
    """Bound a step in time, and say by its name what went wrong."""
    try:
        async with asyncio.timeout(STEP_S):
            yield
    except TimeoutError:
        raise Failed(name, f"nothing within {STEP_S:.0f} s") from None
    except (aiohttp.ClientError, OSError, TypeError, ValueError, KeyError) as error:
        raise Failed(name, str(error) or type(error).__name__) from None


def _expect(holds: bool, otherwise: str) -> None:
    if not holds:
        raise ValueError(otherwise)


def _ms_since(start_s: float) -> str:
    return f"{(time.perf_counter() - start_s) * 1000:.1f}"
