"""How fast one store process takes a filled stream into its database, acknowledgements included."""

import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

import orjson

from iaqverse.bus import Bus, Outgoing
from iaqverse.contracts import streams, subjects
from iaqverse.contracts.wire import iso_of_ms
from tests.bench.store.rooms import HOUR_MS, ticks
from tests.support.nats_server import NatsServer
from tests.support.service import ServiceProcess
from tests.support.waiting import until

MOST_S = 300.0
BATCH = 500


async def drain(readings: int, settings: Mapping[str, str]) -> float:
    """Fill a stream, start a store with these settings, and return how many readings a second it took."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        server = NatsServer(folder)
        server.start()
        try:
            async with Bus.connect(server.settings(), "bench") as bus:
                await bus.ensure_stream(streams.iaq(2 * streams.GIB))
                last = await _fill(bus, readings)
                store = ServiceProcess("store", {**server.environment(), **settings}, folder)
                with store:  # it is ready, and has begun
                    began, first = time.perf_counter(), await _floor(bus)
                    await until(lambda: _has(bus, last), MOST_S, "the stream drained")
                    return (last - first) / (time.perf_counter() - began)
        finally:
            server.kill()


async def _fill(bus: Bus, readings: int) -> int:
    """Publish what 1000 devices measure every 10 s; return the last sequence."""
    batch: list[Outgoing] = []
    seqs: list[object] = []
    for rows in ticks(int(time.time() * 1000) - HOUR_MS, -(-readings // 1000)):
        for row in rows:
            reading = {**row.place._asdict(), "ts": iso_of_ms(row.ts_ms), "values": row.values}
            subject = subjects.of_device(subjects.READINGS, row.place)
            batch.append(Outgoing(subject, orjson.dumps(reading), "reading/1"))
            if len(batch) == BATCH:
                seqs = list(await bus.publish_all(batch))
                batch.clear()
    return max((seq for seq in seqs if isinstance(seq, int)), default=0)


async def _floor(bus: Bus) -> int:
    return (await bus.consumer_state(streams.IAQ, "store"))["floor_seq"]


async def _has(bus: Bus, last: int) -> bool:
    return await _floor(bus) >= last
