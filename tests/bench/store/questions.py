"""How long the four questions of a dashboard take, idle and while the engine writes at full speed."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from typing import Any

import msgpack
import orjson

from iaqverse.contracts.names import Place
from services.store.answers import Answers
from services.store.engine import Batch, Engine, Level, Point, ReadingsQuery, Where
from services.store.newest import NewestReadings
from tests.bench.store.rooms import DAY_MS, HOUR_MS, MINUTE_MS, PLACES, ROOM, history, ticks

PATIENCE_S = 60.0
ROUNDS = 40

Question = Callable[[], Awaitable[int]]
"""Ask, and return how many rows came."""


async def fill(engine: Engine, now_ms: int, days: int = 30) -> None:
    """Write a month of one room and the last hour of everybody."""
    for rows in history(ROOM, now_ms - days * DAY_MS, now_ms - HOUR_MS, 5_000):
        await engine.write(Batch(rows))
    for rows in ticks(now_ms - HOUR_MS, 360):
        await engine.write(Batch(rows))


async def _nobody(_: Place) -> int:
    return 0


async def _nothing() -> dict[str, Any]:
    return {}


async def questions(engine: Engine, now_ms: int) -> Mapping[str, Question]:
    """Return what is asked: the newest of 1000 devices, a raw hour, a week of a device, a month of a room.

    The newest are in the store's memory and are asked for as a gateway does, decoding included.
    """

    newest = NewestReadings()
    newest.begin(await engine.latest())
    answers = Answers(engine, newest, through=lambda: Point("1", 1), forget=_nobody, status=_nothing)
    ask_latest = answers.methods()["latest"]

    async def latest() -> int:
        found, cursor = 0, None
        while True:
            part = msgpack.unpackb(await ask_latest(orjson.dumps({"cursor": cursor})))
            found, cursor = found + len(part["devices"]), part["cursor"]
            if cursor is None:
                return found

    def span(ms: int, where: Where, step_ms: int = 0, level: Level = Level.RAW) -> Question:
        query = ReadingsQuery(where, now_ms - ms, now_ms, 50_000, step_ms=step_ms, level=level)

        async def ask() -> int:
            chunk = await engine.query(query, PATIENCE_S)
            return sum(len(columns.ts_ms) for columns in chunk.columns)

        return ask

    device: Place = PLACES[0]
    return {
        "latest_ms": latest,
        "hour_ms": span(HOUR_MS, Where(*device)),
        "week_ms": span(7 * DAY_MS, Where(*device), 5 * MINUTE_MS, Level.FIVE_MINUTES),
        "month_ms": span(30 * DAY_MS, Where(device.site, device.room), HOUR_MS, Level.HOUR),
    }


async def ask_all(asked: Mapping[str, Question], rounds: int = ROUNDS) -> dict[str, float]:
    """Return the 95th percentile of each question, in milliseconds, asked in turn."""
    took_ms: dict[str, list[float]] = {name: [] for name in asked}
    for _ in range(rounds):
        for name, ask in asked.items():
            began = time.perf_counter()
            if not await ask():
                raise AssertionError(f"{name}: nothing came")
            took_ms[name].append((time.perf_counter() - began) * 1000)
    return {name: sorted(ms)[int(len(ms) * 0.95)] for name, ms in took_ms.items()}


async def ask_busily(engine: Engine, asked: Mapping[str, Question], now_ms: int) -> dict[str, float]:
    """Return the same while the engine writes what follows, batch upon batch."""

    async def write() -> None:
        for rows in ticks(now_ms, 100_000):
            await engine.write(Batch(rows))

    writing = asyncio.create_task(write(), name="write")
    try:
        return await ask_all(asked)
    finally:
        writing.cancel()
        with suppress(asyncio.CancelledError):
            await writing
