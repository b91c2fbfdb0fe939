"""``kill -9`` of a writing process, again and again: what was acknowledged must be there, once, and whole.

``python -m tests.bench.store.kills FILE FIRST`` is the process: it writes batch after batch from number
FIRST on, and says the number of each that is kept.
"""

import asyncio
import random
import subprocess
import sys
import tempfile
from math import isclose
from pathlib import Path
from typing import NamedTuple

from services.store.engine import Batch, Engine, Level, Point, ReadingRow, ReadingsQuery, Where
from services.store.sqlite import SqliteEngine
from tests.bench.store.rooms import DAY_MS, PLACES, STEP_MS, VALUES
from tests.support.service import CHECKOUT

START_MS = 1_790_000_000_000 // DAY_MS * DAY_MS
ROWS = 200
FOLD_ROWS = 3_000
"""So that a fold is always near."""
LONGEST_S = 0.5
AT_ONCE = 10
"""After so many kills the file is looked through."""
EVER = 2**53


class Harm(NamedTuple):
    """What kills did: readings lost or doubled, buckets that are not those of the readings."""

    lost: int
    doubled: int
    torn: int


def batch(number: int) -> Batch:
    """Return the batch of a number: a tick of 200 devices, some of which are late or correct the last."""
    rows = []
    for i, place in enumerate(PLACES[:ROWS]):
        tick = number if i % 10 else max(number - 1 - number % 400, 0)
        rows.append(ReadingRow(place, START_MS + tick * STEP_MS, VALUES[(number * 7 + i) % len(VALUES)]))
    return Batch(rows, (), Point("1", number + 1), START_MS + number * STEP_MS)


async def write(path: Path, first: int) -> None:
    """Write until killed."""
    engine = SqliteEngine(path, fold_rows=FOLD_ROWS)
    await engine.open()
    for number in range(first, 10_000_000):
        await engine.write(batch(number))
        print(number, flush=True)


async def kill(times: int) -> Harm:
    """Start and kill so many processes, and return what was lost, doubled and torn over all of them."""
    chance = random.Random(3)
    total = Harm(0, 0, 0)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "store.db"
        kept = -1
        for time in range(times):
            said = await asyncio.to_thread(_killed, path, kept + 1, chance.uniform(0, LONGEST_S))
            kept = kept if said is None else said
            if time % AT_ONCE == AT_ONCE - 1 or time == times - 1:
                found = await _looked_through(path, kept)
                total = Harm(*(a + b for a, b in zip(total, found, strict=True)))
    return total


def _killed(path: Path, first: int, after_s: float) -> int | None:
    """Start a writing process, kill it a while after its first batch, and return what it said last."""
    command = [sys.executable, "-m", "tests.bench.store.kills", str(path), str(first)]
    with subprocess.Popen(command, cwd=CHECKOUT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        said = process.stdout.readline()
        try:
            process.wait(after_s)
        except subprocess.TimeoutExpired:
            process.kill()
        said += process.stdout.read()
    whole = [line for line in said.splitlines(keepends=True) if line.endswith("\n")]
    return int(whole[-1]) if whole else None


async def _looked_through(path: Path, kept: int) -> Harm:
    engine = SqliteEngine(path, fold_rows=2**31)  # nothing is folded meanwhile: the file is as it was left
    point = await engine.open()
    assert point is not None
    expected: dict[tuple[str, int], dict[str, float]] = {}
    for number in range(point.seq):
        for row in batch(number).readings:
            key = row.place.device, row.ts_ms
            expected[key] = {**expected.get(key, {}), **row.values}
    found = await _readings(engine)
    lost = (
        sum(found.get(key) != values for key, values in expected.items())
        + max(kept + 1 - point.seq, 0) * ROWS
    )
    torn = 0
    for level in (Level.FIVE_MINUTES, Level.HOUR):
        of_level, of_readings = await _buckets(engine, level, level), await _buckets(engine, level, Level.RAW)
        torn += len(of_level.keys() ^ of_readings.keys())
        both = ((four, of_readings[key]) for key, four in of_level.items() if key in of_readings)
        torn += sum(not all(map(isclose, one, other)) for one, other in both)
    await engine.close()
    return Harm(lost, len(found.keys() - expected.keys()), torn)


async def _readings(engine: Engine) -> dict[tuple[str, int], dict[str, float]]:
    chunk = await engine.query(ReadingsQuery(Where(), 0, EVER, 2**31), 600)
    found: dict[tuple[str, int], dict[str, float]] = {}
    for columns in chunk.columns:
        for i, ts_ms in enumerate(columns.ts_ms):
            values = {name: spread.mean[i] for name, spread in columns.spreads.items()}
            found[columns.place.device, ts_ms] = {n: v for n, v in values.items() if v is not None}
    return found


async def _buckets(
    engine: Engine, step_ms: int, level: Level
) -> dict[tuple[str, int, str], tuple[float, ...]]:
    chunk = await engine.query(ReadingsQuery(Where(), 0, EVER, 2**31, step_ms=step_ms, level=level), 600)
    found = {}
    for columns in chunk.columns:
        for name, spread in columns.spreads.items():
            fours = zip(spread.mean, spread.least, spread.most, spread.count, strict=True)
            for start_ms, four in zip(columns.ts_ms, fours, strict=True):
                found[columns.place.device, start_ms, name] = tuple(part or 0 for part in four)
    return found


if __name__ == "__main__":
    asyncio.run(write(Path(sys.argv[1]), int(sys.argv[2])))
