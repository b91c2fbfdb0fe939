"""The predictor as a process, with a real nats-server and the real store."""

import asyncio
import math
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from itertools import count, pairwise
from pathlib import Path
from typing import TypeVar

import pytest

from iaqverse.bus import Bus, Outgoing, Stored
from iaqverse.configuring import ConfigurationFollower
from iaqverse.contracts import streams, subjects
from iaqverse.contracts.action import Action, Alert, Feedback, Verb
from iaqverse.contracts.configuration import Room as RoomSettings
from iaqverse.contracts.module import Air
from iaqverse.contracts.names import Place
from iaqverse.contracts.prediction import HORIZONS_S, Accuracy, Prediction
from iaqverse.contracts.reading import Reading
from iaqverse.contracts.wire import iso_ms
from services.predictor.app import Predictor
from services.predictor.forecast import DeviceForecast
from services.predictor.forecasting import Forecasting
from services.predictor.rebuilding import Observed, past_air
from services.predictor.settings import Settings
from tests.support.nats_server import NatsServer
from tests.support.service import ServiceProcess
from tests.support.waiting import until

T = TypeVar("T")
ROOMS = (f"room-{number}" for number in count())


def now() -> datetime:
    """The time as messages carry it."""
    at = datetime.now(UTC)
    return at.replace(microsecond=at.microsecond // 1000 * 1000)


class Room:
    """A room of its own for each test, with one device in it."""

    def __init__(self, bus: Bus, site: str = "maison") -> None:
        self.bus = bus
        self.place = Place(site, next(ROOMS), "device")

    async def send(self, at: datetime, kind: str = subjects.READINGS, **values: float) -> None:
        reading = Reading(**self.place._asdict(), ts=at, values=values)
        subject = subjects.of_device(kind, self.place)
        await self.bus.publish(Outgoing(subject, reading.encode(), reading.schema_name))

    async def say(self, message_id: str, verb: Verb) -> None:
        feedback = Feedback(id=message_id, verb=verb, at=now(), by="Ada")
        subject = subjects.of_room(subjects.FEEDBACK, self.place.site, self.place.room)
        await self.bus.publish(Outgoing(subject, feedback.encode(), feedback.schema_name))

    async def kept(self, kind: str) -> list[Stored]:
        """All messages of a kind about this room that the stream holds."""
        pattern = f"iaq.{kind}.{self.place.site}.{self.place.room}.>"
        return [stored async for batch in self.bus.read(streams.IAQ, [pattern]) for stored in batch]

    async def predictions(self) -> list[Prediction]:
        return [Prediction.decode(stored.payload) for stored in await self.kept(subjects.PREDICTIONS)]

    async def actions(self) -> list[Action]:
        return [Action.decode(stored.payload) for stored in await self.kept(subjects.ACTIONS)]

    async def alerts(self) -> list[Alert]:
        return [Alert.decode(stored.payload) for stored in await self.kept(subjects.ALERTS)]


async def at_least(number: int, found: Callable[[], Awaitable[list[T]]]) -> list[T]:
    """Return what is found as soon as it is so many."""

    async def enough() -> list[T]:
        values = await found()
        return values if len(values) >= number else []

    return await until(enough, 10, f"{number} messages")


async def one(found: Callable[[], Awaitable[list[T]]]) -> T:
    """Return the one that is found in the end."""
    (value,) = await at_least(1, found)
    return value


async def two_looks(bus: Bus) -> None:
    """Wait until the predictor has certainly looked again: until it has forecast what was sent now."""
    for _ in range(2):
        room = Room(bus)
        await room.send(now(), co2_ppm=500)
        await one(room.predictions)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[NatsServer]:
    """A nats-server with a store and a predictor, the same for all tests that leave them alive."""
    folder = tmp_path_factory.mktemp("predictor")
    nats_server = NatsServer(folder)
    nats_server.start()
    with (
        ServiceProcess("store", nats_server.environment(), folder),
        ServiceProcess("predictor", nats_server.environment(), folder),
    ):
        yield nats_server
    nats_server.kill()


@pytest.fixture
async def room(server: NatsServer) -> AsyncIterator[Room]:
    async with Bus.connect(server.settings(), "test") as connected:
        yield Room(connected)


@pytest.fixture
def store(nats_server: NatsServer, bus: Bus, tmp_path: Path) -> Iterator[ServiceProcess]:
    with ServiceProcess("store", nats_server.environment(), tmp_path) as process:
        yield process


async def test_a_reading_is_forecast_within_seconds(room: Room) -> None:
    at = now()
    await room.send(at, co2_ppm=645, temperature_c=22.3, pressure_hpa=1013)
    stored = await one(lambda: room.kept(subjects.PREDICTIONS))
    assert stored.headers["Nats-TTL"] == "7200"
    assert stored.headers["Nats-Msg-Id"] == f"{stored.subject}/{iso_ms(at)}"
    found = Prediction.decode(stored.payload)
    assert (found.place, found.made_at) == (room.place, at)
    assert set(found.forecasts) == {"co2_ppm", "temperature_c"}
    co2 = found.forecasts["co2_ppm"]
    assert co2.horizon_s == HORIZONS_S
    assert all(a <= b <= c for a, b, c in zip(co2.low, co2.median, co2.high, strict=True))
    assert {(e.above, e.within_s) for e in found.exceedance["co2_ppm"]} == {
        (800, 1800), (800, 3600), (1500, 1800), (1500, 3600),
    }  # fmt: skip


async def test_a_faulty_sensor_is_said_and_not_forecast(room: Room) -> None:
    await room.send(now(), co2_ppm=12, temperature_c=21)
    alert = await one(room.alerts)
    assert (alert.rule, alert.state) == (f"range-co2_ppm--{room.place.device}", "firing")
    (prediction,) = await at_least(1, room.predictions)
    assert set(prediction.forecasts) == {"temperature_c"}


async def test_a_device_is_forecast_at_most_every_30_seconds(room: Room) -> None:
    start = now() - timedelta(seconds=70)
    for seconds in range(0, 70, 5):
        await room.send(start + timedelta(seconds=seconds), co2_ppm=600)
    await two_looks(room.bus)
    made = [p.made_at for p in await room.predictions()]
    assert len(made) == 3
    assert all(later - earlier >= timedelta(seconds=30) for earlier, later in pairwise(made))


async def test_realised_errors_are_published(room: Room) -> None:
    first = now() - timedelta(minutes=6)
    await room.send(first, co2_ppm=600)
    predicted = await one(room.predictions)
    await room.send(now(), co2_ppm=640)
    stored = await one(lambda: room.kept(subjects.ACCURACY))
    (error,) = Accuracy.decode(stored.payload).errors
    assert stored.headers["Nats-TTL"] == "7200"
    assert (error.quantity, error.horizon_s, error.count) == ("co2_ppm", 300, 1)
    mae = abs(640 - predicted.forecasts["co2_ppm"].median[0])
    assert (error.mae, error.mae_no_change) == pytest.approx((mae, 40), abs=1e-6)
    assert error.skill == pytest.approx(1 - mae / 40, abs=1e-6)


async def test_an_open_window_is_advised_and_what_a_person_says_is_honoured(room: Room) -> None:
    await room.send(now(), co2_ppm=1000)
    proposed = await one(room.actions)
    assert (proposed.state, proposed.advice) == ("proposed", "open_window")
    assert proposed.because.key == "co2_above"
    assert proposed.because.arguments["limit"] == 800
    await room.say(proposed.id, "ack")
    await room.say(proposed.id, "ack")
    await room.say(proposed.id, "done")
    states = await at_least(3, room.actions)
    assert [a.state for a in states] == ["proposed", "acknowledged", "done"]
    assert states[-1].by == "Ada"


async def test_particles_are_kept_out_when_there_are_more_outdoors(room: Room) -> None:
    garden = Room(room.bus, room.place.site)
    async with ConfigurationFollower.follow(room.bus) as follower:
        key = f"{garden.place.site}/{garden.place.room}"
        rooms = {**follower.current.rooms, key: RoomSettings(kind="outdoor")}
        await follower.save(follower.current.model_copy(update={"rooms": rooms}), follower.revision)
        await garden.send(now(), pm25_ugm3=90, co2_ppm=430)
        await one(garden.predictions)
        await room.send(now(), pm25_ugm3=40, co2_ppm=1000)
        actions = {action.quantity: action for action in await at_least(2, room.actions)}
        particles, co2 = actions["pm25_ugm3"], actions["co2_ppm"]
        assert (particles.advice, particles.expected["note"]) == ("close_window", "outdoor_dirtier")
        assert particles.because.arguments["outdoor_pm25_ugm3"] == 90
        assert particles.expected["low_s"] <= particles.expected["within_s"] <= particles.expected["high_s"]
        assert (co2.advice, co2.expected["note"]) == ("run_ventilation", "outdoor_dirtier")
        await room.say(particles.id, "done")
        states = [action for action in await at_least(3, room.actions) if action.quantity == "pm25_ugm3"]
        assert [action.state for action in states] == ["proposed", "done"]
        assert await garden.actions() == []
        rooms.pop(key)
        await follower.save(follower.current.model_copy(update={"rooms": rooms}), follower.revision)


async def test_an_air_change_is_published_when_a_decay_is_over(room: Room) -> None:
    """An hour and a half of it, sent at once as a device that was away would."""
    start = now() - timedelta(hours=2)
    for minute in range(90):
        ppm = 420 + 1000 * math.exp(-1.5 * max(0, minute - 5) / 60)
        await room.send(start + timedelta(minutes=minute), kind=subjects.LATE, co2_ppm=round(ppm))
    await room.send(start + timedelta(minutes=91), kind=subjects.LATE, co2_ppm=900)
    await room.send(start + timedelta(minutes=92), kind=subjects.LATE, co2_ppm=910)
    subject = subjects.of_room(subjects.AIR, room.place.site, room.place.room)

    async def kept() -> list[Stored]:
        return [stored async for batch in room.bus.read(streams.IAQ, [subject]) for stored in batch]

    stored = await one(kept)
    found = Air.decode(stored.payload)
    assert (stored.schema, stored.headers["Nats-TTL"]) == ("air/1", "7200")
    assert found.air_change_per_h == pytest.approx(1.5, rel=0.05)
    assert found.outdoor == "assumed"
    assert 0.7 < found.quality <= 1
    await two_looks(room.bus)
    assert len(await kept()) == 1


async def test_a_clock_that_was_ahead_hides_no_danger(room: Room) -> None:
    await room.send(now() + timedelta(minutes=4), co_ppm=1)
    await room.send(now(), co_ppm=120)
    assert (await one(room.alerts)).rule == "co-high"


async def test_a_dangerous_value_is_an_alert_until_it_is_over(room: Room) -> None:
    await room.send(now(), co_ppm=120)
    fired = await one(room.alerts)
    assert (fired.rule, fired.state) == ("co-high", "firing")
    await room.send(now(), co_ppm=1)
    states = await at_least(2, room.alerts)
    assert [(a.id, a.state) for a in states] == [(fired.id, "firing"), (fired.id, "resolved")]


async def test_late_readings_raise_nothing(room: Room) -> None:
    await room.send(now() - timedelta(minutes=20), kind=subjects.LATE, co2_ppm=4000, co_ppm=500)
    await two_looks(room.bus)
    assert await room.alerts() == []
    assert await room.actions() == []
    assert await room.predictions() == []


async def test_the_check_of_an_installation_raises_nothing(room: Room) -> None:
    check = Room(room.bus, "check")
    await check.send(now(), co2_ppm=4000, co_ppm=500)
    await two_looks(room.bus)
    assert await check.alerts() == []
    assert await check.actions() == []


async def test_what_is_no_reading_is_skipped(room: Room) -> None:
    for schema, payload in (("", b"{}"), ("reading/1", b"nonsense"), ("reading/9", b"{}")):
        await room.bus.publish(Outgoing(subjects.of_device(subjects.READINGS, room.place), payload, schema))
    await room.send(now(), co2_ppm=600)
    assert await one(room.predictions)


async def test_a_killed_predictor_knows_the_past_and_raises_nothing_twice(
    nats_server: NatsServer, store: ServiceProcess, bus: Bus, tmp_path: Path
) -> None:
    room = Room(bus)
    first = ServiceProcess("predictor", nats_server.environment(), tmp_path)
    first.start()
    await room.send(now(), co2_ppm=1000, co_ppm=120)
    await one(room.actions)
    await one(room.alerts)
    first.kill()
    with ServiceProcess("predictor", nats_server.environment(), tmp_path):
        await room.send(now(), co2_ppm=1010, co_ppm=121)
        await two_looks(bus)
        assert len(await room.actions()) == len(await room.alerts()) == 1
        assert len(await room.predictions()) == 1
        await room.send(now(), co_ppm=1)
        states = await at_least(2, room.alerts)
        assert states[0].id == states[1].id


async def test_a_reading_that_came_while_it_was_away_is_forecast_after_the_start(
    nats_server: NatsServer, store: ServiceProcess, bus: Bus, tmp_path: Path
) -> None:
    room = Room(bus)
    await room.send(now(), co2_ppm=600)
    with ServiceProcess("predictor", nats_server.environment(), tmp_path):
        assert await one(room.predictions)


async def is_stored(bus: Bus) -> bool:
    state = await bus.consumer_state(streams.IAQ, "store")
    return state["pending"] == state["unacknowledged"] == 0


async def test_windows_are_rebuilt_from_the_store(
    nats_server: NatsServer, store: ServiceProcess, bus: Bus, tmp_path: Path
) -> None:
    start = now() - timedelta(hours=25)
    room = Room(bus)
    for i in range(100):
        await room.send(start + timedelta(minutes=15 * i), kind=subjects.LATE, co2_ppm=500 + i % 7)
    await until(lambda: is_stored(bus), 10, "all of it in the store")
    await bus.purge(streams.IAQ, "iaq.late.>", 2**40)
    process = ServiceProcess("predictor", nats_server.environment(), tmp_path)
    with process:
        assert '"devices": 1' in process.log.read_text()


async def test_air_changes_are_known_from_the_store_that_the_stream_has_forgotten(
    store: ServiceProcess, bus: Bus
) -> None:
    ends = [now() - timedelta(hours=hours) for hours in (20, 3)]
    for at in ends:
        air = Air(site="maison", room="bureau", at=at, air_change_per_h=0.4, quality=0.9)
        subject = subjects.of_room(subjects.AIR, air.site, air.room)
        await bus.publish(Outgoing(subject, air.encode(), air.schema_name))
    await until(lambda: is_stored(bus), 10, "all of it in the store")
    await bus.purge(streams.IAQ, "iaq.air.>", 2**40)
    assert [air.at for air in await past_air(bus, time.time() - 86_400)] == ends
    assert [air.at for air in await past_air(bus, time.time() - 4 * 3600)] == ends[1:]


async def test_without_the_store_it_forecasts_and_watches_all_the_same(
    nats_server: NatsServer, bus: Bus, tmp_path: Path
) -> None:
    environment = {**nats_server.environment(), "IAQ_PREDICTOR_STORE_WAIT_S": "0"}
    room = Room(bus)
    with ServiceProcess("predictor", environment, tmp_path):
        await room.send(now(), co2_ppm=600, co_ppm=120)
        assert await one(room.predictions)
        assert await one(room.alerts)


@pytest.mark.parametrize("is_broker_up", [True, False])
async def test_it_ends_in_order_when_told_to(
    is_broker_up: bool, nats_server: NatsServer, bus: Bus, tmp_path: Path
) -> None:
    environment = {**nats_server.environment(), "IAQ_PREDICTOR_STORE_WAIT_S": "0"}
    process = ServiceProcess("predictor", environment, tmp_path)
    process.start()
    room = Room(bus)
    await room.send(now(), co2_ppm=600)
    await one(room.predictions)
    if not is_broker_up:
        nats_server.kill()
    began = time.monotonic()
    assert process.stop() == 0
    assert time.monotonic() - began < 10
    assert list((tmp_path / "predictor").glob("learnt-*.npz"))


async def test_it_ends_in_order_while_it_waits_for_the_store(
    nats_server: NatsServer, bus: Bus, tmp_path: Path
) -> None:
    process = ServiceProcess("predictor", nats_server.environment(), tmp_path)
    process.launch()
    await until(lambda: process.status("/health") == 200, 10, "the process")
    assert process.status("/ready") == 503
    assert process.stop() == 0


class Broken(Forecasting):
    """Forecasting that fails whenever it looks at something."""

    async def look(self, readings: Sequence[Observed], now_s: float) -> list[DeviceForecast]:
        if readings:
            raise ValueError("it fails")
        return []


@asynccontextmanager
async def running(bus: Bus, server: NatsServer, forecasting: Forecasting) -> AsyncIterator[Predictor]:
    """The predictor in this process, with this forecasting."""
    settings = Settings(**server.settings().model_dump(exclude_unset=True), predictor_store_wait_s=0)
    stopping = asyncio.Event()
    async with ConfigurationFollower.follow(bus) as follower:
        predictor = Predictor(bus, settings, follower, forecasting, "test")
        await predictor.begin()
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(predictor.run(stopping))
            yield predictor
            stopping.set()
    forecasting.close()


async def test_alerts_go_on_when_forecasting_fails(bus: Bus, nats_server: NatsServer, tmp_path: Path) -> None:
    room = Room(bus)
    async with running(bus, nats_server, Broken(tmp_path)) as predictor:
        await room.send(now(), co2_ppm=600)
        await until(lambda: predictor.why_not_ready() == "forecasting failed", 5, "the failure")
        await room.send(now(), co_ppm=120)
        fired = await one(room.alerts)
        assert fired.rule == "co-high"


async def test_states_are_published_when_the_broker_is_back(nats_server: NatsServer, tmp_path: Path) -> None:
    async with Bus.connect(nats_server.settings(), "test") as bus:
        await bus.ensure_stream(streams.iaq(64 * streams.MIB))
        room = Room(bus)
        async with running(bus, nats_server, Forecasting(tmp_path)):
            await room.send(now(), co_ppm=120)
            fired = await one(room.alerts)
            nats_server.kill()
            await until(lambda: not bus.is_connected, 5, "the outage")
            nats_server.start()
            await until(lambda: bus.is_connected, 5, "the reconnect")
            await room.send(now(), co_ppm=1)
            states = await at_least(2, room.alerts)
            assert [a.state for a in states] == ["firing", "resolved"]
            assert states[1].id == fired.id
