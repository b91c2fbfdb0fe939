"""The live view against a real broker: what only one way out has, and that nothing is missing afterwards."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import msgpack
import pytest

from iaqverse.bus import Bus
from iaqverse.contracts import streams
from tests.support.gateway import Visitor, action, publish, reading
from tests.support.nats_server import NatsServer
from tests.support.service import ServiceProcess
from tests.support.waiting import until


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[NatsServer]:
    server = NatsServer(tmp_path_factory.mktemp("nats"))
    server.start()
    yield server
    server.kill()


@pytest.fixture(scope="module")
def gateway(server: NatsServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServiceProcess]:
    environment = server.environment() | {"IAQ_GATEWAY_HEARTBEAT_S": "0.3"}
    with ServiceProcess("gateway", environment, tmp_path_factory.mktemp("gateway")) as process:
        yield process


@pytest.fixture
async def bus(server: NatsServer) -> AsyncIterator[Bus]:
    async with Bus.connect(server.settings(), "test") as connected:
        await connected.ensure_stream(streams.iaq(64 * streams.MIB))
        await connected.purge(streams.IAQ, ">", 2**40)
        yield connected


@pytest.fixture
async def visitor(gateway: ServiceProcess) -> AsyncIterator[Visitor]:
    async with Visitor.visit(gateway.url) as visiting:
        yield visiting


async def test_the_query_subscribes_at_once(bus: Bus, visitor: Visitor) -> None:
    async with visitor.browser("?topics=measurements&room=salon") as browser:
        await browser.until(type="snapshot_end")
        await publish(bus, reading("maison/bureau/b1"), reading("maison/salon/b1"))
        frames = await browser.until(topic="measurements")
        assert frames[-1]["data"]["room"] == "salon"


async def test_unsubscribing_ends_the_frames(bus: Bus, visitor: Visitor) -> None:
    async with visitor.browser("?topics=all") as browser:
        await browser.until(type="snapshot_end")
        await browser.say("unsubscribe", topics=["measurements"])
        await browser.until(type="unsubscribed")
        await publish(bus, reading(), action())
        frames = await browser.until(topic="actions")
        assert [f["topic"] for f in frames if "topic" in f] == ["actions"]


async def test_a_ping_comes_back_with_its_t(visitor: Visitor) -> None:
    async with visitor.browser() as browser:
        await browser.say("ping", t={"sent": 1})
        assert (await browser.until(type="pong"))[-1] == {"type": "pong", "t": {"sent": 1}}


async def test_messagepack_is_offered_as_a_subprotocol(bus: Bus, visitor: Visitor) -> None:
    url = f"{visitor.url}/ws?topics=measurements"
    async with visitor.session.ws_connect(url, protocols=("iaq.v1.msgpack",)) as ws:
        assert ws.protocol == "iaq.v1.msgpack"
        frame = msgpack.unpackb(await ws.receive_bytes(timeout=5))
        assert frame["type"] == "connection"


async def test_a_poll_waits_for_the_next_message(bus: Bus, visitor: Visitor) -> None:
    here = await visitor.poll(topics="measurements", room="waiting", wait=0)
    point = f"{here['epoch']}:{here['seq']}"
    waiting = asyncio.create_task(visitor.poll(topics="measurements", room="waiting", since=point, wait=20))
    await until(lambda: polls(visitor))
    seq = await publish(bus, reading("maison/other/b1"), reading("maison/waiting/b1"))
    answer = await asyncio.wait_for(waiting, 3)
    assert [f["seq"] for f in answer["frames"]] == [seq]
    assert answer["seq"] == seq


async def test_a_poll_that_waited_in_vain_says_how_far_it_is(bus: Bus, visitor: Visitor) -> None:
    here = await visitor.poll(topics="alerts", wait=0)
    seq = await publish(bus, reading())
    await until(lambda: caught_up(visitor, seq))
    answer = await visitor.poll(topics="alerts", since=f"{here['epoch']}:{here['seq']}", wait=0.2)
    assert answer["frames"] == []
    assert answer["seq"] >= seq


async def caught_up(visitor: Visitor, seq: int) -> bool:
    """Whether the gateway has handed out everything up to `seq`."""
    _, snapshot = await visitor.ask("/api/snapshot")
    return bool(snapshot["seq"] >= seq)


async def polls(visitor: Visitor) -> bool:
    """Whether a long poll is waiting."""
    _, stats = await visitor.ask("/ws/stats")
    return bool(stats["polls"])


async def test_live_again_within_two_seconds_of_the_broker_and_nothing_missing(
    tmp_path: Path, server: NatsServer
) -> None:
    own = tmp_path / "nats"
    own.mkdir()
    broker = NatsServer(own)
    broker.start()
    try:
        with ServiceProcess("gateway", broker.environment(), tmp_path) as gateway:
            await live_again(broker, gateway)
    finally:
        broker.kill()


async def live_again(broker: NatsServer, gateway: ServiceProcess) -> None:
    async with (
        Bus.connect(broker.settings(), "test") as bus,
        Visitor.visit(gateway.url) as visitor,
        visitor.browser("?topics=measurements") as browser,
    ):
        before = await publish(bus, reading())
        await browser.until(topic="measurements", seq=before)
        await asyncio.to_thread(broker.kill)
        await until(lambda: gateway.status("/ready") == 503)
        await asyncio.to_thread(broker.start)
        back_s = time.monotonic()
        # Another client is back first: what it publishes comes before the gateway listens again.
        async with Bus.connect(broker.settings(), "early") as early:
            await early.ensure_stream(streams.iaq())
            after = await publish(early, *(reading() for _ in range(20)))
            frames = await browser.until(topic="measurements", seq=after)
            assert time.monotonic() - back_s < 2 + 0.5, "and a little for the broker to recover its stream"
        assert [f["seq"] for f in frames if "topic" in f] == list(range(before + 1, after + 1))
