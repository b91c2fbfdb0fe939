"""Answers: the newest readings, raw ones, buckets, messages."""

import asyncio
import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, Final

from iaqverse.contracts.names import Place
from iaqverse.contracts.quantity import QUANTITIES
from services.store.engine import (
    After,
    Chunk,
    Columns,
    Level,
    Messages,
    MessagesQuery,
    Newest,
    ReadingsQuery,
    Spread,
    TooSlow,
)
from services.store.influx import questions, rollups
from services.store.influx.buckets import FLEETING, Buckets
from services.store.influx.connection import Connection, Series
from services.store.influx.known import Known, SubjectKey
from services.store.influx.lines import RAW
from services.store.influx.rollups import Due
from services.store.newest import RECENT
from services.store.summing import PARTS, summed

EVER_MS: Final = 2**53
PLACES_A_QUESTION: Final = 50
SAME_INSTANT: Final = 100
"""How many messages of one subject may have one instant."""
_LOOK_BACK_MS: Final = (3_600_000, 86_400_000)
"""In which spans the newest readings are looked for, before everything is."""


class Reader:
    """Answers from the buckets, and from what is known in memory."""

    def __init__(self, connection: Connection, names: Buckets, known: Known, due: Due) -> None:
        self._connection = connection
        self._buckets = names
        self._known = known
        self._due = due

    async def latest(self) -> list[Newest]:
        """Return the newest reading of every device."""
        now_ms = int(time.time() * 1000)
        missing, found = self._known.places(), list[Newest]()
        for back_ms in (*_LOOK_BACK_MS, now_ms):
            ordered = sorted(missing)
            parts = [ordered[i : i + PLACES_A_QUESTION] for i in range(0, len(ordered), PLACES_A_QUESTION)]
            span = questions.between(now_ms - back_ms, EVER_MS // 1000)
            wheres = [f"{span} AND {questions.one_of(part)}" for part in parts]
            if back_ms == _LOOK_BACK_MS[0]:
                wheres = [span] if parts else []
            fields = ["is_late", *self._known.names(missing), *self._known.sent_fields(missing)]
            # Side by side: InfluxDB works on one question of a request after the other.
            readings, times = await asyncio.gather(
                self._ask_raw(questions.newest(fields, where, 1) for where in wheres),
                self._ask_raw(questions.newest(["is_late"], where, RECENT) for where in wheres),
            )
            recent = {Place(**one["tags"]): [row[0] for row in reversed(one["values"])] for one in times}
            for one in readings:
                place = Place(**one["tags"])
                at_ms, values, raw = _row(one["columns"], one["values"][0])
                found.append(Newest(place, at_ms, values, raw, recent[place]))
            missing -= {newest.place for newest in found}
            if not missing:
                break
        return sorted(found, key=_place)

    async def _ask_raw(self, questions: Iterable[str]) -> Series:
        """Ask for raw readings; return what all questions found."""
        return [one for series in await self._connection.ask(self._buckets.raw, *questions) for one in series]

    async def query(self, query: ReadingsQuery, timeout_s: float) -> Chunk:
        """Return readings or their buckets."""
        until = time.monotonic() + timeout_s
        after = Place(*query.after.key.split("/")) if query.after else None
        columns: list[Columns] = []
        left = query.limit
        for place, known in self._known.quantities_of(query.where).items():
            if after is not None and place < after:
                continue
            start_ms, end_ms = query.start_ms, min(query.end_ms, EVER_MS // 1000)
            if query.after is not None and place == after:
                start_ms = query.after.from_ms
            if time.monotonic() >= until:
                raise TooSlow
            wanted = QUANTITIES if query.quantities is None else query.quantities
            names = [name for name in wanted if name in known]
            read = self._read_buckets if query.step_ms else self._read_raw
            found, next_ms = await read(
                place, names, query, (start_ms, end_ms, left), until - time.monotonic()
            )
            left -= len(found.ts_ms)
            if found.ts_ms:
                columns.append(found)
            if next_ms is not None:
                return Chunk(columns, After(str(place), next_ms))
        return Chunk(columns)

    async def _read_raw(
        self,
        place: Place,
        names: list[str],
        query: ReadingsQuery,
        span: tuple[int, int, int],
        timeout_s: float,
    ) -> tuple[Columns, int | None]:
        start_ms, end_ms, limit = span
        more = "AND is_late = 1" if query.is_late_only else ""
        fields = ["is_late", *names, *self._known.sent_fields([place])]
        question = questions.readings(place, fields, questions.between(start_ms, end_ms), limit + 1, more)
        (found,) = await self._connection.ask(self._buckets.raw, question, timeout_s=timeout_s)
        rows = found[0]["values"] if found else []
        next_ms = rows[limit][0] if len(rows) > limit else None
        rows = rows[:limit]
        columns = [list(column) for column in zip(*rows, strict=True)] or [[] for _ in range(1 + len(fields))]
        spreads = {}
        for name, values in zip(names, columns[2:], strict=False):
            spreads[name] = Spread(values, values, values, [int(value is not None) for value in values])
        raw: list[dict[str, float] | None] = [None] * len(rows)
        if len(fields) > 1 + len(names):
            raw = [_row(["time", *fields], row)[2] for row in rows]
        return Columns(place, columns[0], spreads, raw), next_ms

    async def _read_buckets(
        self,
        place: Place,
        names: list[str],
        query: ReadingsQuery,
        span: tuple[int, int, int],
        timeout_s: float,
    ) -> tuple[Columns, int | None]:
        start_ms, end_ms, limit = span
        step_ms, level = query.step_ms, query.level
        start_ms, end_ms = start_ms // step_ms * step_ms, -(-end_ms // step_ms) * step_ms
        of_place = questions.of(place._asdict())
        where = f"{of_place} AND {questions.between(start_ms, end_ms)}"
        rest = f"LIMIT {limit + 1}"
        if not names:
            return Columns(place, [], {}), None
        if not level:
            question = questions.summed_readings(names, where, step_ms, "", rest)
        elif step_ms == level:
            question = questions.rollups(names, where, f"ORDER BY time {rest}")
        else:
            question = questions.summed_rollups(names, where, step_ms, "", rest)
        bucket = self._buckets.of_level(level)
        # Before buckets are read: what is made while they are would seem to have been among them.
        stale = self._due.of(place, level, start_ms, end_ms) if level else set()
        (found,), made_now = await asyncio.gather(
            self._connection.ask(bucket, question, timeout_s=timeout_s),
            self._made_now(place, names, query, stale, timeout_s),
        )
        values = found[0]["values"] if found else []
        until_ms = values[limit][0] if len(values) > limit else end_ms
        rows = {row[0]: row for row in values}
        rows |= {start: row for start, row in made_now.items() if start < until_ms}
        ordered = sorted(start for start in rows if start < until_ms or len(values) <= limit)
        next_ms = ordered[limit] if len(ordered) > limit else (until_ms if until_ms < end_ms else None)
        ordered = ordered[:limit]
        columns = list(zip(*(rows[start] for start in ordered), strict=True))
        four = (columns[1 + PARTS * i :][:PARTS] if columns else [()] * PARTS for i in range(len(names)))
        spreads = {name: _spread(*parts) for name, parts in zip(names, four, strict=True)}
        return Columns(place, ordered, spreads), next_ms

    async def _made_now(
        self, place: Place, names: list[str], query: ReadingsQuery, stale: set[int], timeout_s: float
    ) -> dict[int, list[Any]]:
        """Make the buckets of an answer that lie over stale ones: of the readings there."""
        if not stale:
            return {}
        until = time.monotonic() + timeout_s
        level, step_ms = query.level, query.step_ms
        steps = sorted({start // step_ms * step_ms for start in stale})
        of_place = questions.of(place._asdict())
        start_ms, end_ms = min(stale), max(stale) + level
        fresh = f"{of_place} AND {questions.between(start_ms, end_ms)}"
        is_short = end_ms - start_ms <= Level.HOUR
        question = (
            questions.readings_of_each(names, fresh)  # to add them up here is faster
            if is_short
            else questions.summed_readings(names, fresh, level)
        )
        (made,) = await self._connection.ask(self._buckets.raw, question, timeout_s=timeout_s)
        rows = _values(made)
        if is_short:
            rows = [[start, *values] for start, values in rollups.summed_by(rows, level).items()]
        parts = [row for row in rows if row[0] in stale]
        if step_ms != level:
            wide = f"{of_place} AND {questions.between(steps[0], steps[-1] + step_ms)}"
            (kept,) = await self._connection.ask(
                self._buckets.of_level(level),
                questions.rollups(names, wide),
                timeout_s=until - time.monotonic(),
            )
            parts += [row for row in (kept[0]["values"] if kept else []) if row[0] not in stale]
        of_step: dict[int, list[list[Any]]] = defaultdict(list)
        for start_ms, *values in parts:
            of_step[start_ms // step_ms * step_ms].append(values)
        return {start: [start, *summed(of_step[start], len(names))] for start in steps if of_step[start]}

    async def messages(self, query: MessagesQuery, timeout_s: float) -> Messages:
        """Return messages of one kind."""
        until = time.monotonic() + timeout_s
        bucket = self._buckets.fleeting if query.kind in FLEETING else self._buckets.state
        found = Messages([], [])
        size = 0
        keys = sorted((".".join(key[1:]), key) for key in self._known.subjects if key[0] == query.kind)
        for name, key in keys:
            if not query.where.matches(key[1], key[2], key[3] or None):
                continue
            if query.after is not None and name < query.after.key:
                continue
            left_s = until - time.monotonic()
            for at_ms, message_id, payload in await self._of_subject(bucket, name, key, query, left_s):
                if found.payloads and (len(found.payloads) == query.limit or size > query.most_bytes):
                    return Messages(found.subjects, found.payloads, After(name, at_ms, message_id))
                found.subjects.append(".".join(filter(None, ("iaq", *key))))
                found.payloads.append(payload.encode())
                size += len(payload)
        return found

    async def _of_subject(
        self, bucket: str, name: str, key: SubjectKey, query: MessagesQuery, timeout_s: float
    ) -> list[tuple[int, str, str]]:
        """Return what a subject has from where the query goes on: more than its limit, if there is more."""
        if query.is_newest_only:
            newest = await self._payloads(
                bucket, key, "", f"ORDER BY time DESC LIMIT {SAME_INSTANT}", timeout_s
            )
            return newest[-1:]
        at: tuple[int, str] = (query.start_ms, "")
        if query.after is not None and query.after.key == name:
            at = (query.after.from_ms, query.after.id)
        order = f"ORDER BY time LIMIT {query.limit + 1 + SAME_INSTANT}"
        kept: list[tuple[int, str, str]] = []
        until = time.monotonic() + timeout_s
        while True:
            span = f"AND {questions.between(at[0], min(query.end_ms, EVER_MS // 1000))}"
            rows = await self._payloads(bucket, key, span, order, until - time.monotonic())
            rows = [row for row in rows if row[:2] >= at]
            if not query.step_ms:
                return rows
            for row in rows:
                if not kept or query.step_of(row[0]) != query.step_of(kept[-1][0]):
                    kept.append(row)
            if not rows or len(kept) > query.limit:
                return kept
            at = ((query.step_of(rows[-1][0]) + 1) * query.step_ms, "")

    async def _payloads(
        self, bucket: str, key: SubjectKey, span: str, order: str, timeout_s: float
    ) -> list[tuple[int, str, str]]:
        tags = dict(zip(("site", "room", "rest"), key[1:], strict=True))
        question = f"SELECT payload, id FROM {key[0]} WHERE {questions.of(tags)} {span} {order}"
        (series,) = await self._connection.ask(bucket, question, timeout_s=timeout_s)
        return sorted((at_ms, message_id or "", payload) for at_ms, payload, message_id in _values(series))


def _place(newest: Newest) -> Place:
    return newest.place


def _values(series: Sequence[dict[str, Any]]) -> list[list[Any]]:
    return series[0]["values"] if series else []


def _spread(many: Sequence[Any], of_all: Sequence[Any], least: Sequence[Any], most: Sequence[Any]) -> Spread:
    mean = [total / n if n else None for n, total in zip(many, of_all, strict=True)]
    return Spread(mean, list(least), list(most), [int(n or 0) for n in many])


def _row(columns: Sequence[str], row: Sequence[Any]) -> tuple[int, dict[str, float], dict[str, float] | None]:
    """Return a reading's instant, its values, and what the device sent where that is something else."""
    there = {name: value for name, value in zip(columns, row, strict=True) if value is not None}
    values = {name: value for name, value in there.items() if name in QUANTITIES}
    raw = {q: there[RAW + q] for q in values if there.get(RAW + q, values[q]) != values[q]}
    return row[0], values, raw or None
