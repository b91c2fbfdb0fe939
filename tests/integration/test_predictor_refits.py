"""Local trees fitted in the background, with a real nats-server and the real store."""

import json
import math
import re
import subprocess
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest

from iaqverse.bus import Bus, Outgoing
from iaqverse.contracts import streams, subjects
from iaqverse.contracts.codec import encode_json
from iaqverse.contracts.names import Place
from iaqverse.contracts.prediction import Prediction
from iaqverse.contracts.reading import Reading
from services.predictor.local import LocalTrees
from services.predictor.trees import Trees
from tests.support.nats_server import NatsServer
from tests.support.service import ServiceProcess
from tests.support.waiting import until, wait_for

SITE = "maison"
STEP_MIN = 5
ROOMS = (f"room-{number}" for number in count())
PATIENCE_S = 90


@pytest.fixture
def store(nats_server: NatsServer, bus: Bus, tmp_path: Path) -> Iterator[ServiceProcess]:
    with ServiceProcess("store", nats_server.environment(), tmp_path) as process:
        yield process


async def import_days(bus: Bus, days: float) -> None:
    """Let the store have so many days of one device's readings, up to now."""
    steps = round(days * 1440 / STEP_MIN)
    newest_ms = int(time.time() * 1000) // 60_000 * 60_000
    readings = [
        {
            "site": SITE,
            "room": "bureau",
            "device": "sensor",
            "ts_ms": newest_ms - 60_000 * STEP_MIN * back,
            "values": {
                "co2_ppm": round(700 + 200 * math.sin(back / 23), 1),
                "temperature_c": 21 + back % 3 / 10,
            },
        }
        for back in range(steps, -1, -1)
    ]
    await bus.request(subjects.rpc("store", "import"), encode_json({"readings": readings}), timeout_s=30)


async def forecast_of_a_new_room(bus: Bus) -> Prediction:
    """Send a reading and return what is forecast from it."""
    place = Place(SITE, next(ROOMS), "device")
    reading = Reading(**place._asdict(), ts=datetime.now(UTC), values={"co2_ppm": 600.0})
    subject = subjects.of_device(subjects.READINGS, place)
    await bus.publish(Outgoing(subject, reading.encode(), reading.schema_name))
    pattern = f"iaq.{subjects.PREDICTIONS}.{place.site}.{place.room}.>"

    async def found() -> list[bytes]:
        return [stored.payload async for batch in bus.read(streams.IAQ, [pattern]) for stored in batch]

    return Prediction.decode((await until(found, 10, "a forecast"))[0])


def predictor(nats_server: NatsServer, folder: Path, **more: str) -> ServiceProcess:
    settings = {"IAQ_PREDICTOR_REFIT_EVERY_S": "0.5"} | more
    return ServiceProcess("predictor", nats_server.environment() | settings, folder)


def logged(process: ServiceProcess, event: str) -> list[dict[str, object]]:
    """Return the lines of this event in its log."""
    lines = [json.loads(line) for line in process.log.read_text().splitlines() if line.startswith("{")]
    return [line for line in lines if line["event"] == event]


def refits_of(process: ServiceProcess) -> int:
    """Return how many fits its metrics count."""
    found = re.search(r"^iaq_predictor_refit_seconds_count (\S+)", process.text("/metrics"), re.MULTILINE)
    assert found is not None
    return int(float(found[1]))


def local_trees(folder: Path) -> LocalTrees:
    return LocalTrees.load(folder / "predictor" / "local" / SITE, Trees.load().digest)


async def test_a_site_with_history_gets_local_trees_while_forecasts_go_on(
    nats_server: NatsServer, store: ServiceProcess, bus: Bus, tmp_path: Path
) -> None:
    await import_days(bus, 3.5)
    first = predictor(nats_server, tmp_path)
    with first:
        wait_for(lambda: logged(first, "refit_begins"), 20, "a fit")
        while not logged(first, "site_refitted"):
            at = datetime.now(UTC)
            assert (await forecast_of_a_new_room(bus)).made_at - at < timedelta(seconds=1)
            assert datetime.now(UTC) - at < timedelta(seconds=8)
        assert refits_of(first) == 1
        assert await forecast_of_a_new_room(bus)
    trees = local_trees(tmp_path)
    assert trees.forests.keys() == {"co2", "temperature"}
    assert (trees.fitted_s - trees.first_s) / 86_400 == pytest.approx(3.5, abs=0.1)

    second = predictor(nats_server, tmp_path)
    with second:
        assert await forecast_of_a_new_room(bus)
        assert [line["sites_with_local_trees"] for line in logged(second, "windows_rebuilt")] == [1]
        assert refits_of(second) == 0

    file = tmp_path / "predictor" / "local" / SITE / "trees.npz"
    file.write_bytes(b"nonsense")
    third = predictor(nats_server, tmp_path)
    with third:
        wait_for(lambda: logged(third, "site_refitted"), PATIENCE_S, "another fit")
        assert len(logged(third, "local_trees_unusable")) == 1
    assert local_trees(tmp_path).first_s == trees.first_s


async def test_a_site_without_a_day_of_history_is_left_alone(
    nats_server: NatsServer, store: ServiceProcess, bus: Bus, tmp_path: Path
) -> None:
    await import_days(bus, 0.9)
    process = predictor(nats_server, tmp_path)
    with process:
        for _ in range(3):
            await forecast_of_a_new_room(bus)
        assert not logged(process, "refit_begins")


async def test_a_fit_that_takes_too_long_is_ended_and_said(
    nats_server: NatsServer, store: ServiceProcess, bus: Bus, tmp_path: Path
) -> None:
    await import_days(bus, 1.5)
    with predictor(nats_server, tmp_path, IAQ_PREDICTOR_REFIT_LONGEST_S="0.2") as process:
        wait_for(lambda: logged(process, "refit_failed"), 20, "its end")
        assert logged(process, "refit_failed")[0]["error"] == "not done after 0.2 s"
        assert await forecast_of_a_new_room(bus)
        assert "iaq_predictor_refit_failures_total 1.0" in process.text("/metrics")
        assert children_of(process) == []


async def test_a_fit_can_be_switched_off(
    nats_server: NatsServer, store: ServiceProcess, bus: Bus, tmp_path: Path
) -> None:
    await import_days(bus, 1.5)
    with predictor(nats_server, tmp_path, IAQ_PREDICTOR_REFIT_EVERY_S="0") as process:
        for _ in range(3):
            await forecast_of_a_new_room(bus)
        assert not logged(process, "refit_begins")


def children_of(process: ServiceProcess) -> list[str]:
    assert process.process is not None
    return subprocess.run(
        ["pgrep", "-P", str(process.process.pid)], capture_output=True, text=True, check=False
    ).stdout.split()


def is_alive(pid: str) -> bool:
    return subprocess.run(["ps", "-p", pid, "-o", "stat="], capture_output=True, check=False).returncode == 0


@pytest.mark.parametrize("is_killed", [False, True])
async def test_a_fit_ends_with_the_service(
    is_killed: bool, nats_server: NatsServer, store: ServiceProcess, bus: Bus, tmp_path: Path
) -> None:
    await import_days(bus, 3)
    process = predictor(nats_server, tmp_path)
    process.start()
    wait_for(lambda: children_of(process), 20, "a fit")
    (child,) = children_of(process)
    if is_killed:
        process.kill()
    else:
        assert process.stop() == 0
    wait_for(lambda: not is_alive(child), 10, "its end")
