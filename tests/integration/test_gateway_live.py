"""The live view against a real broker: who gets what, and that nothing is missing afterwards."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgpack
import pytest

from iaqverse.bus import Bus, Outgoing
from iaqverse.contracts import streams
from iaqverse.contracts.kinds import TOPICS
from tests.support.gateway import Visitor, action, of_kind, publish, reading
from tests.support.nats_server import NatsServer
from tests.support.service import ServiceProcess
from tests.support.waiting import until

PLACES = ("maison/bureau/b1", "maison/bureau/b2", "maison/salon/b1", "ecole/bureau/b1")


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


@pytest.mark.parametrize(
    ("filters", "places"),
    [
        ({}, PLACES),
        ({"site": "Maison"}, PLACES[:3]),
        ({"room": "bureau"}, (PLACES[0], PLACES[1], PLACES[3])),
        ({"device": "b1"}, (PLACES[0], PLACES[2], PLACES[3])),
        ({"site": "maison", "room": "bureau", "device": "b2"}, (PLACES[1],)),
        ({"site": "nowhere"}, ()),
    ],
)
async def test_a_filter_lets_its_own_devices_through(
    bus: Bus, visitor: Visitor, filters: dict[str, str], places: tuple[str, ...]
) -> None:
    async with visitor.browser() as browser:
        await browser.subscribe("measurements", **filters)
        seq = await publish(bus, *(reading(place) for place in PLACES))
        frames = await browser.until(type="heartbeat", seq=seq)
        got = {"{site}/{room}/{device}".format(**f["data"]) for f in frames if f.get("topic")}
        assert got == set(places)


@pytest.mark.parametrize("topic", TOPICS)
async def test_a_topic_brings_its_own_kind(bus: Bus, visitor: Visitor, topic: str) -> None:
    async with visitor.browser() as browser:
        await browser.subscribe(topic)
        await publish(
            bus,
            reading(),
            of_kind("predictions", "b1", device="b1", made_at="2026-11-23T00:00:00.000Z"),
            action(),
            of_kind("alerts", "co2-high", rule="co2-high", state="firing"),
            of_kind("modules", "w1", "state", module="w1"),
            of_kind("air", at="2026-11-23T00:00:00.000Z"),
        )
        frames = await browser.until(type="heartbeat")
        assert [f["topic"] for f in frames[:-1]] == [topic]


async def test_the_query_subscribes_at_once(bus: Bus, visitor: Visitor) -> None:
    async with visitor.browser("?topics=measurements&room=salon") as browser:
        await browser.until(type="snapshot_end")
        await publish(bus, reading("maison/bureau/b1"), reading("maison/salon/b1"))
        frame = await browser.frame()
        assert frame["data"]["room"] == "salon"


async def test_unsubscribing_ends_the_frames(bus: Bus, visitor: Visitor) -> None:
    async with visitor.browser("?topics=all") as browser:
        await browser.until(type="snapshot_end")
        await browser.say("unsubscribe", topics=["measurements"])
        await browser.until(type="unsubscribed")
        await publish(bus, reading(), action())
        assert (await browser.frame())["topic"] == "actions"


async def test_a_ping_comes_back_with_its_t(visitor: Visitor) -> None:
    async with visitor.browser() as browser:
        await browser.say("ping", t={"sent": 1})
        assert await browser.frame() == {"type": "pong", "t": {"sent": 1}}


async def test_messagepack_is_offered_as_a_subprotocol(bus: Bus, visitor: Visitor) -> None:
    url = f"{visitor.url}/ws?topics=measurements"
    async with visitor.session.ws_connect(url, protocols=("iaq.v1.msgpack",)) as ws:
        assert ws.protocol == "iaq.v1.msgpack"
        frame = msgpack.unpackb(await ws.receive_bytes(timeout=5))
        assert frame["type"] == "connection"


async def collect(
    visitor: Visitor, way: str, since: dict[str, Any] | None, end_seq: int
) -> list[dict[str, Any]]:
    """Return the frames of measurements and actions up to `end_seq` that one way of asking brings."""
    topics = ["measurements", "actions"]
    if way == "poll":
        point = {"since": f"{since['epoch']}:{since['seq']}"} if since else {}
        answer = await visitor.poll(topics=",".join(topics), wait=5, **point)
        assert answer["seq"] >= end_seq
        found: list[dict[str, Any]] = answer["frames"]
        return found
    async with visitor.browser() as browser:
        await browser.say("subscribe", topics=topics, **({"since": since} if since else {}))
        frames = await browser.until(type="heartbeat")
        return [f for f in frames if f.get("type") not in ("subscribed", "heartbeat")]


@pytest.mark.parametrize("way", ["socket", "poll"])
async def test_resuming_brings_what_was_missed_and_nothing_twice(
    bus: Bus, visitor: Visitor, way: str
) -> None:
    first = await publish(bus, reading(), reading())
    epoch = (await bus.stream_state(streams.IAQ)).epoch
    last = await publish(bus, reading(), action(), reading("maison/salon/b1"))
    await until(lambda: caught_up(visitor, last))
    frames = await collect(visitor, way, {"epoch": epoch, "seq": first}, last)
    assert [f["seq"] for f in frames] == [first + 1, first + 2, first + 3]


@pytest.mark.parametrize("way", ["socket", "poll"])
async def test_a_point_of_another_stream_is_reset(bus: Bus, visitor: Visitor, way: str) -> None:
    last = await publish(bus, reading())
    await until(lambda: caught_up(visitor, last))
    frames = await collect(visitor, way, {"epoch": "1", "seq": last}, last)
    assert frames[0]["type"] == "reset"
    assert frames[-1]["type"] == "snapshot_end"
    assert frames[0]["seq"] >= last


async def test_both_ways_bring_the_same_frames(bus: Bus, visitor: Visitor) -> None:
    epoch = (await bus.stream_state(streams.IAQ)).epoch
    first = await publish(bus, reading())
    last = await publish(bus, *(reading(place) for place in PLACES), action())
    await until(lambda: caught_up(visitor, last))
    since = {"epoch": epoch, "seq": first}
    assert await collect(visitor, "poll", since, last) == await collect(visitor, "socket", since, last)
    assert await collect(visitor, "poll", None, last) == await collect(visitor, "socket", None, last)


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


async def test_what_is_not_ours_is_skipped(bus: Bus, visitor: Visitor) -> None:
    async with visitor.browser() as browser:
        await browser.subscribe("measurements")
        good = reading()
        await publish(
            bus,
            Outgoing(good.subject, b'{"stream":"IAQ_RAW","seq":1}', "pub-ack/1"),
            Outgoing(good.subject, b"{not json", "reading/1"),
        )
        await bus.publish_core(f"live.{good.subject}", b"{}", {"Iaq-Schema": "reading/1"})
        seq = await publish(bus, good)
        assert (await browser.frame())["seq"] == seq


async def test_a_late_reading_tells_which_span_has_changed(bus: Bus, visitor: Visitor) -> None:
    ts = (datetime.now(UTC) - timedelta(hours=3)).isoformat(timespec="milliseconds")
    async with visitor.browser("?topics=measurements") as browser:
        await browser.until(type="snapshot_end")
        await publish(bus, of_kind("late", "b1", device="b1", ts=ts, values={"co2_ppm": 1}))
        frame = await browser.frame()
        assert (frame["type"], frame["device"], frame["from"], frame["to"]) == ("late", "b1", ts, ts)


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
