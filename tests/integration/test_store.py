"""The store on a real nats-server: what is published is kept once, found, and may then leave the stream."""

import asyncio
import contextlib
import sqlite3
from collections.abc import AsyncIterator, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgpack
import orjson
import pytest

from iaqverse.bus import Bus, BusAway, BusFull, Outgoing, RpcError
from iaqverse.contracts import streams, subjects
from iaqverse.contracts.action import Action, Because
from iaqverse.contracts.names import Place
from iaqverse.contracts.prediction import Prediction
from iaqverse.contracts.reading import Reading
from iaqverse.contracts.wire import epoch_ms
from tests.support.nats_server import NatsServer
from tests.support.service import ServiceProcess
from tests.support.waiting import until, wait_for

BUREAU = Place("maison", "bureau", "bureau1")
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
NOON_MS = epoch_ms(NOON)
NO_OTHERS: Mapping[str, float] = {}
OTHERS = {"pm1_ugm3": 1.0, "pressure_hpa": 1000.0, "noise_dba": 40.0}
SMALL_STREAM = 2 * streams.MIB


@pytest.fixture
def service(nats_server: NatsServer, tmp_path: Path) -> Iterator[ServiceProcess]:
    """A running store; the stream is small, stays a second and is looked at ten times a second."""
    folder = tmp_path / "store"
    folder.mkdir()
    environment = {
        **nats_server.environment(),
        "IAQ_STREAM_MAX_BYTES": str(SMALL_STREAM),
        "IAQ_STREAM_KEEP_S": "1",
        "IAQ_STORE_UPKEEP_S": "0.1",
    }
    with ServiceProcess("store", environment, folder) as running:
        yield running


@pytest.fixture(scope="module")
def idle_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[NatsServer, ServiceProcess]]:
    """A store and its bus for all tests that change nothing."""
    folder = tmp_path_factory.mktemp("idle")
    server = NatsServer(folder)
    server.start()
    environment = server.environment() | {"IAQ_STREAM_MAX_BYTES": str(SMALL_STREAM)}
    with ServiceProcess("store", environment, folder) as running:
        yield server, running
    server.kill()


@pytest.fixture
async def bus(nats_server: NatsServer) -> AsyncIterator[Bus]:
    async with Bus.connect(nats_server.settings(), "test") as connected:
        yield connected


def _reading(
    place: Place = BUREAU,
    ts: datetime = NOON,
    kind: str = "readings",
    values: Mapping[str, float] = NO_OTHERS,
    **more: float,
) -> Outgoing:
    reading = Reading(**place._asdict(), ts=ts, values={**values, **more})
    return Outgoing(subjects.of_device(kind, place), reading.encode(), "reading/1")


def _readings(
    count: int, place: Place = BUREAU, start: datetime = NOON, others: Mapping[str, float] = NO_OTHERS
) -> list[Outgoing]:
    times = [start + timedelta(seconds=10 * i) for i in range(count)]
    return [_reading(place, ts, values={"co2_ppm": 400 + i, **others}) for i, ts in enumerate(times)]


def _action(state: str, at: datetime) -> Outgoing:
    action = Action.model_validate(
        {
            "id": "maison.bureau.co2_ppm.1", "site": "maison", "room": "bureau", "quantity": "co2_ppm",
            "state": state, "advice": "open_window", "because": Because(key="co2_above"), "confidence": 0.9,
            "raised_at": NOON, "updated_at": at, "expires_at": NOON + timedelta(hours=1),
        }
    )  # fmt: skip
    return Outgoing(subjects.of_room("actions", "maison", "bureau", "co2_ppm"), action.encode(), "action/1")


async def _ask(bus: Bus, method: str, **asked: Any) -> Any:
    answer = await bus.request(subjects.rpc("store", method), orjson.dumps(asked), timeout_s=12)
    return msgpack.unpackb(answer)


async def _through(bus: Bus, seq: int) -> None:
    """Wait until everything up to `seq` is stored."""

    async def is_reached() -> bool:
        with contextlib.suppress(Exception):
            return bool((await _ask(bus, "status"))["through"]["seq"] >= seq)
        return False

    await until(is_reached, 20, f"everything up to {seq} stored")


async def _publish(bus: Bus, *messages: Outgoing) -> int:
    """Publish and wait until it is stored; return the last sequence."""
    seqs = await bus.publish_all(messages)
    last = max(seq for seq in seqs if isinstance(seq, int))
    await _through(bus, last)
    return last


def _kept(service: ServiceProcess) -> list[tuple[int, float]]:
    """Return all readings in the database, as anybody may look at it while the store runs."""
    database = next(service.log.parent.glob("store.db"))
    with contextlib.closing(sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True)) as connection:
        both = (
            "SELECT series, ts_ms, co2_ppm, 0 AS id FROM readings"
            " UNION ALL SELECT value ->> 0, value ->> 1, value ->> 4, journal.id"  # what came last counts
            " FROM journal, json_each(journal.readings) WHERE value ->> 0 IN (SELECT id FROM series)"
        )
        merged = f"SELECT ts_ms, co2_ppm, max(id) FROM ({both}) GROUP BY series, ts_ms ORDER BY series, ts_ms"
        return [(ts_ms, co2_ppm) for ts_ms, co2_ppm, _ in connection.execute(merged)]


# -- keeping


async def test_a_published_reading_is_stored_exactly_once(bus: Bus, service: ServiceProcess) -> None:
    await _publish(bus, *_readings(100))
    assert _kept(service) == [(NOON_MS + 10_000 * i, 400 + i) for i in range(100)]


async def test_the_same_instant_again_is_merged_quantity_by_quantity(
    bus: Bus, service: ServiceProcess
) -> None:
    await _publish(bus, _reading(co2_ppm=600, temperature_c=21))
    await _publish(bus, _reading(co2_ppm=610, humidity_pct=45))
    answer = await _ask(bus, "rows", start_ms=0, end_ms=2**50)
    assert answer["columns"] | {"ts_ms": [NOON_MS]} == {
        "ts_ms": [NOON_MS], "site": ["maison"], "room": ["bureau"], "device": ["bureau1"],
        "co2_ppm": [610], "temperature_c": [21], "humidity_pct": [45],
    }  # fmt: skip
    (device,) = (await _ask(bus, "latest"))["devices"]
    assert device["reading"]["values"] == {"co2_ppm": 610, "temperature_c": 21, "humidity_pct": 45}


async def test_what_has_no_known_schema_is_skipped_and_holds_nothing_up(
    bus: Bus, service: ServiceProcess
) -> None:
    subject = subjects.of_device("readings", BUREAU)
    await bus.publish(Outgoing(subject, b'{"stream":"IAQ_RAW","seq":1}', "acknowledgement/1"))
    await bus.publish(Outgoing(subject, b"not a reading", "reading/1"))
    await bus.publish(Outgoing(subject, b'{"stream":"IAQ_RAW","seq":1}', "reading/1"))
    await _publish(bus, _reading(co2_ppm=600))
    assert _kept(service) == [(NOON_MS, 600)]
    assert (await _ask(bus, "status"))["counts"]["skipped"] == 3


async def test_a_store_killed_at_any_moment_loses_and_doubles_nothing(
    bus: Bus, service: ServiceProcess
) -> None:
    count = 0
    for _ in range(3):
        seqs = await bus.publish_all(_readings(1000, start=NOON + timedelta(seconds=10 * count)))
        count += 1000
        await until(lambda c=count: len(_kept(service)) > c - 1000, 10, "the store writing")  # type: ignore[misc]
        service.kill()
        await asyncio.to_thread(service.start)
        assert isinstance(seqs[-1], int)
        await _through(bus, seqs[-1])
        assert _kept(service) == [(NOON_MS + 10_000 * i, 400 + i % 1000) for i in range(count)]


async def test_what_a_killed_store_had_fetched_is_there_at_once(bus: Bus, service: ServiceProcess) -> None:
    await _publish(bus, *_readings(10))
    service.kill()
    # As if it had been killed between fetching and writing: nobody acknowledges these.
    seqs = await bus.publish_all(_readings(10, Place("maison", "salon", "s1")))
    fetched = await anext(bus.consume(streams.IAQ, "store", asyncio.Event(), 5))
    assert len(fetched) == 5
    await asyncio.to_thread(service.start)
    assert isinstance(seqs[-1], int)
    async with asyncio.timeout(10):  # the broker itself would give them out again after 30 s
        await _through(bus, seqs[-1])
    assert len(_kept(service)) == 20


async def test_a_lost_database_is_filled_again_with_what_the_stream_holds(
    bus: Bus, service: ServiceProcess
) -> None:
    last = await _publish(bus, *_readings(50))
    assert service.stop() == 0
    for path in service.log.parent.glob("store.db*"):
        path.unlink()
    await asyncio.to_thread(service.start)
    await _through(bus, last)
    assert len(_kept(service)) == 50


async def test_redelivery_out_of_order_changes_nothing(bus: Bus, service: ServiceProcess) -> None:
    """A late second delivery of an older message must not undo a newer one."""
    await _publish(bus, _reading(co2_ppm=600))
    last = await _publish(bus, _reading(co2_ppm=700))
    assert service.stop() == 0
    # Another consumer of that name has everything still to deliver, as after lost acknowledgements.
    await bus.delete_consumer(streams.IAQ, "store")
    await bus.ensure_consumer(streams.IAQ, "store", ())
    await asyncio.to_thread(service.start)
    await _publish(bus, _reading(ts=NOON + timedelta(seconds=1), co2_ppm=1))
    assert _kept(service) == [(NOON_MS, 700), (NOON_MS + 1000, 1)]
    assert (await _ask(bus, "status"))["through"]["seq"] == last + 1


async def test_messages_that_the_stream_forgot_do_not_hold_it(bus: Bus, service: ServiceProcess) -> None:
    assert service.stop() == 0
    await bus.publish_all(_readings(3))
    forecast = Prediction(**BUREAU._asdict(), made_at=NOON, model="m", forecasts={})
    subject = subjects.of_device("predictions", BUREAU)
    for _ in range(2):
        seq = await bus.publish(Outgoing(subject, forecast.encode(), "prediction/1", ttl_s=1))
    await bus.publish(_reading(ts=NOON + timedelta(minutes=5), co2_ppm=1))
    await until(lambda: _is_gone(bus, seq), 10, "the prediction forgotten")
    await asyncio.to_thread(service.start)
    await _through(bus, seq + 1)
    assert len(_kept(service)) == 4


async def _is_gone(bus: Bus, seq: int) -> bool:
    return await bus.get(streams.IAQ, seq) is None


async def test_a_message_that_was_lost_on_its_way_is_waited_for(bus: Bus, service: ServiceProcess) -> None:
    """Somebody else takes messages from the consumer: the store must not claim to have them."""
    await _publish(bus, _reading(co2_ppm=600))
    taking = asyncio.ensure_future(anext(bus.consume(streams.IAQ, "store", asyncio.Event(), 1)))
    sent = 0
    while not taking.done():
        sent += 1
        await bus.publish(_reading(ts=NOON + timedelta(seconds=sent), co2_ppm=1))
        await asyncio.wait({taking}, timeout=0.05)
    (taken,) = taking.result()
    last = (await bus.publish_all(_readings(20, start=NOON + timedelta(hours=1))))[-1]
    await until(lambda: len(_kept(service)) == sent + 20, 10, "everything else stored")
    assert (await _ask(bus, "status"))["through"]["seq"] == taken.seq - 1
    await taken.nak(0)
    assert isinstance(last, int)
    await _through(bus, last)
    assert len(_kept(service)) == sent + 21


async def test_the_point_of_the_stream_survives_a_restart(bus: Bus, service: ServiceProcess) -> None:
    last = await _publish(bus, *_readings(5))
    before = (await _ask(bus, "status"))["through"]
    assert service.stop() == 0
    await asyncio.to_thread(service.start)
    assert (await _ask(bus, "latest"))["through"] == before == {"epoch": before["epoch"], "seq": last}
    assert before["epoch"] == (await bus.stream_state(streams.IAQ)).epoch


# -- when something is away


async def test_a_locked_database_is_said_and_nothing_is_lost(bus: Bus, service: ServiceProcess) -> None:
    await _publish(bus, _reading(co2_ppm=600))
    (database,) = service.log.parent.glob("store.db")
    other = sqlite3.connect(database, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    seqs = await bus.publish_all(_readings(20, start=NOON + timedelta(hours=1)))
    await until(lambda: service.status("/ready") == 503, 10, "the store not ready")
    assert "database is locked" in (await _ask(bus, "status"))["reason"]
    other.execute("ROLLBACK")
    other.close()
    assert isinstance(seqs[-1], int)
    await _through(bus, seqs[-1])
    assert len(_kept(service)) == 21
    assert service.status("/ready") == 200


async def test_it_leaves_with_code_0_while_its_database_is_away(bus: Bus, service: ServiceProcess) -> None:
    await _publish(bus, _reading(co2_ppm=600))
    (database,) = service.log.parent.glob("store.db")
    with contextlib.closing(sqlite3.connect(database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        seqs = await bus.publish_all(_readings(20, start=NOON + timedelta(hours=1)))
        await until(lambda: service.status("/ready") == 503, 10, "the store not ready")
        assert await asyncio.to_thread(service.stop, 10) == 0
    await asyncio.to_thread(service.start)
    assert isinstance(seqs[-1], int)
    await _through(bus, seqs[-1])
    assert len(_kept(service)) == 21


async def test_it_goes_on_when_the_broker_was_away(
    bus: Bus, service: ServiceProcess, nats_server: NatsServer
) -> None:
    await _publish(bus, *_readings(10))
    nats_server.kill()
    await until(lambda: service.status("/ready") == 503, 10, "the store not ready")
    nats_server.start()
    await until(lambda: _is_taken(bus), 10, "the stream taking readings again")
    await _publish(bus, *_readings(10, start=NOON + timedelta(hours=1)))
    assert len(_kept(service)) == 21
    assert service.status("/ready") == 200


async def _is_taken(bus: Bus) -> bool:
    try:
        return bool(await bus.publish(_reading(ts=NOON - timedelta(hours=1), co2_ppm=1)))
    except BusAway:
        return False


def test_it_waits_for_the_broker_and_can_be_stopped_meanwhile(
    nats_server: NatsServer, tmp_path: Path
) -> None:
    nats_server.kill()
    waiting = ServiceProcess("store", nats_server.environment(), tmp_path)
    waiting.launch()
    wait_for(lambda: waiting.status("/health") == 200, 10, "the store alive")
    assert waiting.status("/ready") == 503
    assert waiting.stop(10) == 0


def test_it_can_be_stopped_while_its_database_cannot_be_opened(
    nats_server: NatsServer, tmp_path: Path
) -> None:
    (tmp_path / "store.db").write_bytes(b"something else entirely" * 100)
    waiting = ServiceProcess("store", nats_server.environment(), tmp_path)
    waiting.launch()
    wait_for(lambda: b"database_away" in waiting.log.read_bytes(), 10, "the database away")
    assert waiting.stop(5) == 0, waiting.log.read_text()


# -- making room in the stream


async def test_a_full_stream_is_freed_of_what_is_stored(bus: Bus, service: ServiceProcess) -> None:
    keeps = Outgoing(subjects.of_room("alerts", "maison", "bureau", "co2-high"), b"x" * 1000, "alert/1")
    first = await bus.publish(keeps)
    place = Place("maison", "bureau", "b")
    accepted = 0
    async with asyncio.timeout(60):
        while accepted < 20_000:  # three times what the stream holds
            outcomes = await bus.publish_all(_readings(500, place, NOON + timedelta(seconds=10 * accepted)))
            if isinstance(outcomes[0], BusFull):
                await asyncio.sleep(0.05)
            else:
                accepted += 500
    state = await bus.stream_state(streams.IAQ)
    await _through(bus, state.last_seq)
    assert len(_kept(service)) == accepted
    assert state.max_bytes == SMALL_STREAM
    assert await bus.get(streams.IAQ, first) is not None, "state stays until it is superseded"
    status = await _ask(bus, "status")
    assert first < status["floor_seq"] <= status["through"]["seq"]


async def test_superseded_state_leaves_and_the_newest_stays(bus: Bus, service: ServiceProcess) -> None:
    old = await _publish(bus, _action("proposed", NOON))
    new = await _publish(bus, _action("done", NOON + timedelta(minutes=1)))

    # Something later tells the store that time has passed.
    async def old_is_gone() -> bool:
        await bus.publish(_reading(ts=datetime.now(UTC), co2_ppm=1))
        return await _is_gone(bus, old)

    await until(old_is_gone, 20, "the superseded action gone")
    assert await bus.get(streams.IAQ, new) is not None
    kept = await _ask(bus, "range", kind="actions", start_ms=0, end_ms=2**50)
    assert [message["state"] for message in kept["messages"]] == ["proposed", "done"]


# -- answering


async def test_a_long_answer_is_asked_for_part_by_part(bus: Bus, service: ServiceProcess) -> None:
    await _publish(bus, *_readings(2500), *_readings(2500, Place("maison", "salon", "s1"), others=OTHERS))
    ts_ms: list[int] = []
    cursor, parts = None, 0
    while parts == 0 or cursor is not None:
        answer = await bus.request(
            subjects.rpc("store", "rows"),
            orjson.dumps({"start_ms": 0, "end_ms": 2**50, "cursor": cursor}),
        )
        assert len(answer) <= 256 * 1024
        part = msgpack.unpackb(answer)
        ts_ms += part["columns"]["ts_ms"]
        cursor, parts = part["cursor"], parts + 1
    assert ts_ms == [NOON_MS + 10_000 * i for i in range(2500)] * 2
    assert parts == 2


async def test_a_short_span_is_answered_raw_and_a_long_one_in_buckets(
    bus: Bus, service: ServiceProcess
) -> None:
    await _publish(bus, *_readings(1000))
    hour = await _ask(bus, "series", start_ms=NOON_MS, end_ms=NOON_MS + 3_600_000, quantities=["co2_ppm"])
    assert (hour["step_s"], hour["series"][0]["ts_ms"][:2]) == (0, [NOON_MS, NOON_MS + 10_000])
    assert len(hour["series"][0]["mean"]) == 360
    all_ = await _ask(
        bus, "series", start_ms=NOON_MS, end_ms=NOON_MS + 10_000_000, quantities=["co2_ppm", "score"],
        points=100, room="Bureau",
    )  # fmt: skip
    co2, score = all_["series"]
    assert (all_["step_s"], co2["quantity"], score["quantity"]) == (120, "co2_ppm", "score")
    assert (co2["mean"][0], co2["min"][0], co2["max"][0]) == (405.5, 400, 411)
    assert len(co2["ts_ms"]) == len(score["mean"]) == 84


async def test_current_state_and_ranges_of_derived_messages(bus: Bus, service: ServiceProcess) -> None:
    await _publish(bus, _action("proposed", NOON), _action("done", NOON + timedelta(minutes=1)))
    current = await _ask(bus, "current", kind="actions")
    assert [message["state"] for message in current["messages"]] == ["done"]
    assert current["subjects"] == ["iaq.actions.maison.bureau.co2_ppm"]
    first = await _ask(bus, "range", kind="actions", start_ms=0, end_ms=2**50, limit=1)
    assert [message["state"] for message in first["messages"]] == ["proposed"]
    rest = await _ask(bus, "range", kind="actions", start_ms=0, end_ms=2**50, cursor=first["cursor"])
    assert ([message["state"] for message in rest["messages"]], rest["cursor"]) == (["done"], None)


async def test_late_readings_are_history_and_can_be_told(bus: Bus, service: ServiceProcess) -> None:
    await _publish(bus, _reading(kind="late", co2_ppm=500), _reading(ts=NOON + timedelta(hours=1), co2_ppm=1))
    late = await _ask(bus, "range", kind="late", start_ms=0, end_ms=2**50)
    assert [message["values"] for message in late["messages"]] == [{"co2_ppm": 500}]
    assert len((await _ask(bus, "rows", start_ms=0, end_ms=2**50))["columns"]["ts_ms"]) == 2


async def test_the_newest_readings_come_with_their_rhythm_and_after_a_restart_too(
    bus: Bus, service: ServiceProcess
) -> None:
    await _publish(bus, *_readings(30))
    before = await _ask(bus, "latest")
    (device,) = before["devices"]
    assert (device["step_s"], len(device["recent_ms"])) == (10, 21)
    assert (device["reading"]["values"], device["reading"]["score"]) == ({"co2_ppm": 429}, 96)
    assert service.stop() == 0
    await asyncio.to_thread(service.start)
    assert await _ask(bus, "latest") == before


async def test_a_deleted_device_is_gone_everywhere(bus: Bus, service: ServiceProcess) -> None:
    check = Place("check", "check", "check")
    last = await _publish(bus, *_readings(5, check))
    assert (await _ask(bus, "delete", **check._asdict()))["deleted"] == 5
    assert (await _ask(bus, "latest"))["devices"] == []
    assert _kept(service) == []
    assert await _is_gone(bus, last)


@pytest.mark.parametrize(
    ("method", "asked", "reason"),
    [
        ("rows", {"start_ms": 5, "end_ms": 5}, "the end must be after the start"),
        ("rows", {"start_ms": 0, "end_ms": 5, "cursor": "mine"}, "the cursor is not valid"),
        ("series", {"start_ms": 0, "end_ms": 5, "points": 5001}, "less than or equal to 5000"),
        ("series", {"start_ms": 0, "end_ms": 5, "quantities": ["co2"]}, "unknown quantity 'co2'"),
        ("range", {"start_ms": 0, "end_ms": 5, "kind": "wishes"}, "kind: Input should be"),
        ("current", {"kind": "late"}, "late readings are not current"),
        ("delete", {"site": "a", "room": "b"}, "device: Field required"),
    ],
)
async def test_what_cannot_be_meant_is_400_with_the_reason(
    idle_store: tuple[NatsServer, ServiceProcess], method: str, asked: dict[str, Any], reason: str
) -> None:
    async with Bus.connect(idle_store[0].settings(), "test") as bus:
        with pytest.raises(RpcError) as refused:
            await _ask(bus, method, **asked)
    assert refused.value.status == 400
    assert reason in refused.value.message


def test_its_metrics_can_be_read(idle_store: tuple[NatsServer, ServiceProcess]) -> None:
    assert idle_store[1].status("/metrics") == 200
