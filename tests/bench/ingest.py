"""How many readings a second are acknowledged, with everything consuming: ``make bench-ingest``.

First the bus alone: atomic batches of 100, nothing else running. Then the whole system as ``make up``
starts it, on a folder of its own, asked through nginx: lists of 100, single posts as fast as they are
answered, single posts at 1000 a second. Store, predictor and gateway consume meanwhile; they may lag and
must drain. ``IAQ_BENCH_SECONDS=10`` measures 10 s each instead of 30.
"""

import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, Final

import uvloop

from iaqverse.bus import Bus, BusError, Outgoing
from iaqverse.contracts import streams
from iaqverse.local.plan import service_port
from iaqverse.local.settings import LocalSettings
from services.predictor.app import consumer_name
from services.predictor.leases import replica_name
from tests.support.nats_server import NatsServer
from tests.support.service import CHECKOUT
from tests.support.stack import Stack
from tests.support.waiting import until

BATCH: Final = 100
DRAIN_S: Final = 600.0
READING: Final = (
    b'{"device":"d1","site":"bench","room":"room-1","ts":"2026-11-23T02:00:00.000Z","values":{"co2_ppm":645,'
    b'"pm25_ugm3":12.5,"tvoc_ppb":210,"temperature_c":22.3,"humidity_pct":45.0},"score":71,"level":"good",'
    b'"limiting":"tvoc_ppb"}'
)


async def bus_limit(folder: Path, seconds: float) -> float:
    """Return how many readings a second the bus alone keeps: the best of 1, 2 and 4 batches at once."""
    server = NatsServer(folder)
    server.start()
    try:
        async with Bus.connect(server.settings(), "bench") as bus:
            await bus.ensure_stream(streams.iaq(2 * streams.GIB))
            return max([await _batches_per_s(bus, at_once, seconds / 3) for at_once in (1, 2, 4)])
    finally:
        server.kill()


async def _batches_per_s(bus: Bus, at_once: int, seconds: float) -> float:
    batch = [Outgoing(f"iaq.readings.bench.room-1.d{i}", READING, "reading/1") for i in range(BATCH)]
    started = time.perf_counter()

    async def publish() -> int:
        count = 0
        while time.perf_counter() - started < seconds:
            for outcome in await bus.publish_all(batch):
                if isinstance(outcome, BusError):
                    raise outcome
            count += BATCH
        return count

    counts = await asyncio.gather(*(publish() for _ in range(at_once)))
    return sum(counts) / (time.perf_counter() - started)


def load(url: str, mode: str, seconds: float) -> dict[str, Any]:
    """Post from a process of its own and return its figures."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.posting", url, mode, str(seconds)],
        cwd=CHECKOUT, check=True, stdout=subprocess.PIPE,
    )  # fmt: skip
    figures: dict[str, Any] = json.loads(done.stdout)
    print(f"{mode}: {json.dumps(figures)}", file=sys.stderr)
    return figures


def consumers(stack: Stack) -> dict[str, str]:
    """Return the consumers of the stream, by service."""
    predictor = service_port(LocalSettings(service_port=stack.service_port), "predictor", 1)
    return {"store": "store", "predictor": consumer_name(replica_name(predictor))}


async def drained(stack: Stack) -> float:
    """Wait until everything has consumed what was posted; return how long that took."""
    started = time.perf_counter()
    async with Bus.connect(stack.bus_settings(), "bench") as bus:

        async def nothing_waits() -> bool:
            states = [await bus.consumer_state(streams.IAQ, name) for name in consumers(stack).values()]
            return not any(state["pending"] + state["unacknowledged"] for state in states)

        await until(nothing_waits, DRAIN_S, "everything consumed")
    return time.perf_counter() - started


async def measure(folder: Path, seconds: float) -> dict[str, Any]:
    """Return the figures."""
    (folder / "bus").mkdir()
    limit = await bus_limit(folder / "bus", seconds)
    print(f"bus: {limit:.0f}/s", file=sys.stderr)
    stack = Stack(folder)
    stack.start()
    try:
        loads, drains = {}, {}
        for mode in ("lists", "singles", "rate:1000"):
            loads[mode] = load(stack.url, mode, seconds)
            drains[mode] = await drained(stack)
            print(f"drained after {drains[mode]:.1f} s", file=sys.stderr)
    finally:
        stack.stop()
    return {
        "lists_per_s": loads["lists"]["per_s"],
        "bus_limit_per_s": round(limit, 1),
        "share_of_limit": round(loads["lists"]["per_s"] / limit, 3),
        "singles_per_s": loads["singles"]["per_s"],
        "p50_ms_at_1000_per_s": loads["rate:1000"]["p50_ms"],
        "p99_ms_at_1000_per_s": loads["rate:1000"]["p99_ms"],
        "lists_p99_ms": loads["lists"]["p99_ms"],
        "drained_after_s": {mode: round(took, 1) for mode, took in drains.items()},
        "refused": {mode: _refused(figures["statuses"]) for mode, figures in loads.items()},
        "seconds": seconds,
        "cores": os.cpu_count(),
    }


def _refused(statuses: dict[str, int]) -> dict[str, int]:
    return {status: count for status, count in statuses.items() if status != "202"}


def main() -> None:
    """Measure, and end with the figures as one line of JSON."""
    seconds = float(os.environ.get("IAQ_BENCH_SECONDS", "30"))
    with tempfile.TemporaryDirectory(prefix="iaq-bench-") as folder:
        figures = uvloop.run(measure(Path(folder), seconds))
    print(json.dumps({"bench": "ingest", "figures": figures}))


if __name__ == "__main__":
    main()
