"""What the store can do: ``make bench-store``.

Writing, beside one sorted load of the same table and beside InfluxDB with the same batches; a stream that is
drained; the four questions of a dashboard, idle and while the engine writes at full speed; kills at random;
a file as a year leaves it; the bytes that a reading costs the disk. The same of the InfluxDB engine
where ``influxd`` is on PATH.

``IAQ_BENCH_SECONDS`` says how long the disk is watched: 330 if it is left out, so that a fold is in it. Below
60 everything else is shorter too.
"""

import asyncio
import json
import os
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

import uvloop

from iaqverse import process
from services.store.engine import Engine
from services.store.sqlite import SqliteEngine
from tests.bench.store import questions, writing
from tests.bench.store.disk import ON_A_DISK, disk_bytes
from tests.bench.store.draining import drain
from tests.bench.store.influx import influx
from tests.bench.store.kills import kill
from tests.bench.store.rooms import HOUR_MS, STEP_MS
from tests.bench.store.year import year
from tests.support import influxd

SECONDS: Final = float(os.environ.get("IAQ_BENCH_SECONDS", "330"))
IS_SHORT: Final = SECONDS < 60
TICKS: Final = 200 if IS_SHORT else 660
DRAINED: Final = 30_000 if IS_SHORT else 300_000
KILLS: Final = 5 if IS_SHORT else 100
DAYS: Final = 3 if IS_SHORT else 30
DEVICES_A_YEAR: Final = 5 if IS_SHORT else 100


def say(text: str) -> None:
    """Say what goes on; figures alone go to standard output."""
    print(text, file=sys.stderr, flush=True)


@asynccontextmanager
async def sqlite() -> AsyncIterator[Engine]:
    """Yield an engine with a file of its own."""
    with tempfile.TemporaryDirectory(dir=ON_A_DISK) as folder:
        engine = SqliteEngine(Path(folder) / "store.db")
        await engine.open()
        try:
            yield engine
        finally:
            await engine.close()


async def measure() -> dict[str, float]:
    """Measure everything, one after another."""
    now_ms = int(time.time() * 1000) // STEP_MS * STEP_MS
    say("writing")
    async with sqlite() as engine:
        figures = await writing.ingest(engine, now_ms - 3 * HOUR_MS, TICKS)
    with tempfile.TemporaryDirectory(dir=ON_A_DISK) as folder:
        bulk = writing.bulk(Path(folder) / "bulk.db", now_ms - 3 * HOUR_MS, TICKS)
    figures |= {"bulk_rows_per_s": bulk, "vs_bulk": figures["rows_per_s"] / bulk}
    say("questions")
    async with sqlite() as engine:
        await questions.fill(engine, now_ms, DAYS)
        asked = await questions.questions(engine, now_ms)
        idle = await questions.ask_all(asked)
        busy = await questions.ask_busily(engine, asked, now_ms)
        figures |= idle | {"busy_ratio": max(busy[name] / ms for name, ms in idle.items())}
        say(f"while writing: {json.dumps(busy)}")
    say("draining a stream")
    figures["drain_per_s"] = await drain(DRAINED, {"IAQ_LOG_LEVEL": "warning"})
    say(f"{KILLS} kills")
    figures |= (await kill(KILLS))._asdict()
    say("a year")
    figures |= await year(DEVICES_A_YEAR)
    if influxd.is_there():
        say("InfluxDB")
        with tempfile.TemporaryDirectory(dir=ON_A_DISK) as folder:
            figures |= await influx(Path(folder), now_ms, TICKS, DRAINED, DAYS)
        figures["vs_influx"] = figures["rows_per_s"] / figures["influx_raw_post_per_s"]
    else:
        say("no influxd on PATH: InfluxDB is left out")
    say(f"the disk, for {SECONDS:g} s")
    figures["disk_bytes_100"], figures["disk_bytes_1000"] = await asyncio.gather(
        disk_bytes(100, SECONDS), disk_bytes(1000, SECONDS)
    )
    return figures


if __name__ == "__main__":
    process.collect_seldom()  # as the store does
    process.switch_often()
    found = uvloop.run(measure())
    rounded = {name: round(value, 3) for name, value in found.items()}
    print(json.dumps({"bench": "store", "figures": {**rounded, "seconds": SECONDS, "cores": os.cpu_count()}}))
