"""Who gets what, when, and what happens to a client that reads too slowly."""

import json
from datetime import UTC, datetime
from functools import partial
from typing import Any

import msgpack
import orjson
import pytest

from iaqverse.contracts.names import Place
from services.gateway.encodings import JSON, LIST, MSGPACK, Encoding, websocket_frame
from services.gateway.hub import Client, Hub, Limits, Now
from services.gateway.lastvalues import LastValues
from services.gateway.messages import Message, read
from services.gateway.resume import Missed, Ring, Start
from services.gateway.subscriptions import Filter, Interest, Point, Subscribe

START_MS = 1_790_000_000_000
EVERYTHING: Interest = frozenset(
    {(Filter(), frozenset({"measurements", "predictions", "actions", "alerts", "modules"}))}
)


class Collected:
    """A sink that keeps what it is given; `stuck` bytes never leave."""

    def __init__(self) -> None:
        self.data = b""
        self.writes = 0
        self.stuck = 0

    def write(self, data: bytes) -> None:
        self.data += data
        self.writes += 1

    def unsent(self) -> int:
        return self.stuck

    def frames(self) -> list[dict[str, Any]]:
        """Return all frames that were written, and forget them."""
        found, data = [], self.data
        while data:
            length, start = data[1], 2
            if length == 126:
                length, start = int.from_bytes(data[2:4]), 4
            elif length == 127:
                length, start = int.from_bytes(data[2:10]), 10
            body = data[start : start + length]
            found.append(orjson.loads(body) if data[0] == 0x81 else msgpack.unpackb(body))
            data = data[start + length :]
        self.data = b""
        return found


def iso(s: float) -> str:
    return datetime.fromtimestamp(START_MS / 1000 + s, UTC).isoformat(timespec="milliseconds")


def reading(
    seq: int, device: str = "bureau1", room: str = "bureau", s: float | None = None, **values: float
) -> Message:
    s = seq if s is None else s
    fields = {
        "device": device,
        "site": "maison",
        "room": room,
        "ts": iso(s),
        "values": values or {"co2_ppm": seq},
    }
    return made(f"iaq.readings.maison.{room}.{device}", fields, "reading/1", seq)


def action(seq: int, state: str = "proposed") -> Message:
    fields = {"id": f"maison.bureau.co2_ppm.{seq}", "site": "maison", "room": "bureau", "state": state}
    return made("iaq.actions.maison.bureau.co2_ppm", fields, "action/1", seq)


def late(seq: int, s: float) -> Message:
    fields = {"device": "bureau1", "site": "maison", "room": "bureau", "ts": iso(s), "values": {"co2_ppm": 1}}
    return made("iaq.late.maison.bureau.bureau1", fields, "reading/1", seq)


def made(subject: str, fields: dict[str, Any], schema: str, seq: int) -> Message:
    message = read(subject, json.dumps(fields).encode(), schema, seq, START_MS + seq * 1000)
    assert message is not None
    return message


def subscription(interest: Interest, since: Point | None = None) -> Subscribe:
    ((filter_, topics),) = interest
    return Subscribe(topics, filter_, since)


class World:
    """A hub with a clock that is turned by hand."""

    def __init__(self, **limits: float) -> None:
        self.retired: set[Place] = set()
        self.values = LastValues()
        self.hub = Hub(Limits(**limits), self.values, Ring(1_000_000), self.retired.__contains__)  # type: ignore[arg-type]
        self.hub.point = Point("7", 0)
        self.s = 1000.0

    @property
    def now(self) -> Now:
        return Now(self.s, START_MS + int((self.s - 1000) * 1000))

    def client(
        self, interest: Interest = EVERYTHING, since: Point | None = None, encoding: Encoding = JSON
    ) -> tuple[Client, Collected]:
        sink = Collected()
        client = Client(sink, encoding)
        self.hub.add(client, self.now)
        self.subscribe(client, interest, subscription(interest, since))
        return client, sink

    def subscribe(
        self, client: Client, interest: Interest, wanted: Subscribe, missed: Missed | None = None
    ) -> Start:
        beginning = self.hub.beginning(wanted, missed, self.now)
        self.hub.subscribe(client, interest, beginning, self.now)
        return beginning.start

    def publish(self, *messages: Message) -> None:
        for message in messages:
            self.hub.publish(message)

    def flush(self) -> None:
        self.s += 1
        self.hub.flush(self.now)


@pytest.fixture
def world() -> World:
    return World()


def test_a_new_client_gets_the_newest_of_every_subject_and_then_the_end_of_the_snapshot(world: World) -> None:
    world.publish(reading(1), reading(2, room="salon", device="salon1"), reading(3))
    _, sink = world.client()
    frames = sink.frames()
    assert [f.get("seq") for f in frames] == [2, 3, 3]
    assert frames[-1] == {"type": "snapshot_end", "seq": 3}
    assert frames[0]["topic"] == "measurements"


def test_a_message_reaches_all_who_want_it_in_one_write_a_tick(world: World) -> None:
    _, all_topics = world.client()
    _, only_salon = world.client(frozenset({(Filter(room="salon"), frozenset({"measurements"}))}))
    all_topics.frames(), only_salon.frames()
    before = all_topics.writes
    world.publish(reading(1), reading(2, room="salon", device="salon1"))
    world.flush()
    assert [f["seq"] for f in all_topics.frames()] == [1, 2]
    assert [f["seq"] for f in only_salon.frames()] == [2]
    assert all_topics.writes == before + 1


def test_an_idle_group_is_due_at_once_and_a_busy_one_after_the_tick(world: World) -> None:
    world.client()
    assert world.hub.due_s() is None
    world.publish(reading(1))
    assert world.hub.due_s() <= world.s  # type: ignore[operator]
    world.hub.flush(world.now)
    world.publish(reading(2))
    assert world.hub.due_s() == pytest.approx(world.s + 0.002)
    world.hub.flush(world.now)
    assert world.hub.due_s() is not None, "it was not due yet"


@pytest.mark.parametrize(("clients", "tick_s"), [(1, 0.002), (100, 0.005), (10_000, 0.25)])
def test_the_tick_grows_with_the_clients(world: World, clients: int, tick_s: float) -> None:
    for _ in range(clients):
        world.hub.add(Client(Collected(), JSON), world.now)
    assert world.hub.tick_s == pytest.approx(tick_s)


def test_clients_with_equal_interests_share_a_group(world: World) -> None:
    world.client()
    world.client()
    world.client(encoding=MSGPACK)
    assert sorted(len(group.members) for group in world.hub.groups.values()) == [1, 2]


def test_messagepack_clients_get_the_same_frames(world: World) -> None:
    _, sink = world.client(encoding=MSGPACK)
    sink.frames()
    world.publish(reading(1))
    world.flush()
    assert sink.data[0] == 0x82
    (frame,) = sink.frames()
    assert frame["data"]["values"] == {"co2_ppm": 1}


def test_a_measurement_says_for_how_long_its_device_counts_as_fresh(world: World) -> None:
    _, sink = world.client()
    sink.frames()
    world.publish(reading(1, s=0), reading(2, s=5), reading(3, s=10))
    world.flush()
    assert [f["fresh_s"] for f in sink.frames()] == [300.0, 15.0, 15.0]


def test_a_client_without_a_subscription_gets_heartbeats_only(world: World) -> None:
    sink = Collected()
    world.hub.add(Client(sink, JSON), world.now)
    world.publish(reading(1))
    world.flush()
    assert sink.frames() == []
    world.s += 2
    world.hub.heartbeat(world.now)
    assert sink.frames() == [{"type": "heartbeat", "seq": 1}]


def test_a_heartbeat_comes_after_two_seconds_of_silence_and_not_while_something_waits(world: World) -> None:
    _, sink = world.client()
    world.publish(reading(1))
    world.flush()
    sink.frames()
    world.s += 1.9
    world.hub.heartbeat(world.now)
    assert sink.frames() == []
    world.s += 0.2
    world.publish(reading(2))
    world.hub.heartbeat(world.now)
    assert sink.frames() == [], "2 is not sent yet, so nothing may be said of it"
    world.hub.flush(world.now)
    world.s += 2.1
    world.hub.heartbeat(world.now)
    assert sink.frames()[-1] == {"type": "heartbeat", "seq": 2}


def test_a_client_that_stops_reading_delays_nobody_and_gets_the_newest_marked_as_skipped(
    world: World,
) -> None:
    slow, slow_sink = world.client()
    _, healthy = world.client()
    slow_sink.frames(), healthy.frames()
    slow_sink.stuck = 70_000
    for seq in range(1, 11):
        world.publish(reading(seq))
        world.flush()
    assert [f["seq"] for f in healthy.frames()] == list(range(1, 11))
    assert slow_sink.frames() == []
    assert world.hub.catch_up(world.now) == []
    slow_sink.stuck = 0
    world.hub.catch_up(world.now)
    (frame,) = slow_sink.frames()
    assert frame["seq"] == 10
    assert frame["skipped"]["count"] == 9
    assert datetime.fromisoformat(frame["skipped"]["from"]) == datetime.fromisoformat(iso(1))
    world.publish(reading(11))
    world.flush()
    assert "skipped" not in slow_sink.frames()[0]
    assert slow.backlog is None


def test_actions_are_never_conflated_and_keep_the_order_of_the_stream(world: World) -> None:
    _, sink = world.client()
    sink.frames()
    sink.stuck = 70_000
    world.publish(reading(1), action(2), reading(3), action(4, "acknowledged"), reading(5, "salon1", "salon"))
    world.flush()
    sink.stuck = 0
    world.hub.catch_up(world.now)
    assert [f["seq"] for f in sink.frames()] == [2, 3, 4, 5]


def test_an_action_that_changes_while_its_snapshot_waits_is_sent_once_in_each_state(world: World) -> None:
    world.publish(reading(1), action(2))
    sink = Collected()
    client = Client(sink, JSON)
    sink.stuck = 70_000
    world.hub.add(client, world.now)
    world.subscribe(client, EVERYTHING, subscription(EVERYTHING))
    world.publish(action(3, "acknowledged"), reading(4))
    world.flush()
    sink.stuck = 0
    while client.backlog is not None:
        world.hub.catch_up(world.now)
    assert [f["seq"] for f in sink.frames() if f.get("topic") == "actions"] == [2, 3]


def test_subscribing_again_while_an_action_waits_does_not_send_it_twice(world: World) -> None:
    client, sink = world.client()
    sink.frames()
    sink.stuck = 70_000
    world.publish(action(1))
    world.flush()
    world.subscribe(client, EVERYTHING, subscription(EVERYTHING))
    sink.stuck = 0
    while client.backlog is not None:
        world.hub.catch_up(world.now)
    frames = sink.frames()
    assert [f["seq"] for f in frames if "topic" in f] == [1]
    assert frames[-1]["type"] == "snapshot_end"


def test_who_takes_a_long_replay_steadily_is_not_too_slow_and_who_lets_more_pile_up_is() -> None:
    world = World(close_above=500_000)
    filler = b',"filler":"%b"}' % (b"x" * 20_000)
    long = [a.changed(payload=a.payload[:-1] + filler) for a in map(action, range(1, 71))]
    world.publish(*long[:40])
    client, sink = world.client(since=Point("7", 0))
    sink.stuck = 30_000
    assert world.hub.catch_up(world.now) == [], "700 KB are still to come, and it reads"
    world.publish(*long[40:])
    world.flush()
    assert world.hub.catch_up(world.now) == [client]


def test_a_client_that_goes_is_told_the_point_up_to_which_it_was_sent_everything(world: World) -> None:
    client, sink = world.client()
    world.publish(action(1))
    world.flush()
    world.publish(action(2), reading(3))
    assert world.hub.remove(client, world.now) == Point("7", 3)
    assert [f["seq"] for f in sink.frames() if "topic" in f] == [1, 2, 3], "what waited for the tick, too"


def test_no_heartbeat_reaches_a_client_whose_subscription_is_being_prepared(world: World) -> None:
    sink = Collected()
    client = Client(sink, JSON)
    world.hub.add(client, world.now)
    client.is_waiting = True
    world.publish(reading(1))
    world.s += 10
    world.hub.heartbeat(world.now)
    assert sink.frames() == []


def test_what_waits_for_a_point_is_called_once_it_is_reached_or_never_will_be(world: World) -> None:
    called: list[int] = []
    for seq in (3, 2, 2, 9):
        world.hub.when(seq, partial(called.append, seq))
    world.publish(reading(1), reading(2))
    assert called == [2, 2]
    world.hub.advance(5)
    assert called == [2, 2, 3]
    world.hub.restart(Point("8", 1), world.now)
    assert called == [2, 2, 3, 9]


@pytest.mark.parametrize("seq", [11, 2000])
def test_who_is_further_than_this_gateway_begins_anew(world: World, seq: int) -> None:
    world.publish(*(reading(seq) for seq in range(1, 11)))
    _, sink = world.client(since=Point("7", seq))
    assert sink.frames()[0]["type"] == "reset"


def test_long_polls_do_not_slow_the_sockets_down(world: World) -> None:
    for _ in range(1000):
        world.hub.add(Client(Collected(), LIST), world.now)
    assert world.hub.tick_s == 0.002


def test_late_readings_of_one_device_become_one_span_for_a_slow_client(world: World) -> None:
    _, sink = world.client()
    sink.frames()
    sink.stuck = 70_000
    world.publish(late(1, -900), late(2, -2000), late(3, -600))
    world.flush()
    sink.stuck = 0
    world.hub.catch_up(world.now)
    (frame,) = sink.frames()
    assert frame["type"] == "late"
    assert (frame["from"], frame["to"]) == (iso(-2000), iso(-600))


def test_a_device_of_which_only_late_readings_are_known_is_in_the_snapshot(world: World) -> None:
    world.publish(late(1, -900), late(2, -2000))
    _, sink = world.client()
    frames = sink.frames()
    assert [f["data"]["ts"] for f in frames if f.get("topic") == "measurements"] == [iso(-900)]
    assert frames[0]["fresh_s"] == 300


def test_a_late_reading_never_takes_the_place_of_a_newer_one(world: World) -> None:
    world.publish(reading(1), late(2, -900))
    _, sink = world.client()
    assert [f["data"]["ts"] for f in sink.frames() if f.get("topic") == "measurements"] == [iso(1)]


def test_a_client_that_takes_nothing_for_fifteen_seconds_is_to_be_closed(world: World) -> None:
    slow, sink = world.client()
    sink.stuck = 70_000
    world.publish(reading(1))
    world.flush()
    world.s += 14.9
    assert world.hub.catch_up(world.now) == []
    world.s += 0.2
    assert world.hub.catch_up(world.now) == [slow]
    assert world.hub.remove(slow, world.now) == Point("7", 0)


def test_a_client_with_a_mebibyte_unsent_is_to_be_closed_at_once(world: World) -> None:
    slow, sink = world.client()
    sink.stuck = 1024 * 1024 + 1
    world.publish(reading(1))
    world.flush()
    assert world.hub.catch_up(world.now) == [slow]


def test_a_large_snapshot_comes_in_parts_as_the_client_takes_them(world: World) -> None:
    for seq in range(1, 1001):
        world.publish(reading(seq, device=f"d{seq}"))
    client, sink = world.client()
    first = sink.frames()
    assert 64 * 1024 / 300 < len(first) < 1000
    sink.stuck = 20_000
    world.hub.catch_up(world.now)
    assert sink.frames() == [], "no room"
    sink.stuck = 0
    rest = []
    while client.backlog is not None:
        world.hub.catch_up(world.now)
        rest += sink.frames()
    assert len(first) + len(rest) == 1001
    assert rest[-1] == {"type": "snapshot_end", "seq": 1000}


def test_resuming_brings_exactly_what_was_missed(world: World) -> None:
    world.publish(*(reading(seq) for seq in range(1, 6)))
    _, sink = world.client(since=Point("7", 3))
    assert [f["seq"] for f in sink.frames()] == [4, 5]


def test_resuming_with_nothing_missed_brings_nothing(world: World) -> None:
    world.publish(reading(1))
    _, sink = world.client(since=Point("7", 1))
    assert sink.frames() == []


@pytest.mark.parametrize("since", [Point("6", 3), Point("7", 50_000)])
def test_a_point_of_another_stream_is_answered_by_a_reset_and_a_snapshot(world: World, since: Point) -> None:
    world.publish(reading(1), reading(2))
    _, sink = world.client(since=since)
    assert [f.get("type", "frame") for f in sink.frames()] == ["reset", "frame", "snapshot_end"]


def test_a_point_older_than_an_hour_is_answered_by_a_reset(world: World) -> None:
    world.publish(reading(1), reading(2))
    world.s += 3700
    _, sink = world.client(since=Point("7", 1))
    assert sink.frames()[0]["type"] == "reset"


def test_a_large_replay_is_conflated_and_says_so() -> None:
    world = World(whole_replay=1000)
    world.publish(*(reading(seq) for seq in range(1, 51)), action(51))
    _, sink = world.client(since=Point("7", 10))
    newest, whole = sink.frames()
    assert newest["skipped"]["count"] == 39
    assert whole["topic"] == "actions"


def forgetful() -> World:
    """A hub whose memory goes back to 8, in a stream that is at 10."""
    world = World()
    world.publish(*(reading(seq) for seq in range(1, 11)))
    world.hub.ring.fill([reading(9), reading(10)], 10, world.now.ms)
    assert world.hub.ring.floor_seq == 8
    return world


def test_what_memory_has_forgotten_is_taken_from_what_was_read_and_joined_without_a_seam() -> None:
    world = forgetful()
    read_ = Missed(5, 10, [reading(seq).packed() for seq in range(6, 11)])
    assert world.hub.ring.has_forgotten(Point("7", 5), world.hub.point)
    sink = Collected()
    client = Client(sink, JSON)
    world.hub.add(client, world.now)
    wanted = subscription(EVERYTHING, Point("7", 5))
    assert world.subscribe(client, EVERYTHING, wanted, read_) == "stream"
    assert [f["seq"] for f in sink.frames()] == [6, 7, 8, 9, 10]


@pytest.mark.parametrize(
    "missed", [None, Missed(5, 7, []), Missed(6, 10, [])], ids=["nothing read", "not far enough", "too late"]
)
def test_what_was_read_with_a_hole_is_a_reset(missed: Missed | None) -> None:
    world = forgetful()
    beginning = world.hub.beginning(subscription(EVERYTHING, Point("7", 5)), missed, world.now)
    assert (beginning.start, beginning.messages) == ("reset", ())


def test_each_write_says_how_many_messages_it_had_and_how_old_the_first_was(world: World) -> None:
    told: list[tuple[int, int]] = []
    world.hub = Hub(
        Limits(), world.values, Ring(1000), world.retired.__contains__, lambda *write: told.append(write)
    )
    world.client()
    world.publish(reading(1), reading(2))
    world.s += 3
    world.hub.flush(world.now)
    assert told == [(2, 2000)]


def test_a_second_subscription_brings_only_its_own_snapshot(world: World) -> None:
    world.publish(reading(1), action(2))
    measurements: Interest = frozenset({(Filter(), frozenset({"measurements"}))})
    actions: Interest = frozenset({(Filter(), frozenset({"actions"}))})
    client, sink = world.client(measurements)
    sink.frames()
    world.subscribe(client, EVERYTHING, subscription(actions))
    assert [f.get("topic") for f in sink.frames()] == ["actions", None]


def test_a_newcomer_does_not_get_twice_what_still_waits_for_the_tick(world: World) -> None:
    world.client()
    world.publish(reading(1))
    _, newcomer = world.client()
    world.flush()
    assert [f.get("seq") for f in newcomer.frames()] == [1, 1], "the snapshot and its end"


def test_closed_actions_and_retired_devices_are_not_in_a_snapshot(world: World) -> None:
    world.publish(reading(1), reading(2, device="old"), action(3, "withdrawn"))
    world.retired.add(Place("maison", "bureau", "old"))
    _, sink = world.client()
    assert [f["seq"] for f in sink.frames()] == [1, 3]


def test_the_check_site_is_in_a_snapshot_only_for_those_who_name_it(world: World) -> None:
    fields = {"device": "check", "site": "check", "room": "check", "ts": iso(0), "values": {"co2_ppm": 1}}
    world.publish(made("iaq.readings.check.check.check", fields, "reading/1", 1))
    _, everybody = world.client()
    _, checker = world.client(frozenset({(Filter(site="check"), frozenset({"measurements"}))}))
    assert len(everybody.frames()) == 1
    assert len(checker.frames()) == 2


def test_two_messages_for_one_instant_are_merged_and_scored_again(world: World) -> None:
    world.publish(reading(1, s=0, co2_ppm=500), reading(2, s=0, pm25_ugm3=60))
    _, sink = world.client()
    merged = sink.frames()[0]["data"]
    assert merged["values"] == {"co2_ppm": 500, "pm25_ugm3": 60}
    assert merged["limiting"] == "pm25_ugm3"


def test_an_older_instant_does_not_replace_the_newest_reading(world: World) -> None:
    world.publish(reading(1, s=100, co2_ppm=500), reading(2, s=50, co2_ppm=900))
    _, sink = world.client()
    frame = sink.frames()[0]
    assert frame["data"]["values"] == {"co2_ppm": 500}
    assert frame["seq"] == 2, "it stands for its subject up to there"


def test_another_stream_resets_everybody_who_listens(world: World) -> None:
    _, sink = world.client()
    idle = Collected()
    world.hub.add(Client(idle, JSON), world.now)
    world.publish(reading(1))
    sink.frames()
    world.hub.restart(Point("8", 100), world.now)
    assert sink.frames()[0] == {"type": "reset", "epoch": "8", "seq": 100}
    assert idle.frames() == []


def test_a_poll_gets_its_frames_as_a_list_and_no_heartbeat(world: World) -> None:
    client, sink = world.client(since=Point("7", 0), encoding=LIST)
    world.s += 10
    world.hub.heartbeat(world.now)
    world.publish(reading(1))
    world.flush()
    assert [f["seq"] for f in orjson.loads(b"[" + sink.data[:-1] + b"]")] == [1]
    world.hub.remove(client, world.now)
    assert not world.hub.clients
    assert not world.hub.groups


@pytest.mark.parametrize("length", [0, 125, 126, 65_535, 65_536])
def test_a_websocket_frame_says_its_length(length: int) -> None:
    sink = Collected()
    payload = orjson.dumps("x" * max(length - 2, 0)) if length else b'""'
    sink.write(websocket_frame(0x81, payload))
    assert sink.frames() == [orjson.loads(payload)]
