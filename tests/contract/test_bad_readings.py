"""Every bad reading is refused with a reason at both doors, and nothing of it is published."""

import http.client
import json
from collections.abc import AsyncIterator, Iterator

import nats
import pytest
import pytest_asyncio
from nats.aio.client import Client

from iaqverse.bus import Bus
from iaqverse.contracts import streams
from iaqverse.contracts.rejected import Rejected
from tests.contract.bad_readings import DEVICE, Bad, cases
from tests.support.nats_server import NatsServer
from tests.support.service import ServiceProcess
from tests.support.waiting import until

BY_HTTP = cases("raw_only")
RAW = cases("http_only")


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


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def anonymous(server: NatsServer) -> AsyncIterator[Client]:
    client = await nats.connect(server.url)
    yield client
    await client.close()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def bus(server: NatsServer, ingest: ServiceProcess) -> AsyncIterator[Bus]:
    async with Bus.connect(server.settings(), "test") as connected:
        yield connected


def test_there_are_at_least_two_hundred_named_bad_readings() -> None:
    assert len({case.name for case in cases() if not case.name.startswith("as MessagePack")}) >= 200


@pytest.mark.parametrize("bad", BY_HTTP, ids=lambda bad: bad.name)
def test_a_bad_reading_is_refused_by_http(ingest: ServiceProcess, bad: Bad) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", ingest.port, timeout=10)
    connection.request("POST", "/api/ingest", bad.payload, {"Content-Type": bad.content_type})
    answer = connection.getresponse()
    problem = json.loads(answer.read())
    connection.close()
    assert answer.status in (400, 413, 422), problem
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert problem["status"] == answer.status
    assert len(problem["detail"]) > 10


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("bad", RAW, ids=lambda bad: bad.name)
async def test_a_bad_raw_message_is_refused(
    ingest: ServiceProcess, anonymous: Client, bus: Bus, bad: Bad
) -> None:
    before = (await bus.stream_state(streams.REJECTED)).last_seq
    refused = ingest.get("/api/ingest/stats")["raw"]["refused"]
    await anonymous.jetstream().publish(f"iaq.raw.{DEVICE}", bad.payload)
    await until(lambda: ingest.get("/api/ingest/stats")["raw"]["refused"] > refused)
    rejected = await _rejection(bus, before)
    if rejected is not None:  # at most ten a second are told
        assert rejected.device == DEVICE
        assert len(rejected.reason) > 10


async def _rejection(bus: Bus, after_seq: int) -> Rejected | None:
    stored = await bus.get(streams.REJECTED, after_seq + 1)
    return Rejected.decode(stored.payload) if stored else None


@pytest.mark.asyncio(loop_scope="module")
async def test_no_bad_reading_was_published_and_every_raw_message_is_dealt_with(
    ingest: ServiceProcess, anonymous: Client, bus: Bus
) -> None:
    for bad in RAW[::10]:
        await anonymous.jetstream().publish(f"iaq.raw.{DEVICE}", bad.payload)

    async def is_empty() -> bool:
        return (await bus.stream_state(streams.RAW)).messages == 0

    await until(is_empty)
    assert (await bus.stream_state(streams.IAQ)).last_seq == 0
