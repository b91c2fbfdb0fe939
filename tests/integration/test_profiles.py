"""A room with limits of its own: every service goes by them, and follows when they change."""

from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
import pytest

from iaqverse.bus import Bus
from iaqverse.contracts import streams
from iaqverse.contracts.action import Action
from iaqverse.contracts.prediction import Prediction
from iaqverse.contracts.profile import SHIPPED
from iaqverse.contracts.reading import Reading
from iaqverse.contracts.wire import Message
from tests.support.gateway import Visitor
from tests.support.nats_server import NatsServer
from tests.support.service import ServiceProcess
from tests.support.waiting import until

OWN = {"name": "Fresh air", "limits": {"co2_ppm": [450, 550, 650, 900]}}
ROOM = "maison/bureau"
BEFORE_S = 180


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[NatsServer]:
    running = NatsServer(tmp_path_factory.mktemp("nats"))
    running.start()
    yield running
    running.kill()


@pytest.fixture(scope="module")
def urls(server: NatsServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    folder = tmp_path_factory.mktemp("services")
    with ExitStack() as stack:
        yield {
            name: stack.enter_context(ServiceProcess(name, server.environment(), folder)).url
            for name in ("store", "ingest", "predictor", "gateway")
        }


@pytest.fixture
async def bus(server: NatsServer) -> AsyncIterator[Bus]:
    async with Bus.connect(server.settings(), "test") as connected:
        yield connected


@pytest.fixture
async def visitor(urls: dict[str, str]) -> AsyncIterator[Visitor]:
    async with Visitor.visit(urls["gateway"]) as visiting:
        yield visiting


async def save(visitor: Visitor, **parts: Any) -> tuple[int, Any]:
    """Put these parts into the configuration in place of what they were, as a page does."""
    async with visitor.session.get(visitor.url + "/config") as answer:
        document, etag = await answer.json() | parts, answer.headers["ETag"]
    return await visitor.ask("/config", "PUT", {"If-Match": etag}, json=document)


async def send(visitor: Visitor, ingest: str, age_s: float = 0.0, **values: float) -> None:
    ts = (datetime.now(UTC) - timedelta(seconds=age_s)).isoformat(timespec="milliseconds")
    reading = {"site": "maison", "room": "bureau", "device": "b1", "ts": ts, "values": values}
    async with visitor.session.post(f"{ingest}/api/ingest", json=reading) as answer:
        assert answer.status == 202, await answer.text()


async def newest(bus: Bus, subject: str, kind: type[Message]) -> Any:
    """Return the newest message of a subject; None if there is none."""
    found = await bus.last_per_subject(streams.IAQ, [subject])
    return kind.decode(found[-1].payload) if found else None


async def scores(visitor: Visitor) -> dict[str, set[object]]:
    """The scores of what was measured some minutes ago, wherever the gateway tells any."""
    span = "room=bureau&start=-10m"
    _, series = await visitor.ask(f"/api/series?{span}&quantity=score")
    _, rows = await visitor.ask(f"/api/iaq/data?{span}")
    _, snapshot = await visitor.ask("/api/snapshot")
    async with visitor.session.get(f"{visitor.url}/api/export.csv?{span}") as answer:
        lines = (await answer.text()).splitlines()[1:]
    return {
        "series": {value for line in series["series"] for value in line["mean"] if value is not None},
        "rows": {row["global_score"] for row in rows},
        "export": {int(line.split(",")[-2]) for line in lines},
        "sparkline": set(snapshot["sparklines"].get(ROOM, {}).get("score", ())),
    }


def everywhere(score: int) -> dict[str, set[object]]:
    return {way: {score} for way in ("series", "rows", "export", "sparkline")}


async def test_every_service_goes_by_the_profile_of_the_room_and_follows_it(
    bus: Bus, visitor: Visitor, urls: dict[str, str]
) -> None:
    rooms = {ROOM: {"profile": "own"}}
    assert (await save(visitor, profiles={"own": OWN}, rooms=rooms))[0] == 200

    async def is_scored(score: int, age_s: float = 0.0) -> bool:
        await send(visitor, urls["ingest"], age_s, co2_ppm=700)
        reading = await newest(bus, "iaq.readings.maison.bureau.b1", Reading)
        return reading is not None and reading.score == score

    await until(lambda: is_scored(46, BEFORE_S))
    await send(visitor, urls["ingest"], co2_ppm=700)

    async def action(state: str) -> Any:
        found = await newest(bus, "iaq.actions.maison.bureau.co2_ppm", Action)
        return found if found is not None and found.state == state else None

    raised = await until(lambda: action("proposed"))
    assert (raised.because.key, raised.because.arguments["limit"]) == ("co2_above", 550)
    assert raised.expected["co2_ppm"] == 550
    prediction = await newest(bus, "iaq.predictions.maison.bureau.b1", Prediction)
    assert {told.above for told in prediction.exceedance["co2_ppm"]} == {550, 900}

    async def are(score: int) -> bool:
        return await scores(visitor) == everywhere(score)

    await until(lambda: are(46), 10, str(await scores(visitor)))

    assert (await save(visitor, rooms={ROOM: {"profile": "uba-2008"}}))[0] == 200
    await until(lambda: are(93), 10, str(await scores(visitor)))
    await until(lambda: action("withdrawn"))
    await until(lambda: is_scored(93))


async def test_a_snapshot_has_the_whole_tables_of_all_profiles(visitor: Visitor) -> None:
    assert (await save(visitor, profiles={"own": OWN}))[0] == 200
    _, snapshot = await visitor.ask("/api/snapshot")
    profiles = snapshot["profiles"]
    assert [*profiles] == [*SHIPPED, "own"]
    own = profiles["own"]
    assert (own["name"], own["own"], profiles["default"]["own"]) == ("Fresh air", True, False)
    assert own["quantities"]["co2_ppm"] == {"limits": [450, 550, 650, 900], "source": ""}
    default = profiles["default"]["quantities"]
    assert own["quantities"]["humidity_pct"] == default["humidity_pct"]
    scored = {name: entry for name, entry in snapshot["quantities"].items() if entry["limits"]}
    assert default == {n: {"limits": e["limits"], "source": e["source"]} for n, e in scored.items()}


async def test_a_profile_that_is_in_use_cannot_go_and_one_that_is_not_there_cannot_be_chosen(
    visitor: Visitor,
) -> None:
    assert (await save(visitor, profiles={"own": OWN}, rooms={ROOM: {"profile": "own"}}))[0] == 200
    status, problem = await save(visitor, profiles={})
    assert status == 422
    assert "rooms.maison/bureau.profile: there is no profile 'own'; there are: default, " in problem["detail"]
    status, problem = await save(visitor, profile="strict")
    assert (status, "profile: there is no profile 'strict'" in problem["detail"]) == (422, True)


async def test_a_change_of_the_configuration_is_told_to_sockets_and_by_polls(visitor: Visitor) -> None:
    async with visitor.browser("?topics=alerts") as browser:
        await browser.until(type="snapshot_end")
        before = await visitor.poll(topics="alerts", wait=0)
        status, _ = await save(visitor, building={"name": f"Building {before['revision']}"})
        assert status == 200
        told = (await browser.until(type="configuration"))[-1]
    after = await visitor.poll(topics="alerts", wait=0)
    assert told["revision"] == after["revision"] > before["revision"]
    async with visitor.session.ws_connect(f"{visitor.url}/ws") as ws:
        assert orjson.loads(await ws.receive_str())["revision"] == after["revision"]
