"""The predictor as a process, with a real nats-server and the real store."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from iaqverse.bus import Bus, Outgoing, Stored
from iaqverse.configuring import ConfigurationFollower
from iaqverse.contracts import streams, subjects
from iaqverse.contracts.action import Action, Alert, Feedback, Verb
from iaqverse.contracts.names import Place
from iaqverse.contracts.prediction import HORIZONS_S, Accuracy, Prediction
from iaqverse.contracts.reading import Reading
from services.predictor.app import Predictor
from services.predictor.forecast import DeviceForecast
from services.predictor.forecasting import Forecasting
from services.predictor.rebuilding import Observed
from services.predictor.settings import Settings
from tests.support.nats_server import NatsServer
from tests.support.service import ServiceProcess
from tests.support.waiting import until

PLACE = Place("maison", "bureau", "bureau1")


def now() -> datetime:
    """The time as messages carry it."""
    at = datetime.now(UTC)
    return at.replace(microsecond=at.microsecond // 1000 * 1000)


async def send(
    bus: Bus, at: datetime, place: Place = PLACE, kind: str = subjects.READINGS, **values: float
) -> None:
    reading = Reading(**place._asdict(), ts=at, values=values)
    await bus.publish(Outgoing(subjects.of_device(kind, place), reading.encode(), reading.schema_name))


async def say(bus: Bus, message_id: str, verb: Verb) -> None:
    feedback = Feedback(id=message_id, verb=verb, at=now(), by="Ada")
    await bus.publish(Outgoing("iaq.feedback.maison.bureau", feedback.encode(), feedback.schema_name))


async def kept(bus: Bus, kind: str) -> list[Stored]:
    """All messages of a kind that the stream holds."""
    return [stored async for batch in bus.read(streams.IAQ, subjects.kinds(kind)) for stored in batch]


async def predictions(bus: Bus) -> list[Prediction]:
    return [Prediction.decode(stored.payload) for stored in await kept(bus, subjects.PREDICTIONS)]


async def actions(bus: Bus) -> list[Action]:
    return [Action.decode(stored.payload) for stored in await kept(bus, subjects.ACTIONS)]


async def alerts(bus: Bus) -> list[Alert]:
    return [Alert.decode(stored.payload) for stored in await kept(bus, subjects.ALERTS)]


@pytest.fixture
def store(nats_server: NatsServer, bus: Bus, tmp_path: Path) -> Iterator[ServiceProcess]:
    with ServiceProcess("store", nats_server.environment(), tmp_path) as process:
        yield process


@pytest.fixture
def predictor(nats_server: NatsServer, store: ServiceProcess, tmp_path: Path) -> Iterator[ServiceProcess]:
    with ServiceProcess("predictor", nats_server.environment(), tmp_path) as process:
        yield process


@pytest.mark.usefixtures("predictor")
class TestLive:
    async def test_a_reading_is_forecast_within_seconds(self, bus: Bus) -> None:
        at = now()
        await send(bus, at, co2_ppm=645, temperature_c=22.3, pressure_hpa=1013)
        (stored,) = await until(lambda: kept(bus, subjects.PREDICTIONS), 5, "a prediction")
        found = Prediction.decode(stored.payload)
        assert stored.headers["Nats-TTL"] == "7200"
        assert stored.subject == "iaq.predictions.maison.bureau.bureau1"
        assert (found.place, found.made_at) == (PLACE, at)
        assert set(found.forecasts) == {"co2_ppm", "temperature_c"}
        co2 = found.forecasts["co2_ppm"]
        assert co2.horizon_s == HORIZONS_S
        assert all(a <= b <= c for a, b, c in zip(co2.low, co2.median, co2.high, strict=True))
        assert {(e.above, e.within_s) for e in found.exceedance["co2_ppm"]} == {
            (800, 1800), (800, 3600), (1500, 1800), (1500, 3600),
        }  # fmt: skip

    async def test_a_device_is_forecast_at_most_every_30_seconds(self, bus: Bus) -> None:
        start = now() - timedelta(seconds=70)
        for seconds in range(0, 70, 5):
            await send(bus, start + timedelta(seconds=seconds), co2_ppm=600)
        await send(bus, now(), Place("maison", "salon", "last"), co2_ppm=600)
        await until(lambda: _has_prediction(bus, "last"), 5, "the other device's prediction")
        made = [p.made_at for p in await predictions(bus) if p.place == PLACE]
        assert all(later - earlier >= timedelta(seconds=30) for earlier, later in pairwise(made))

    async def test_realised_errors_are_published(self, bus: Bus) -> None:
        first = now() - timedelta(seconds=294)
        await send(bus, first, co2_ppm=600)
        await until(lambda: predictions(bus), 5, "a prediction")
        await until(lambda: now() >= first + timedelta(seconds=300), 10, "the time that was forecast")
        await send(bus, now(), co2_ppm=640)
        (stored,) = await until(lambda: kept(bus, subjects.ACCURACY), 5, "realised errors")
        (error,) = Accuracy.decode(stored.payload).errors
        assert stored.headers["Nats-TTL"] == "7200"
        assert (error.quantity, error.horizon_s, error.count) == ("co2_ppm", 300, 1)
        assert (error.mae, error.mae_no_change, error.skill) == (40, 40, 0)

    async def test_an_open_window_is_advised_and_what_a_person_says_is_honoured(self, bus: Bus) -> None:
        await send(bus, now(), co2_ppm=1000)
        (proposed,) = await until(lambda: actions(bus), 5, "an action")
        assert (proposed.state, proposed.advice) == ("proposed", "open_window")
        assert proposed.because.key == "co2_above"
        assert proposed.because.arguments["limit"] == 800
        await say(bus, proposed.id, "ack")
        await say(bus, proposed.id, "ack")
        await say(bus, proposed.id, "done")
        states = await until(lambda: _of(actions(bus), 3), 5, "three states")
        assert [a.state for a in states] == ["proposed", "acknowledged", "done"]
        assert states[-1].by == "Ada"

    async def test_a_dangerous_value_is_an_alert_until_it_is_over(self, bus: Bus) -> None:
        await send(bus, now(), co_ppm=120)
        (fired,) = await until(lambda: alerts(bus), 5, "an alert")
        assert (fired.rule, fired.state) == ("co-high", "firing")
        await send(bus, now(), co_ppm=1)
        states = await until(lambda: _of(alerts(bus), 2), 5, "its end")
        assert [(a.id, a.state) for a in states] == [(fired.id, "firing"), (fired.id, "resolved")]

    async def test_late_readings_and_those_of_the_check_are_no_alerts_and_no_advice(self, bus: Bus) -> None:
        await send(bus, now() - timedelta(minutes=20), kind=subjects.LATE, co2_ppm=4000, co_ppm=500)
        await send(bus, now(), Place("check", "check", "check"), co2_ppm=4000, co_ppm=500)
        await send(bus, now(), Place("maison", "salon", "last"), co2_ppm=600)
        await until(lambda: _has_prediction(bus, "last"), 5, "the last device's prediction")
        await asyncio.sleep(1.5)  # two more looks
        assert await alerts(bus) == []
        assert await actions(bus) == []
        assert {p.device for p in await predictions(bus)} == {"last"}

    async def test_what_is_no_reading_is_skipped(self, bus: Bus) -> None:
        for schema, payload in (("", b"{}"), ("reading/1", b"nonsense"), ("reading/9", b"{}")):
            await bus.publish(Outgoing(subjects.of_device(subjects.READINGS, PLACE), payload, schema))
        await send(bus, now(), co2_ppm=600)
        assert await until(lambda: predictions(bus), 5, "a prediction")


async def test_a_killed_predictor_knows_the_past_and_raises_nothing_twice(
    nats_server: NatsServer, store: ServiceProcess, bus: Bus, tmp_path: Path
) -> None:
    first = ServiceProcess("predictor", nats_server.environment(), tmp_path)
    first.start()
    await send(bus, now(), co2_ppm=1000, co_ppm=120)
    await until(lambda: actions(bus), 5, "an action")
    await until(lambda: alerts(bus), 5, "an alert")
    first.kill()
    began = time.monotonic()
    with ServiceProcess("predictor", nats_server.environment(), tmp_path):
        assert time.monotonic() - began < 10
        await send(bus, now(), co2_ppm=1010, co_ppm=121)
        await until(lambda: _of(predictions(bus), 2), 5, "a prediction after the restart")
        await asyncio.sleep(1.5)  # two more looks
        assert len(await actions(bus)) == len(await alerts(bus)) == 1
        await send(bus, now(), co_ppm=1)
        states = await until(lambda: _of(alerts(bus), 2), 5, "the end of the alert")
        assert states[0].id == states[1].id


async def test_windows_are_rebuilt_from_the_store(
    nats_server: NatsServer, store: ServiceProcess, bus: Bus, tmp_path: Path
) -> None:
    start = now() - timedelta(hours=25)
    for i in range(100):
        await send(bus, start + timedelta(minutes=15 * i), kind=subjects.LATE, co2_ppm=500 + i % 7)
    await bus.purge(streams.IAQ, "iaq.late.>", 2**40)
    process = ServiceProcess("predictor", nats_server.environment(), tmp_path)
    with process:
        assert '"series": 1' in process.log.read_text()


async def test_without_the_store_it_forecasts_and_watches_all_the_same(
    nats_server: NatsServer, bus: Bus, tmp_path: Path
) -> None:
    environment = {**nats_server.environment(), "IAQ_PREDICTOR_STORE_WAIT_S": "0"}
    with ServiceProcess("predictor", environment, tmp_path):
        await send(bus, now(), co2_ppm=600, co_ppm=120)
        assert await until(lambda: predictions(bus), 5, "a prediction")
        assert await until(lambda: alerts(bus), 5, "an alert")


@pytest.mark.parametrize("is_broker_up", [True, False])
async def test_it_ends_in_order_when_told_to(
    is_broker_up: bool, nats_server: NatsServer, bus: Bus, tmp_path: Path
) -> None:
    environment = {**nats_server.environment(), "IAQ_PREDICTOR_STORE_WAIT_S": "0"}
    process = ServiceProcess("predictor", environment, tmp_path)
    process.start()
    await send(bus, now(), co2_ppm=600)
    await until(lambda: predictions(bus), 5, "a prediction")
    if not is_broker_up:
        nats_server.kill()
    began = time.monotonic()
    assert process.stop() == 0
    assert time.monotonic() - began < 10
    assert (tmp_path / "predictor" / "learnt.npz").exists()


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

    async def look(self, readings: list[Observed], now_s: float) -> list[DeviceForecast]:  # type: ignore[override]
        if readings:
            raise ValueError("it fails")
        return []


@asynccontextmanager
async def running(bus: Bus, server: NatsServer, forecasting: Forecasting) -> AsyncIterator[Predictor]:
    """The predictor in this process, with this forecasting."""
    settings = Settings(**server.settings().model_dump(exclude_unset=True), predictor_store_wait_s=0)
    stopping = asyncio.Event()
    async with ConfigurationFollower.follow(bus) as follower:
        predictor = Predictor(bus, settings, follower, forecasting)
        await predictor.begin()
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(predictor.run(stopping))
            yield predictor
            stopping.set()
    forecasting.close()


async def test_alerts_go_on_when_forecasting_fails(bus: Bus, nats_server: NatsServer, tmp_path: Path) -> None:
    async with running(bus, nats_server, Broken(tmp_path)) as predictor:
        await send(bus, now(), co2_ppm=600)
        await until(lambda: predictor.why_not_ready() == "forecasting failed", 5, "the failure")
        await send(bus, now(), co_ppm=120)
        (fired,) = await until(lambda: alerts(bus), 5, "an alert")
        assert fired.rule == "co-high"


async def test_states_are_published_when_the_broker_is_back(nats_server: NatsServer, tmp_path: Path) -> None:
    async with Bus.connect(nats_server.settings(), "test") as bus:
        await bus.ensure_stream(streams.iaq(64 * streams.MIB))
        async with running(bus, nats_server, Forecasting(tmp_path)):
            await send(bus, now(), co_ppm=120)
            (fired,) = await until(lambda: alerts(bus), 5, "an alert")
            nats_server.kill()
            await until(lambda: not bus.is_connected, 5, "the outage")
            nats_server.start()
            await until(lambda: bus.is_connected, 5, "the reconnect")
            await send(bus, now(), co_ppm=1)
            states = await until(lambda: _of(alerts(bus), 2), 8, "the end of the alert")
            assert [a.state for a in states] == ["firing", "resolved"]
            assert states[1].id == fired.id


async def _has_prediction(bus: Bus, device: str) -> bool:
    return any(p.device == device for p in await predictions(bus))


async def _of(found, count: int):  # type: ignore[no-untyped-def]
    """What was found when there is as much of it as expected, else nothing."""
    values = await found
    return values if len(values) >= count else []
