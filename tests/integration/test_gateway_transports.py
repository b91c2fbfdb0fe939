"""WebSocket and long polling bring the same: every test here is held by both."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from iaqverse.bus import Bus, Outgoing
from iaqverse.contracts import streams
from iaqverse.contracts.kinds import TOPICS
from services.gateway.returning import MOST
from tests.support.gateway import Frame, Visitor, action, of_kind, publish, reading
from tests.support.nats_server import NatsServer
from tests.support.service import ServiceProcess
from tests.support.waiting import until, wait_for

PLACES = ("maison/bureau/b1", "maison/bureau/b2", "maison/salon/b1", "ecole/bureau/b1")

pytestmark = pytest.mark.parametrize("way", ["socket", "poll"])


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[NatsServer]:
    server = NatsServer(tmp_path_factory.mktemp("nats"))
    server.start()
    yield server
    server.kill()


@pytest.fixture(scope="module")
def gateways(server: NatsServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[ServiceProcess]]:
    """Three beside one another; the last one's memory holds two messages or three."""
    environment = server.environment() | {"IAQ_GATEWAY_HEARTBEAT_S": "0.1"}
    folder = tmp_path_factory.mktemp("gateways")
    variants: list[dict[str, str]] = [{}, {}, {"IAQ_GATEWAY_RING_BYTES": "3000"}]
    processes = [ServiceProcess("gateway", environment | settings, folder) for settings in variants]
    with ExitStack() as stack:
        for process in processes:
            process.launch()
            stack.push(process)
        for process in processes:
            wait_for(process.is_ready, 20, "a gateway ready")
        yield processes


@pytest.fixture
async def bus(server: NatsServer) -> AsyncIterator[Bus]:
    async with Bus.connect(server.settings(), "test") as connected:
        await connected.ensure_stream(streams.iaq(64 * streams.MIB))
        await connected.purge(streams.IAQ, ">", 2**40)
        yield connected


@pytest.fixture
async def epoch(bus: Bus) -> str:
    return (await bus.stream_state(streams.IAQ)).epoch


@pytest.fixture
async def visitor(gateways: list[ServiceProcess]) -> AsyncIterator[Visitor]:
    async with Visitor.visit(gateways[0].url) as visiting:
        yield visiting


@pytest.fixture
async def other(gateways: list[ServiceProcess]) -> AsyncIterator[Visitor]:
    async with Visitor.visit(gateways[1].url) as visiting:
        yield visiting


@pytest.fixture
async def forgetful(gateways: list[ServiceProcess]) -> AsyncIterator[Visitor]:
    async with Visitor.visit(gateways[2].url) as visiting:
        yield visiting


async def known(visitor: Visitor, seq: int) -> None:
    """Wait until the gateway has handed out everything up to `seq`."""

    async def is_known() -> bool:
        return bool((await visitor.ask("/api/snapshot"))[1]["seq"] >= seq)

    await until(is_known, what=f"the gateway at {seq}")


def seqs(frames: list[Frame]) -> list[int]:
    return [frame["seq"] for frame in frames if "topic" in frame]


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
    bus: Bus, visitor: Visitor, way: str, filters: dict[str, str], places: tuple[str, ...]
) -> None:
    async with visitor.following(way, "measurements", None, **filters) as following:
        await following.until((await bus.stream_state(streams.IAQ)).last_seq)
        seq = await publish(bus, *(reading(place) for place in PLACES))
        frames = await following.until(seq)
        got = {"{site}/{room}/{device}".format(**f["data"]) for f in frames if "topic" in f}
        assert got == set(places)


@pytest.mark.parametrize("topic", TOPICS)
async def test_a_topic_brings_its_own_kind(bus: Bus, visitor: Visitor, way: str, topic: str) -> None:
    async with visitor.following(way, topic) as following:
        await following.until((await bus.stream_state(streams.IAQ)).last_seq)
        seq = await publish(
            bus,
            reading(),
            of_kind("predictions", "b1", device="b1", made_at="2026-11-23T00:00:00.000Z"),
            action(),
            of_kind("alerts", "co2-high", rule="co2-high", state="firing"),
            of_kind("modules", "w1", "state", module="w1"),
            of_kind("air", at="2026-11-23T00:00:00.000Z"),
        )
        assert [f["topic"] for f in await following.until(seq)] == [topic]


async def test_it_begins_with_the_newest_of_every_subject_and_the_end_of_the_snapshot(
    bus: Bus, visitor: Visitor, way: str
) -> None:
    last = await publish(bus, reading("maison/new/b1"), reading("maison/new/b1"), reading("maison/new/b2"))
    await known(visitor, last)
    async with visitor.following(way, "measurements", room="new") as following:
        frames = await following.until(last)
        assert following.start == "snapshot"
        assert seqs(frames) == [last - 1, last]
        assert frames[-1] == {"type": "snapshot_end", "seq": last}


async def test_resuming_brings_what_was_missed_and_nothing_twice(
    bus: Bus, visitor: Visitor, epoch: str, way: str
) -> None:
    first = await publish(bus, reading(), reading())
    last = await publish(bus, reading(), action(), reading("maison/salon/b1"))
    await known(visitor, last)
    async with visitor.following(way, "measurements,actions", (epoch, first)) as following:
        frames = await following.until(last)
        assert seqs(frames) == [first + 1, first + 2, first + 3]
        assert all("fresh_s" in frame for frame in frames if frame["topic"] == "measurements")
        assert following.start == "memory"
        more = await publish(bus, reading())
        assert seqs(await following.until(more)) == [more]


async def test_resuming_with_nothing_missed_brings_nothing(
    bus: Bus, visitor: Visitor, epoch: str, way: str
) -> None:
    last = await publish(bus, reading())
    await known(visitor, last)
    async with visitor.following(way, "measurements", (epoch, last)) as following:
        assert await following.until(last) == []
        assert following.start == "memory"


async def test_resuming_works_on_another_gateway(
    bus: Bus, visitor: Visitor, other: Visitor, epoch: str, way: str
) -> None:
    first = await publish(bus, reading())
    async with visitor.following(way, "all", (epoch, first - 1)) as following:
        assert seqs(await following.until(first)) == [first]
    last = await publish(bus, reading(), action(), reading())
    async with other.following(way, "all", (epoch, first)) as following:
        assert seqs(await following.until(last)) == [first + 1, first + 2, first + 3]
        assert following.start == "memory"


async def test_what_a_new_gateway_replays_is_as_if_it_had_been_live(
    bus: Bus, server: NatsServer, epoch: str, tmp_path: Path, way: str
) -> None:
    first = await publish(bus, reading())
    last = await publish(bus, reading(), reading("maison/salon/b1"))
    with ServiceProcess(
        "gateway", server.environment() | {"IAQ_GATEWAY_HEARTBEAT_S": "0.1"}, tmp_path
    ) as new:
        async with (
            Visitor.visit(new.url) as visitor,
            visitor.following(way, "measurements", (epoch, first)) as following,
        ):
            frames = await following.until(last)
            assert following.start == "memory"
            assert seqs(frames) == [first + 1, first + 2]
            assert all("fresh_s" in frame for frame in frames)


async def test_what_memory_has_forgotten_is_read_from_the_stream(
    bus: Bus, forgetful: Visitor, epoch: str, way: str
) -> None:
    first = await publish(bus, reading())
    wanted = [
        await publish(bus, reading("maison/other/b1"), reading("maison/bureau/b1"), action())
        for _ in range(10)
    ]
    last = wanted[-1]
    await known(forgetful, last)
    async with forgetful.following(way, "measurements", (epoch, first), room="bureau") as following:
        frames = await following.until(last)
        assert following.start == "stream"
        assert seqs(frames) == [seq - 1 for seq in wanted]
        assert all("fresh_s" in frame for frame in frames), "as if they had been live"
        more = await publish(bus, reading())
        assert seqs(await following.until(more)) == [more]


async def test_of_a_longer_absence_than_the_stream_is_read_for_one_is_told(
    bus: Bus, forgetful: Visitor, epoch: str, way: str
) -> None:
    first = await publish(bus, reading())
    missed = [reading("maison/bureau/b1") for _ in range(MOST + 1)]
    for start in range(0, len(missed), 500):
        await bus.publish_all(missed[start : start + 500])
    last = (await bus.stream_state(streams.IAQ)).last_seq
    await known(forgetful, last)
    async with forgetful.following(way, "measurements", (epoch, first)) as following:
        frames = await following.until(last)
        assert following.start == "reset"
        assert (frames[0]["type"], frames[-1]["type"]) == ("reset", "snapshot_end")


async def test_a_point_before_what_was_purged_is_reset(
    bus: Bus, forgetful: Visitor, epoch: str, way: str
) -> None:
    first = await publish(bus, reading())
    last = await publish(bus, *(reading() for _ in range(10)))
    await bus.purge(streams.IAQ, "iaq.readings.>", first + 1)
    await known(forgetful, last)
    async with forgetful.following(way, "measurements", (epoch, first)) as following:
        frames = await following.until(last)
        assert following.start == "reset"
        assert frames[0] == {"type": "reset", "epoch": epoch, "seq": last}


async def test_a_point_of_another_stream_is_reset(bus: Bus, visitor: Visitor, way: str) -> None:
    last = await publish(bus, reading())
    await known(visitor, last)
    async with visitor.following(way, "measurements", ("1", last)) as following:
        frames = await following.until(last)
        assert following.start == "reset"
        assert (frames[0]["type"], frames[-1]["type"]) == ("reset", "snapshot_end")
        assert frames[0]["seq"] >= last


async def test_who_was_further_on_another_gateway_gets_nothing_twice(
    bus: Bus, visitor: Visitor, epoch: str, way: str
) -> None:
    here = await publish(bus, reading())
    await known(visitor, here)
    async with visitor.following(way, "measurements", (epoch, here + 2)) as following:
        coming = asyncio.create_task(following.until(here + 4))
        await visitor.ask("/ws/stats")  # by then the question is there, before what it is about
        await publish(bus, *(reading() for _ in range(4)))
        assert seqs(await coming) == [here + 3, here + 4]
        assert following.start == "memory"


async def test_what_is_not_ours_is_skipped(bus: Bus, visitor: Visitor, epoch: str, way: str) -> None:
    good = reading()
    before = (await bus.stream_state(streams.IAQ)).last_seq
    async with visitor.following(way, "measurements", (epoch, before)) as following:
        await publish(
            bus,
            Outgoing(good.subject, b'{"stream":"IAQ_RAW","seq":1}', "pub-ack/1"),
            Outgoing(good.subject, b"{not json", "reading/1"),
            Outgoing(good.subject, b'{"ts":"yesterday","values":{}}', "reading/1"),
        )
        await bus.publish_core(f"live.{good.subject}", b"{}", {"Iaq-Schema": "reading/1"})
        seq = await publish(bus, good)
        assert seqs(await following.until(seq)) == [seq]


async def test_a_late_reading_tells_which_span_has_changed(
    bus: Bus, visitor: Visitor, epoch: str, way: str
) -> None:
    ts = (datetime.now(UTC) - timedelta(hours=3)).isoformat(timespec="milliseconds")
    before = (await bus.stream_state(streams.IAQ)).last_seq
    async with visitor.following(way, "measurements", (epoch, before)) as following:
        seq = await publish(bus, of_kind("late", "b1", device="b1", ts=ts, values={"co2_ppm": 1}))
        (frame,) = await following.until(seq)
        assert (frame["type"], frame["device"], frame["from"], frame["to"]) == ("late", "b1", ts, ts)
