"""InfluxDB 2 behind the interface of an engine; see `services.store.engine.Engine`."""

import asyncio
import time
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from iaqverse.contracts import subjects
from iaqverse.contracts.names import Place
from iaqverse.contracts.quantity import QUANTITIES
from services.store.engine import (
    After,
    Batch,
    Chunk,
    Columns,
    Keep,
    Level,
    MessageRow,
    Messages,
    MessagesQuery,
    Newest,
    Point,
    ReadingRow,
    ReadingsQuery,
    Refused,
    Spread,
    TooSlow,
    Unsupported,
    Where,
)
from services.store.influx import buckets, lines, questions
from services.store.influx.buckets import Buckets
from services.store.influx.connection import Address, Connection
from services.store.influx.lines import RAW, Unwritable
from services.store.influx.rollups import Due
from services.store.newest import RECENT
from services.store.summing import PARTS, summed

ORIGIN_MS: Final = 0
"""The instant of what has none, such as which devices there are."""
EVER_MS: Final = 2**53
PLACES_A_QUESTION: Final = 50
SAME_INSTANT: Final = 100
"""How many messages of one subject may have one instant."""
_LOOK_BACK_MS: Final = (3_600_000, 86_400_000)
"""In which spans the newest readings are looked for, before everything is."""
_FLEETING: Final = frozenset({subjects.PREDICTIONS})


class InfluxEngine:
    """Keeps everything in the buckets of one InfluxDB; one process of the store at a time."""

    def __init__(self, address: Address, token: str, keep: Keep, *, mark_every_ms: int = 60_000) -> None:
        self._connection = Connection(address, token)
        self._org = address.org
        self._buckets = Buckets.of(address.bucket)
        self._keep = keep
        self._mark_every_ms = mark_every_ms
        self._due = Due()
        self._changing = asyncio.Lock()
        self._series: dict[Place, set[str]] = {}
        self._calibrated: dict[Place, set[str]] = {}
        self._subjects: set[tuple[str, str, str, str]] = set()
        self._first_ms = EVER_MS
        self._written = Point("", 0)
        self._marked_ms = 0
        self._noted: dict[str, float | str] = {}

    # -- opening

    async def open(self) -> Point | None:
        """Create the buckets that are missing; return up to where all is written and rolled up."""
        await buckets.ensure(self._connection, self._org, self._buckets, self._keep)
        at_origin = f"time = {ORIGIN_MS}ms"
        series, known, progress = await self._connection.ask(
            self._buckets.state,
            f"SELECT * FROM devices WHERE {at_origin} GROUP BY {questions.BY_PLACE}",
            f"SELECT kept FROM subjects WHERE {at_origin} GROUP BY kind, site, room, rest",
            f"SELECT epoch, seq, first_ms FROM progress WHERE {at_origin}",
        )
        self._due, self._noted = Due(), {}
        self._series, self._calibrated = {}, {}
        for one in series:
            place = Place(**one["tags"])
            present = {c for c, v in zip(one["columns"], one["values"][0], strict=True) if v is not None}
            self._series[place] = present & QUANTITIES.keys()
            self._calibrated[place] = {q for q in QUANTITIES if RAW + q in present}
        self._subjects = {tuple(one["tags"][t] for t in ("kind", "site", "room", "rest")) for one in known}
        self._marked_ms = 0
        if not progress:
            return None
        _, epoch, seq, first_ms = progress[0]["values"][0]
        self._first_ms = int(first_ms)
        self._written = Point(epoch, int(seq))
        return self._written

    async def close(self) -> None:
        """Close the connections."""
        await self._connection.close()

    # -- writing

    async def write(self, batch: Batch) -> list[Refused]:
        """Write readings and messages, then the point of the stream; what InfluxDB refuses is returned."""
        async with self._changing:
            await self._write_new_names(batch)
            raw_from_ms = self._due_from(Level.RAW)
            young = [row for row in batch.readings if row.ts_ms >= raw_from_ms]
            old = [row for row in batch.readings if row.ts_ms < raw_from_ms]
            self._due.touched(young, self._written.seq)
            refused = await self._write_readings(young)
            await self._keep_old(old)
            fleeting = [row for row in batch.messages if row.kind in _FLEETING]
            lasting = [row for row in batch.messages if row.kind not in _FLEETING]
            refused += await self._write_messages(self._buckets.fleeting, fleeting)
            refused += await self._write_messages(self._buckets.state, lasting)
            first_ms = min((row.ts_ms for row in batch.readings), default=EVER_MS)
            if batch.through is not None or first_ms < self._first_ms:
                self._first_ms = min(self._first_ms, first_ms)
                await self._note_through(batch.through or self._written, batch.stored_at_ms)
        return refused

    async def _write_readings(self, rows: Sequence[ReadingRow]) -> list[Refused]:
        if not rows:
            return []
        # InfluxDB takes one half while the lines of the other are built. A device is in one of them: what
        # comes again for the same instant must stay behind what came first.
        halves: tuple[list[ReadingRow], list[ReadingRow]] = ([], [])
        for row in rows:
            halves[hash(row.place) & 1].append(row)
        writing = [self._write_half(half) for half in halves if half]
        refused: list[Refused] = []
        for outcome in await asyncio.gather(*writing, return_exceptions=True):
            if isinstance(outcome, BaseException):
                raise outcome
            refused += outcome
        return refused

    async def _write_half(self, rows: Sequence[ReadingRow]) -> list[Refused]:
        calibrated = self._calibrated
        found = [lines.reading(row, calibrated.get(row.place, ())) for row in rows]
        refused = await self._connection.write(self._buckets.raw, found)
        return [Refused(rows[at], reason) for at, reason in refused]

    async def _write_messages(self, bucket: str, rows: Sequence[MessageRow]) -> list[Refused]:
        refused, kept, found = [], [], []
        for row in rows:
            try:
                found.append(lines.message(row))
                kept.append(row)
            except Unwritable as error:
                refused.append(Refused(row, str(error)))
        said = await self._connection.write(bucket, found) if found else []
        return refused + [Refused(kept[at], reason) for at, reason in said]

    async def _write_new_names(self, batch: Batch) -> None:
        """Remember devices, quantities and subjects that are new, before anything of them is written."""
        fields: dict[Place, set[str]] = defaultdict(set)
        for row in batch.readings:
            known = self._series.get(row.place)
            if known is None or row.raw or not row.values.keys() <= known:
                fields[row.place] |= self._new_fields(row)
        new = {place: names for place, names in fields.items() if names or place not in self._series}
        keys = {(one.kind, one.site, one.room, one.rest) for one in batch.messages} - self._subjects
        found = [
            lines.line(
                lines.of_place("devices", place), dict.fromkeys(("kept", *sorted(names)), 1.0), ORIGIN_MS
            )
            for place, names in new.items()
        ]
        for kind, site, room, rest in sorted(keys):
            start = lines.head("subjects", kind=kind, site=site, room=room, rest=rest)
            found.append(lines.line(start, {"kept": 1.0}, ORIGIN_MS))
        if found:
            await self._connection.write(self._buckets.state, found)
        for place, names in new.items():
            self._series.setdefault(place, set()).update(names & QUANTITIES.keys())
            self._calibrated.setdefault(place, set()).update(q for q in QUANTITIES if RAW + q in names)
        self._subjects |= keys

    def _new_fields(self, row: ReadingRow) -> set[str]:
        """Return the fields of a reading that its device never had."""
        names = (row.values.keys() & QUANTITIES.keys()) - self._series.get(row.place, set())
        sent = ((row.raw or {}).keys() & QUANTITIES.keys()) - self._calibrated.get(row.place, set())
        return names | {RAW + name for name in sent}

    async def _keep_old(self, rows: Iterable[ReadingRow]) -> None:
        """Keep readings from before raw ones are kept, as buckets: the fuller one of two stays."""
        fine_from_ms = self._due_from(Level.FIVE_MINUTES)
        hours: dict[int, set[Place]] = defaultdict(set)
        for level in (Level.FIVE_MINUTES, Level.HOUR):
            of_place: dict[Place, dict[int, dict[int, Mapping[str, float]]]] = defaultdict(dict)
            for row in rows:
                if (row.ts_ms >= fine_from_ms) == (level is Level.FIVE_MINUTES):
                    bucket = of_place[row.place].setdefault(row.ts_ms // level * level, {})
                    bucket[row.ts_ms] = {**bucket.get(row.ts_ms, {}), **row.values}
            for place, found in of_place.items():
                written = await self._fuller(level, place, found)
                if written:
                    await self._connection.write(self._buckets.of_level(level), written)
                if level is Level.FIVE_MINUTES:
                    for start_ms in found:
                        hours[start_ms // Level.HOUR * Level.HOUR].add(place)
        for hour_ms, places in hours.items():
            await self._make_hour(hour_ms, places)

    async def _fuller(
        self, level: Level, place: Place, found: Mapping[int, Mapping[int, Mapping[str, float]]]
    ) -> list[bytes]:
        """Return the lines of a device's buckets: the quantities of which there is not less than is kept."""
        names = self._names([place])
        where = f"{questions.of(place._asdict())} AND {questions.between(min(found), max(found) + 1)}"
        (series,) = await self._connection.ask(self._buckets.of_level(level), questions.rollups(names, where))
        columns = series[0]["columns"] if series else []
        kept = {row[0]: dict(zip(columns, row, strict=True)) for row in _values(series)}
        written = []
        for start_ms, readings in found.items():
            fields: dict[str, float | str] = {}
            for name in names:
                values = [one[name] for one in readings.values() if name in one]
                if values and len(values) >= (kept.get(start_ms, {}).get(f"n_{name}") or 0):
                    four = (len(values), sum(values), min(values), max(values))
                    fields |= {f"{part}_{name}": v for part, v in zip(questions.PARTS, four, strict=True)}
            if fields:
                written.append(lines.line(lines.of_place(questions.ROLLUP, place), fields, start_ms))
        return written

    async def _note_through(self, through: Point, stored_at_ms: int) -> None:
        """Note up to where all is written and rolled up, and now and then when that entered the stream."""
        if through.epoch != self._written.epoch:
            self._marked_ms = 0
        self._written = through
        fields: dict[str, float | str] = {
            "epoch": through.epoch,
            "seq": self._due.floor(through.seq),
            "first_ms": self._first_ms,
        }
        if fields != self._noted:  # while buckets are due it stays, so that a batch is one request
            await self._connection.write(self._buckets.state, [lines.line("progress", fields, ORIGIN_MS)])
            self._noted = fields
        is_due = abs(stored_at_ms - self._marked_ms) >= self._mark_every_ms
        if stored_at_ms and through.seq and is_due:
            mark = lines.line(lines.head("marks", epoch=through.epoch), {"seq": through.seq}, stored_at_ms)
            await self._connection.write(self._buckets.fleeting, [mark])
            self._marked_ms = stored_at_ms

    # -- upkeep

    async def maintain(self, now_ms: int, budget_s: float) -> int:
        """Make the buckets that are over; what is past its time InfluxDB deletes itself."""
        until = time.monotonic() + budget_s
        for hour_ms, places in self._due.hours(now_ms).items():
            async with self._changing:
                await self._roll_up(hour_ms, places, now_ms)
            if time.monotonic() >= until:
                break
        return 0

    def has_due(self, now_ms: int) -> bool:
        """Whether buckets that are over are still to be made."""
        return bool(self._due.hours(now_ms))

    async def _roll_up(self, hour_ms: int, places: set[Place], now_ms: int) -> None:
        names = self._names(places)
        if names:
            where = self._where(places, hour_ms)
            question = questions.summed_readings(names, where, Level.FIVE_MINUTES, f", {questions.BY_PLACE}")
            (found,) = await self._connection.ask(self._buckets.raw, question)
            await self._write_buckets(Level.FIVE_MINUTES, found)
            await self._make_hour(hour_ms, places)
        self._due.made(hour_ms, places, now_ms)
        await self._note_through(self._written, 0)

    async def _make_hour(self, hour_ms: int, places: set[Place]) -> None:
        names, where = self._names(places), self._where(places, hour_ms)
        question = questions.summed_rollups(names, where, Level.HOUR, f", {questions.BY_PLACE}")
        (found,) = await self._connection.ask(self._buckets.five_minutes, question)
        await self._write_buckets(Level.HOUR, found)

    async def _write_buckets(self, level: Level, found: Sequence[dict[str, Any]]) -> None:
        written = []
        for one in found:
            start = lines.of_place(questions.ROLLUP, Place(**one["tags"]))
            for at_ms, *values in one["values"]:
                fields = {c: v for c, v in zip(one["columns"][1:], values, strict=True) if v is not None}
                fields = {c: v for c, v in fields.items() if not (c.startswith("n_") and not v)}
                if fields:
                    written.append(lines.line(start, fields, at_ms))
        if written:
            await self._connection.write(self._buckets.of_level(level), written)

    def _where(self, places: set[Place], hour_ms: int) -> str:
        """Return the condition for an hour of some devices; of many, all are asked for."""
        span = questions.between(hour_ms, hour_ms + Level.HOUR)
        return span if len(places) > PLACES_A_QUESTION else f"{span} AND {questions.one_of(sorted(places))}"

    def _names(self, places: Iterable[Place]) -> list[str]:
        present: set[str] = set().union(*(self._series.get(place, set()) for place in places))
        return [name for name in QUANTITIES if name in present]

    def _fields(self, places: Iterable[Place]) -> list[str]:
        """Return the fields that readings of these devices may have."""
        return ["is_late", *self._names(places), *self._sent_fields(places)]

    def _sent_fields(self, places: Iterable[Place]) -> list[str]:
        sent: set[str] = set().union(*(self._calibrated.get(place, set()) for place in places))
        return [RAW + name for name in QUANTITIES if name in sent]

    async def kept_before(self, at_ms: int) -> int:
        """Return the newest mark before an instant; 0 if there is none."""
        where = f"epoch = {questions.quoted(self._written.epoch)} AND time <= {at_ms}ms"
        (found,) = await self._connection.ask(
            self._buckets.fleeting, f"SELECT max(seq) FROM marks WHERE {where}"
        )
        return int(found[0]["values"][0][1]) if found else 0

    def kept_from(self, level: Level) -> int:
        """Return from when on a level has all that was ever written."""
        from_ms = self._due_from(level)
        return from_ms if self._first_ms < from_ms else 0

    def _due_from(self, level: Level) -> int:
        now_ms = int(time.time() * 1000)
        return self._keep.kept_from(now_ms, dict.fromkeys(Level, 0))[level]

    async def delete(self, place: Place) -> int:
        """Delete a device's readings and what was derived of it; return how many."""
        async with self._changing:
            where = f"{questions.of(place._asdict())} AND {questions.between(0, EVER_MS // 1000)}"
            counts = [
                (self._buckets.raw, f"SELECT count(is_late) FROM {lines.READINGS} WHERE {where}"),
                (self._buckets.fleeting, self._counted(subjects.PREDICTIONS, place)),
                (self._buckets.state, self._counted(subjects.ACCURACY, place)),
            ]
            gone = 0
            for bucket, question in counts:
                (found,) = await self._connection.ask(bucket, question)
                gone += int(found[0]["values"][0][1]) if found else 0
            tags = [f'{name}="{value}"' for name, value in place._asdict().items()]
            for bucket in self._buckets:
                await self._delete(bucket, " AND ".join(tags))
            derived = f'site="{place.site}" AND room="{place.room}" AND rest="{place.device}"'
            for bucket, kind in (
                (self._buckets.fleeting, subjects.PREDICTIONS), (self._buckets.state, subjects.ACCURACY),
            ):  # fmt: skip
                await self._delete(bucket, f'_measurement="{kind}" AND {derived}')
                await self._delete(
                    self._buckets.state, f'_measurement="subjects" AND kind="{kind}" AND {derived}'
                )
                self._subjects.discard((kind, *place))
            self._series.pop(place, None)
            self._calibrated.pop(place, None)
            self._due.forget(place)
        return gone

    def _counted(self, kind: str, place: Place) -> str:
        tags = {"site": place.site, "room": place.room, "rest": place.device}
        return f"SELECT count(payload) FROM {kind} WHERE {questions.of(tags)}"

    async def _delete(self, bucket: str, predicate: str) -> None:
        span = {"start": "1970-01-01T00:00:00Z", "stop": "2200-01-01T00:00:00Z"}
        query = {"org": self._org, "bucket": bucket}
        await self._connection.api("POST", "delete", query, {**span, "predicate": predicate})

    async def problems(self) -> list[str]:
        """Return nothing: InfluxDB looks after its own files."""
        return []

    async def backup(self, target: Path, configuration: str, now_ms: int) -> int:
        """Refuse: InfluxDB has its own way.

        Raises:
            Unsupported: Always.
        """
        raise Unsupported(
            "InfluxDB is backed up by its own `influx backup`, the configuration by GET /config"
        )

    async def backed_up_ms(self) -> int:
        """Return 0: not known."""
        return 0

    async def restored(self) -> str | None:
        """Return nothing: InfluxDB is restored by its own means."""
        return None

    async def settle_restored(self) -> None:
        """Do nothing."""

    # -- reading

    def quantities_of(self, where: Where) -> dict[Place, frozenset[str]]:
        """Return which quantities were ever kept, by place."""
        return {p: frozenset(names) for p, names in sorted(self._series.items()) if where.matches(*p)}

    async def latest(self) -> list[Newest]:
        """Return the newest reading of every device."""
        now_ms = int(time.time() * 1000)
        missing, found = set(self._series), list[Newest]()
        for back_ms in (*_LOOK_BACK_MS, now_ms):
            ordered = sorted(missing)
            parts = [ordered[i : i + PLACES_A_QUESTION] for i in range(0, len(ordered), PLACES_A_QUESTION)]
            span = questions.between(now_ms - back_ms, EVER_MS // 1000)
            wheres = [f"{span} AND {questions.one_of(part)}" for part in parts]
            if back_ms == _LOOK_BACK_MS[0]:
                wheres = [span] if parts else []
            fields = self._fields(missing)
            asked = [questions.newest(fields, where, 1) for where in wheres]
            asked += [questions.newest(["is_late"], where, RECENT) for where in wheres]
            answers = await self._connection.ask(self._buckets.raw, *asked)
            recent = {
                Place(**one["tags"]): [row[0] for row in reversed(one["values"])]
                for series in answers[len(wheres) :]
                for one in series
            }
            for one in (one for series in answers[: len(wheres)] for one in series):
                place = Place(**one["tags"])
                at_ms, values, raw = _row(one["columns"], one["values"][0])
                found.append(Newest(place, at_ms, values, raw, recent[place]))
            missing -= {newest.place for newest in found}
            if not missing:
                break
        return sorted(found, key=_place)

    async def query(self, query: ReadingsQuery, timeout_s: float) -> Chunk:
        """Return readings or their buckets."""
        until = time.monotonic() + timeout_s
        after = Place(*query.after.key.split("/")) if query.after else None
        columns: list[Columns] = []
        left = query.limit
        for place, known in self.quantities_of(query.where).items():
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
        fields = ["is_late", *names, *self._sent_fields([place])]
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
        (found,) = await self._connection.ask(bucket, question, timeout_s=timeout_s)
        values = found[0]["values"] if found else []
        until_ms = values[limit][0] if len(values) > limit else end_ms
        rows = {row[0]: row for row in values}
        if level:
            stale = self._due.of(place, level, start_ms, until_ms)
            rows |= await self._made_now(place, names, query, {start for start in stale if start < until_ms})
        ordered = sorted(start for start in rows if start < until_ms or len(values) <= limit)
        next_ms = ordered[limit] if len(ordered) > limit else (until_ms if until_ms < end_ms else None)
        ordered = ordered[:limit]
        columns = list(zip(*(rows[start] for start in ordered), strict=True))
        four = (columns[1 + PARTS * i :][:PARTS] if columns else [()] * PARTS for i in range(len(names)))
        spreads = {name: _spread(*parts) for name, parts in zip(names, four, strict=True)}
        return Columns(place, ordered, spreads), next_ms

    async def _made_now(
        self, place: Place, names: list[str], query: ReadingsQuery, stale: set[int]
    ) -> dict[int, list[Any]]:
        """Make the buckets of an answer that lie over stale ones: of the readings there."""
        if not stale:
            return {}
        level, step_ms = query.level, query.step_ms
        steps = sorted({start // step_ms * step_ms for start in stale})
        of_place = questions.of(place._asdict())
        fresh = f"{of_place} AND {questions.between(min(stale), max(stale) + level)}"
        (made,) = await self._connection.ask(
            self._buckets.raw, questions.summed_readings(names, fresh, level)
        )
        parts = [row for row in (made[0]["values"] if made else []) if row[0] in stale]
        if step_ms != level:
            wide = f"{of_place} AND {questions.between(steps[0], steps[-1] + step_ms)}"
            (kept,) = await self._connection.ask(
                self._buckets.of_level(level), questions.rollups(names, wide)
            )
            parts += [row for row in (kept[0]["values"] if kept else []) if row[0] not in stale]
        of_step: dict[int, list[list[Any]]] = defaultdict(list)
        for start_ms, *values in parts:
            of_step[start_ms // step_ms * step_ms].append(values)
        return {start: [start, *summed(of_step[start], len(names))] for start in steps if of_step[start]}

    async def messages(self, query: MessagesQuery, timeout_s: float) -> Messages:
        """Return messages of one kind."""
        until = time.monotonic() + timeout_s
        bucket = self._buckets.fleeting if query.kind in _FLEETING else self._buckets.state
        found = Messages([], [])
        size = 0
        keys = sorted((".".join(key[1:]), key) for key in self._subjects if key[0] == query.kind)
        for name, key in keys:
            if not query.where.matches(key[1], key[2], key[3] or None):
                continue
            if query.after is not None and name < query.after.key:
                continue
            if time.monotonic() >= until:
                raise TooSlow
            for at_ms, message_id, payload in await self._of_subject(bucket, name, key, query):
                if found.payloads and (len(found.payloads) == query.limit or size > query.most_bytes):
                    return Messages(found.subjects, found.payloads, After(name, at_ms, message_id))
                found.subjects.append(".".join(filter(None, ("iaq", *key))))
                found.payloads.append(payload.encode())
                size += len(payload)
        return found

    async def _of_subject(
        self, bucket: str, name: str, key: tuple[str, str, str, str], query: MessagesQuery
    ) -> list[tuple[int, str, str]]:
        at: tuple[int, str] = (query.start_ms, "")
        if query.after is not None and query.after.key == name and not query.is_newest_only:
            at = (query.after.from_ms, query.after.id)
        tags = dict(zip(("site", "room", "rest"), key[1:], strict=True))
        where = f"{questions.of(tags)} AND {questions.between(at[0], min(query.end_ms, EVER_MS // 1000))}"
        if query.is_newest_only:
            where, order, many = questions.of(tags), "ORDER BY time DESC", SAME_INSTANT
        else:
            order, many = "ORDER BY time", query.limit + 1 + SAME_INSTANT
        question = f"SELECT payload, id FROM {key[0]} WHERE {where} {order} LIMIT {many}"
        (series,) = await self._connection.ask(bucket, question)
        rows = [(at_ms, message_id or "", payload) for at_ms, payload, message_id in _values(series)]
        rows = sorted(row for row in rows if query.is_newest_only or row[:2] >= at)
        return rows[-1:] if query.is_newest_only else rows


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
