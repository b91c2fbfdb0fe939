"""What is special about InfluxDB: a real one, and a small HTTP server where only that can answer so."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import orjson
import pytest
from aiohttp import web

from iaqverse.bus import Bus, Outgoing, RpcError
from iaqverse.contracts import streams
from iaqverse.contracts.names import Place
from iaqverse.contracts.wire import iso_of_ms
from services.store.engine import (
    Batch,
    EngineAway,
    Keep,
    Level,
    MessageRow,
    MessagesQuery,
    Point,
    ReadingRow,
    ReadingsQuery,
    TooSlow,
    Where,
)
from services.store.influx import Address, InfluxEngine
from services.store.influx.connection import Connection, Series
from tests.support import influxd
from tests.support.influxd import ORG, TOKEN, Influxd
from tests.support.nats_server import NatsServer
from tests.support.ports import free_port
from tests.support.service import ServiceProcess
from tests.support.waiting import until

BUREAU = Place("maison", "bureau", "bureau1")
HOUR_MS, DAY_MS = 3_600_000, 86_400_000
NOW_MS = int(time.time()) // 3600 * HOUR_MS
KEEP = Keep()


NEW_DEVICE = orjson.dumps(
    {
        "device": "new",
        "site": "maison",
        "room": "bureau",
        "ts": iso_of_ms(NOW_MS),
        "values": {"noise_dba": 40},
    }
)


@pytest.fixture
async def engine(influx: Influxd) -> AsyncIterator[InfluxEngine]:
    opened = InfluxEngine(Address.parse(influx.fresh()), TOKEN, Keep())
    await opened.open()
    yield opened
    await opened.close()


async def _values(engine: InfluxEngine) -> list[float | None]:
    chunk = await engine.query(ReadingsQuery(Where(*BUREAU), NOW_MS - DAY_MS, NOW_MS + DAY_MS, 10_000), 10)
    return [value for columns in chunk.columns for value in columns.spreads["co2_ppm"].mean]


# -- what it refuses


async def test_a_bad_line_among_a_thousand_is_found_and_the_others_are_kept(influx: Influxd) -> None:
    connection = Connection(Address.parse(influx.fresh()), TOKEN)
    lines = [f"readings,device=d{i} co2_ppm={i}.0 {NOW_MS}".encode() for i in range(1000)]
    lines[417] = b"readings,device=d417 co2_ppm=lots"
    refused = await connection.write("first", lines)
    assert [(one.at, "parse" in one.reason) for one in refused] == [(417, True)]
    (found,) = await connection.ask("first", f"SELECT count(co2_ppm) FROM readings WHERE time = {NOW_MS}ms")
    assert found[0]["values"][0][1] == 999
    await connection.close()


async def test_a_row_of_another_type_is_refused_alone(influx: Influxd, engine: InfluxEngine) -> None:
    connection = Connection(Address.parse(influx.fresh()), TOKEN)
    bucket = engine._buckets.raw
    await connection.write(
        bucket, [f"readings,site=maison,room=salon,device=s1 noise_dba=1i {NOW_MS}".encode()]
    )
    salon = Place("maison", "salon", "s1")
    bad = ReadingRow(salon, NOW_MS + 1, {"noise_dba": 41.5})
    good = ReadingRow(BUREAU, NOW_MS, {"co2_ppm": 645})
    refused = await engine.write(Batch([good, bad], (), Point("1", 1), NOW_MS))
    assert [(one.row, "noise_dba" in one.reason) for one in refused] == [(bad, True)]
    assert await _values(engine) == [645]
    await connection.close()


async def test_what_has_a_name_that_would_end_its_line_is_refused_alone(engine: InfluxEngine) -> None:
    bad = ReadingRow(Place("maison", "a\nreadings co2_ppm=1", "d"), NOW_MS, {"co2_ppm": 1})
    worse = MessageRow("actions", "maison", "bureau", "a\nreadings co2_ppm=1", NOW_MS, "", b"{}")
    good = ReadingRow(BUREAU, NOW_MS, {"co2_ppm": 645})
    for _ in range(2):
        refused = await engine.write(Batch([bad, good], [worse], Point("1", 1), NOW_MS))
        assert [one.row for one in refused] == [bad, worse]
    assert await _values(engine) == [645]
    assert list(engine.quantities_of(Where())) == [BUREAU]


async def test_a_long_message_comes_back_as_it_was(engine: InfluxEngine) -> None:
    payload = b'{"text":"%s"}' % (b"x" * 900_000)  # nearly what the bus takes as one message
    row = MessageRow("actions", "maison", "bureau", "co2_ppm", NOW_MS, "1", payload)
    assert await engine.write(Batch([], [row], Point("1", 1), NOW_MS)) == []
    found = await engine.messages(MessagesQuery("actions", Where(), 0, 2**53, 10, 10_000), 5)
    assert found.payloads == [payload]


async def test_a_question_that_is_not_answered_in_time_is_ended(engine: InfluxEngine) -> None:
    await engine.write(
        Batch([], [MessageRow("actions", "maison", "bureau", "", NOW_MS, "", b"{}")], Point("1", 1), NOW_MS)
    )
    with pytest.raises(TooSlow):
        await engine.messages(MessagesQuery("actions", Where(), 0, 2**53, 10, 10_000), 0)


async def test_a_message_with_quotes_and_line_ends_comes_back_as_it_was(engine: InfluxEngine) -> None:
    payload = '{"text":"a \\"b\\" \\\\ c,\\n=é 🏠"}\n\\'.encode()
    row = MessageRow("actions", "maison", "bureau", "co2_ppm", NOW_MS, "maison.bureau.co2_ppm.1", payload)
    assert await engine.write(Batch([], [row], Point("1", 1), NOW_MS)) == []
    found = await engine.messages(MessagesQuery("actions", Where(), 0, 2**53, 10, 10_000), 5)
    assert found.payloads == [payload]


# -- set up and away


async def test_the_buckets_are_made_with_the_time_that_each_keeps(influx: Influxd) -> None:
    org_id = influx.get(f"/api/v2/orgs?org={ORG}")["orgs"][0]["id"]
    for i in range(100):  # InfluxDB lists a hundred at a time
        influx.post("/api/v2/buckets", {"orgID": org_id, "name": f"another-{i}", "retentionRules": []})
    address = Address.parse(influx.fresh())
    for raw_days in (60, 90):  # a changed setting is applied
        engine = InfluxEngine(address, TOKEN, Keep(raw_ms=raw_days * DAY_MS))
        await engine.open()
        await engine.close()
        mine = {}
        for rest in ("", "_5m", "_1h", "_fleeting", "_state"):
            (found,) = influx.get(f"/api/v2/buckets?org={ORG}&name={address.bucket}{rest}")["buckets"]
            mine[rest] = sum(rule["everySeconds"] for rule in found["retentionRules"]) / 86_400
        assert mine == {"": raw_days + 2, "_5m": 367, "_1h": 0, "_fleeting": 32, "_state": 0}


@pytest.mark.parametrize(
    ("org", "token", "said"),
    [(ORG, "another", "IAQ_STORE_TOKEN"), ("nobody", TOKEN, "organi")],
)
async def test_what_is_wrong_with_the_setting_is_said(
    influx: Influxd, org: str, token: str, said: str
) -> None:
    address = Address.parse(influx.fresh())._replace(org=org)
    engine = InfluxEngine(address, token, Keep())
    with pytest.raises(EngineAway, match=said):
        await engine.open()
    await engine.close()


async def test_a_token_without_the_right_to_create_buckets_is_told_which_is_missing(influx: Influxd) -> None:
    org_id = influx.get(f"/api/v2/orgs?org={ORG}")["orgs"][0]["id"]
    rights = [{"action": "read", "resource": {"type": "buckets", "orgID": org_id}}]
    token = influx.post("/api/v2/authorizations", {"orgID": org_id, "permissions": rights})["token"]
    address = Address.parse(influx.fresh())
    engine = InfluxEngine(address, token, Keep())
    with pytest.raises(EngineAway, match=f"{address.bucket}.*missing.*right"):
        await engine.open()
    await engine.close()


async def test_nothing_there_is_said_with_the_address() -> None:
    port = free_port()
    engine = InfluxEngine(Address.parse(f"influxdb://127.0.0.1:{port}/b"), "t", Keep())
    with pytest.raises(EngineAway, match=f"no answer from InfluxDB at http://127.0.0.1:{port}"):
        await engine.open()
    await engine.close()


Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@asynccontextmanager
async def _answering(handler: Handler) -> AsyncIterator[Connection]:
    app = web.Application(client_max_size=2**24)
    app.router.add_route("*", "/{path:.*}", handler)
    runner = web.AppRunner(app)
    await runner.setup()
    port = free_port()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    connection = Connection(Address.parse(f"influxdb://127.0.0.1:{port}/b"), "t")
    try:
        yield connection
    finally:
        await connection.close()
        await runner.cleanup()


@pytest.mark.parametrize(
    ("status", "after"), [(429, "7"), (503, "30"), (503, "inf"), (503, "soon"), (500, None), (502, None)]
)
async def test_an_overloaded_server_is_waited_for_as_long_as_it_says(status: int, after: str | None) -> None:
    async def refuse(_: web.Request) -> web.Response:
        return web.Response(status=status, headers={"Retry-After": after} if after else {})

    async with _answering(refuse) as connection:
        with pytest.raises(EngineAway, match=f"answered {status}") as caught:
            await connection.write("b", [b"a b=1 1"])
    assert caught.value.retry_after_s == (float(after) if after and after.isdigit() else None)


@pytest.mark.parametrize("status", [400, 422])
async def test_what_stands_between_and_refuses_everything_makes_no_reading_a_bad_one(status: int) -> None:
    async def refuse(_: web.Request) -> web.Response:
        return web.Response(status=status, text="<h1>plain HTTP was sent to an HTTPS port</h1>")

    async with _answering(refuse) as connection:
        with pytest.raises(EngineAway, match=f"answered {status}.*HTTPS port"):
            await connection.write("b", [b"a b=1 1", b"a b=2 2"])


async def test_a_batch_that_is_too_large_is_halved_until_it_is_taken() -> None:
    taken: list[bytes] = []

    async def take(request: web.Request) -> web.Response:
        body = await request.read()
        if len(body) > 200:
            return web.json_response({"message": "too large"}, status=413)
        taken.extend(body.split(b"\n"))
        return web.Response(status=204)

    lines = [f"m v={i} {i}".encode() for i in range(100)]
    async with _answering(take) as connection:
        assert await connection.write("b", lines) == []
    assert taken == lines


async def test_a_connection_that_breaks_off_is_away() -> None:
    async def drop(request: web.Request) -> web.Response:
        assert request.transport is not None
        request.transport.abort()
        return web.Response()

    async with _answering(drop) as connection:
        with pytest.raises(EngineAway, match="no answer"):
            await connection.write("b", [b"a b=1 1"])


# -- kills


@asynccontextmanager
async def _process(address: Address, keep: Keep = KEEP) -> AsyncIterator[InfluxEngine]:
    """A process of the store, as long as it lives: what it leaves undone it leaves for the next."""
    engine = InfluxEngine(address, TOKEN, keep)
    await engine.open()
    try:
        yield engine
    finally:
        await engine.close()


def _every_10_s(start_ms: int, many: int, first: int = 0) -> list[ReadingRow]:
    return [ReadingRow(BUREAU, start_ms + i * 10_000, {"co2_ppm": 400 + first + i}) for i in range(many)]


async def _summed(engine: InfluxEngine) -> tuple[list[int], list[float | None]]:
    """Return how many readings each hour has, and their means."""
    query = ReadingsQuery(Where(), NOW_MS - 9 * DAY_MS, NOW_MS + DAY_MS, 100, HOUR_MS, Level.HOUR)
    (columns,) = (await engine.query(query, 5)).columns
    return columns.spreads["co2_ppm"].count, columns.spreads["co2_ppm"].mean


async def test_what_was_written_is_rolled_up_after_a_process_that_was_killed_before(influx: Influxd) -> None:
    address = Address.parse(influx.fresh())
    now_ms = int(time.time() * 1000)
    rows = _every_10_s(now_ms // 300_000 * 300_000 - 600_000, 60)
    async with _process(address) as killed:
        await killed.write(Batch(rows[:30], (), Point("1", 30), now_ms))
        await killed.maintain(now_ms, 5)
        await killed.write(Batch(rows[30:], (), Point("1", 60), now_ms))
    async with _process(address) as engine:
        point = await engine.open()
        assert point == Point("1", 30)
        await engine.write(Batch(rows[30:], (), Point("1", 60), now_ms))  # as the stream brings it again
        await engine.maintain(now_ms, 5)
        assert await engine.open() == Point("1", 60)
        counts, _ = await _summed(engine)
        assert sum(counts) == 60


@pytest.mark.parametrize("through", [None, Point("1", 60)])
async def test_what_the_stream_will_not_bring_again_is_rolled_up_all_the_same(
    influx: Influxd, through: Point | None
) -> None:
    address = Address.parse(influx.fresh())
    async with _process(address) as killed:
        await killed.write(Batch((), (), Point("1", 30), NOW_MS))
        await killed.write(Batch(_every_10_s(NOW_MS - 5 * DAY_MS, 60), (), through))
    async with _process(address) as engine:
        assert await engine.open() == (through or Point("1", 30))
        for _ in range(2):
            assert await _summed(engine) == ([60], [429.5])
            await engine.maintain(NOW_MS, 5)
            assert not engine.has_due(NOW_MS)
    async with _process(address) as engine:
        assert not engine.has_due(NOW_MS), "the marks were taken back"


async def test_after_a_new_stream_the_point_is_never_one_of_the_old_stream(influx: Influxd) -> None:
    address = Address.parse(influx.fresh())
    now_ms = int(time.time() * 1000)
    async with _process(address) as engine:
        await engine.write(Batch(_every_10_s(now_ms, 1), (), Point("1", 900), now_ms))
        await engine.maintain(now_ms + DAY_MS, 5)
    async with _process(address) as engine:
        assert await engine.open() == Point("1", 900)
        await engine.write(Batch(_every_10_s(now_ms, 1), (), Point("2", 3), now_ms))
        point = await engine.open()
        assert point is not None
        assert point.epoch == "2"
        assert point.seq <= 3


async def test_the_stream_keeps_what_a_process_that_begins_would_read_again(engine: InfluxEngine) -> None:
    now_ms = int(time.time() * 1000)
    await engine.write(Batch((), (), Point("1", 10), now_ms - 2 * HOUR_MS))
    await engine.write(Batch(_every_10_s(now_ms, 1), (), Point("1", 20), now_ms - HOUR_MS))
    assert await engine.kept_before(now_ms) == 10
    await engine.maintain(now_ms + DAY_MS, 5)
    assert await engine.kept_before(now_ms) == 20


async def test_an_answer_is_whole_when_its_buckets_are_made_while_it_is_read(
    engine: InfluxEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    await engine.write(Batch(_every_10_s(NOW_MS - 2 * HOUR_MS, 60), (), Point("1", 60), NOW_MS))
    ask = Connection.ask

    async def ask_slowly(connection: Connection, bucket: str, *asked: str, timeout_s: float) -> list[Series]:
        found = await ask(connection, bucket, *asked, timeout_s=timeout_s)
        monkeypatch.undo()  # for this one question
        await engine.maintain(NOW_MS, 5)
        return found

    monkeypatch.setattr(Connection, "ask", ask_slowly)
    assert await _summed(engine) == ([60], [429.5])


async def test_an_hour_is_whole_where_five_minutes_are_kept_shorter_than_readings(influx: Influxd) -> None:
    keep = Keep(five_minutes_ms=2 * DAY_MS)
    async with _process(Address.parse(influx.fresh()), keep) as engine:
        for first in (0, 30):
            rows = _every_10_s(NOW_MS - 8 * DAY_MS + first * 10_000, 30, first)
            await engine.write(Batch(rows, (), Point("1", first + 30), NOW_MS))
            await engine.maintain(NOW_MS, 5)
        assert await _summed(engine) == ([60], [429.5])


async def test_batches_do_not_wait_for_buckets_that_are_being_made(
    engine: InfluxEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    await engine.write(Batch(_every_10_s(NOW_MS - 2 * HOUR_MS, 60), (), Point("1", 60), NOW_MS))
    begun, may_go_on, ask = asyncio.Event(), asyncio.Event(), Connection.ask

    async def ask_slowly(connection: Connection, bucket: str, *asked: str) -> list[Series]:
        begun.set()
        await may_go_on.wait()
        return await ask(connection, bucket, *asked)

    monkeypatch.setattr(Connection, "ask", ask_slowly)
    await engine.maintain(NOW_MS, 0)
    await begun.wait()
    again = ReadingRow(BUREAU, NOW_MS - 2 * HOUR_MS, {"co2_ppm": 460})
    async with asyncio.timeout(5):
        await engine.write(Batch([again], (), Point("1", 61), NOW_MS))
    monkeypatch.undo()
    may_go_on.set()
    while engine.has_due(NOW_MS):
        await engine.maintain(NOW_MS, 1)
    assert await _summed(engine) == ([60], [430.5])


async def test_a_store_on_influxdb_loses_nothing_while_it_is_killed_and_says_why(
    bus: Bus, nats_server: NatsServer, tmp_path: Path
) -> None:
    if not influxd.is_there():
        pytest.skip("influxd is not on PATH: NOT TESTED with InfluxDB")
    (tmp_path / "influxd").mkdir()
    with influxd.running(tmp_path / "influxd") as server:
        url = server.fresh()
        settings = {**nats_server.environment(), "IAQ_STORE_URL": url, "IAQ_STORE_TOKEN": TOKEN}
        with ServiceProcess("store", settings, tmp_path) as store:
            await _publish(bus, range(50))
            await until(lambda: _is_kept(bus, 50), 20, "the first readings kept")
            server.kill()
            await bus.publish(Outgoing("iaq.readings.maison.bureau.new", NEW_DEVICE, "reading/1"))
            await _publish(bus, range(50, 99))
            await until(lambda: "InfluxDB" in store.answer("/ready"), 20, "the reason said")
            asked = orjson.dumps({"start_ms": NOW_MS - DAY_MS, "end_ms": NOW_MS})
            with pytest.raises(RpcError, match="no answer from InfluxDB") as caught:
                await bus.request("iaq.rpc.store.rows", asked, 12)
            assert caught.value.status == 503  # never an empty answer
            await asyncio.to_thread(server.start)
            await until(lambda: _is_kept(bus, 100), 40, "all kept")
            await until(store.is_ready, 20, "ready again")
        engine = InfluxEngine(Address.parse(url), TOKEN, Keep())
        await engine.open()
        assert await _values(engine) == [400 + i for i in range(99)]
        await engine.close()


async def _publish(bus: Bus, numbers: range) -> None:
    outgoing = []
    for i in numbers:
        ts = iso_of_ms(NOW_MS - 100_000 + i * 1000)
        reading = {**BUREAU._asdict(), "ts": ts, "values": {"co2_ppm": 400 + i}}
        outgoing.append(Outgoing("iaq.readings.maison.bureau.bureau1", orjson.dumps(reading), "reading/1"))
    await bus.publish_all(outgoing)


async def _is_kept(bus: Bus, seq: int) -> bool:
    return (await bus.consumer_state(streams.IAQ, "store"))["floor_seq"] >= seq
