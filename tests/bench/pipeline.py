"""How many readings a second the whole chain keeps up with: ``make bench-pipeline``.

Everything runs as ``make up`` starts it, the predictor too, and lists of 100 are posted through nginx on
time. A reading's time is when it was posted, so where it arrives tells how long it took: a row that another
process can read in the database, and a frame at a browser. Rates are tried upwards for a few seconds each
until somebody lags more than a second, one reading in a hundred excepted: the longest is a figure, too. The
highest rate that held is then kept up for ``IAQ_BENCH_SECONDS`` (60 if it is left out). A page is shown the
newest of a device when it can't be shown all: those that it was not are counted.

The limit beside it is what ingest acknowledges at most when lists are posted as fast as they are answered,
whoever lags behind.
"""

import asyncio
import json
import os
import re
import sqlite3
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import orjson
import uvloop

from iaqverse.bus import Bus
from iaqverse.contracts import streams
from iaqverse.contracts.wire import epoch_ms
from tests.bench.ingest import consumers, drained
from tests.bench.live import Page, connect
from tests.bench.processes import cpu_s
from tests.bench.store.disk import ON_A_DISK
from tests.support.service import CHECKOUT
from tests.support.stack import Stack
from tests.support.waiting import until

SECONDS: Final = float(os.environ.get("IAQ_BENCH_SECONDS", "60"))
TRY_S: Final = min(SECONDS, 8.0)
FIRST_PER_S: Final = 4_000
STEP_PER_S: Final = 1_000
MOST_PER_S: Final = 20_000 if SECONDS >= 10 else FIRST_PER_S
LAG_S: Final = 1.0
MOST: Final = 0.99
LOOK_S: Final = 0.02
KEPT: Final = 0.99
"""Which share of a rate must be posted, so that it counts as that rate."""
_TS: Final = re.compile(rb'"ts":"([^"]+)"')


@dataclass
class Arrivals:
    """How long readings took to one place, in milliseconds."""

    took_ms: list[int] = field(default_factory=list)

    def note(self, ts_ms: int, now_ms: int, count: int = 1) -> None:
        self.took_ms += [now_ms - ts_ms] * count

    def at(self, share: float) -> int:
        """Return a percentile; 0 when nothing came."""
        in_order = sorted(self.took_ms)
        return in_order[min(int(len(in_order) * share), len(in_order) - 1)] if in_order else 0


@dataclass
class Run:
    """What was seen at one rate."""

    rate: float
    posted: int = 0
    per_s: float = 0.0
    refused: int = 0
    rows: Arrivals = field(default_factory=Arrivals)
    frames: Arrivals = field(default_factory=Arrivals)
    lags: dict[str, Arrivals] = field(default_factory=lambda: defaultdict(Arrivals))
    cpu: dict[str, float] = field(default_factory=dict)

    def is_complete(self) -> bool:
        """Whether everything that was posted has come everywhere."""
        return min(len(self.rows.took_ms), len(self.frames.took_ms)) >= self.posted

    def who_lags(self) -> list[str]:
        """Return who did not keep up, and how far behind that was."""
        everybody = {"row": self.rows, "browser": self.frames, **self.lags}
        late = {name: arrivals.at(MOST) / 1000 for name, arrivals in everybody.items()}
        found = [f"{name} {lag_s:.1f} s" for name, lag_s in late.items() if lag_s > LAG_S]
        if self.per_s < KEPT * self.rate or self.refused:
            found.append(f"ingest took {self.per_s:.0f}/s, and refused {self.refused}")
        if len(self.rows.took_ms) < self.posted:
            found.append(f"row: {self.posted - len(self.rows.took_ms)} did not come")
        if self.not_shown > (1 - MOST) * self.posted:
            found.append(f"browser: {self.not_shown} were not shown")
        return found

    @property
    def not_shown(self) -> int:
        """How many readings the page was not shown, because a newer one of the device was there."""
        return max(self.posted - len(self.frames.took_ms), 0)


def now_ms() -> int:
    """Return the time as readings say it."""
    return time.time_ns() // 1_000_000


@lru_cache(maxsize=1024)
def _ms_of(ts: bytes) -> int:
    return epoch_ms(datetime.fromisoformat(ts.decode()))


class Rows:
    """Looks into the database as any other process may, for what was committed since."""

    def __init__(self, database: Path) -> None:
        self._connection = sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True, check_same_thread=False)
        self._last_id = 0
        self.look()

    def look(self) -> Iterator[int]:
        """Return the times of the new readings."""
        (newest,) = self._connection.execute("SELECT coalesce(max(id), 0) FROM journal").fetchone()
        if newest < self._last_id:
            self._last_id = 0  # it was emptied by a fold
        batches = self._connection.execute("SELECT readings FROM journal WHERE id > ?", (self._last_id,))
        found = [row[1] for (readings,) in batches.fetchall() for row in orjson.loads(readings)]
        self._last_id = newest
        return iter(found)

    def close(self) -> None:
        self._connection.close()


async def _watch_rows(rows: Rows, run: Run) -> None:
    while True:
        for ts_ms in await asyncio.to_thread(rows.look):
            run.rows.note(ts_ms, now_ms())
        await asyncio.sleep(LOOK_S)


async def _watch_lag(bus: Bus, stack: Stack, run: Run) -> None:
    while True:
        for name, consumer in consumers(stack).items():
            state = await bus.consumer_state(streams.IAQ, consumer)
            lag_s = (state["pending"] + state["unacknowledged"]) / run.rate
            run.lags[name].took_ms.append(round(lag_s * 1000))
        await asyncio.sleep(0.25)


async def _post(stack: Stack, mode: str, seconds: float) -> dict[str, Any]:
    """Post from a process of its own and return its figures."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.bench.posting", stack.url, mode, str(seconds),
        cwd=CHECKOUT, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    output, _ = await process.communicate()
    figures: dict[str, Any] = json.loads(output)
    return figures


async def at_rate(stack: Stack, bus: Bus, rate: float, seconds: float) -> Run:
    """Post at a rate for a while, and watch where the readings arrive."""
    run = Run(rate)
    assert stack.process is not None

    def note(frame: bytes) -> None:
        for ts in _TS.findall(frame):
            run.frames.note(_ms_of(ts), now_ms())

    (page,) = await connect(lambda: Page(stack.port, "topics=measurements", note), stack.port, 1)
    await page.is_open.wait()
    with closing(Rows(stack.folder / "data" / "store.db")) as rows:
        await asyncio.sleep(0.5)
        run.frames.took_ms.clear()  # what a new page is shown first
        watching = [
            asyncio.create_task(_watch_rows(rows, run)),
            asyncio.create_task(_watch_lag(bus, stack, run)),
        ]
        before_s = cpu_s(stack.process.pid)
        figures = await _post(stack, f"lists:{rate:g}", seconds)
        run.posted, run.per_s = figures["readings"], figures["per_s"]
        run.refused = sum(count for status, count in figures["statuses"].items() if status != "202")
        run.cpu = {"server": (cpu_s(stack.process.pid) - before_s) / seconds}
        run.cpu["client"] = figures["client_cpu_s"] / seconds
        with suppress(TimeoutError):
            await until(run.is_complete, 5 * LAG_S, "everything everywhere")
        for task in watching:
            task.cancel()
        await asyncio.gather(*watching, return_exceptions=True)
    page.close()
    print(
        f"{run.per_s:.0f}/s: row {run.rows.at(0.99)} ms, browser {run.frames.at(0.99)} ms (99 %), longest"
        f" {run.rows.at(1)} and {run.frames.at(1)} ms; cores: server"
        f" {run.cpu['server']:.2f}, client {run.cpu['client']:.2f}; {', '.join(run.who_lags()) or 'kept up'}",
        file=sys.stderr,
    )
    return run


async def measure(stack: Stack) -> dict[str, Any]:
    """Return the figures."""
    async with Bus.connect(stack.bus_settings(), "bench") as bus:
        limit = await _post(stack, "lists", TRY_S)
        await drained(stack)
        rate, next_limit = float(FIRST_PER_S), ""
        while rate <= MOST_PER_S and not next_limit:
            tried = await at_rate(stack, bus, rate, TRY_S)
            next_limit = "; ".join(tried.who_lags())
            await drained(stack)
            rate += STEP_PER_S
        rate -= STEP_PER_S * (2 if next_limit else 1)
        run = await at_rate(stack, bus, rate, SECONDS)
        while run.who_lags() and rate > STEP_PER_S:
            next_limit = "; ".join(run.who_lags())
            await drained(stack)
            rate -= STEP_PER_S
            run = await at_rate(stack, bus, rate, SECONDS)
    print(f"the next limit: {next_limit}", file=sys.stderr)
    return {
        "readings_per_s": round(run.per_s, 1),
        "to_row_p99_ms": run.rows.at(0.99),
        "to_row_longest_ms": run.rows.at(1),
        "to_browser_p50_ms": run.frames.at(0.5),
        "to_browser_p99_ms": run.frames.at(0.99),
        "to_browser_longest_ms": run.frames.at(1),
        "not_shown": run.not_shown,
        **{f"{name}_lag_p99_ms": lags.at(MOST) for name, lags in run.lags.items()},
        "acknowledged_per_s": limit["per_s"],
        "share_of_acknowledged": round(run.per_s / limit["per_s"], 3),
        "next_limit": next_limit,
        "server_cores": round(run.cpu["server"], 2),
        "client_cores": round(run.cpu["client"], 2),
        "seconds": SECONDS,
        "cores": os.cpu_count(),
    }


@contextmanager
def running() -> Iterator[Stack]:
    """Yield the whole system, on a disk."""
    with tempfile.TemporaryDirectory(prefix="iaq-bench-", dir=ON_A_DISK) as folder:
        stack = Stack(Path(folder))
        stack.start()
        try:
            yield stack
        finally:
            stack.stop()


def main() -> None:
    """Measure, and end with the figures as one line of JSON."""
    with running() as stack:
        figures = uvloop.run(measure(stack))
    print(json.dumps({"bench": "pipeline", "figures": figures}))


if __name__ == "__main__":
    main()
