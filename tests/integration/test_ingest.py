"""ingest against a real nats-server: what is answered and what is published."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import aiomqtt
import msgpack
import nats
import orjson
import pytest
from aiohttp import web

from iaqverse.bus import Bus, Stored
from iaqverse.configuring import ConfigurationFollower
from iaqverse.contracts import streams
from iaqverse.contracts.configuration import Configuration, Device
from iaqverse.contracts.reading import Reading
from iaqverse.contracts.rejected import Rejected
from iaqverse.contracts.wire import epoch_ms
from iaqverse.http import problems, serve
from iaqverse.settings import CommonSettings
from services.ingest import app
from tests.integration.ingesting import READING, empties, keeps, kept, post
from tests.support.nats_server import NatsServer
from tests.support.service import ServiceProcess
from tests.support.waiting import until

OLDER = {
    "sensor_id": "bureau1", "enseigne": "Maison", "salle": "Bureau",
    "values": {"CO2": 645, "PM25": 12, "TVOC": 210, "Temperature": 22.3, "Humidity": 45},
}  # fmt: skip
OLDER_FLAT = {"co2": 645, "tvoc": None, "humidity": 45.5, "enseigne": "Maison", "salle": "Bureau"}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[NatsServer]:
    running = NatsServer(tmp_path_factory.mktemp("nats"))
    running.start()
    yield running
    running.kill()


@pytest.fixture(scope="module")
def ingest(server: NatsServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServiceProcess]:
    with ServiceProcess("ingest", server.environment(), tmp_path_factory.mktemp("ingest")) as service:
        yield service


@pytest.fixture
async def observer(server: NatsServer, ingest: ServiceProcess) -> AsyncIterator[Bus]:
    """A connection that looks at what ingest made of it, beginning with nothing."""
    async with Bus.connect(server.settings(), "observer") as bus:
        await bus.purge(streams.IAQ, "iaq.>", (await bus.stream_state(streams.IAQ)).last_seq)
        yield bus


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(10)) as session:
        yield session


# -- answers


async def test_an_accepted_reading_is_in_the_stream_when_202_is_answered(
    ingest: ServiceProcess, http: aiohttp.ClientSession, observer: Bus
) -> None:
    status, _, item = await post(http, ingest, READING)
    assert status == 202
    (stored,) = await kept(observer)
    assert stored.subject == "iaq.readings.maison.bureau.bureau1"
    assert stored.schema == Reading.schema_name
    assert "Nats-Msg-Id" not in stored.headers
    reading = orjson.loads(stored.payload)
    assert item == {
        "status": 202, "site": "maison", "room": "bureau", "device": "bureau1", "ts": reading["ts"],
    }  # fmt: skip
    assert (reading["values"], reading["score"], reading["limiting"]) == ({"co2_ppm": 645}, 86, "co2_ppm")


@pytest.mark.parametrize(
    ("path", "value"), [("/api/ingest", OLDER), ("/api/iaq", OLDER_FLAT), ("/api/iaq", OLDER)]
)
async def test_older_shapes_get_200_and_success(
    ingest: ServiceProcess, http: aiohttp.ClientSession, observer: Bus, path: str, value: Any
) -> None:
    status, _, body = await post(http, ingest, value, path)
    assert (status, body["status"], body["site"], body["room"]) == (200, "success", "maison", "bureau")
    assert body["device"] == value.get("sensor_id", "maison-bureau-1")
    assert len(await kept(observer)) == 1


async def test_a_list_is_answered_item_by_item(
    ingest: ServiceProcess, http: aiohttp.ClientSession, observer: Bus
) -> None:
    good = [READING | {"device": f"d{i}"} for i in range(40)]
    status, _, body = await post(http, ingest, good)
    assert (status, body["accepted"], body["refused"], len(body["items"])) == (202, 40, 0, 40)
    status, _, body = await post(http, ingest, [*good[:2], {"device": "x"}, 7])
    assert (status, body["accepted"], body["refused"]) == (207, 2, 2)
    assert [item["status"] for item in body["items"]] == [202, 202, 422, 422]
    status, _, body = await post(http, ingest, [{"device": "x"}, 7])
    assert (status, len(body["items"])) == (422, 2)
    assert len(await kept(observer)) == 42


async def test_messagepack_is_read(
    ingest: ServiceProcess, http: aiohttp.ClientSession, observer: Bus
) -> None:
    at = datetime.now(UTC) - timedelta(seconds=90)
    packed = msgpack.packb(READING | {"ts": msgpack.Timestamp.from_datetime(at)})
    assert (await post(http, ingest, packed, Content_Type="application/msgpack"))[0] == 202
    (stored,) = await kept(observer)
    assert epoch_ms(Reading.decode(stored.payload).ts) == epoch_ms(at)


async def test_a_late_reading_goes_where_nothing_is_live(
    ingest: ServiceProcess, http: aiohttp.ClientSession, observer: Bus
) -> None:
    an_hour_ago = (datetime.now(UTC) - timedelta(hours=1)).isoformat()
    assert (await post(http, ingest, READING | {"ts": an_hour_ago}))[0] == 202
    (stored,) = await kept(observer)
    assert stored.subject == "iaq.late.maison.bureau.bureau1"


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        (b" " * (256 * 1024 + 1), {}, 413),
        (orjson.dumps([READING] * 1001), {}, 413),
        (orjson.dumps(READING), {"Content-Type": "text/plain"}, 415),
        (orjson.dumps(READING), {"Content-Type": "application/x-www-form-urlencoded"}, 415),
        (orjson.dumps(READING), {"Content-Type": "application/json; charset=latin-1"}, 415),
        (orjson.dumps(READING), {"Content-Type": ""}, 415),
        (orjson.dumps(READING), {"Content-Encoding": "gzip"}, 415),
        (orjson.dumps(READING), {"Content-Encoding": "zstd"}, 415),
        (b"{", {}, 400),
        (b"[]", {}, 422),
    ],
)
async def test_what_is_not_for_ingest_is_refused_with_a_problem(
    ingest: ServiceProcess, http: aiohttp.ClientSession, body: bytes, headers: dict[str, str], status: int
) -> None:
    sent = {"Content-Type": "application/json"} | headers
    async with http.post(ingest.url + "/api/ingest", data=body, headers=sent) as answer:
        assert answer.status == status
        assert answer.content_type == "application/problem+json"
        assert len((await answer.json(content_type=None))["detail"]) > 10
    assert (await post(http, ingest, READING))[0] == 202, "and the next one is taken"


async def test_a_body_without_a_length_is_not_read_past_the_limit(
    ingest: ServiceProcess, http: aiohttp.ClientSession
) -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(100):
            yield b" " * 16_384

    try:
        async with http.post(
            ingest.url + "/api/ingest", data=endless(), headers={"Content-Type": "application/json"}
        ) as answer:
            assert answer.status == 413
    except aiohttp.ClientConnectionError:
        pass  # it was closed while we were still sending: refused just as well
    assert (await post(http, ingest, READING))[0] == 202


async def test_a_body_that_does_not_come_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app, "BODY_S", 0.2)

    async def read(request: web.Request) -> web.Response:
        return web.Response(body=await app.read_body(request, 100))

    routes = web.Application(middlewares=[problems])
    routes.router.add_post("/", read)
    async with serve(CommonSettings(), lambda: None, routes) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 50\r\n\r\nslow")
        async with asyncio.timeout(5):
            assert b" 408 " in await reader.readline()
        writer.close()


async def test_the_trace_of_a_request_is_passed_on_if_it_is_one(
    ingest: ServiceProcess, http: aiohttp.ClientSession, observer: Bus
) -> None:
    trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
    await post(http, ingest, READING, traceparent=trace)
    await post(http, ingest, READING, traceparent="x: y")
    first, second = await kept(observer)
    assert first.headers.get("traceparent") == trace
    assert "traceparent" not in second.headers


async def test_a_refused_reading_is_told_with_its_reason_and_what_was_sent(
    ingest: ServiceProcess, http: aiohttp.ClientSession, observer: Bus
) -> None:
    before = (await observer.stream_state(streams.REJECTED)).last_seq
    status, _, problem = await post(http, ingest, READING | {"values": {"co2_ppm": 99_999}})
    assert status == 422

    async def told() -> Stored | None:
        return await observer.get(streams.REJECTED, before + 1)

    stored = await until(told)
    assert stored is not None
    rejected = Rejected.decode(stored.payload)
    assert stored.subject == "iaq.rejected.bureau1"
    assert (rejected.device, rejected.by, rejected.reason) == ("bureau1", "http", problem["detail"])
    assert orjson.loads(rejected.original)["values"] == {"co2_ppm": 99_999}


async def test_what_was_counted_can_be_read(ingest: ServiceProcess, http: aiohttp.ClientSession) -> None:
    before = ingest.get("/api/ingest/stats")["http"]
    await post(http, ingest, [READING, 7])
    after = ingest.get("/api/ingest/stats")["http"]
    assert (after["accepted"] - before["accepted"], after["refused"] - before["refused"]) == (1, 1)
    async with http.get(ingest.url + "/metrics") as answer:
        count = f'iaq_ingest_readings_total{{door="http",outcome="accepted"}} {after["accepted"]}.0'
        assert count in await answer.text()


# -- raw: NATS and MQTT


async def test_raw_readings_from_nats_are_published_and_then_acknowledged(
    ingest: ServiceProcess, server: NatsServer, observer: Bus
) -> None:
    device = await nats.connect(server.url)
    await device.publish("iaq.raw.bureau1", orjson.dumps({"values": {"co2_ppm": 645}}))
    await device.jetstream().publish("iaq.raw.bureau2", msgpack.packb({"values": {"co2_ppm": 700}}))
    await device.jetstream().publish(
        "iaq.raw.bureau3", orjson.dumps({"device": "other", "values": {"co2_ppm": 1}})
    )
    await device.close()
    messages = await keeps(observer, 2)
    assert {message.subject for message in messages} == {
        "iaq.readings.unassigned.unassigned.bureau1",
        "iaq.readings.unassigned.unassigned.bureau2",
    }
    await empties(observer, streams.RAW)
    stats = ingest.get("/api/ingest/stats")["raw"]
    assert (stats["accepted"], stats["refused"]) == (2, 1)


async def test_many_long_lists_from_nats_are_taken_one_after_the_other(
    ingest: ServiceProcess, server: NatsServer, observer: Bus
) -> None:
    before = ingest.get("/api/ingest/stats")["raw"]
    hours_ago = [datetime.now(UTC) - timedelta(hours=1, seconds=i) for i in range(900)]
    backlog = orjson.dumps([{"ts": at, "values": {"co2_ppm": 645}} for at in hours_ago])
    device = await nats.connect(server.url)
    for i in range(20):
        await device.jetstream().publish(f"iaq.raw.d{i}", backlog)
    await device.close()
    await empties(observer, streams.RAW)
    after = ingest.get("/api/ingest/stats")["raw"]
    assert after["late"] - before["late"] == 20 * 900
    assert after["unavailable"] == before["unavailable"], "none had to come again"


async def test_raw_readings_from_mqtt_are_published(
    ingest: ServiceProcess, server: NatsServer, observer: Bus
) -> None:
    async with aiomqtt.Client("127.0.0.1", server.mqtt_port, identifier="bureau1") as device:
        await device.publish("iaq/raw/bureau1", orjson.dumps(READING), qos=1)
    (stored,) = await keeps(observer, 1)
    assert stored.subject == "iaq.readings.maison.bureau.bureau1"


# -- configuration


async def test_first_names_are_learnt_and_the_configuration_counts_from_then_on(
    ingest: ServiceProcess, http: aiohttp.ClientSession, observer: Bus
) -> None:
    async with ConfigurationFollower.follow(observer) as follower:

        async def is_learnt() -> bool:
            # Again and again: what comes while a hundred other names wait is learnt when it comes again.
            await post(http, ingest, READING | {"device": "Capteur Été", "room": "Salle à manger"})
            return "maison/salle-a-manger" in follower.current.rooms

        await until(is_learnt)
        assert follower.current.sites["maison"].name == "Maison"
        assert follower.current.rooms["maison/salle-a-manger"].name == "Salle à manger"
        assert follower.current.devices["maison/salle-a-manger/capteur-ete"].name == "Capteur Été"

        def edit(configuration: Configuration) -> Configuration:
            device = Device(calibration={"co2_ppm": -45})
            return configuration.model_copy(
                update={"places": {"b9": "maison/cave"}, "devices": {"maison/cave/b9": device}}
            )

        await follower.edit(edit)

    async def is_placed() -> bool:
        item = (await post(http, ingest, {"device": "b9", "values": {"co2_ppm": 645}}))[2]
        return (item["site"], item["room"]) == ("maison", "cave")

    await until(is_placed)
    reading = Reading.decode((await kept(observer, "iaq.readings.maison.cave.b9"))[-1].payload)
    assert (reading.values, reading.raw) == ({"co2_ppm": 600}, {"co2_ppm": 645})
