"""How many bytes nats-server and the store write for a reading, at the pace of real devices."""

import asyncio
import tempfile
import time
from pathlib import Path

import orjson

from iaqverse.bus import Bus, Outgoing
from iaqverse.contracts import streams, subjects
from iaqverse.contracts.wire import iso_of_ms
from tests.bench.processes import written_bytes
from tests.bench.store.rooms import PLACES, STEP_MS, VALUES
from tests.support.nats_server import NatsServer
from tests.support.service import ServiceProcess

ON_A_DISK = "/var/tmp"
"""/tmp may be in memory, where nothing is counted."""


async def disk_bytes(devices: int, seconds: float) -> float:
    """Publish what `devices` measure every 10 s, spread evenly, one by one; return the bytes a reading.

    A store folds its journal every five minutes: in a shorter window that is left out.
    """
    with tempfile.TemporaryDirectory(dir=ON_A_DISK) as name:
        folder = Path(name)
        server = NatsServer(folder)
        server.start()
        try:
            async with Bus.connect(server.settings(), "bench") as bus:
                await bus.ensure_stream(streams.iaq(2 * streams.GIB))
                with ServiceProcess("store", server.environment(), folder) as store:
                    assert store.process is not None
                    assert server.process is not None
                    pids = (server.process.pid, store.process.pid)
                    await _publish(bus, devices, STEP_MS / 1000)  # until the files are begun
                    before = written_bytes(*pids)
                    published = await _publish(bus, devices, seconds)
                    return (written_bytes(*pids) - before) / published
        finally:
            server.kill()


async def _publish(bus: Bus, devices: int, seconds: float) -> int:
    """Publish one reading after another for a while; return how many."""
    began, published = time.monotonic(), 0
    gap_s = STEP_MS / 1000 / devices
    while published * gap_s < seconds:
        await asyncio.sleep(max(began + published * gap_s - time.monotonic(), 0))
        place = PLACES[published % devices]
        values = VALUES[published % len(VALUES)]
        reading = {**place._asdict(), "ts": iso_of_ms(int(time.time() * 1000)), "values": values}
        subject = subjects.of_device(subjects.READINGS, place)
        await bus.publish(Outgoing(subject, orjson.dumps(reading), "reading/1"))
        published += 1
    return published
