"""The past that a start needs: the last 25 hours from the store, then what only the stream has yet.

In columns, for a thousand devices have half a million rows.
"""

import asyncio
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any, Final

import numpy as np
import orjson
import structlog
from pydantic import ValidationError

from iaqverse.bus import Bus, BusError, RpcError
from iaqverse.contracts import subjects
from iaqverse.contracts.codec import Malformed, decode_msgpack, encode_json
from iaqverse.contracts.module import Air
from iaqverse.contracts.names import Place
from iaqverse.contracts.reading import Reading
from iaqverse.contracts.streams import IAQ
from services.predictor.history import WINDOW_MIN
from services.predictor.tables import Floats

log = structlog.get_logger()

PARTS: Final = ((WINDOW_MIN * 60.0, 300), (3 * 3600.0, 60), (600.0, 0))
"""From how long ago the past comes in which steps, in seconds; 0: the readings themselves."""
TRY_AGAIN_S: Final = 0.5
KINDS: Final = (subjects.READINGS, subjects.LATE)


@dataclass(frozen=True, slots=True)
class Observed:
    """One reading: `at_s` in seconds since 1970."""

    place: Place
    at_s: float
    values: dict[str, float]


@dataclass(frozen=True, slots=True)
class Past:
    """A device's past: `at_s` `[readings]`, rising, and the same by quantity, NaN where not measured.

    Older ones stand for the means of some minutes, see `PARTS`.
    """

    at_s: Floats
    values: dict[str, Floats]

    @classmethod
    def of(cls, parts: Sequence["Past"]) -> "Past":
        """Return several as one, by time; of an instant that is in two the later part counts."""
        at_s = np.concatenate([part.at_s for part in parts])
        last = len(at_s) - 1 - np.unique(at_s[::-1], return_index=True)[1]
        quantities = {quantity for part in parts for quantity in part.values}
        unknown = [np.full(len(part.at_s), np.nan) for part in parts]
        return cls(
            at_s[last],
            {
                q: np.concatenate(
                    [part.values.get(q, none) for part, none in zip(parts, unknown, strict=True)]
                )[last]
                for q in quantities
            },
        )

    def until(self, at_s: float) -> "Past":
        """Return what is older than `at_s`."""
        end = int(np.searchsorted(self.at_s, at_s))
        return Past(self.at_s[:end], {q: column[:end] for q, column in self.values.items()})

    def since(self, at_s: float) -> Iterator[tuple[float, dict[str, float]]]:
        """Yield the readings from `at_s` on."""
        for i in range(int(np.searchsorted(self.at_s, at_s)), len(self.at_s)):
            values = {q: float(column[i]) for q, column in self.values.items() if not np.isnan(column[i])}
            yield float(self.at_s[i]), values


async def read_past(bus: Bus, since_s: float, patience_s: float) -> dict[Place, Past]:
    """Return the past since `since_s`; without the store's, if it does not answer within `patience_s`."""
    deadline = time.monotonic() + patience_s
    while True:
        now_s = time.time()
        parts: dict[Place, list[Past]] = defaultdict(list)
        ends_s = [now_s - ago_s for ago_s, _ in PARTS[1:]] + [now_s + 600.0]
        try:
            for (ago_s, step_s), end_s in zip(PARTS, ends_s, strict=True):
                if end_s > since_s:
                    through = await _read(bus, parts, max(now_s - ago_s, since_s), end_s, step_s)
            async for reading in _from_stream(bus, through):
                column = {q: np.array([value]) for q, value in reading.values.items()}
                parts[reading.place].append(Past(np.array([reading.at_s]), column))
        except (BusError, RpcError, Malformed) as error:
            if time.monotonic() >= deadline:
                log.warning("past_unknown", error=str(error))
                return {}
            await asyncio.sleep(TRY_AGAIN_S)
        else:
            return await asyncio.to_thread(_joined, parts)


def _joined(parts: Mapping[Place, Sequence[Past]]) -> dict[Place, Past]:
    return {place: Past.of(of_place) for place, of_place in parts.items()}


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


async def past_air(bus: Bus, since_s: float) -> list[Air]:
    """Return the air changes since then, of each room by time; nothing without the store."""
    found: list[Air] = []
    asked = {"kind": subjects.AIR, "start_ms": round(since_s * 1000), "end_ms": round(time.time() * 1000)}
    try:
        while True:
            answer = await _ask(bus, "range", asked)
            found += [Air.model_validate(message) for message in answer["messages"]]
            if answer["cursor"] is None:
                return found
            asked["cursor"] = answer["cursor"]
    except (BusError, RpcError, Malformed, ValidationError) as error:
        log.warning("past_air_unknown", error=str(error))
        return found


async def _read(bus: Bus, parts: dict[Place, list[Past]], start_s: float, end_s: float, step_s: int) -> int:
    """Add the store's rows of a span; return the sequence up to which its first answer was complete."""
    asked = {"start_ms": round(start_s * 1000), "end_ms": round(end_s * 1000), "step_s": step_s}
    through: int | None = None
    while True:
        answer = await _ask(bus, "rows", asked)
        through = int(answer["through"]["seq"]) if through is None else through
        await asyncio.to_thread(_add, parts, answer["columns"])
        if answer["cursor"] is None:
            return through
        asked["cursor"] = answer["cursor"]


async def _ask(bus: Bus, method: str, asked: dict[str, Any]) -> Any:
    answer = await bus.request(subjects.rpc("store", method), encode_json(asked), timeout_s=12)
    return await asyncio.to_thread(decode_msgpack, answer)


def _add(parts: dict[Place, list[Past]], columns: dict[str, list[Any]]) -> None:
    """Add rows, which are ordered by device and time."""
    at_s = np.array(columns["ts_ms"], dtype=np.float64) / 1000
    values = {
        name: np.array(column, dtype=np.float64)
        for name, column in columns.items()
        if name not in ("ts_ms", "site", "room", "device")
    }
    begin = 0
    for place, rows in groupby(zip(columns["site"], columns["room"], columns["device"], strict=True)):
        end = begin + sum(1 for _ in rows)
        part = Past(at_s[begin:end], {q: column[begin:end] for q, column in values.items()})
        parts[Place(*place)].append(part)
        begin = end


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
