"""ingest when the bus is away, silent or full, when the disk is full, and when it is told to stop."""

import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from pathlib import Path

import aiohttp
import nats
import orjson
import pytest

from iaqverse.bus import Bus
from iaqverse.contracts import streams
from iaqverse.contracts.reading import Reading
from iaqverse.contracts.wire import epoch_ms
from tests.integration.ingesting import READING, keeps, kept, post, takes_readings
from tests.support.nats_server import NatsServer
from tests.support.service import ServiceProcess
from tests.support.waiting import until, wait_for


@pytest.fixture
def ingest(nats_server: NatsServer, tmp_path: Path) -> Iterator[ServiceProcess]:
    with ServiceProcess("ingest", nats_server.environment(), tmp_path) as service:
        yield service


@pytest.fixture
async def observer(nats_server: NatsServer, ingest: ServiceProcess) -> AsyncIterator[Bus]:
    """A connection that looks at what ingest made of it."""
    async with Bus.connect(nats_server.settings(), "observer") as bus:
        yield bus


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(10)) as session:
        yield session


async def test_a_raw_reading_without_a_time_has_that_of_its_storing_however_late_it_is_read(
    nats_server: NatsServer, tmp_path: Path
) -> None:
    async with Bus.connect(nats_server.settings(), "observer") as observer:
        await observer.ensure_stream(streams.raw())
        device = await nats.connect(nats_server.url)
        acknowledgement = await device.jetstream().publish("iaq.raw.b1", b'{"values":{"co2_ppm":645}}')
        await device.close()
        waiting = await observer.get(streams.RAW, acknowledgement.seq)
        assert waiting is not None
        with ServiceProcess("ingest", nats_server.environment(), tmp_path):
            (stored,) = await keeps(observer, 1)
    assert epoch_ms(Reading.decode(stored.payload).ts) == epoch_ms(waiting.stored_at)


async def test_two_processes_share_the_raw_readings(
    ingest: ServiceProcess, nats_server: NatsServer, observer: Bus, tmp_path: Path
) -> None:
    with ServiceProcess("ingest", nats_server.environment(), tmp_path) as second:
        device = await nats.connect(nats_server.url)
        for i in range(300):
            await device.publish(f"iaq.raw.d{i}", orjson.dumps({"values": {"co2_ppm": 400 + i}}))
        await device.close()
        await keeps(observer, 300)
        counts = [service.get("/api/ingest/stats")["raw"]["accepted"] for service in (ingest, second)]
    assert sum(counts) == 300
    assert len({message.subject for message in await kept(observer)}) == 300


# -- without a bus, with a full one, without room


async def test_without_the_bus_503_is_answered_at_once_and_202_when_it_is_back(
    ingest: ServiceProcess, http: aiohttp.ClientSession, nats_server: NatsServer, observer: Bus
) -> None:
    assert (await post(http, ingest, READING))[0] == 202
    nats_server.kill()
    for _ in range(5):
        started = time.monotonic()
        status, headers, problem = await post(http, ingest, READING)
        assert time.monotonic() - started < 2
        assert (status, problem["status"]) == (503, 503)
        assert int(headers["Retry-After"]) >= 1
    assert ingest.status("/ready") == 503
    assert ingest.status("/health") == 200
    nats_server.start()
    await takes_readings(http, ingest)
    await until(lambda: observer.is_connected)
    assert len(await kept(observer)) == 2, "503 promised nothing, and 202 was kept"


async def test_a_bus_that_does_not_acknowledge_gets_no_202_out_of_ingest(
    ingest: ServiceProcess, http: aiohttp.ClientSession, nats_server: NatsServer
) -> None:
    assert nats_server.process is not None
    os.kill(nats_server.process.pid, signal.SIGSTOP)
    try:
        started = time.monotonic()
        answers = await asyncio.gather(*(post(http, ingest, [READING] * n) for n in (1, 10, 100, 900)))
        assert time.monotonic() - started < 2.2
        assert {status for status, _, _ in answers} == {503}
    finally:
        os.kill(nats_server.process.pid, signal.SIGCONT)
    await takes_readings(http, ingest)


async def test_a_full_stream_means_503_and_everything_resumes_when_there_is_room(
    nats_server: NatsServer, http: aiohttp.ClientSession, tmp_path: Path
) -> None:
    environment = nats_server.environment() | {"IAQ_STREAM_MAX_BYTES": str(1024 * 1024)}
    with ServiceProcess("ingest", environment, tmp_path) as ingest:
        accepted = 0
        while (answer := await post(http, ingest, [READING | {"device": f"d{i}"} for i in range(500)]))[
            0
        ] == 202:
            accepted += 500
        status, headers, problem = answer
        assert (status, int(headers["Retry-After"])) == (503, 5)
        assert "full" in problem["detail"]
        while (await post(http, ingest, READING))[0] == 202:
            accepted += 1  # single ones still find a little room
        device = await nats.connect(nats_server.url)
        await device.jetstream().publish("iaq.raw.waits", b'{"values":{"co2_ppm":645}}')
        await device.close()
        await until(lambda: ingest.get("/api/ingest/stats")["raw"]["unavailable"] > 0)
        async with Bus.connect(nats_server.settings(), "observer") as observer:
            state = await observer.stream_state(streams.IAQ)
            assert state.messages == accepted > 0, "what was accepted is there, and nothing else"
            await observer.purge(streams.IAQ, "iaq.readings.>", state.last_seq)
            assert (await post(http, ingest, READING))[0] == 202
            (waited,) = await keeps(observer, 1, "iaq.*.*.*.waits")
            assert waited.subject == "iaq.readings.unassigned.unassigned.waits"


async def test_a_disk_that_is_nearly_full_means_503(
    nats_server: NatsServer, http: aiohttp.ClientSession, tmp_path: Path
) -> None:
    service = ServiceProcess(
        "ingest", nats_server.environment() | {"IAQ_DISK_FREE_SHARE": "0.9999"}, tmp_path
    )
    with suppress(TimeoutError):
        service.start(timeout_s=0)
    try:
        await until(lambda: service.status("/ready") == 503)
        status, headers, problem = await post(http, service, READING)
        assert (status, headers["Retry-After"]) == (503, "30")
        assert "disk is nearly full" in problem["detail"]
    finally:
        assert service.stop() == 0


# -- ending


@pytest.mark.parametrize("is_bus_there", [True, False])
async def test_told_to_stop_it_finishes_what_it_took_and_leaves_in_order(
    nats_server: NatsServer, http: aiohttp.ClientSession, tmp_path: Path, is_bus_there: bool
) -> None:
    service = ServiceProcess("ingest", nats_server.environment(), tmp_path)
    service.start()
    process = service.process
    assert process is not None
    answers: list[int] = []

    async def keep_posting(number: int) -> None:
        while True:
            try:
                status, _, _ = await post(
                    http, service, [READING | {"device": f"d{number}-{i}"} for i in range(20)]
                )
            except aiohttp.ClientError:
                return
            answers.append(status)

    posting = [asyncio.create_task(keep_posting(number)) for number in range(4)]
    await until(lambda: len(answers) > 20)
    if not is_bus_there:
        nats_server.kill()
        await until(lambda: 503 in answers)
    started = time.monotonic()
    process.terminate()
    assert await asyncio.to_thread(process.wait, 10) == 0, service.log.read_text()
    assert time.monotonic() - started < 10
    await asyncio.gather(*posting)
    if is_bus_there:
        assert set(answers) == {202}
        async with Bus.connect(nats_server.settings(), "observer") as observer:
            assert (await observer.stream_state(streams.IAQ)).messages >= 20 * len(answers)


def test_told_to_stop_while_it_waits_for_a_bus_that_never_came_it_leaves_in_order(tmp_path: Path) -> None:
    service = ServiceProcess("ingest", {"IAQ_NATS_URL": "nats://127.0.0.1:9"}, tmp_path)
    with suppress(TimeoutError):
        service.start(timeout_s=0)
    try:
        wait_for(lambda: b"waiting_for_bus" in service.log.read_bytes())
        assert service.stop() == 0, service.log.read_text()
    finally:
        service.kill()
