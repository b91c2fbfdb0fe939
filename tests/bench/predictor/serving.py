"""How soon a thousand devices are forecast, and how soon again after a kill: with real processes.

A nats-server, a store and a predictor; the store has 25 hours of every device, one reading in five minutes.
Then each device sends once a minute, evenly spread. Measured is the time from publishing a reading until its
prediction is heard. The predictor is killed and started again; then a second one is added, and killed when it
forecasts its half of the rooms. Recovery and takeover are the longest that any reading sent after the kill
had to wait. In the meantime 20 rooms have a dangerous gas, so that each has one alert.
"""

import asyncio
import contextlib
import re
import time
from collections import Counter
from collections.abc import AsyncIterator, Collection, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import numpy as np
import orjson

from iaqverse.bus import Bus, Outgoing
from iaqverse.contracts import streams, subjects
from iaqverse.contracts.names import Place
from iaqverse.contracts.wire import from_epoch_ms, iso_ms
from services.predictor.leases import BUCKET, KEY, replica_name
from services.predictor.partitions import PARTITIONS, partition_of
from tests.support.nats_server import NatsServer
from tests.support.service import ServiceProcess
from tests.support.waiting import until

HOURS: Final = 25
PAST_STEP_S: Final = 300
EVERY_S: Final = 60.0
A_ROOM: Final = 5
STRIDE: Final = 7919
"""A prime: devices of one room don't send one after another."""
DANGEROUS: Final = 20
BATCH: Final = 500
WAIT_S: Final = 300.0
SETTLES_S: Final = 20.0
"""So long every reading is looked at after a kill, and before the next."""


class Building:
    """Devices that send, and what is heard of them.

    `sent`: when each reading was, by device and time; `took_s`: how long it then took to its prediction.
    """

    def __init__(self, bus: Bus, devices: int) -> None:
        self.bus = bus
        self.places = [Place("bench", f"room-{i // A_ROOM}", f"d{i}") for i in range(devices)]
        self.random = np.random.default_rng(1)
        self.sent: dict[tuple[str, str], float] = {}
        self.took_s: dict[tuple[str, str], float] = {}
        self.predictions: Counter[tuple[str, str]] = Counter()

    def reading(self, place: Place, at: datetime, kind: str) -> Outgoing:
        """Return a reading of some air."""
        hours = at.timestamp() / 3600
        values = {
            "co2_ppm": round(700 + 150 * np.sin(hours) + self.random.normal(0, 5)),
            "pm25_ugm3": round(8 + 2 * np.sin(hours / 2) + self.random.normal(0, 0.3), 1),
            "pm10_ugm3": round(12 + 2 * np.sin(hours / 2) + self.random.normal(0, 0.4), 1),
            "tvoc_ppb": round(150 + 30 * np.sin(hours) + self.random.normal(0, 3)),
            "temperature_c": round(21 + np.sin(hours / 4) + self.random.normal(0, 0.03), 2),
            "humidity_pct": round(45 + 3 * np.sin(hours / 5) + self.random.normal(0, 0.1), 1),
        }
        if int(place.room.removeprefix("room-")) < DANGEROUS:
            values["co_ppm"] = 120
        body = orjson.dumps(
            {**place._asdict(), "ts": iso_ms(at), "values": values}, option=orjson.OPT_SERIALIZE_NUMPY
        )
        return Outgoing(subjects.of_device(kind, place), body, "reading/1")

    async def fill(self) -> None:
        """Publish the past of all devices."""
        begin = datetime.now(UTC) - timedelta(hours=HOURS)
        for step in range(HOURS * 3600 // PAST_STEP_S - 1):
            at = begin + timedelta(seconds=step * PAST_STEP_S)
            for start in range(0, len(self.places), BATCH):
                part = [self.reading(p, at, subjects.LATE) for p in self.places[start : start + BATCH]]
                await self.bus.publish_all(part)

    async def send(self) -> None:
        """Send of each device once a minute, for ever."""
        count = 0
        began_s = time.monotonic()
        while True:
            place = self.places[count * STRIDE % len(self.places)]
            at = from_epoch_ms(time.time_ns() // 1_000_000)
            self.sent[place.device, iso_ms(at)] = time.monotonic()
            await self.bus.publish(self.reading(place, at, subjects.READINGS))
            count += 1
            await asyncio.sleep(began_s + count * EVERY_S / len(self.places) - time.monotonic())

    def hear(self, subject: str, payload: bytes, _headers: Mapping[str, str]) -> None:
        """Take a prediction."""
        made_at = re.search(rb'"made_at":"([^"]+)"', payload)
        assert made_at is not None
        key = (subject.rpartition(".")[2], made_at[1].decode())
        self.predictions[key] += 1
        if key in self.sent:
            self.took_s.setdefault(key, time.monotonic() - self.sent[key])

    async def longest_s(self, since_s: float, seconds: float, devices: Collection[str]) -> float:
        """Return the longest that a reading of these devices took to its prediction, of those sent in so many
        seconds from then on, once all of them have one."""
        await asyncio.sleep(since_s + seconds - time.monotonic())
        asked = [k for k, s in self.sent.items() if since_s <= s <= since_s + seconds and k[0] in devices]
        await until(lambda: all(key in self.took_s for key in asked), WAIT_S, "forecasts")
        return max(self.took_s[key] for key in asked)


@contextlib.asynccontextmanager
async def _sending(building: Building) -> AsyncIterator[None]:
    sending = asyncio.create_task(building.send())
    try:
        yield
    finally:
        sending.cancel()


async def serving(folder: Path, devices: int, seconds: float) -> dict[str, float]:
    """Return the figures; `seconds`: how long readings are timed."""
    server = NatsServer(folder)
    server.start()
    try:
        async with Bus.connect(server.settings(), "bench") as bus:
            await bus.ensure_stream(streams.iaq(2 * streams.GIB))
            with ServiceProcess("store", server.environment(), folder):
                building = Building(bus, devices)
                await building.fill()
                await until(lambda: _is_stored(bus), WAIT_S, "the past in the store")
                await bus.subscribe("live.iaq.predictions.>", building.hear)
                return await _measure(server, folder, building, seconds)
    finally:
        server.kill()


async def _measure(server: NatsServer, folder: Path, building: Building, seconds: float) -> dict[str, float]:
    everything = {place.device for place in building.places}
    first = ServiceProcess("predictor", server.environment(), folder)
    second = ServiceProcess("predictor", server.environment(), folder)
    try:
        await asyncio.to_thread(first.start, WAIT_S)
        async with _sending(building):
            await building.longest_s(time.monotonic(), SETTLES_S, everything)
            begun_s = time.monotonic()
            await building.longest_s(begun_s, seconds, everything)
            took_s = [took for key, took in building.took_s.items() if building.sent[key] >= begun_s]
            first.kill()
            killed_s = time.monotonic()
            first.launch()
            recovery_s = await building.longest_s(killed_s, SETTLES_S, everything)
            await asyncio.to_thread(second.start, WAIT_S)
            await until(lambda: _parts(second) == PARTITIONS // 2, WAIT_S, "half of the rooms")
            parts = await _parts_of(building.bus, second)
            theirs = {p.device for p in building.places if partition_of(p.site, p.room) in parts}
            await building.longest_s(time.monotonic(), SETTLES_S, theirs)
            second.kill()
            takeover_s = await building.longest_s(time.monotonic(), SETTLES_S, theirs)
        alerts = await _alerts_fired(building.bus)
    finally:
        for process in (first, second):
            if process.process is not None and process.process.poll() is None:
                process.stop()
    doubled = sum(n - 1 for n in building.predictions.values()) + sum(n - 1 for n in alerts.values())
    return {
        "reading_to_prediction_s": float(np.quantile(took_s, 0.95)),
        "recovery_s": recovery_s,
        "takeover_s": takeover_s,
        "doubled": doubled,
        "alerts": len(alerts),
    }


def _parts(process: ServiceProcess) -> int:
    found = re.search(r"^iaq_predictor_partitions (\S+)$", process.answer("/metrics"), re.MULTILINE)
    return int(float(found[1])) if found else 0


async def _parts_of(bus: Bus, process: ServiceProcess) -> set[int]:
    entry = await bus.bucket(BUCKET, is_in_memory=True).get(KEY)
    assert entry is not None
    return {
        p for p, owner in enumerate(orjson.loads(entry[0])["owners"]) if owner == replica_name(process.port)
    }


async def _is_stored(bus: Bus) -> bool:
    state = await bus.consumer_state(streams.IAQ, "store")
    return not state["pending"] + state["unacknowledged"]


async def _alerts_fired(bus: Bus) -> Counter[str]:
    fired: Counter[str] = Counter()
    async for batch in bus.read(streams.IAQ, subjects.kinds(subjects.ALERTS)):
        for stored in batch:
            fired[stored.subject] += b'"state":"firing"' in stored.payload
    return +fired
