"""The HTTP interface against a real broker and a real store."""

from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta

import pytest

from iaqverse.bus import Bus
from iaqverse.timezone import machine_zone
from tests.support.gateway import Visitor, action, of_kind, publish, reading
from tests.support.nats_server import NatsServer
from tests.support.service import ServiceProcess
from tests.support.waiting import until

NOW = datetime.now(UTC).replace(microsecond=0)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[NatsServer]:
    server = NatsServer(tmp_path_factory.mktemp("nats"))
    server.start()
    yield server
    server.kill()


@pytest.fixture(scope="module")
def services(server: NatsServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[ServiceProcess]]:
    """A store and two gateways."""
    folder = tmp_path_factory.mktemp("services")
    environment = server.environment() | {"IAQ_DEMO": "1"}
    with ExitStack() as stack:
        yield [
            stack.enter_context(ServiceProcess(name, environment, folder))
            for name in ("store", "gateway", "gateway")
        ]


@pytest.fixture
async def bus(server: NatsServer, services: list[ServiceProcess]) -> AsyncIterator[Bus]:
    async with Bus.connect(server.settings(), "test") as connected:
        yield connected


@pytest.fixture
async def visitor(services: list[ServiceProcess]) -> AsyncIterator[Visitor]:
    async with Visitor.visit(services[1].url) as visiting:
        yield visiting


async def kept(visitor: Visitor, seq: int) -> None:
    """Wait until the gateway has handed out and the store has kept everything up to `seq`."""

    async def is_kept() -> bool:
        _, status = await visitor.ask("/api/status")
        store = status["store"] or {}
        return bool(store.get("through", {}).get("seq", 0) >= seq)

    await until(is_kept, 15)


async def test_the_snapshot_has_everything_that_the_first_screen_needs(bus: Bus, visitor: Visitor) -> None:
    await publish(bus, reading("maison/first/b1", NOW, co2_ppm=1200), reading("check/check/check", NOW))
    seq = await publish(bus, action("proposed"), of_kind("air", room="first", at="2026-11-23T00:00:00.000Z"))
    await kept(visitor, seq)
    _, snapshot = await visitor.ask("/api/snapshot")
    assert snapshot["seq"] >= seq
    assert snapshot["demo"] is True
    assert snapshot["timezone"] == machine_zone()
    assert snapshot["quantities"]["co2_ppm"]["limits"] == [600, 800, 1200, 1500]
    device = next(d for d in snapshot["devices"] if d["room"] == "first")
    assert device["reading"]["values"] == {"co2_ppm": 1200}
    assert device["fresh_s"] == 300
    assert snapshot["sparklines"]["maison/first"]["score"] == [50]
    assert [a["state"] for a in snapshot["actions"]] == ["proposed"]
    assert snapshot["air"][-1]["room"] == "first"
    assert "check" not in {d["site"] for d in snapshot["devices"]}
    assert "check/check" not in snapshot["sparklines"]


async def test_history_meets_live_without_a_seam(bus: Bus, visitor: Visitor) -> None:
    first = await publish(bus, *(reading("maison/seam/b1", NOW - timedelta(seconds=s)) for s in (30, 20, 10)))
    await kept(visitor, first)
    _, series = await visitor.ask("/api/series?room=seam&quantity=co2_ppm")
    through = series["through"]
    await publish(bus, reading("maison/seam/b1", NOW))
    async with visitor.browser(
        "?topics=measurements&room=seam&since={epoch}:{seq}".format(**through)
    ) as browser:
        frames = await browser.until(topic="measurements")
    drawn = series["series"][0]["ts_ms"]
    assert len(drawn) == 3
    assert datetime.fromisoformat(frames[-1]["data"]["ts"]) == NOW
    assert [f for f in frames if f.get("type") == "reset"] == []


async def test_rows_have_the_older_shape(bus: Bus, visitor: Visitor) -> None:
    at = NOW - timedelta(minutes=1)
    seq = await publish(bus, reading("maison/older/b1", at, co2_ppm=1000, tvoc_ppb=65, light_lux=7))
    await kept(visitor, seq)
    status, rows = await visitor.ask("/api/iaq/data?enseigne=Maison&salle=Older&sensor_id=b1&hours=1")
    assert status == 200
    assert rows == [
        {
            "timestamp": at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "sensor_id": "b1", "enseigne": "maison", "salle": "older", "co2": 1000, "pm25": None, "tvoc": 65,
            "temperature": None, "humidity": None, "global_score": 60, "global_level": "moderate",
        }
    ]  # fmt: skip
    _, means = await visitor.ask("/api/iaq/data?room=older&hours=1&step=5min")
    assert len(means) == 1
    assert await visitor.ask("/api/iaq/data?room=nowhere") == (200, [])


async def test_an_export_is_a_csv_file(bus: Bus, visitor: Visitor) -> None:
    seq = await publish(bus, reading("maison/csv/b1", NOW - timedelta(seconds=1), co2_ppm=600))
    await kept(visitor, seq)
    async with visitor.session.get(f"{visitor.url}/api/export.csv?room=csv&start=-1h") as answer:
        assert answer.content_type == "text/csv"
        head, row = (await answer.text()).splitlines()
    cells = dict(zip(head.split(","), row.split(","), strict=True))
    assert (cells["room"], cells["co2_ppm"], cells["score"]) == ("csv", "600.0", "90")


@pytest.mark.parametrize(
    "path",
    [
        "/api/series?sight=maison",
        "/api/series?quantity=co2",
        "/api/series?points=5001",
        "/api/series?start=-1h&end=-2h",
        "/api/series?start=yesterday",
        "/api/iaq/data?step=never",
        "/api/iaq/data?hours=-1",
        "/api/iaq/data?hours=1&start=-1h",
        "/api/iaq/data?raw=perhaps",
        "/api/export.csv?x=1",
        "/api/actions?start=-1h&limit=0",
        "/api/predictions?x=1",
        "/api/actions?start=-1h&cursor=x",
        "/api/devices?x=1",
        "/api/snapshot?x=1",
        "/api/status?x=1",
        "/config?x=1",
        "/ws/stats?x=1",
        "/api/predict/score?x=1",
    ],
)
async def test_what_can_not_be_asked_is_refused_with_the_reason(visitor: Visitor, path: str) -> None:
    status, answer = await visitor.ask(path)
    assert (status, answer["status"]) == (400, 400)
    assert answer["detail"]


async def test_a_span_of_messages_comes_from_the_store(bus: Bus, visitor: Visitor) -> None:
    at = NOW - timedelta(minutes=2)
    seq = await publish(bus, action("proposed", at), action("withdrawn", at + timedelta(seconds=1)))
    await kept(visitor, seq)
    _, now = await visitor.ask("/api/actions")
    assert now["messages"] == []
    start = (at - timedelta(seconds=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    _, past = await visitor.ask(f"/api/actions?start={start}&room=bureau")
    assert {m["state"] for m in past["messages"]} == {"proposed", "withdrawn"}
    assert past["through"]["seq"] >= seq


async def test_two_who_edit_the_configuration_at_once_never_lose_ones_work(visitor: Visitor) -> None:
    async with visitor.session.get(f"{visitor.url}/config") as answer:
        etag, document = answer.headers["ETag"], await answer.json()
    document["rooms"]["maison/bureau"] = {"name": "Bureau", "kind": "office", "order": 1}
    assert (await visitor.ask("/config", "PUT", json=document))[0] == 428
    status, saved = await visitor.ask("/config", "PUT", {"If-Match": etag}, json=document)
    assert status == 200
    assert saved["rooms"]["maison/bureau"]["kind"] == "office"
    assert (await visitor.ask("/config", "PUT", {"If-Match": etag}, json=document))[0] == 412
    assert (await visitor.ask("/config", "PUT", {"If-Match": 'W/"1"'}, json=document))[0] == 412
    bads: list[object] = [
        {"colour": 1},
        {"rooms": {"A B": {}}},
        {"sites": {"m": {"timezone": "Mars/Base"}}},
        [],
    ]
    for bad in bads:
        status, answer = await visitor.ask("/config", "PUT", {"If-Match": etag}, json=bad)
        assert status == 422, bad
        assert answer["detail"]
    status, answer = await visitor.ask("/config", "PUT", {"If-Match": etag}, json=bads[2])
    (fault,) = answer["faults"]
    assert fault == {"path": ["sites", "m", "timezone"], "reason": "unknown time zone 'Mars/Base'"}


async def test_a_room_is_added_once_and_stays_as_it_is(visitor: Visitor) -> None:
    names = {"site": "Chez nous", "room": "Grenier été"}
    for _ in range(2):
        status, added = await visitor.ask("/api/rooms", "POST", json=names)
        assert (status, added["site"], added["room"]) == (200, "chez-nous", "grenier-ete")
    again = await visitor.ask("/api/rooms", "POST", json={"site": "chez-nous", "room": "grenier ETE"})
    assert again[1]["revision"] == added["revision"]
    _, document = await visitor.ask("/config")
    assert document["sites"]["chez-nous"]["name"] == "Chez nous"
    assert document["rooms"]["chez-nous/grenier-ete"]["name"] == "Grenier été"
    bads: list[object] = [{"site": "a"}, {"site": "a", "room": " "}, {**names, "kind": 1}]
    for bad in bads:
        assert (await visitor.ask("/api/rooms", "POST", json=bad))[0] == 422


async def test_a_device_without_a_place_is_placed_and_another_one_is_not(bus: Bus, visitor: Visitor) -> None:
    seq = await publish(bus, reading("unassigned/unassigned/lost"), reading("maison/placed/b1"))
    await kept(visitor, seq)
    path = "/api/devices/unassigned/unassigned/lost"
    assert (await visitor.ask(path, "PATCH", json={"site": "Maison"}))[0] == 422
    assert (await visitor.ask(path, "PATCH", json={"colour": 1}))[0] == 422
    assert (await visitor.ask(path, "PATCH", json={"site": "Maison", "room": "Salle à manger"}))[0] == 200
    _, document = await visitor.ask("/config")
    assert document["places"]["lost"] == "maison/salle-a-manger"
    assert document["rooms"]["maison/salle-a-manger"]["name"] == "Salle à manger"
    assert (await visitor.ask("/api/devices/maison/placed/b1", "PATCH", json={"site": "x", "room": "y"}))[
        0
    ] == 409
    assert (await visitor.ask("/api/devices/no/such/device", "PATCH", json={"name": "x"}))[0] == 404


async def test_a_retired_device_is_hidden_until_it_is_brought_back(bus: Bus, visitor: Visitor) -> None:
    seq = await publish(bus, reading("maison/retired/b1"))
    await kept(visitor, seq)
    path = "/api/devices/maison/retired/b1"
    assert (await visitor.ask(path, "PATCH", json={"name": "By the window"}))[0] == 200
    assert (await visitor.ask(path, "DELETE"))[0] == 200
    assert not await is_shown(visitor, "retired")
    _, listed = await visitor.ask("/api/devices?room=retired")
    assert (listed["devices"][0]["name"], listed["devices"][0]["retired"]) == ("By the window", True)
    _, rows = await visitor.ask("/api/iaq/data?room=retired")
    assert len(rows) == 1, "history stays"
    assert (await visitor.ask(path, "PATCH", json={"retired": False}))[0] == 200
    assert await is_shown(visitor, "retired")


async def is_shown(visitor: Visitor, room: str) -> bool:
    _, snapshot = await visitor.ask("/api/snapshot")
    return room in {device["room"] for device in snapshot["devices"]}


async def test_deleting_the_history_waits_for_what_the_store_is_about_to_keep(
    bus: Bus, visitor: Visitor
) -> None:
    seq = await publish(bus, *(reading("check/check/check", NOW - timedelta(seconds=s)) for s in range(20)))

    async def handed_out() -> bool:
        return bool((await visitor.ask("/api/snapshot"))[1]["seq"] >= seq)

    await until(handed_out)
    status, answer = await visitor.ask("/api/devices/check/check/check?history=delete", "DELETE")
    assert status == 200, answer
    assert await visitor.ask("/api/iaq/data?site=check&hours=24") == (200, [])
    assert (await visitor.ask("/api/devices/check/check/check?history=perhaps", "DELETE"))[0] == 400


async def test_what_a_person_says_to_an_action_is_kept_on_the_bus(bus: Bus, visitor: Visitor) -> None:
    at = datetime(2026, 11, 22, tzinfo=UTC)
    heard: list[bytes] = []
    await bus.subscribe("live.iaq.feedback.maison.bureau", lambda _s, payload, _h: heard.append(payload))
    seq = await publish(bus, action("proposed", at))
    await kept(visitor, seq)
    path = f"/api/actions/maison.bureau.co2_ppm.{int(at.timestamp() * 1000)}"
    status, said = await visitor.ask(f"{path}/snooze", "POST", json={"by": "Ada", "minutes": 10})
    assert status == 200
    assert (said["verb"], said["by"], said["minutes"]) == ("snooze", "Ada", 10)
    assert (await visitor.ask(f"{path}/ack", "POST"))[0] == 200, "without a body too"
    await until(lambda: len(heard) == 2)
    assert (await visitor.ask(f"{path}/dance", "POST"))[0] == 404
    assert (await visitor.ask("/api/actions/maison.bureau.co2_ppm.1/ack", "POST"))[0] == 404
    assert (await visitor.ask("/api/alerts/nonsense/ack", "POST"))[0] == 404
    assert (await visitor.ask(f"{path}/snooze", "POST", json={"minutes": 0}))[0] == 422


async def test_a_command_to_a_module_comes_back_on_its_topic(bus: Bus, visitor: Visitor) -> None:
    async with visitor.browser("?topics=modules") as browser:
        await browser.until(type="snapshot_end")
        path = "/api/modules/Maison/Bureau/Fenêtre"
        assert (await visitor.ask(path, "POST", json={"state": "open"}))[0] == 422, "which kind?"
        assert (await visitor.ask(path, "POST", json={"kind": "window", "state": "open"}))[0] == 200
        frame = await browser.frame()
        assert (frame["data"]["module"], frame["data"]["state"]) == ("fenetre", "open")
        assert frame["data"]["asked"]
        assert (await visitor.ask(path, "POST", json={"state": "shut"}))[0] == 200


async def test_pages_of_other_sites_may_not_write(visitor: Visitor) -> None:
    for origin in ("http://evil.example", "null", f"{visitor.url}.evil.example", "file://"):
        status, _ = await visitor.ask("/config", "PUT", {"Origin": origin, "If-Match": '"0"'}, json={})
        assert status == 403, origin
    status, _ = await visitor.ask("/config", "PUT", {"Origin": visitor.url}, json={})
    assert status == 428
    status, _ = await visitor.ask("/config", "PUT", data="x=1")
    assert status == 415


async def test_stats_are_those_of_all_gateways_on_every_one(
    services: list[ServiceProcess], visitor: Visitor
) -> None:
    async with Visitor.visit(services[2].url) as other, visitor.browser(), other.browser(), other.browser():
        for one in (visitor, other):
            _, stats = await one.ask("/ws/stats")
            assert stats["sockets"] == 3
            assert sorted(gateway["sockets"] for gateway in stats["gateways"]) == [1, 2]


async def test_the_status_says_how_everything_is(visitor: Visitor) -> None:
    _, status = await visitor.ask("/api/status")
    assert status["bus"]["connected"] is True
    assert 0 <= status["bus"]["fill"] < 1
    assert [service["name"] for service in status["services"]] == ["gateway", "gateway", "store"]
    assert status["store"]["lag"] == 0
    assert 0 < status["disk"]["free_share"] <= 1


async def test_older_forecast_names_are_answered_from_our_messages(bus: Bus, visitor: Visitor) -> None:
    forecast = {
        "horizon_s": [900, 1800],
        "median": [900, 1000],
        "low": [8, 9],
        "high": [9, 10],
        "coverage": 0.9,
    }
    made_at = NOW.isoformat(timespec="milliseconds")
    seq = await publish(
        bus,
        reading("maison/ahead/b1", NOW, co2_ppm=700),
        of_kind(
            "predictions", "b1", room="ahead", device="b1", made_at=made_at, forecasts={"co2_ppm": forecast}
        ),
    )
    await kept(visitor, seq)
    _, score = await visitor.ask("/api/predict/score?enseigne=Maison&salle=Ahead")
    assert (score["predicted_score"], score["predicted_level"]) == (60, "moderate")
    assert score["predictions"] == {"co2": 1000}
    _, nothing = await visitor.ask("/api/predict/score?salle=nowhere")
    assert nothing["predicted_score"] is None
    _, listed = await visitor.ask("/api/predict/preventive-actions")
    assert listed["status"] == "success"


async def test_of_forecasts_of_a_span_a_step_leaves_the_first(bus: Bus, visitor: Visitor) -> None:
    first = NOW.replace(minute=NOW.minute // 5 * 5, second=0, microsecond=0)
    made = [
        (first + timedelta(seconds=at_s)).isoformat(timespec="milliseconds")
        for at_s in (0, 30, 299, 300, 700)
    ]
    seq = await publish(
        bus,
        *(
            of_kind("predictions", "b1", room="thin", device="b1", made_at=made_at, model="m", forecasts={})
            for made_at in made
        ),
    )
    await kept(visitor, seq)
    span = f"site=maison&room=thin&start={first.isoformat().replace('+', '%2B')}&end=2100-01-01"
    _, thin = await visitor.ask(f"/api/predictions?{span}&step=5min")
    assert [message["made_at"] for message in thin["messages"]] == [made[0], made[3], made[4]]
    _, page = await visitor.ask(f"/api/predictions?{span}&step=5min&limit=1")
    _, rest = await visitor.ask(f"/api/predictions?{span}&step=5min&cursor={page['cursor']}")
    assert [message["made_at"] for message in rest["messages"]] == [made[3], made[4]]
    for path in (f"/api/alerts?{span}&step=5min", "/api/predictions?step=5min"):
        status, _ = await visitor.ask(path)
        assert status == 400, path


async def test_another_gateway_knows_a_changed_configuration_soon(
    services: list[ServiceProcess], visitor: Visitor
) -> None:
    async with visitor.session.get(f"{visitor.url}/config") as answer:
        etag, document = answer.headers["ETag"], await answer.json()
    document["building"]["name"] = f"Building {etag}"
    await visitor.ask("/config", "PUT", {"If-Match": etag}, json=document)
    async with Visitor.visit(services[2].url) as other:

        async def knows() -> bool:
            return bool((await other.ask("/config"))[1]["building"] == document["building"])

        await until(knows, 5)
