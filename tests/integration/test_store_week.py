"""A week of 1000 devices, in half a minute: the stream never fills, and nothing is lost.

Everything is smaller by one factor, or shorter by another: there are as many readings as 1000 devices send
in ten minutes, and the stream is so large as to hold as much of the week as the real one does. Only the time
between two looks at it is longer than in the real week, where it is ten seconds.
"""

import asyncio
import contextlib
import sqlite3
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import pytest

from iaqverse.bus import Bus, Outgoing
from iaqverse.contracts import streams, subjects
from iaqverse.contracts.names import Place
from iaqverse.contracts.reading import Reading
from iaqverse.settings import CommonSettings
from tests.support.nats_server import NatsServer
from tests.support.service import ServiceProcess
from tests.support.waiting import until

WEEK_S: Final = 7 * 86_400
HOUR_S: Final = 3_600
STEP_S: Final = 10
DEVICES: Final = 1000
TICKS: Final = 60
LASTS_S: Final = 30.0
FASTER: Final = WEEK_S / LASTS_S
FEWER: Final = WEEK_S / STEP_S / TICKS
A_MESSAGE: Final = 300
"""About how many bytes of the stream a reading takes, its headers included."""
LARGEST: Final = CommonSettings.model_fields["stream_max_bytes"].default
MOST_FILL: Final = 0.65
PLACES: Final = [Place("week", f"room-{i // 3}", f"d{i}") for i in range(DEVICES)]
BATCH: Final = 250


@pytest.fixture
def service(nats_server: NatsServer, tmp_path: Path) -> Iterator[ServiceProcess]:
    environment = {
        **nats_server.environment(),
        "IAQ_STREAM_MAX_BYTES": str(int(LARGEST / FEWER)),
        "IAQ_STREAM_KEEP_S": str(HOUR_S / FASTER),
        "IAQ_STREAM_AGE_S": str(WEEK_S / FASTER),
        "IAQ_STORE_UPKEEP_S": "0.05",
    }
    with ServiceProcess("store", environment, tmp_path) as running:
        yield running


async def test_a_week_of_1000_devices_keeps_the_stream_below_65_percent(
    nats_server: NatsServer, service: ServiceProcess
) -> None:
    assert DEVICES * WEEK_S / STEP_S * A_MESSAGE > 3 * LARGEST, "a week would not fit"
    async with Bus.connect(nats_server.settings(), "test") as bus:
        fills: list[float] = []
        watching = asyncio.create_task(_watch(bus, fills))
        last = await _publish_a_week(bus)
        await until(lambda: _is_stored(bus, last), 20, "everything stored")
        watching.cancel()
        state = await bus.stream_state(streams.IAQ)
    print(f"fill: at most {max(fills):.1%}, at the end {state.fill:.1%}")
    assert 0.5 < max(fills) < MOST_FILL, "it was filled, and emptied in time"
    assert state.messages < DEVICES * TICKS, "some left"
    assert _kept(service.log.parent / "store.db") == DEVICES * TICKS


def _kept(database: Path) -> int:
    """Return how many readings the database has."""
    both = (
        "SELECT series, ts_ms FROM readings"
        " UNION SELECT value ->> 0, value ->> 1 FROM journal, json_each(journal.readings)"
    )
    with contextlib.closing(sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True)) as connection:
        return int(connection.execute(f"SELECT count(*) FROM ({both})").fetchone()[0])


async def _publish_a_week(bus: Bus) -> int:
    """Publish what all devices send, evenly; return the last sequence."""
    began, first_at, last = time.monotonic(), datetime.now(UTC) - timedelta(hours=1), 0
    for tick in range(TICKS):
        at = first_at + timedelta(seconds=STEP_S * tick)
        for first in range(0, DEVICES, BATCH):
            due = began + LASTS_S * (tick + first / DEVICES) / TICKS
            await asyncio.sleep(max(due - time.monotonic(), 0))
            seqs = await bus.publish_all(
                [_reading(place, at, tick) for place in PLACES[first : first + BATCH]]
            )
            assert all(isinstance(seq, int) for seq in seqs), "each was taken"
            last = max(seq for seq in seqs if isinstance(seq, int))
    return last


def _reading(place: Place, at: datetime, tick: int) -> Outgoing:
    values = {"co2_ppm": 400 + tick, "pm25_ugm3": 5.5, "temperature_c": 21.25, "humidity_pct": 45.5}
    reading = Reading(**place._asdict(), ts=at, values=values, score=86, level="good", limiting="co2_ppm")
    return Outgoing(subjects.of_device(subjects.READINGS, place), reading.encode(), "reading/1")


async def _watch(bus: Bus, fills: list[float]) -> None:
    while True:
        fills.append((await bus.stream_state(streams.IAQ)).fill)
        await asyncio.sleep(0.02)


async def _is_stored(bus: Bus, last: int) -> bool:
    return (await bus.consumer_state(streams.IAQ, "store"))["floor_seq"] >= last
