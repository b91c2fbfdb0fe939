"""The bus against a real nats-server: what is promised when all is well, and when it is not."""

import asyncio
from collections.abc import Mapping

import pytest

from iaqverse.bus import Bus, BusAway, BusFull, BusRefused, Conflict, Outgoing, RpcError
from iaqverse.bus.errors import BusError
from iaqverse.contracts import streams
from tests.support.nats_server import NatsServer
from tests.support.waiting import until


def reading(number: int = 1, size: int = 20) -> Outgoing:
    return Outgoing(f"iaq.readings.maison.bureau.d{number}", b"x" * size, "reading/1")


async def restart(server: NatsServer, bus: Bus) -> None:
    server.kill()
    await until(lambda: not bus.is_connected)
    server.start()
    await until(lambda: bus.is_connected)


async def test_a_published_message_is_in_the_stream_with_its_sequence(bus: Bus) -> None:
    seq = await bus.publish(reading())
    stored = await bus.get("IAQ", seq)
    assert stored is not None
    assert (stored.subject, stored.payload, stored.schema) == (
        "iaq.readings.maison.bureau.d1", b"x" * 20, "reading/1",
    )  # fmt: skip


@pytest.mark.parametrize("count", [1, 15, 16, 1000, 1001])
async def test_many_messages_are_all_kept_in_order(bus: Bus, count: int) -> None:
    outcomes = await bus.publish_all([reading(n) for n in range(count)])
    assert sorted(outcomes) == list(range(1, count + 1))  # type: ignore[type-var]
    if count >= 16:
        assert outcomes == list(range(1, count + 1))
    assert (await bus.stream_state("IAQ")).messages == count


async def test_what_is_kept_is_republished_with_its_sequence(bus: Bus) -> None:
    heard: list[tuple[str, str]] = []

    def note(subject: str, _payload: bytes, headers: Mapping[str, str]) -> None:
        heard.append((subject, headers["Nats-Sequence"]))

    await bus.subscribe("live.>", note)
    await bus.publish_all([reading(n) for n in range(20)])
    await until(lambda: len(heard) == 20)
    assert heard[0] == ("live.iaq.readings.maison.bureau.d0", "1")


async def test_a_full_stream_refuses_single_messages_and_batches_and_keeps_what_it_has(
    nats_server: NatsServer,
) -> None:
    async with Bus.connect(nats_server.settings(), "test") as bus:
        await bus.ensure_stream(streams.iaq(64 * 1024))
        outcomes: list[int | BusError] = []
        while not any(isinstance(outcome, BusFull) for outcome in outcomes):
            outcomes = await bus.publish_all([reading(n, 500) for n in range(20)])
        with pytest.raises(BusFull):
            await bus.publish(reading(1, 20_000))
        before = await bus.stream_state("IAQ")
        assert before.messages % 20 == 0, "a batch is kept whole or not at all"
        await bus.purge("IAQ", "iaq.readings.>", before.last_seq)
        assert await bus.publish(reading()) > before.last_seq


async def test_publishing_while_the_broker_is_away_is_refused_within_two_seconds(
    bus: Bus, nats_server: NatsServer
) -> None:
    nats_server.kill()
    async with asyncio.timeout(2.5):
        with pytest.raises(BusAway):
            await bus.publish(reading())
        outcomes = await bus.publish_all([reading(n) for n in range(30)])
    assert all(isinstance(outcome, BusAway) for outcome in outcomes)


async def test_after_a_kill_of_the_broker_nothing_is_missing_and_all_goes_on(
    bus: Bus, nats_server: NatsServer
) -> None:
    kept = await bus.publish_all([reading(n) for n in range(100)])
    await restart(nats_server, bus)
    assert await bus.publish(reading()) == len(kept) + 1
    assert (await bus.stream_state("IAQ")).messages == 101


async def test_a_consumer_gets_everything_at_least_once_across_a_restart_of_the_broker(
    bus: Bus, nats_server: NatsServer
) -> None:
    await bus.ensure_consumer("IAQ", "test", ["iaq.readings.>"], ack_wait_s=2)
    done = asyncio.Event()
    got: set[int] = set()

    async def consume() -> None:
        async for batch in bus.consume("IAQ", "test", done, batch=50):
            for delivery in batch:
                assert delivery.schema == "reading/1"
                got.add(delivery.seq)
                await delivery.ack()

    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(consume())
        await bus.publish_all([reading(n) for n in range(120)])
        await until(lambda: len(got) == 120)
        await restart(nats_server, bus)
        await bus.publish_all([reading(n) for n in range(30)])
        await until(lambda: len(got) == 150, 5)
        done.set()
    assert (await bus.consumer_state("IAQ", "test"))["pending"] == 0


async def test_a_message_that_was_not_acknowledged_comes_again(bus: Bus) -> None:
    await bus.ensure_consumer("IAQ", "test", ["iaq.readings.>"])
    await bus.publish(reading())
    done = asyncio.Event()
    deliveries = []
    async for batch in bus.consume("IAQ", "test", done):
        deliveries.append(batch[0].deliveries)
        if len(deliveries) == 1:
            await batch[0].nak(0.05)
        else:
            await batch[0].ack_sync()
            done.set()
    assert deliveries == [1, 2]


async def test_a_copy_that_the_broker_was_made_to_send_has_no_schema(bus: Bus) -> None:
    """Who may only look, as operators, can have an answer sent to any subject."""
    await bus.ensure_consumer("IAQ", "test", ["iaq.readings.>"])
    seq = await bus.publish(reading())
    ask = b'{"seq":%d}' % seq
    await bus._client.publish("$JS.API.DIRECT.GET.IAQ", ask, reply="iaq.readings.maison.bureau.other")
    done = asyncio.Event()
    found: dict[str, str | None] = {}
    async for batch in bus.consume("IAQ", "test", done):
        found |= {delivery.subject.rpartition(".")[2]: delivery.schema for delivery in batch}
        if len(found) == 2:
            done.set()
    assert found == {"d1": "reading/1", "other": None}


async def test_a_consumer_that_was_deleted_ends_its_reader_with_a_clear_error(bus: Bus) -> None:
    await bus.ensure_consumer("IAQ", "test", ["iaq.readings.>"])
    js = bus._js

    async def read() -> None:
        async for _ in bus.consume("IAQ", "test", asyncio.Event()):
            pass

    reading_task = asyncio.create_task(read())
    await asyncio.wait({reading_task}, timeout=0.5)
    await js.delete_consumer("IAQ", "test")
    with pytest.raises(BusRefused, match="is gone"):
        await asyncio.wait_for(reading_task, 15)


async def test_the_last_message_of_each_subject_is_read_whatever_their_number(bus: Bus) -> None:
    for _ in range(2):
        await bus.publish_all([reading(n) for n in range(1500)])
    last = await bus.last_per_subject("IAQ", ["iaq.readings.>"])
    assert [stored.seq for stored in last] == list(range(1501, 3001))
    assert await bus.last_per_subject("IAQ", ["iaq.alerts.>"]) == []


async def test_a_stream_is_read_from_a_sequence_on(bus: Bus) -> None:
    await bus.publish_all([reading(n) for n in range(40)])
    seqs = [s.seq async for batch in bus.read("IAQ", ["iaq.readings.>"], from_seq=30) for s in batch]
    assert seqs == list(range(30, 41))


async def test_a_changed_setting_is_applied_and_the_size_stays(bus: Bus) -> None:
    await bus.ensure_stream(streams.iaq(999 * streams.MIB))
    assert (await bus.stream_state("IAQ")).max_bytes == 64 * streams.MIB


async def test_a_setting_that_cannot_change_is_refused_with_a_clear_error(bus: Bus) -> None:
    other = streams.StreamSpec(streams.RAW, ("iaq.raw.>",), 512 * streams.MIB, "not a queue any more")
    with pytest.raises(BusRefused, match="IAQ_RAW exists with settings"):
        await bus.ensure_stream(other)


async def test_a_service_answers_and_its_errors_arrive_with_their_status(bus: Bus) -> None:
    async def echo(payload: bytes) -> bytes:
        if payload == b"bad":
            raise RpcError(400, "not like this")
        if payload == b"bug":
            raise ZeroDivisionError
        return payload

    async with bus.serve("echo", {"say": echo}, "answers what it is asked"):
        assert await bus.request("iaq.rpc.echo.say", b"hello") == b"hello"
        with pytest.raises(RpcError, match="not like this") as refused:
            await bus.request("iaq.rpc.echo.say", b"bad")
        assert refused.value.status == 400
        with pytest.raises(RpcError) as broken:
            await bus.request("iaq.rpc.echo.say", b"bug")
        assert broken.value.status == 500
        assert len(await bus.request_many("$SRV.PING")) == 1
    with pytest.raises(BusAway):
        await bus.request("iaq.rpc.echo.say", b"hello", timeout_s=0.5)


async def test_two_who_edit_a_key_at_once_do_not_lose_ones_work(bus: Bus) -> None:
    bucket = bus.bucket("test")
    assert await bucket.get("key") is None
    first = await bucket.put("key", b"one", 0)
    await bucket.put("key", b"two", first)
    with pytest.raises(Conflict):
        await bucket.put("key", b"three", first)
    with pytest.raises(Conflict):
        await bucket.put("key", b"new", 0)
    entry = await bucket.get("key")
    assert entry is not None
    assert entry[0] == b"two"
