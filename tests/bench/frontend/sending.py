"""Devices: what they measured before, and what they send now."""

import asyncio
import math
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any, Final

import aiohttp

from tests.support.stack import Stack
from tests.support.waiting import until

SITE: Final = "bench"
A_LIST: Final = 1000
"""Readings that ingest takes in one request."""
QUICK_S: Final = 1.0
Reading = dict[str, Any]


def reading(room: str, number: int, at: datetime | None = None, device: str = "d1") -> Reading:
    """Return the reading of this number: five quantities in good air, the CO2 telling one from the next."""
    swing = math.sin(number / 40)
    values = {
        "co2_ppm": 500 + number % 97,
        "pm25_ugm3": round(4 + swing, 1),
        "tvoc_ppb": round(120 + 20 * swing),
        "temperature_c": round(21.5 + swing / 2, 2),
        "humidity_pct": round(45 + 2 * swing, 1),
    }
    ts = (at or datetime.now(UTC)).isoformat(timespec="milliseconds")
    return {"site": SITE, "room": room, "device": device, "ts": ts, "values": values}


async def post(session: aiohttp.ClientSession, body: Reading | list[Reading]) -> None:
    """Post one reading or many."""
    async with session.post("/api/ingest", json=body) as answer:
        assert answer.status == 202, await answer.text()


async def fill(session: aiohttp.ClientSession, rooms: list[str], points: int, every_s: float) -> None:
    """Post so many readings of each room, the last just now, and wait until all are stored."""
    now = datetime.now(UTC)
    readings = (
        reading(room, at, now - timedelta(seconds=(points - 1 - at) * every_s))
        for at in range(points)
        for room in rooms
    )
    while some := _take(readings, A_LIST):
        await post(session, some)
    await until(lambda: is_stored(session), 120, "all readings stored")


def _take(readings: Iterator[Reading], most: int) -> list[Reading]:
    return [one for _, one in zip(range(most), readings, strict=False)]


async def is_stored(session: aiohttp.ClientSession) -> bool:
    """Whether the store has nothing to catch up with."""
    async with session.get("/api/status") as answer:
        store = (await answer.json())["store"]
        return store is not None and not store["lag"]


async def is_quick(session: aiohttp.ClientSession, room: str) -> bool:
    """Whether a day of a room is answered at once: what came in one go is put in order some minutes later."""
    start = (datetime.now(UTC) - timedelta(days=1)).isoformat()
    asked = {"site": SITE, "room": room, "start": start, "points": "600"}
    began_s = time.monotonic()
    async with session.get("/api/series", params=asked) as answer:
        return answer.ok and time.monotonic() - began_s < QUICK_S


@asynccontextmanager
async def sending(stack: Stack, rooms: list[str], per_s: float, a_post: int = 1) -> AsyncIterator[None]:
    """Send readings at a rate, on time whoever is late, `a_post` in each request, until the block ends."""
    async with aiohttp.ClientSession(stack.url) as session:
        task = asyncio.create_task(_send(session, rooms, per_s, a_post))
        try:
            yield
            assert not task.done(), f"sending ended: {task.exception()}"
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


async def _send(session: aiohttp.ClientSession, rooms: list[str], per_s: float, a_post: int) -> None:
    began_s = time.monotonic()
    async with asyncio.TaskGroup() as posts:
        for first in count(step=a_post):
            await asyncio.sleep(max(began_s + first / per_s - time.monotonic(), 0))
            numbers = range(first, first + a_post)
            posts.create_task(post(session, [reading(rooms[at % len(rooms)], at) for at in numbers]))


async def send(stack: Stack, rooms: list[str], total: int, per_s: float, a_post: int) -> None:
    """Send so many readings, one request after another, at most at this rate."""
    began_s = time.monotonic()
    async with aiohttp.ClientSession(stack.url) as session:
        for first in range(0, total, a_post):
            await asyncio.sleep(max(began_s + first / per_s - time.monotonic(), 0))
            numbers = range(first, first + a_post)
            await post(session, [reading(rooms[at % len(rooms)], at) for at in numbers])
