"""How fast an engine writes, and how long a write takes."""

import sqlite3
import time
from itertools import chain
from pathlib import Path

from services.store.engine import Batch, Engine, Point
from services.store.measures import FOLD_S
from services.store.sqlite import layout
from tests.bench.store.rooms import DEVICES, PLACES, ticks

WARM_UP_TICKS = 60


async def ingest(engine: Engine, start_ms: int, many: int) -> dict[str, float]:
    """Write ticks of 1000 devices, a batch each, and return rows a second and how long writes took.

    `write_p99_ms` is of those that did not find a slice of a fold to do; the longest is of all.
    """
    batches = [
        Batch(rows, (), Point("1", i + 1), rows[0].ts_ms) for i, rows in enumerate(ticks(start_ms, many))
    ]
    for batch in batches[:WARM_UP_TICKS]:
        await engine.write(batch)
    took_s: list[float] = []
    alone: list[float] = []
    began = time.perf_counter()
    for batch in batches[WARM_UP_TICKS:]:
        slices, before = _slices(), time.perf_counter()
        await engine.write(batch)
        took_s.append(time.perf_counter() - before)
        if _slices() == slices:
            alone.append(took_s[-1])
    rows = (many - WARM_UP_TICKS) * DEVICES
    total_s = time.perf_counter() - began
    in_order = sorted(took_s)
    alone.sort()
    return {
        "rows_per_s": rows / total_s,
        "write_p50_ms": in_order[len(in_order) // 2] * 1000,
        "write_p99_ms": alone[int(len(alone) * 0.99)] * 1000,
        "longest_stall_ms": in_order[-1] * 1000,
    }


def _slices() -> float:
    """Return how many slices of folds there were."""
    return next(s.value for m in FOLD_S.collect() for s in m.samples if s.name.endswith("_count"))


def bulk(path: Path, start_ms: int, many: int) -> float:
    """Return how many of the same readings a second one sorted load of the same table takes.

    No journal, no merging, no buckets, in the order of the key, 50,000 a commit: as fast as it gets.
    """
    readings = list(chain.from_iterable(ticks(start_ms, many)))
    names = list(readings[0].values)
    number_of = {place: i for i, place in enumerate(PLACES)}
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    layout.prepare(connection)
    columns = ("series", "ts_ms", "is_late", "raw", *names)
    insert = f"INSERT INTO readings ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"
    began = time.perf_counter()
    rows = [
        (number_of[place], ts_ms, is_late, raw, *map(values.get, names))
        for place, ts_ms, values, raw, is_late in readings
    ]
    rows.sort()
    for first in range(0, len(rows), 50_000):
        connection.execute("BEGIN")
        connection.executemany(insert, rows[first : first + 50_000])
        connection.execute("COMMIT")
    took_s = time.perf_counter() - began
    connection.close()
    return len(rows) / took_s
