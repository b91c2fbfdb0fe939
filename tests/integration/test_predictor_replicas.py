"""Several predictors: rooms are shared, nobody does a thing twice, and who dies is replaced."""

import re
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from iaqverse.bus import Bus
from iaqverse.contracts import subjects
from services.predictor.partitions import partition_of
from tests.integration.test_predictor import Room, now
from tests.support.nats_server import NatsServer
from tests.support.service import ServiceProcess
from tests.support.waiting import until

ROOMS = 16
TAKEN_OVER_S = 10.0


def metric(process: ServiceProcess, name: str) -> float:
    """The value of a metric, all labels together."""
    found = re.findall(rf"^{name}(?:{{.*}})? (\S+)$", process.text("/metrics"), re.MULTILINE)
    return sum(map(float, found))


async def shares(processes: Sequence[ServiceProcess], *expected: int) -> None:
    """Wait until the processes have so many partitions, in any order."""
    await until(
        lambda: sorted(int(metric(p, "iaq_predictor_partitions")) for p in processes) == sorted(expected),
        TAKEN_OVER_S,
        f"shares of {expected}",
    )


async def forecast(rooms: Sequence[Room], at: datetime, **values: float) -> None:
    """Send a reading of each room and wait until each is forecast from it."""
    for room in rooms:
        await room.send(at, subjects.READINGS, **values)
    for room in rooms:

        async def is_forecast(room: Room = room) -> bool:
            return any(p.made_at == at for p in await room.predictions())

        await until(is_forecast, TAKEN_OVER_S, f"a forecast for {room.place}")


async def each_has_one(rooms: Sequence[Room], state: str) -> bool:
    """Whether each room was said to have exactly one alert in a state."""
    return all([len([a for a in await room.alerts() if a.state == state]) == 1 for room in rooms])


@pytest.fixture
def processes(nats_server: NatsServer, bus: Bus, tmp_path: Path) -> Iterator[list[ServiceProcess]]:
    """A store and two predictors; the predictors are returned."""
    with ExitStack() as stack:
        stack.enter_context(ServiceProcess("store", nats_server.environment(), tmp_path))
        yield [
            stack.enter_context(ServiceProcess("predictor", nats_server.environment(), tmp_path))
            for _ in range(2)
        ]


@pytest.fixture
async def rooms(bus: Bus) -> list[Room]:
    found = [Room(bus) for _ in range(ROOMS)]
    assert len({partition_of(*room.place[:2]) for room in found}) > ROOMS / 2
    return found


async def test_rooms_are_shared_and_each_is_forecast_once(
    processes: list[ServiceProcess], rooms: list[Room]
) -> None:
    await shares(processes, 16, 16)
    await forecast(rooms, now(), co2_ppm=600)
    each = [metric(p, "iaq_predictor_published_total") for p in processes]
    assert sum(each) == ROOMS
    assert min(each) > 0


async def test_the_rooms_of_one_that_is_killed_are_taken_over_and_nothing_is_done_twice(
    processes: list[ServiceProcess], rooms: list[Room]
) -> None:
    await shares(processes, 16, 16)
    await forecast(rooms, now() - timedelta(seconds=35), co2_ppm=600, co_ppm=120)
    await until(lambda: each_has_one(rooms, "firing"), TAKEN_OVER_S, "an alert in each room")
    processes[0].kill()
    killed = time.monotonic()
    for room in rooms:
        (alert,) = await room.alerts()
        await room.say(alert.id, "ack")  # half of them while nobody looks after the room
    await forecast(rooms, now(), co2_ppm=610, co_ppm=120)
    assert time.monotonic() - killed < TAKEN_OVER_S
    await until(lambda: each_has_one(rooms, "acknowledged"), TAKEN_OVER_S, "what people said, honoured")
    assert await each_has_one(rooms, "firing")
    await shares(processes[1:], 32)


async def test_one_that_ends_in_order_hands_over_at_once_with_what_it_learnt(
    processes: list[ServiceProcess], rooms: list[Room], tmp_path: Path
) -> None:
    await shares(processes, 16, 16)
    await forecast(rooms, now() - timedelta(seconds=35), co2_ppm=600)
    theirs = ROOMS - metric(processes[1], "iaq_predictor_published_total")
    assert processes[0].stop() == 0
    stopped = time.monotonic()
    await shares(processes[1:], 32)
    assert time.monotonic() - stopped < 3
    await forecast(rooms, now(), co2_ppm=600)
    rebuilt = re.findall(r'"learnt": (\d+)', processes[1].log.read_text())
    assert int(rebuilt[-1]) == theirs > 0


async def test_one_that_is_added_gets_rooms_and_both_go_on(
    processes: list[ServiceProcess], rooms: list[Room], nats_server: NatsServer, tmp_path: Path
) -> None:
    with ServiceProcess("predictor", nats_server.environment(), tmp_path) as third:
        await shares([*processes, third], 11, 11, 10)
        await forecast(rooms, now(), co2_ppm=600)
        each = [metric(p, "iaq_predictor_published_total") for p in (*processes, third)]
        assert sum(each) == ROOMS
    await shares(processes, 16, 16)
