"""What every engine of the store must do, on the real thing. A second engine joins `ENGINES`."""

import os
import sqlite3
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from random import Random
from statistics import mean

import pytest

from iaqverse.contracts.names import Place
from services.store.engine import (
    After,
    Batch,
    Chunk,
    Columns,
    Engine,
    EngineAway,
    Keep,
    Level,
    MessageRow,
    Messages,
    MessagesQuery,
    Newest,
    Point,
    ReadingRow,
    ReadingsQuery,
    TooSlow,
    Where,
)
from services.store.influx import Address, InfluxEngine
from services.store.newest import NewestReadings
from services.store.sqlite import SqliteEngine
from tests.support.influxd import TOKEN, Influxd

BUREAU = Place("maison", "bureau", "bureau1")
SALON = Place("maison", "salon", "salon1")
T0 = (int(time.time()) // 3600 - 48) * 3_600_000
"""Two days ago: what a database keeps for so many days would refuse a fixed time some day."""
MINUTE_MS, HOUR_MS, DAY_MS = 60_000, 3_600_000, 86_400_000
EVER = 2**53


Opens = Callable[[], AbstractAsyncContextManager[Engine]]
"""Opens an engine, each time on the same database."""


def _sqlite(folder: Path, fold_rows: int = 50_000) -> Opens:
    return lambda: _opened(SqliteEngine(folder / "store.db", fold_rows=fold_rows))


def _influx(server: Influxd) -> Opens:
    address = Address.parse(server.fresh())
    return lambda: _opened(InfluxEngine(address, TOKEN, Keep()))


@asynccontextmanager
async def _opened(engine: Engine) -> AsyncIterator[Engine]:
    try:
        await engine.open()
        yield engine
    finally:
        await engine.close()


SQLITE = ("sqlite", "sqlite, folding at once")


@pytest.fixture(params=[*SQLITE, "influxdb"])
def opens(request: pytest.FixtureRequest, tmp_path: Path) -> Opens:
    if request.param == "influxdb":
        return _influx(request.getfixturevalue("influx"))
    return _sqlite(tmp_path, fold_rows=1 if request.param == SQLITE[1] else 50_000)


@pytest.fixture
async def engine(opens: Opens) -> AsyncIterator[Engine]:
    async with opens() as opened:
        yield opened


@pytest.fixture(params=SQLITE)
async def sqlite_engine(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Engine]:
    """The one that deletes what is past its time itself; InfluxDB does that for us."""
    async with _sqlite(tmp_path, fold_rows=1 if request.param == SQLITE[1] else 50_000)() as opened:
        yield opened


def _reading(place: Place, ts_ms: int, **values: float) -> ReadingRow:
    return ReadingRow(place, ts_ms, values)


def _batch(*rows: ReadingRow | MessageRow, seq: int = 1, stored_at_ms: int = T0, epoch: str = "1") -> Batch:
    return Batch(
        [row for row in rows if isinstance(row, ReadingRow)],
        [row for row in rows if isinstance(row, MessageRow)],
        Point(epoch, seq),
        stored_at_ms,
    )


async def _rows(engine: Engine, place: Place = BUREAU) -> list[tuple[int, dict[str, float]]]:
    """Return what is kept of a device."""
    query = ReadingsQuery(Where(*place), 0, EVER, 10_000)
    chunk = await engine.query(query, 5)
    return [row for columns in chunk.columns for row in _of(columns)]


def _of(columns: Columns) -> list[tuple[int, dict[str, float]]]:
    return [
        (ts_ms, {name: s.mean[i] for name, s in columns.spreads.items() if s.mean[i] is not None})  # type: ignore[misc]
        for i, ts_ms in enumerate(columns.ts_ms)
    ]


async def _all(
    ask: Callable[[After | None], Awaitable[Chunk | Messages]], most: int = 100
) -> list[Chunk | Messages]:
    """Return all parts of a long answer."""
    parts, after = [], None
    for _ in range(most):
        part = await ask(after)
        parts.append(part)
        after = part.after
        if after is None:
            return parts
    raise AssertionError(f"no end after {most} parts")


def _place(newest: Newest) -> Place:
    return newest.place


# -- writing


async def test_what_is_written_is_found_again(engine: Engine) -> None:
    await engine.write(_batch(_reading(BUREAU, T0, co2_ppm=645, temperature_c=22.3)))
    assert await _rows(engine) == [(T0, {"co2_ppm": 645, "temperature_c": 22.3})]


async def test_writing_the_same_again_changes_nothing(engine: Engine) -> None:
    batch = _batch(_reading(BUREAU, T0, co2_ppm=645), _reading(SALON, T0, co2_ppm=700))
    await engine.write(batch)
    await engine.write(batch)
    assert await _rows(engine) == [(T0, {"co2_ppm": 645})]


async def test_a_later_message_for_the_same_instant_is_merged_quantity_by_quantity(engine: Engine) -> None:
    await engine.write(_batch(_reading(BUREAU, T0, co2_ppm=645, noise_dba=40)))
    await engine.write(_batch(_reading(BUREAU, T0, co2_ppm=650, temperature_c=20)))
    assert await _rows(engine) == [(T0, {"co2_ppm": 650, "noise_dba": 40, "temperature_c": 20})]


async def test_messages_for_the_same_instant_are_merged_within_a_batch_in_their_order(engine: Engine) -> None:
    first, second = _reading(BUREAU, T0, co2_ppm=1, noise_dba=40), _reading(BUREAU, T0, co2_ppm=2)
    await engine.write(_batch(_reading(BUREAU, T0 + 1, co2_ppm=3), first, second))
    assert await _rows(engine) == [(T0, {"co2_ppm": 2, "noise_dba": 40}), (T0 + 1, {"co2_ppm": 3})]


async def test_the_same_name_in_another_room_is_another_device(engine: Engine) -> None:
    other = Place("maison", "salon", "bureau1")
    await engine.write(_batch(_reading(BUREAU, T0, co2_ppm=1), _reading(other, T0, co2_ppm=2)))
    assert await _rows(engine, BUREAU) == [(T0, {"co2_ppm": 1})]
    assert await _rows(engine, other) == [(T0, {"co2_ppm": 2})]


async def test_what_the_device_sent_before_calibration_is_kept(engine: Engine) -> None:
    await engine.write(_batch(ReadingRow(BUREAU, T0, {"co2_ppm": 633}, {"co2_ppm": 645})))
    chunk = await engine.query(ReadingsQuery(Where(), 0, EVER, 10), 5)
    assert chunk.columns[0].raw == [{"co2_ppm": 645}]


@pytest.mark.parametrize("is_in_one_batch", [True, False])
async def test_what_was_sent_before_calibration_is_merged_with_what_it_became(
    engine: Engine, is_in_one_batch: bool
) -> None:
    rows = [
        ReadingRow(BUREAU, T0, {"co2_ppm": 633, "noise_dba": 41}, {"co2_ppm": 645, "noise_dba": 40}),
        ReadingRow(BUREAU, T0, {"noise_dba": 42, "temperature_c": 20}, {"temperature_c": 21}),
        ReadingRow(SALON, T0, {"co2_ppm": 633}, {"co2_ppm": 645}),
        ReadingRow(SALON, T0, {"co2_ppm": 650}),  # no offset any more
    ]
    newest = NewestReadings()
    for batch in [rows] if is_in_one_batch else [[row] for row in rows]:
        await engine.write(_batch(*batch))
        for row in batch:
            newest.stored(row)
    assert [(one.values, one.raw) for one in sorted(await engine.latest(), key=_place)] == [
        ({"co2_ppm": 633, "noise_dba": 42, "temperature_c": 20}, {"co2_ppm": 645, "temperature_c": 21}),
        ({"co2_ppm": 650}, None),
    ]
    assert list(newest.of(Where())) == sorted(await engine.latest(), key=_place), (
        "in memory as in the database"
    )


async def test_a_quantity_that_this_program_does_not_know_is_left_out(engine: Engine) -> None:
    await engine.write(_batch(_reading(BUREAU, T0, co2_ppm=645, dark_matter=1)))
    assert await _rows(engine) == [(T0, {"co2_ppm": 645})]


async def test_which_quantities_a_device_has_is_known(engine: Engine) -> None:
    await engine.write(_batch(_reading(BUREAU, T0, co2_ppm=645), _reading(BUREAU, T0 + 1, noise_dba=40)))
    assert engine.quantities_of(Where()) == {BUREAU: {"co2_ppm", "noise_dba"}}
    assert engine.quantities_of(Where(room="salon")) == {}


# -- reading


async def test_the_end_of_a_span_is_not_in_it(engine: Engine) -> None:
    await engine.write(_batch(*(_reading(BUREAU, T0 + i, co2_ppm=i) for i in range(5))))
    chunk = await engine.query(ReadingsQuery(Where(), T0 + 1, T0 + 3, 10), 5)
    assert chunk.columns[0].ts_ms == [T0 + 1, T0 + 2]


async def test_a_long_answer_comes_in_parts_without_holes_or_doubles(engine: Engine) -> None:
    places = [Place("maison", room, f"d{i}") for room in ("a", "a-b", "b") for i in range(3)]
    rows = [_reading(place, T0 + i, co2_ppm=i) for place in places for i in range(50)]
    await engine.write(_batch(*rows))
    parts = await _all(lambda after: engine.query(ReadingsQuery(Where(), 0, EVER, 37, after=after), 5))
    found = [
        (columns.place, ts_ms)
        for part in parts
        if isinstance(part, Chunk)
        for columns in part.columns
        for ts_ms in columns.ts_ms
    ]
    assert found == [(row.place, row.ts_ms) for row in rows]
    assert len(parts) == -(-len(rows) // 37)


async def test_buckets_have_mean_least_most_and_count(engine: Engine) -> None:
    values = [(0, 600.0), (10_000, 700.0), (59_999, 950.0), (60_000, 500.0)]
    await engine.write(_batch(*(_reading(BUREAU, T0 + ms, co2_ppm=value) for ms, value in values)))
    chunk = await engine.query(ReadingsQuery(Where(), T0, T0 + DAY_MS, 100, step_ms=MINUTE_MS), 5)
    (columns,) = chunk.columns
    spread = columns.spreads["co2_ppm"]
    assert columns.ts_ms == [T0 // MINUTE_MS * MINUTE_MS, T0 // MINUTE_MS * MINUTE_MS + MINUTE_MS]
    assert (spread.mean, spread.least, spread.most) == ([750, 500], [600, 500], [950, 500])
    assert spread.count == [3, 1]


async def test_buckets_over_many_days_come_in_parts_without_holes_or_doubles(engine: Engine) -> None:
    hours = [T0 + hour * 3_600_000 for hour in (*range(50), *range(500, 520))]
    await engine.write(_batch(*(_reading(BUREAU, ms + 5, co2_ppm=1) for ms in hours)))
    query = ReadingsQuery(Where(), T0, T0 + 60 * DAY_MS, 7, step_ms=3_600_000)
    parts = await _all(
        lambda after: engine.query(
            ReadingsQuery(query.where, query.start_ms, query.end_ms, 7, step_ms=query.step_ms, after=after), 5
        )
    )
    found = [ms for part in parts if isinstance(part, Chunk) for c in part.columns for ms in c.ts_ms]
    assert found == [ms // 3_600_000 * 3_600_000 for ms in hours]


async def test_late_readings_can_be_told(engine: Engine) -> None:
    late = ReadingRow(BUREAU, T0, {"co2_ppm": 1}, is_late=True)
    await engine.write(_batch(late, _reading(BUREAU, T0 + 1, co2_ppm=2)))
    chunk = await engine.query(ReadingsQuery(Where(), 0, EVER, 10, is_late_only=True), 5)
    assert [columns.ts_ms for columns in chunk.columns] == [[T0]]


async def test_the_newest_readings_are_found_again_with_their_times(engine: Engine) -> None:
    await engine.write(_batch(*(_reading(BUREAU, T0 + i, co2_ppm=i) for i in range(30))))
    await engine.write(_batch(_reading(BUREAU, T0 + 29, noise_dba=40)))
    (newest,) = await engine.latest()
    assert (newest.place, newest.ts_ms) == (BUREAU, T0 + 29)
    assert newest.values == {"co2_ppm": 29, "noise_dba": 40}
    assert newest.recent_ms == [T0 + i for i in range(9, 30)]


async def test_a_query_that_takes_too_long_is_ended(engine: Engine) -> None:
    await engine.write(_batch(*(_reading(BUREAU, T0 + i, co2_ppm=i) for i in range(1000))))
    with pytest.raises(TooSlow):
        await engine.query(ReadingsQuery(Where(), 0, EVER, 1000), 0)
    assert len(await _rows(engine)) == 1000


# -- levels

STEPS = [
    (MINUTE_MS, Level.RAW),
    (7 * MINUTE_MS, Level.RAW),
    (5 * MINUTE_MS, Level.FIVE_MINUTES),
    (30 * MINUTE_MS, Level.FIVE_MINUTES),
    (60 * MINUTE_MS, Level.HOUR),
    (DAY_MS, Level.HOUR),
]


Buckets = dict[tuple[Place, int, str, str], float]
"""By place, start, quantity and what is said of it: mean, min, max or n."""


def _expected(rows: Sequence[ReadingRow], step_ms: int) -> Buckets:
    """Return the buckets of readings."""
    merged: dict[tuple[Place, int, str], float] = {}
    for row in rows:
        merged |= {(row.place, row.ts_ms, name): value for name, value in row.values.items()}
    buckets: dict[tuple[Place, int, str], list[float]] = defaultdict(list)
    for (place, ts_ms, name), value in merged.items():
        buckets[place, ts_ms // step_ms * step_ms, name].append(value)
    found: Buckets = {}
    for key, values in buckets.items():
        found |= _bucket(key, mean(values), min(values), max(values), len(values))
    return found


def _bucket(key: tuple[Place, int, str], *four: float | None) -> Buckets:
    named = zip(("mean", "min", "max", "n"), four, strict=True)
    return {(*key, name): value for name, value in named if value is not None}


async def _buckets(
    engine: Engine, step_ms: int, level: Level, start_ms: int = T0 - 9 * DAY_MS, end_ms: int = T0 + 9 * DAY_MS
) -> Buckets:
    """Return the same as an engine answers it, in parts."""
    parts = await _all(
        lambda after: engine.query(
            ReadingsQuery(Where(), start_ms, end_ms, 50, step_ms=step_ms, level=level, after=after), 5
        ),
        1000,
    )
    found: Buckets = {}
    for columns in (columns for part in parts if isinstance(part, Chunk) for columns in part.columns):
        for name, spread in columns.spreads.items():
            rows = zip(columns.ts_ms, spread.mean, spread.least, spread.most, spread.count, strict=True)
            for at_ms, *four, many in rows:
                assert (many > 0) == (four[0] is not None)
                found |= _bucket((columns.place, at_ms, name), *four, many or None)
    return found


def _irregular(seed: int) -> list[ReadingRow]:
    """Return readings of two devices as they may come: late, again, corrected, of varying quantities."""
    chance = Random(seed)
    rows = []
    for i in range(400):
        place, late = chance.choice((BUREAU, SALON)), chance.random() < 0.3
        ts_ms = T0 + i * 30_000 - (chance.randrange(3 * DAY_MS) // 10_000 * 10_000 if late else 0)
        values = {
            name: chance.randrange(4000) / 4 for name in ("co2_ppm", "noise_dba") if chance.random() < 0.8
        }
        rows.append(ReadingRow(place, ts_ms, values, is_late=late))
        if chance.random() < 0.2:
            rows.append(ReadingRow(*chance.choice(rows)[:2], {"co2_ppm": chance.randrange(4000) / 4}))
    return rows


@pytest.mark.parametrize("seed", range(3))
async def test_buckets_of_every_level_are_those_of_the_readings_whenever_they_came(
    engine: Engine, seed: int
) -> None:
    rows = _irregular(seed)
    for first in range(0, len(rows), 150):
        await engine.write(_batch(*rows[first : first + 150], seq=first + 1))
        await engine.maintain(T0 + DAY_MS, 1)
        for step_ms, level in STEPS:
            expected = _expected(rows[: first + 150], step_ms)
            assert await _buckets(engine, step_ms, level) == pytest.approx(expected)


async def test_a_bucket_that_a_span_touches_is_whole(engine: Engine) -> None:
    rows = [_reading(BUREAU, T0 + i * MINUTE_MS, co2_ppm=i) for i in range(180)]
    await engine.write(_batch(*rows))
    for step_ms, level in STEPS[1:5]:
        found = await _buckets(engine, step_ms, level, T0 + 61 * MINUTE_MS, T0 + 62 * MINUTE_MS)
        expected = _expected(rows, step_ms)
        assert found == {key: expected[key] for key in found}
        assert {key[1] for key in found} == {(T0 + 61 * MINUTE_MS) // step_ms * step_ms}


async def test_old_readings_go_their_buckets_stay_and_it_is_said_from_when_on_all_is_there(
    sqlite_engine: Engine,
) -> None:
    engine = sqlite_engine
    rows = [_reading(BUREAU, T0 - i * 6 * HOUR_MS, co2_ppm=i) for i in range(4 * 70)]
    await engine.write(_batch(*rows))
    await _maintained(engine, T0)
    for level, days in ((Level.RAW, 60), (Level.FIVE_MINUTES, 0), (Level.HOUR, 0)):
        assert engine.kept_from(level) == (T0 - days * DAY_MS) // HOUR_MS * HOUR_MS * bool(days)
    kept = [row for row in rows if row.ts_ms >= engine.kept_from(Level.RAW)]
    assert await _rows(engine) == [(row.ts_ms, row.values) for row in reversed(kept)]
    for step_ms, level in ((5 * MINUTE_MS, Level.FIVE_MINUTES), (DAY_MS, Level.HOUR)):
        expected = pytest.approx(_expected(rows, step_ms))
        assert await _buckets(engine, step_ms, level, T0 - 80 * DAY_MS) == expected
    await _maintained(engine, T0 + 320 * DAY_MS)
    assert await _rows(engine) == []
    assert await _buckets(engine, DAY_MS, Level.HOUR, T0 - 80 * DAY_MS) == pytest.approx(
        _expected(rows, DAY_MS)
    )
    fine = await _buckets(engine, 5 * MINUTE_MS, Level.FIVE_MINUTES, T0 - 80 * DAY_MS)
    assert min(key[1] for key in fine) >= engine.kept_from(Level.FIVE_MINUTES) > T0 - 46 * DAY_MS


async def test_history_older_than_raw_readings_are_kept_becomes_buckets_once(engine: Engine) -> None:
    await _maintained(engine, T0)
    old = [
        _reading(BUREAU, T0 - 400 * DAY_MS + i * MINUTE_MS, co2_ppm=i, noise_dba=2 * i) for i in range(300)
    ]
    young = [row._replace(ts_ms=row.ts_ms + 200 * DAY_MS) for row in old]
    for _ in range(2):
        await engine.write(Batch(old + young))
    part = [_reading(BUREAU, young[0].ts_ms, co2_ppm=999)]
    await engine.write(Batch(part))  # less than what is known of these five minutes
    assert await _rows(engine) == []
    expected = pytest.approx(_expected(old + young, HOUR_MS))
    assert await _buckets(engine, HOUR_MS, Level.HOUR, T0 - 500 * DAY_MS) == expected
    expected = pytest.approx(_expected(young, 5 * MINUTE_MS))
    assert await _buckets(engine, 5 * MINUTE_MS, Level.FIVE_MINUTES, T0 - 300 * DAY_MS) == expected
    assert engine.kept_from(Level.RAW) > T0 - 61 * DAY_MS
    assert engine.kept_from(Level.HOUR) == 0


async def _maintained(engine: Engine, now_ms: int) -> None:
    """Maintain until nothing is left to do."""
    await engine.maintain(now_ms, 0.2)
    while await engine.maintain(now_ms, 0.2):
        pass


# -- derived messages


def _action(raised: int, at_ms: int, state: str = "proposed", room: str = "bureau") -> MessageRow:
    payload = f'{{"state":"{state}"}}'.encode()
    return MessageRow("actions", "maison", room, "co2_ppm", at_ms, f"maison.{room}.co2_ppm.{raised}", payload)


def _messages(
    kind: str = "actions", room: str | None = None, **more: int | bool | After | None
) -> MessagesQuery:
    wanted = {"start_ms": 0, "end_ms": EVER, "limit": 100, "most_bytes": 100_000} | more
    return MessagesQuery(kind, Where(room=room), **wanted)  # type: ignore[arg-type]


async def test_messages_are_kept_as_they_came_and_once(engine: Engine) -> None:
    batch = _batch(_action(1, T0), _action(1, T0 + 5, "done"), _action(2, T0 + 5))
    await engine.write(batch)
    await engine.write(batch)
    found = await engine.messages(_messages(), 5)
    assert found.payloads == [b'{"state":"proposed"}', b'{"state":"done"}', b'{"state":"proposed"}']
    assert set(found.subjects) == {"iaq.actions.maison.bureau.co2_ppm"}


async def test_the_newest_message_of_each_subject_is_current(engine: Engine) -> None:
    await engine.write(_batch(_action(1, T0), _action(1, T0 + 5, "done"), _action(1, T0, room="salon")))
    found = await engine.messages(_messages(is_newest_only=True), 5)
    assert found.payloads == [b'{"state":"done"}', b'{"state":"proposed"}']


async def test_messages_come_in_parts_by_number_and_by_size(engine: Engine) -> None:
    rows = [_action(i, T0 + i // 3, room=room) for room in ("a", "b") for i in range(20)]
    await engine.write(_batch(*rows))
    for limits in ({"limit": 7}, {"most_bytes": 60}):
        parts = await _all(lambda after, limits=limits: engine.messages(_messages(**limits, after=after), 5))  # type: ignore[misc]
        assert sum(len(part.payloads) for part in parts if isinstance(part, Messages)) == len(rows)
        assert len(parts) > 2


async def test_messages_of_one_room_and_of_one_span(engine: Engine) -> None:
    await engine.write(_batch(*(_action(i, T0 + i, room=room) for room in ("a", "b") for i in range(5))))
    found = await engine.messages(_messages(room="b", start_ms=T0 + 1, end_ms=T0 + 3), 5)
    assert found.subjects == ["iaq.actions.maison.b.co2_ppm"] * 2


@pytest.mark.parametrize("limit", [2, 3, 100])
async def test_of_every_step_the_first_message_of_each_subject_comes(engine: Engine, limit: int) -> None:
    first_ms = T0 // 10_000 * 10_000
    rows = [
        _action(i, first_ms + 3000 * i, f"{i}", room=room) for room in ("a", "b") for i in (0, 1, 3, 4, 5, 9)
    ]
    await engine.write(_batch(*rows))
    parts = await _all(lambda after: engine.messages(_messages(step_ms=10_000, limit=limit, after=after), 5))
    payloads = [payload for part in parts if isinstance(part, Messages) for payload in part.payloads]
    assert payloads == [f'{{"state":"{i}"}}'.encode() for i in (0, 4, 9)] * 2


async def test_old_predictions_go_and_everything_else_stays(sqlite_engine: Engine) -> None:
    old = MessageRow("predictions", *BUREAU, T0, "", b"{}")
    young = MessageRow("predictions", *BUREAU, T0 + 31 * DAY_MS, "", b"{}")
    await sqlite_engine.write(_batch(old, young, _action(1, T0), _reading(BUREAU, T0, co2_ppm=1)))
    assert await sqlite_engine.maintain(T0 + 32 * DAY_MS, 1.0) == 1
    assert len((await sqlite_engine.messages(_messages("predictions"), 5)).payloads) == 1
    assert len((await sqlite_engine.messages(_messages("actions"), 5)).payloads) == 1
    assert len(await _rows(sqlite_engine)) == 1


async def test_what_is_old_goes_step_by_step_when_there_is_little_time(sqlite_engine: Engine) -> None:
    places = [Place("maison", "bureau", f"d{i}") for i in range(3)]
    rows = [MessageRow("predictions", *place, T0 + i, "", b"{}") for i in range(2_500) for place in places]
    await sqlite_engine.write(_batch(*rows))
    steps = [await sqlite_engine.maintain(T0 + 32 * DAY_MS, 0) for _ in range(4)]
    assert sum(steps) == len(rows)
    assert max(steps) < len(rows)
    assert (await sqlite_engine.messages(_messages("predictions"), 5)).subjects == []


async def test_a_device_that_is_deleted_leaves_nothing(engine: Engine) -> None:
    readings = [_reading(BUREAU, T0 + i, co2_ppm=1) for i in range(12_000)]
    prediction = MessageRow("predictions", *BUREAU, T0, "", b"{}")
    await engine.write(_batch(*readings, prediction, _reading(SALON, T0, co2_ppm=2)))
    assert await engine.delete(BUREAU) == 12_001
    assert await _rows(engine) == []
    assert list(engine.quantities_of(Where())) == [SALON]
    assert (await engine.messages(_messages("predictions"), 5)).payloads == []
    assert len(await _rows(engine, SALON)) == 1
    await engine.write(_batch(_reading(BUREAU, T0, co2_ppm=3)))
    assert await _rows(engine) == [(T0, {"co2_ppm": 3})]


# -- the stream


async def test_the_point_of_the_stream_is_kept_with_the_batch(opens: Opens) -> None:
    async with opens() as engine:
        assert await engine.open() is None
        await engine.write(_batch(_reading(BUREAU, T0, co2_ppm=1), seq=7))
        await engine.maintain(
            T0 + DAY_MS, 5
        )  # until the buckets are made, it may be that of an earlier batch
        assert await engine.open() == Point("1", 7)
    async with opens() as engine:
        assert await engine.open() == Point("1", 7)
        assert await _rows(engine) == [(T0, {"co2_ppm": 1})]


async def test_what_entered_the_stream_before_an_instant_is_known_to_a_minute(engine: Engine) -> None:
    for second in range(0, 300, 10):
        await engine.write(_batch(seq=second + 1, stored_at_ms=T0 + second * 1000))
    assert await engine.kept_before(T0 - 1) == 0
    assert await engine.kept_before(T0) == 1
    assert await engine.kept_before(T0 + 125_000) == 121
    assert await engine.kept_before(T0 + DAY_MS) == 241


async def test_a_clock_that_was_wrong_for_a_while_stops_no_instants(engine: Engine) -> None:
    await engine.write(_batch(seq=100, stored_at_ms=T0))
    await engine.write(_batch(seq=200, stored_at_ms=T0 + 400 * DAY_MS))
    await engine.write(_batch(seq=300, stored_at_ms=T0 + 2 * MINUTE_MS))
    assert await engine.kept_before(T0 + MINUTE_MS) == 100
    assert await engine.kept_before(T0 + DAY_MS) == 300


async def test_a_batch_whose_instant_is_not_known_has_none(engine: Engine) -> None:
    await engine.write(_batch(seq=100, stored_at_ms=T0))
    await engine.write(_batch(seq=200, stored_at_ms=0))
    assert await engine.kept_before(T0 + DAY_MS) == 100


async def test_another_life_of_the_stream_begins_with_no_instants(engine: Engine) -> None:
    await engine.write(_batch(seq=900, stored_at_ms=T0))
    await engine.write(_batch(seq=3, stored_at_ms=T0 + 1, epoch="2"))
    assert await engine.open() == Point("2", 3)
    assert await engine.kept_before(T0 + DAY_MS) in (0, 3)


# -- SQLite's own


async def test_a_database_that_another_program_locks_is_away_and_comes_back(tmp_path: Path) -> None:
    async with _sqlite(tmp_path)() as engine:
        other = sqlite3.connect(tmp_path / "store.db", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        began = time.monotonic()
        with pytest.raises(EngineAway, match="locked"):
            await engine.write(_batch(_reading(BUREAU, T0, co2_ppm=1), seq=3))
        assert time.monotonic() - began < 10
        other.execute("ROLLBACK")
        other.close()
        await engine.write(_batch(_reading(BUREAU, T0, co2_ppm=1), seq=3))
        assert await _rows(engine) == [(T0, {"co2_ppm": 1})]


async def test_a_full_disk_is_away_loses_nothing_and_comes_back(tmp_path: Path) -> None:
    async with _sqlite(tmp_path)() as engine:
        await engine.write(_batch(_reading(BUREAU, T0, co2_ppm=1), seq=1))
        assert isinstance(engine, SqliteEngine)
        await engine._write(lambda: engine._writer._connection.execute("PRAGMA max_page_count = 1"))  # type: ignore[union-attr]
        more = _batch(*(_reading(SALON, T0 + i, co2_ppm=1) for i in range(20_000)), seq=2)
        with pytest.raises(EngineAway, match="full"):
            await engine.write(more)
        assert await _rows(engine, SALON) == []
        await engine.write(more)  # the limit was of that connection
        assert (
            len((await engine.query(ReadingsQuery(Where(), 0, EVER, 50_000), 5)).columns[1].ts_ms) == 20_000
        )
        assert await engine.open() == Point("1", 2)


async def test_a_file_that_is_no_database_is_away_with_the_reason(tmp_path: Path) -> None:
    (tmp_path / "store.db").write_bytes(b"something else entirely" * 100)
    engine = SqliteEngine(tmp_path / "store.db")
    with pytest.raises(EngineAway, match="not a database"):
        await engine.open()
    (tmp_path / "store.db").unlink()
    assert await engine.open() is None
    await engine.close()


async def test_a_database_of_a_newer_program_is_left_alone(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / "store.db")
    connection.execute("PRAGMA user_version = 999")
    connection.close()
    engine = SqliteEngine(tmp_path / "store.db")
    with pytest.raises(EngineAway, match="newer than this program"):
        await engine.open()
    await engine.close()


async def test_a_quantity_that_is_new_gets_its_column(tmp_path: Path) -> None:
    async with _sqlite(tmp_path)() as engine:
        await engine.write(_batch(_reading(BUREAU, T0, co2_ppm=1)))
    connection = sqlite3.connect(tmp_path / "store.db")
    connection.execute("ALTER TABLE readings DROP COLUMN occupancy")
    connection.close()
    async with _sqlite(tmp_path)() as engine:
        await engine.write(_batch(_reading(BUREAU, T0, occupancy=3)))
        assert await _rows(engine) == [(T0, {"co2_ppm": 1, "occupancy": 3})]


async def test_closing_moves_the_log_into_the_file(tmp_path: Path) -> None:
    async with _sqlite(tmp_path)() as engine:
        await engine.write(_batch(_reading(BUREAU, T0, co2_ppm=1)))
        await _rows(engine)
    assert os.listdir(tmp_path) == ["store.db"]


async def test_a_file_of_the_first_version_gets_its_buckets(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / "store.db")
    connection.executescript("""
        CREATE TABLE series (
          id INTEGER PRIMARY KEY, site TEXT NOT NULL, room TEXT NOT NULL, device TEXT NOT NULL,
          quantities TEXT NOT NULL DEFAULT '', UNIQUE (site, room, device));
        CREATE TABLE readings (
          series INTEGER NOT NULL, ts_ms INTEGER NOT NULL, is_late INTEGER NOT NULL, raw TEXT, co2_ppm REAL,
          PRIMARY KEY (series, ts_ms)) WITHOUT ROWID;
        INSERT INTO series VALUES (1, 'maison', 'bureau', 'bureau1', 'co2_ppm');
        PRAGMA user_version = 1;
    """)
    rows = [_reading(BUREAU, T0 + i * 40_000, co2_ppm=i) for i in range(500)]
    old = [(1, row.ts_ms, 0, None, row.values["co2_ppm"]) for row in rows]
    connection.executemany("INSERT INTO readings VALUES (?, ?, ?, ?, ?)", old)
    connection.commit()
    connection.close()
    async with _sqlite(tmp_path)() as engine:
        for step_ms, level in STEPS:
            assert await _buckets(engine, step_ms, level) == pytest.approx(_expected(rows, step_ms))
        more = _reading(BUREAU, T0 + 1, noise_dba=40)
        await engine.write(_batch(more))
        assert await _buckets(engine, DAY_MS, Level.HOUR) == pytest.approx(_expected([*rows, more], DAY_MS))


async def test_a_journal_of_the_second_version_is_taken_over(tmp_path: Path) -> None:
    async with _sqlite(tmp_path)() as engine:
        await engine.write(_batch(_reading(BUREAU, T0, temperature_c=21, co2_ppm=600)))
        await engine.write(_batch(_reading(BUREAU, T0, co2_ppm=610), _reading(SALON, T0, co2_ppm=500)))
        expected = [await _rows(engine), await _rows(engine, SALON)]
    connection = sqlite3.connect(tmp_path / "store.db")
    connection.executescript("""
        CREATE TABLE old (
          id INTEGER PRIMARY KEY, series INTEGER NOT NULL, ts_ms INTEGER NOT NULL, is_late INTEGER NOT NULL,
          raw TEXT, co2_ppm REAL, temperature_c REAL);
        INSERT INTO old (series, ts_ms, is_late, raw, co2_ppm, temperature_c)
          SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5
          FROM journal, json_each(journal.readings) ORDER BY journal.id, key;
        DROP TABLE journal;
        ALTER TABLE old RENAME TO journal;
        PRAGMA user_version = 2;
    """)
    connection.close()
    async with _sqlite(tmp_path)() as engine:
        assert [await _rows(engine), await _rows(engine, SALON)] == expected
        await engine.maintain(T0 + DAY_MS, 1)
        assert [await _rows(engine), await _rows(engine, SALON)] == expected
    async with _sqlite(tmp_path)() as engine:
        assert [await _rows(engine), await _rows(engine, SALON)] == expected


async def test_a_deleted_device_does_not_come_back_from_the_journal(tmp_path: Path) -> None:
    async with _sqlite(tmp_path)() as engine:
        await engine.write(_batch(_reading(SALON, T0, co2_ppm=500), _reading(BUREAU, T0, co2_ppm=600)))
        assert await engine.delete(BUREAU) == 1
        await engine.write(_batch(_reading(BUREAU, T0 + 1, temperature_c=21)))
    async with _sqlite(tmp_path)() as engine:
        assert await _rows(engine) == [(T0 + 1, {"temperature_c": 21})]


async def test_a_quantity_that_comes_later_leaves_earlier_readings_as_they_are(tmp_path: Path) -> None:
    async with _sqlite(tmp_path)() as engine:
        await engine.write(_batch(_reading(BUREAU, T0, temperature_c=21)))
        await engine.write(_batch(_reading(BUREAU, T0 + 1, co2_ppm=600, temperature_c=22)))
    async with _sqlite(tmp_path, fold_rows=1)() as engine:
        rows = [(T0, {"temperature_c": 21}), (T0 + 1, {"co2_ppm": 600, "temperature_c": 22})]
        assert await _rows(engine) == rows
        await engine.write(_batch(_reading(SALON, T0, co2_ppm=1)))  # and all is folded
        assert await _rows(engine) == rows


async def test_a_device_may_be_deleted_while_its_readings_are_being_folded(tmp_path: Path) -> None:
    async with _sqlite(tmp_path, fold_rows=20_000)() as engine:
        rows = [_reading(place, T0 + i, co2_ppm=i) for place in (BUREAU, SALON) for i in range(13_000)]
        await engine.write(_batch(*rows))  # and the first slice is folded
        assert await engine.delete(SALON) == 13_000
        await engine.maintain(T0 + DAY_MS, 1)
        assert len(await _rows(engine, SALON)) == 0
        expected = _expected([row for row in rows if row.place == BUREAU], MINUTE_MS)
        assert await _buckets(engine, MINUTE_MS, Level.RAW) == pytest.approx(expected)
