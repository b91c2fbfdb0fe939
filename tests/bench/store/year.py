"""A file as a year of 100 devices leaves it: how long a chart of a month and a start take."""

import sqlite3
import tempfile
import time
from pathlib import Path

from services.store.engine import Level, ReadingsQuery, Where
from services.store.sqlite import SqliteEngine, layout
from tests.bench.store.disk import ON_A_DISK
from tests.bench.store.rooms import DAY_MS, HOUR_MS, MINUTE_MS, PLACES, VALUES

RAW_DAYS, YEAR_DAYS, MONTH_DAYS = 60, 365, 30
STEP_MS = 5 * MINUTE_MS
ROUNDS = 40
NAMES = list(VALUES[0])


async def year(devices: int = 100) -> dict[str, float]:
    """Return the 95th percentile of a month's chart of a room, in milliseconds, and the start, in seconds."""
    now_ms = int(time.time() * 1000) // HOUR_MS * HOUR_MS
    with tempfile.TemporaryDirectory(dir=ON_A_DISK) as folder:
        path = Path(folder) / "store.db"
        _generate(path, devices, now_ms)
        engine = SqliteEngine(path)
        began = time.perf_counter()
        await engine.open()
        newest = await engine.latest()
        start_s = time.perf_counter() - began
        assert len(newest) == devices
        where = Where(PLACES[0].site, PLACES[0].room)
        took_ms = []
        for i in range(ROUNDS):  # another month each time, so that it is not the same pages
            end_ms = now_ms - i * 8 * DAY_MS
            query = ReadingsQuery(
                where, end_ms - MONTH_DAYS * DAY_MS, end_ms, 5_000, step_ms=HOUR_MS, level=Level.HOUR
            )
            began = time.perf_counter()
            chunk = await engine.query(query, 60)
            took_ms.append((time.perf_counter() - began) * 1000)
            assert len(chunk.columns) == 3
        size = path.stat().st_size
        await engine.close()
    return {
        "year_month_ms": sorted(took_ms)[int(ROUNDS * 0.95)],
        "year_start_s": start_s,
        "year_gib": size / 2**30,
    }


def _generate(path: Path, devices: int, now_ms: int) -> None:
    """Write the tables as they are after a year of a reading every five minutes."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA synchronous = OFF")
    layout.prepare(connection)
    connection.execute("BEGIN")
    for number, place in enumerate(PLACES[:devices], 1):
        row = (number, *place, " ".join(sorted(NAMES)))
        connection.execute("INSERT INTO series VALUES (?, ?, ?, ?, ?)", row)
        first_ms = now_ms - RAW_DAYS * DAY_MS
        values = ", ".join(f"{i} + (ts / {STEP_MS} * 7 % 1000) / 10.0" for i, _ in enumerate(NAMES))
        connection.execute(
            f"INSERT INTO readings (series, ts_ms, is_late, {', '.join(NAMES)})"
            f" SELECT {number}, ts, 0, {values} FROM ({_instants(first_ms, now_ms, STEP_MS)})"
        )
        for level, table in layout.ROLLUPS.items():
            n = level // STEP_MS
            parts = ", ".join(
                f"{n}, {n} * (ts / {level:d} % 1000), ts / {level:d} % 1000, 1000" for _ in NAMES
            )
            columns = ", ".join(layout.rollup_columns(NAMES))
            first_ms = now_ms - YEAR_DAYS * DAY_MS
            connection.execute(
                f"INSERT INTO {table} (series, start_ms, {columns})"
                f" SELECT {number}, ts, {parts} FROM ({_instants(first_ms, now_ms, level)})"
            )
    layout.finish(connection)
    connection.execute("COMMIT")
    connection.close()


def _instants(start_ms: int, end_ms: int, step_ms: int) -> str:
    return (
        f"WITH RECURSIVE at(ts) AS (SELECT {start_ms} UNION ALL"
        f" SELECT ts + {step_ms:d} FROM at WHERE ts + {step_ms:d} < {end_ms}) SELECT ts FROM at"
    )
