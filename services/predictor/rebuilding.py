"""The past that a start needs: the last 25 hours from the store, then what only the stream has yet."""

import asyncio
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

import orjson
import structlog

from iaqverse.bus import Bus, BusError, RpcError
from iaqverse.contracts import subjects
from iaqverse.contracts.codec import Malformed, decode_msgpack, encode_json
from iaqverse.contracts.names import Place
from iaqverse.contracts.reading import Reading
from iaqverse.contracts.streams import IAQ
from services.predictor.history import WINDOW_MIN

log = structlog.get_logger()

MINUTES_UNTIL_S: Final = 3900.0
"""Older than this the past comes as means of minutes, newer as readings: those are forecast from again."""
TRY_AGAIN_S: Final = 0.5
KINDS: Final = (subjects.READINGS, subjects.LATE)


@dataclass(frozen=True, slots=True)
class Observed:
    """One reading: `at_s` in seconds since 1970."""

    place: Place
    at_s: float
    values: dict[str, float]


@dataclass(slots=True)
class Past:
    """What was read: means of minutes and then readings, each by place and rising time."""

    minutes: list[Observed]
    readings: list[Observed]


async def read_past(bus: Bus, patience_s: float) -> Past:
    """Return the past; without the store's, if it does not answer within `patience_s`."""
    deadline = time.monotonic() + patience_s
    while True:
        now_ms = int(datetime.now(UTC).timestamp() * 1000)
        middle_ms = now_ms - int(MINUTES_UNTIL_S * 1000)
        try:
            minutes, _ = await _rows(bus, now_ms - WINDOW_MIN * 60_000, middle_ms, step_s=60)
            readings, through = await _rows(bus, middle_ms, now_ms + 600_000, step_s=0)
            readings += [r async for r in _from_stream(bus, through)]
        except (BusError, RpcError, Malformed) as error:
            if time.monotonic() >= deadline:
                log.warning("past_unknown", error=str(error))
                return Past([], [])
            await asyncio.sleep(TRY_AGAIN_S)
        else:
            return Past(minutes, readings)


async def recent_times(bus: Bus) -> list[tuple[Place, list[float]]]:
    """Return when each device was heard of lately, in seconds since 1970; nothing without the store."""
    found: list[tuple[Place, list[float]]] = []
    cursor = None
    try:
        while True:
            answer = await _ask(bus, "latest", {"cursor": cursor} if cursor else {})
            for device in answer["devices"]:
                place = Place(device["site"], device["room"], device["device"])
                found.append((place, [ms / 1000 for ms in device["recent_ms"]]))
            cursor = answer["cursor"]
            if cursor is None:
                return found
    except (BusError, RpcError, Malformed) as error:
        log.warning("recent_times_unknown", error=str(error))
        return []


async def _rows(bus: Bus, start_ms: int, end_ms: int, step_s: int) -> tuple[list[Observed], int]:
    """Return the store's rows of a span and the sequence up to which the first part was complete."""
    asked: dict[str, Any] = {"start_ms": start_ms, "end_ms": end_ms, "step_s": step_s}
    found: list[Observed] = []
    through: int | None = None
    while True:
        answer = await _ask(bus, "rows", asked)
        through = int(answer["through"]["seq"]) if through is None else through
        found += await asyncio.to_thread(_observed, answer["columns"])
        if answer["cursor"] is None:
            return found, through
        asked["cursor"] = answer["cursor"]


async def _ask(bus: Bus, method: str, asked: dict[str, Any]) -> Any:
    answer = await bus.request(subjects.rpc("store", method), encode_json(asked), timeout_s=12)
    return await asyncio.to_thread(decode_msgpack, answer)


def _observed(columns: dict[str, list[Any]]) -> list[Observed]:
    quantities = [name for name in columns if name not in ("ts_ms", "site", "room", "device")]
    measured = [columns[name] for name in quantities]
    places = zip(columns["site"], columns["room"], columns["device"], strict=True)
    return [
        Observed(
            Place(*place),
            ts_ms / 1000,
            {
                name: column[i]
                for name, column in zip(quantities, measured, strict=True)
                if column[i] is not None
            },
        )
        for i, (place, ts_ms) in enumerate(zip(places, columns["ts_ms"], strict=True))
    ]


async def _from_stream(bus: Bus, through: int) -> AsyncIterator[Observed]:
    """Yield the readings after `through`: the store does not have them yet."""
    async for batch in bus.read(IAQ, subjects.kinds(*KINDS), from_seq=through + 1):
        for stored in batch:
            reading = observed(stored.schema, stored.payload)
            if reading is not None:
                yield reading


def observed(schema: str | None, payload: bytes) -> Observed | None:
    """Return the reading in a message; None if it is not one."""
    if schema != Reading.schema_name:
        return None
    try:  # ingest validated it: a third of the time that pydantic takes
        reading = orjson.loads(payload)
        place = Place(reading["site"], reading["room"], reading["device"])
        return Observed(place, datetime.fromisoformat(reading["ts"]).timestamp(), reading["values"])
    except (ValueError, KeyError, TypeError):
        return None
