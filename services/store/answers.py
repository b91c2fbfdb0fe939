"""The methods on ``iaq.rpc.store.*``: JSON in, MessagePack out, bounded and with a deadline.

Every answer says `through`: the point of the stream up to which it is complete. An answer that would
be longer than 256 KiB carries a `cursor`; the caller asks again with it. So nothing runs when nobody asks.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from itertools import islice
from typing import Any, Final, TypeVar

import orjson
from pydantic import ValidationError

from iaqverse.bus import RpcError
from iaqverse.contracts import subjects
from iaqverse.contracts.codec import encode_msgpack
from iaqverse.contracts.configuration import Configuration
from iaqverse.contracts.freshness import usual_step_s
from iaqverse.contracts.names import Place
from iaqverse.contracts.profile import ProfileOf
from services.store import planning, requests, shaping
from services.store.engine import (
    After,
    Batch,
    Chunk,
    Engine,
    EngineAway,
    MessagesQuery,
    Newest,
    Point,
    ReadingRow,
    ReadingsQuery,
    TooSlow,
    Unsupported,
    Where,
)
from services.store.newest import NewestReadings

DEADLINE_S: Final = 10.0
PATIENCE_S: Final = 3600.0
"""For what looks at everything, and is asked for by an operator."""
AHEAD_S: Final = 300.0
DEVICES_A_CHUNK: Final = 300
"""How many devices an answer to `latest` has: about 800 bytes each at most."""
LATE_A_CHUNK: Final = 500
"""How many late readings an answer has: about 500 bytes each at most."""

Answer = dict[str, Any]
Asked = TypeVar("Asked", bound=requests.Anything)


class Answers:
    """Answers from an engine and from the newest readings in memory.

    `through` tells the point up to which everything is stored; `forget` deletes a device everywhere;
    `status` describes the store; `configuration` is the newest: scores are those of today's profiles.
    """

    def __init__(
        self,
        engine: Engine,
        newest: NewestReadings,
        *,
        through: Callable[[], Point],
        forget: Callable[[Place], Awaitable[int]],
        status: Callable[[], Awaitable[Answer]],
        configuration: Callable[[], Configuration] = Configuration,
    ) -> None:
        self._engine = engine
        self._newest = newest
        self._through = through
        self._forget = forget
        self._status = status
        self._configuration = configuration

    def methods(self) -> Mapping[str, Callable[[bytes], Awaitable[bytes]]]:
        """Return the methods by name, as the bus serves them."""
        return {
            "latest": self._method(requests.Latest, self.latest),
            "rows": self._method(requests.Rows, self.rows),
            "series": self._method(requests.Series, self.series),
            "range": self._method(requests.Range, self.range),
            "current": self._method(requests.Current, self.current),
            "delete": self._method(requests.Delete, self.delete),
            "status": self._method(requests.Status, self.status),
            "import": self._method(requests.Import, self.import_),
            "backup": self._method(requests.Backup, self.backup, PATIENCE_S),
            "soundness": self._method(requests.Soundness, self.soundness, PATIENCE_S),
        }

    async def latest(self, asked: requests.Latest) -> Answer:
        """Return the newest reading of each device, its usual step and the times of its last readings."""
        after = asked.after_place()
        found = self._newest.of(asked.where, Place(*after.key.split("/")) if after else None)
        profile_of = self._configuration().profile_of
        devices = [_device(newest, profile_of) for newest in islice(found, DEVICES_A_CHUNK)]
        more = next(found, None)
        return {"devices": devices, "cursor": requests.cursor(After(str(more.place), 0) if more else None)}

    async def rows(self, asked: requests.Rows) -> Answer:
        """Return readings, or the means of buckets, by rising place and time."""
        known = self._engine.quantities_of(asked.where)
        longest = [max(map(len, tokens)) for tokens in zip(*known, strict=True)]
        width = len(frozenset().union(*known.values()))
        limit = min(asked.limit, planning.rows_a_chunk(width, ["x" * length for length in longest]))
        plan = planning.plan(asked.step_s * 1000, asked.start_ms, self._engine.kept_from)
        query = ReadingsQuery(
            asked.where,
            asked.start_ms,
            asked.end_ms,
            limit,
            step_ms=plan.step_ms,
            level=plan.level,
            after=asked.after_place(),
        )
        chunk = await self._engine.query(query, DEADLINE_S)
        columns = await asyncio.to_thread(shaping.rows, chunk)
        return {
            "columns": columns,
            "step_s": plan.step_ms // 1000,
            "cursor": requests.cursor(chunk.after),
        }

    async def series(self, asked: requests.Series) -> Answer:
        """Return lines for a chart: raw readings where they fit, else buckets."""
        known = self._engine.quantities_of(asked.where)
        configuration = self._configuration()
        scored = _scored(configuration)
        count = sum(len(_lines_of(quantities, asked.quantities, scored)) for quantities in known.values())
        points = min(asked.points, planning.MOST_POINTS // max(count, 1))
        if points < planning.FEWEST_POINTS:
            raise RpcError(400, f"{count} lines are too many for one chart: ask for a room or a quantity")
        columns = _columns_for(asked.quantities, scored)
        query = ReadingsQuery(
            asked.where, asked.start_ms, asked.end_ms, points * len(known), quantities=columns
        )
        plan = planning.plan(0, asked.start_ms, self._engine.kept_from)
        chunk = None
        if not plan.step_ms:
            chunk = await self._engine.query(query, DEADLINE_S)
        if chunk is None or chunk.after is not None or any(len(one.ts_ms) > points for one in chunk.columns):
            step_s = planning.step_for(asked.start_ms, asked.end_ms, points)
            plan = planning.plan(step_s * 1000, asked.start_ms, self._engine.kept_from)
            query = replace(query, step_ms=plan.step_ms, level=plan.level)
            chunk = await self._engine.query(query, DEADLINE_S)
        step_s = plan.step_ms // 1000
        profile_of = configuration.profile_of
        lines = await asyncio.to_thread(_lines, chunk, asked.quantities, step_s, profile_of)
        return {"step_s": step_s, "start_ms": asked.start_ms, "end_ms": asked.end_ms, "series": lines}

    async def range(self, asked: requests.Range) -> Answer:
        """Return the messages of a kind in a span, by rising subject and time."""
        if asked.kind == subjects.LATE:
            return await self._late(asked)
        query = MessagesQuery(
            asked.kind,
            asked.where,
            asked.start_ms,
            asked.end_ms,
            asked.limit,
            planning.CHUNK_BYTES,
            step_ms=asked.step_s * 1000,
            after=asked.after(),
        )
        return await self._messages(query)

    async def current(self, asked: requests.Current) -> Answer:
        """Return the newest message of each subject of a kind."""
        if asked.kind == subjects.LATE:
            raise RpcError(400, "kind: late readings are not current")
        query = MessagesQuery(
            asked.kind,
            asked.where,
            0,
            requests.LATEST_MS,
            planning.MOST_ROWS,
            planning.CHUNK_BYTES,
            is_newest_only=True,
            after=asked.after(),
        )
        return await self._messages(query)

    async def delete(self, asked: requests.Delete) -> Answer:
        """Delete what is kept of a device; say how many rows that were."""
        return {"deleted": await self._forget(Place(asked.site, asked.room, asked.device))}

    async def status(self, _: requests.Status) -> Answer:
        """Describe the store: lag, disk, stream, counts, what is wrong."""
        return await self._status()

    async def import_(self, asked: requests.Import) -> Answer:
        """Keep readings of earlier; say how many, and what of them was refused."""
        rows = [
            ReadingRow(Place(one.site, one.room, one.device), one.ts_ms, one.values) for one in asked.readings
        ]
        latest_ms = int((time.time() + AHEAD_S) * 1000)
        if any(row.ts_ms > latest_ms for row in rows):
            raise RpcError(400, "a time lies in the future")
        refused = await self._engine.write(Batch(rows))
        gone = {id(one.row) for one in refused}
        for row in rows:
            if id(row) not in gone:
                self._newest.stored(row)
        return {"kept": len(rows) - len(refused), "refused": [one.reason for one in refused[:10]]}

    async def backup(self, asked: requests.Backup) -> Answer:
        """Copy the database; say how large the copy is."""
        now_ms = int(time.time() * 1000)
        size = await self._engine.backup(asked.path, asked.configuration, now_ms)
        return {"bytes": size, "path": str(asked.path)}

    async def soundness(self, _: requests.Soundness) -> Answer:
        """Look through the whole database; say what is wrong."""
        return {"problems": await self._engine.problems()}

    async def _messages(self, query: MessagesQuery) -> Answer:
        found = await self._engine.messages(query, DEADLINE_S)
        return {
            "messages": [orjson.loads(payload) for payload in found.payloads],
            "subjects": found.subjects,
            "cursor": requests.cursor(found.after),
        }

    async def _late(self, asked: requests.Range) -> Answer:
        limit = min(asked.limit, LATE_A_CHUNK)
        query = ReadingsQuery(
            Where(asked.site, asked.room, asked.device),
            asked.start_ms,
            asked.end_ms,
            limit,
            is_late_only=True,
            after=asked.after_place(),
        )
        chunk = await self._engine.query(query, DEADLINE_S)
        profile_of = self._configuration().profile_of
        messages = [
            message
            for columns in chunk.columns
            for message in shaping.readings(columns, profile_of(columns.place.site, columns.place.room))
        ]
        return {"messages": messages, "cursor": requests.cursor(chunk.after)}

    def _method(
        self,
        wanted: type[Asked],
        act: Callable[[Asked], Awaitable[Answer]],
        patience_s: float = DEADLINE_S + 1,
    ) -> Callable[[bytes], Awaitable[bytes]]:
        async def answer(payload: bytes) -> bytes:
            through = self._through()  # before the answer is made: it may have more than that, never less
            try:
                asked = wanted.model_validate_json(payload or b"{}")
            except ValidationError as error:
                raise RpcError(400, requests.reason(error)) from None
            try:
                async with asyncio.timeout(patience_s):
                    found = await act(asked)
            except (ValueError, Unsupported) as error:
                raise RpcError(400, str(error)) from None
            except EngineAway as error:
                raise RpcError(503, f"the database can't be used: {error}") from None
            except (TooSlow, TimeoutError):
                raise RpcError(503, f"took longer than {patience_s:g} s: ask for less") from None
            return encode_msgpack({"through": through._asdict(), **found})

        return answer


def _device(newest: Newest, profile_of: ProfileOf) -> Answer:
    profile = profile_of(newest.place.site, newest.place.room)
    return {
        **newest.place._asdict(),
        "reading": shaping.reading(newest.place, newest.ts_ms, newest.values, newest.raw, profile),
        "step_s": usual_step_s(newest.recent_ms, 1000),
        "recent_ms": newest.recent_ms,
    }


def _scored(configuration: Configuration) -> tuple[str, ...]:
    """Return the quantities that have bands in any profile."""
    return tuple({name: None for profile in configuration.all_profiles.values() for name in profile.bands})


def _columns_for(quantities: tuple[str, ...], scored: tuple[str, ...]) -> tuple[str, ...] | None:
    """Return which columns the lines need: a score needs all that have bands."""
    if not quantities:
        return None
    wanted = tuple(name for name in quantities if name != shaping.SCORE)
    return tuple(dict.fromkeys(wanted + scored)) if shaping.SCORE in quantities else wanted


def _lines_of(known: frozenset[str], quantities: tuple[str, ...], scored: tuple[str, ...]) -> list[str]:
    """Return which lines a device has of those that are asked for."""
    if not quantities:
        return sorted(known)
    return [
        name
        for name in quantities
        if name in known or (name == shaping.SCORE and not known.isdisjoint(scored))
    ]


def _lines(chunk: Chunk, quantities: tuple[str, ...], step_s: int, profile_of: ProfileOf) -> list[Answer]:
    return [
        line
        for columns in chunk.columns
        for line in shaping.lines(
            columns,
            quantities or columns.spreads,
            step_s * 1000,
            profile_of(columns.place.site, columns.place.room),
        )
    ]
