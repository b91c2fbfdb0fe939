"""InfluxDB 2 behind the interface of an engine; see `services.store.engine.Engine`."""

import asyncio
import time
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import structlog

from iaqverse.contracts import subjects
from iaqverse.contracts.names import Place
from services.store.engine import (
    Batch,
    Chunk,
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
    Unsupported,
    Where,
)
from services.store.influx import buckets, lines, questions, rollups
from services.store.influx.buckets import FLEETING, Buckets
from services.store.influx.connection import Address, Connection
from services.store.influx.known import ORIGIN_MS, Known, device_lines, subject_lines
from services.store.influx.lines import Unwritable
from services.store.influx.reading import EVER_MS, Reader
from services.store.influx.rollups import Due, Hour

log = structlog.get_logger()


class InfluxEngine:
    """Keeps everything in the buckets of one InfluxDB; one process of the store at a time."""

    def __init__(self, address: Address, token: str, keep: Keep, *, mark_every_ms: int = 60_000) -> None:
        self._connection = Connection(address, token)
        self._org = address.org
        self._buckets = Buckets.of(address.bucket)
        self._keep = keep
        self._mark_every_ms = mark_every_ms
        self._due = Due()
        self._known = Known()
        self._reader = Reader(self._connection, self._buckets, self._known, self._due)
        self._making = asyncio.Lock()
        """Held while buckets are made or a device is deleted; taken before the other one."""
        self._changing = asyncio.Lock()
        """Held while a batch is written."""
        self._rolling_up: asyncio.Task[None] | None = None
        self._first_ms = EVER_MS
        self._written = Point("", 0)
        self._marked_ms = 0
        self._noted: dict[str, float | str] = {}

    # -- opening

    async def open(self) -> Point | None:
        """Create the buckets that are missing; return up to where all is written and rolled up."""
        await self._end_rolling_up()
        await buckets.ensure(self._connection, self._org, self._buckets, self._keep)
        at_origin = f"time = {ORIGIN_MS}ms"
        young = f"time >= {self._due_from(Level.RAW)}ms"
        series, known, progress, marks = await self._connection.ask(
            self._buckets.state,
            f"SELECT * FROM devices WHERE {at_origin} GROUP BY {questions.BY_PLACE}",
            f"SELECT kept FROM subjects WHERE {at_origin} GROUP BY kind, site, room, rest",
            f"SELECT epoch, seq, first_ms FROM progress WHERE {at_origin}",
            f"SELECT is_due FROM due WHERE is_due = 1 AND {young} GROUP BY {questions.BY_PLACE}",
        )
        self._due.begin((Place(**one["tags"]), row[0]) for one in marks for row in one["values"])
        self._noted = {}
        self._known.load(series, known)
        self._marked_ms = 0
        if not progress:
            return None
        _, epoch, seq, first_ms = progress[0]["values"][0]
        self._first_ms = int(first_ms)
        self._written = Point(epoch, int(seq))
        return self._written

    async def close(self) -> None:
        """End what is being made, and close the connections."""
        await self._end_rolling_up()
        await self._connection.close()

    # -- writing

    async def write(self, batch: Batch) -> list[Refused]:
        """Write readings and messages, then the point of the stream; what InfluxDB refuses is returned."""
        raw_from_ms = self._due_from(Level.RAW)
        young = [row for row in batch.readings if row.ts_ms >= raw_from_ms]
        old = [row for row in batch.readings if row.ts_ms < raw_from_ms]
        async with self._making if old else nullcontext(), self._changing:
            refused = await self._introduce(batch)
            if refused:
                unwritable = {id(one.row) for one in refused}
                young = [row for row in young if id(row) not in unwritable]
                old = [row for row in old if id(row) not in unwritable]
            await self._note_due(young, batch.through)
            refused += await self._write_readings(young)
            await self._keep_old(old)
            fleeting = [row for row in batch.messages if row.kind in FLEETING]
            lasting = [row for row in batch.messages if row.kind not in FLEETING]
            refused += await self._write_messages(self._buckets.fleeting, fleeting)
            refused += await self._write_messages(self._buckets.state, lasting)
            first_ms = min((row.ts_ms for row in batch.readings), default=EVER_MS)
            if batch.through is not None or first_ms < self._first_ms:
                self._first_ms = min(self._first_ms, first_ms)
                await self._note_through(batch.through or self._written, batch.stored_at_ms)
        return refused

    async def _introduce(self, batch: Batch) -> list[Refused]:
        """Note new devices, quantities and subjects before anything of them is written.

        Return the readings whose devices can't be written.
        """
        fields = self._known.new_fields(batch.readings)
        names = {key for key in self._known.new_subjects(batch.messages) if lines.are_tags(*key)}
        wrong = {place for place in fields if not lines.are_tags(*place)}
        fields = {place: found for place, found in fields.items() if place not in wrong}
        if fields or names:
            new = device_lines(fields) + subject_lines(names)
            await self._connection.write(self._buckets.state, new)
            self._known.add(fields, names)
        return [Refused(row, "its name can't be written") for row in batch.readings if row.place in wrong]

    async def _note_due(self, rows: Sequence[ReadingRow], through: Point | None) -> None:
        """Note which buckets are to be made anew, before readings are written.

        The stream is not to bring again what is an hour old, and can't what came another way: that is marked.
        """
        live_from_ms = EVER_MS if through is None else int(time.time() * 1000) - Level.HOUR
        hours = self._due.unmarked(rows, live_from_ms)
        if hours:
            await self._connection.write(self._buckets.state, _marks(hours, is_due=True))
            self._due.marked(hours)
        is_same = through is not None and through.epoch == self._written.epoch
        self._due.touched(rows, live_from_ms, self._written.seq if is_same else 0)

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
        found = [lines.reading(row, self._known.calibrated(row.place)) for row in rows]
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
                await self._write_buckets(level, written)
                if level is Level.FIVE_MINUTES:
                    for start_ms in found:
                        hours[start_ms // Level.HOUR * Level.HOUR].add(place)
        for hour_ms, places in hours.items():
            await self._make_hour(hour_ms, places)

    async def _fuller(
        self, level: Level, place: Place, found: Mapping[int, Mapping[int, Mapping[str, float]]]
    ) -> list[bytes]:
        """Return the lines of a device's buckets: the quantities of which there is not less than is kept."""
        names = self._known.names([place])
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
        """Make the buckets that are over; what is past its time InfluxDB deletes itself.

        Nobody waits for it, so it goes on after `budget_s`; what fails then is raised by the next call.
        """
        if self._rolling_up is None:
            self._rolling_up = asyncio.create_task(self._roll_up_all(now_ms), name="roll-up")
        done, _ = await asyncio.wait({self._rolling_up}, timeout=budget_s)
        for task in done:
            self._rolling_up = None
            task.result()
        return 0

    def has_due(self, now_ms: int) -> bool:
        """Whether buckets that are over are still to be made."""
        return any(True for _ in self._due.steps(now_ms))

    async def _end_rolling_up(self) -> None:
        task, self._rolling_up = self._rolling_up, None
        if task is not None:
            task.cancel()
            await asyncio.wait({task})

    async def _roll_up_all(self, now_ms: int) -> None:
        for hour_ms, places in self._due.steps(now_ms):
            async with self._making:
                await self._roll_up(hour_ms, places, now_ms)

    async def _roll_up(self, hour_ms: int, places: Sequence[Place], now_ms: int) -> None:
        due = self._due.take(hour_ms, places, now_ms)
        names = self._known.names(due)
        if names:
            # Readings go on being written meanwhile; what they touch stays due.
            fine, coarse = await self._made(hour_ms, due, names)
            await self._write_buckets(Level.FIVE_MINUTES, fine)
            await self._write_buckets(Level.HOUR, coarse)
        async with self._changing:
            settled = self._due.made()
            if settled:
                await self._connection.write(self._buckets.state, _marks(settled, is_due=False))
            await self._note_through(self._written, 0)

    async def _made(
        self, hour_ms: int, due: Mapping[Place, set[int]], names: Sequence[str]
    ) -> tuple[list[bytes], list[bytes]]:
        """Return the lines of an hour's due five minutes, and of the hour."""
        end_ms = hour_ms + Level.HOUR
        first_ms, last_ms = min(map(min, due.values())), max(map(max, due.values()))
        if hour_ms < self._due_from(Level.FIVE_MINUTES):  # five minutes are kept shorter than readings
            first_ms, last_ms = hour_ms, end_ms - Level.FIVE_MINUTES
            due = {place: set(range(hour_ms, end_ms, Level.FIVE_MINUTES)) for place in due}
        of_places = f"{questions.one_of(due)} AND "
        span = questions.between(first_ms, last_ms + Level.FIVE_MINUTES)
        asked = questions.readings_of_each(names, of_places + span)
        (readings,) = await self._connection.ask(self._buckets.raw, asked)
        asked = questions.rollups_of_each(names, of_places + questions.between(hour_ms, end_ms))
        (kept,) = await self._connection.ask(self._buckets.five_minutes, asked)
        kept_of = {Place(**one["tags"]): one["values"] for one in kept}
        fine, coarse = [], []
        for one in readings:
            place = Place(**one["tags"])
            found = rollups.summed_by(one["values"], Level.FIVE_MINUTES)
            made = {start: values for start, values in found.items() if start in due[place]}
            fine += [_bucket(place, names, start, values) for start, values in made.items()]
            whole = rollups.hour(made, kept_of.get(place, ()), due[place], len(names))
            coarse.append(_bucket(place, names, hour_ms, whole))
        return list(filter(None, fine)), list(filter(None, coarse))

    async def _make_hour(self, hour_ms: int, places: Iterable[Place]) -> None:
        """Make an hour of the five minutes that are kept."""
        names = self._known.names(places)
        span = questions.between(hour_ms, hour_ms + Level.HOUR)
        asked = questions.rollups_of_each(names, f"{questions.one_of(places)} AND {span}")
        (kept,) = await self._connection.ask(self._buckets.five_minutes, asked)
        made = [
            _bucket(Place(**one["tags"]), names, hour_ms, rollups.hour({}, one["values"], (), len(names)))
            for one in kept
        ]
        await self._write_buckets(Level.HOUR, list(filter(None, made)))

    async def _write_buckets(self, level: Level, written: Sequence[bytes]) -> None:
        if written:
            refused = await self._connection.write(self._buckets.of_level(level), written)
            if refused:
                log.warning("buckets_refused", level=level.name, count=len(refused), reason=refused[0].reason)

    async def kept_before(self, at_ms: int) -> int:
        """Return the newest mark before an instant, but no point whose buckets are not made; 0 if none."""
        where = f"epoch = {questions.quoted(self._written.epoch)} AND time <= {at_ms}ms"
        (found,) = await self._connection.ask(
            self._buckets.fleeting, f"SELECT max(seq) FROM marks WHERE {where}"
        )
        noted = int(self._noted.get("seq", self._written.seq))
        return min(int(found[0]["values"][0][1]), noted) if found else 0

    def kept_from(self, level: Level) -> int:
        """Return from when on a level has all that was ever written."""
        from_ms = self._due_from(level)
        return from_ms if self._first_ms < from_ms else 0

    def _due_from(self, level: Level) -> int:
        now_ms = int(time.time() * 1000)
        return self._keep.kept_from(now_ms, dict.fromkeys(Level, 0))[level]

    async def delete(self, place: Place) -> int:
        """Delete a device's readings and what was derived of it; return how many."""
        async with self._making, self._changing:
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
                self._known.subjects.discard((kind, *place))
            self._known.forget(place)
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

    def size_bytes(self) -> None:
        """Return nothing: InfluxDB tells nobody."""

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
        return self._known.quantities_of(where)

    async def latest(self) -> list[Newest]:
        """Return the newest reading of every device."""
        return await self._reader.latest()

    async def query(self, query: ReadingsQuery, timeout_s: float) -> Chunk:
        """Return readings or their buckets."""
        return await self._reader.query(query, timeout_s)

    async def messages(self, query: MessagesQuery, timeout_s: float) -> Messages:
        """Return messages of one kind."""
        return await self._reader.messages(query, timeout_s)


def _marks(hours: Iterable[Hour], *, is_due: bool) -> list[bytes]:
    return [
        lines.line(lines.of_place("due", place), {"is_due": float(is_due)}, hour_ms)
        for place, hour_ms in hours
    ]


def _bucket(place: Place, names: Sequence[str], start_ms: int, values: Sequence[Any]) -> bytes | None:
    """Return a bucket as a line, None if nothing is in it; `values`: four of each quantity."""
    named = zip(questions.columns(names), values, strict=True)
    fields = {name: value for name, value in named if value is not None}
    return lines.line(lines.of_place(questions.ROLLUP, place), fields, start_ms) if fields else None


def _values(series: Sequence[dict[str, Any]]) -> list[list[Any]]:
    return series[0]["values"] if series else []
