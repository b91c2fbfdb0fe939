"""How often a room's air is changed: told from decays of CO2 with a known rate, and from nothing else."""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from random import Random

import pytest

from iaqverse.contracts.action import Action, Because
from iaqverse.contracts.module import Air as AirMessage
from iaqverse.contracts.module import Module
from iaqverse.contracts.names import Place
from iaqverse.local.simulator import Air, Outdoors, Room, Use, step
from services.predictor.air import AirChange, AirChanges
from services.predictor.decay import LARGEST_HALF_WIDTH

PLACE = Place("maison", "bureau", "device")
OUTDOORS = Outdoors(10.0, co2_ppm=430.0)
MEASURED = {"maison": 430.0}
ROOM = Room("Maison", "Bureau", "device", 50.0, leakage_per_h=0.5, door_per_h=1.0, window_per_h=6.0)
Life = Callable[[float], Use]


def live(
    changes: AirChanges,
    life: Life,
    hours: float,
    *,
    start_ppm: float = 500,
    step_s: float = 60,
    device: str = "device",
) -> AirChanges:
    """Let a device observe a room in which `life` tells what happens at each hour."""
    chance, air = Random(device), Air(co2_ppm=start_ppm)
    for i in range(int(hours * 3600 / step_s)):
        air = step(ROOM, air, life(i * step_s / 3600), OUTDOORS, step_s)
        ppm = round(air.co2_ppm + chance.gauss(0, 4))
        changes.observe(PLACE._replace(device=device), i * step_s, {"co2_ppm": ppm})
    return changes


def lived(life: Life, hours: float, *, start_ppm: float = 500, step_s: float = 60) -> AirChanges:
    return live(AirChanges(), life, hours, start_ppm=start_ppm, step_s=step_s)


def meeting(people: int, until_h: float, **afterwards: bool) -> Life:
    return lambda hour: Use(people=people) if hour < until_h else Use(**afterwards)


def one(changes: list[AirChange]) -> AirChange:
    (found,) = changes
    return found


@pytest.mark.parametrize(
    ("afterwards", "per_h", "step_s"),
    [({}, 0.5, 60), ({"door_open": True}, 1.5, 60), ({"door_open": True}, 1.5, 300),
     ({"window_open": True}, 6.5, 5), ({"window_open": True}, 6.5, 60)],
)  # fmt: skip
@pytest.mark.parametrize("outdoors", [MEASURED, {}])
def test_a_decay_after_people_have_left_tells_the_rate(
    afterwards: dict[str, bool], per_h: float, step_s: float, outdoors: dict[str, float]
) -> None:
    found = one(lived(meeting(6, 1, **afterwards), 9, step_s=step_s).found(outdoors))
    assert found.per_h == pytest.approx(per_h, rel=0.1)
    assert abs(found.per_h - per_h) <= 2 * found.half_width_per_h
    assert found.half_width_per_h <= LARGEST_HALF_WIDTH * found.per_h
    assert found.r2 > 0.98
    assert found.amplitude_ppm >= 150
    assert 3600 <= found.began_s < found.ended_s
    assert found.is_outdoor_measured == bool(outdoors)


def test_an_interval_is_wider_where_co2_outdoors_is_assumed() -> None:
    life = meeting(6, 1, door_open=True)
    known, unknown = (one(lived(life, 6).found(o)) for o in (MEASURED, {}))
    assert known.half_width_per_h < unknown.half_width_per_h


def test_a_rate_is_found_once() -> None:
    changes = lived(meeting(6, 1, door_open=True), 9)
    assert len(changes.found(MEASURED)) == 1
    assert changes.found(MEASURED) == []


def test_people_who_come_tell_nothing() -> None:
    assert lived(lambda _: Use(people=4), 6).found(MEASURED) == []


@pytest.mark.parametrize("stay", [1, 2, 3])
def test_a_room_that_some_stay_in_tells_nothing(stay: int) -> None:
    life: Life = lambda hour: Use(people=6 if hour < 1 else stay, door_open=hour >= 1)  # noqa: E731
    assert lived(life, 9).found(MEASURED) == []


def test_people_who_leave_one_by_one_tell_nothing() -> None:
    life: Life = lambda hour: Use(people=6 if hour < 1 else max(0, 6 - int((hour - 1) * 3)), door_open=True)  # noqa: E731
    found = lived(life, 9).found(MEASURED)
    assert all(abs(change.per_h - 1.5) < 0.3 and change.began_s > 2.9 * 3600 for change in found)


def test_a_room_that_says_that_people_are_in_tells_nothing() -> None:
    changes, air = AirChanges(), Air(co2_ppm=2000)
    for i in range(300):
        air = step(ROOM, air, Use(door_open=True), OUTDOORS, 60)
        changes.observe(PLACE, i * 60, {"co2_ppm": air.co2_ppm, "occupancy": 1})
    assert changes.found(MEASURED) == []


@pytest.mark.parametrize("noise", [4, 20, 60])
def test_noise_tells_nothing(noise: float) -> None:
    chance, changes = Random(2), AirChanges()
    for i in range(5 * 1440):
        changes.observe(PLACE, i * 60, {"co2_ppm": 700 + chance.gauss(0, noise)})
    assert changes.found(MEASURED) == []


def test_a_wandering_value_tells_nothing_often() -> None:
    """Ten days of a random walk: what looks like a decay by chance is rare."""
    chance, changes, ppm = Random(3), AirChanges(), 700.0
    for i in range(10 * 1440):
        ppm = min(2000.0, max(430.0, ppm + chance.gauss(0, 12)))
        changes.observe(PLACE, i * 60, {"co2_ppm": ppm})
    assert len(changes.found(MEASURED)) <= 2


def test_too_small_a_decay_and_too_few_points_tell_nothing() -> None:
    assert lived(meeting(0, 1, door_open=True), 6, start_ppm=560).found(MEASURED) == []
    assert lived(meeting(6, 1, window_open=True), 6, step_s=300).found(MEASURED) == []


def test_a_gap_is_not_bridged() -> None:
    changes, air = AirChanges(), Air(co2_ppm=2000)
    for i in range(120):
        air = step(ROOM, air, Use(door_open=True), OUTDOORS, 60)
        if not 8 < i < 90:
            changes.observe(PLACE, i * 60, {"co2_ppm": air.co2_ppm})
    assert changes.found(MEASURED) == []


def test_two_devices_in_a_room_tell_it_once() -> None:
    changes, life = AirChanges(), meeting(6, 1, door_open=True)
    for device in ("a", "b"):
        live(changes, life, 9, device=device)
    assert len(changes.found(MEASURED)) == 1


def window(state: str | bool | float, at_s: float) -> Module:
    at = datetime.fromtimestamp(at_s, UTC)
    return Module(site="maison", room="bureau", module="w", kind="window", state=state, at=at)


def asked(state: str, at_s: float) -> Module:
    return window(state, at_s).model_copy(update={"asked": True})


def done(advice: str, at_s: float, **expected: float) -> Action:
    at = datetime.fromtimestamp(at_s, UTC)
    return Action(
        id="maison.bureau.co2_ppm.1", site="maison", room="bureau", quantity="co2_ppm", state="done",
        advice=advice, because=Because(key="co2_above"), expected=expected, confidence=1,
        raised_at=at, updated_at=at, expires_at=at,
    )  # fmt: skip


AIRED = meeting(6, 1, window_open=True)


def test_whether_the_window_was_open_is_not_said_if_it_is_not_known() -> None:
    assert one(lived(AIRED, 6).found(MEASURED)).window is None


def test_a_window_is_as_asked_until_something_reports_how_it_is() -> None:
    changes = AirChanges()
    changes.heard(asked("open", 600))
    assert changes.is_open("maison", "bureau", now_s=601)
    changes.heard(window("closed", 700))
    changes.heard(asked("open", 800))
    assert not changes.is_open("maison", "bureau", now_s=801)


@pytest.mark.parametrize(
    ("state", "word"), [("open", "open"), (True, "open"), (0.5, "open"), ("closed", "closed"), (0, "closed")]
)
def test_a_window_says_whether_it_was_open(state: str | float, word: str) -> None:
    changes = AirChanges()
    changes.heard(window(state, 600))
    assert one(live(changes, AIRED, 6).found(MEASURED)).window == word


@pytest.mark.parametrize(
    ("advice", "at_s", "word"),
    [("open_window", 3600, "open"), ("open_window", 3700, "open"), ("close_window", 3500, "closed"),
     ("open_window", 1800, None), ("open_window", 7200, None), ("run_purifier", 3600, None)],
)  # fmt: skip
def test_a_person_who_opened_it_just_before_tells_it_too(advice: str, at_s: float, word: str | None) -> None:
    changes = AirChanges()
    changes.done(done(advice, at_s))
    assert one(live(changes, AIRED, 6).found(MEASURED)).window == word


def test_the_rate_of_a_room_counts_for_its_window_and_for_its_time() -> None:
    changes = AirChanges()
    changes.heard(window("open", 3600))
    live(changes, meeting(6, 1, window_open=True), 6)
    found = one(changes.found(MEASURED))
    assert changes.rate("maison", "bureau", True, now_s=found.ended_s) == (
        found.per_h,
        found.half_width_per_h,
    )
    assert changes.rate("maison", "bureau", False, now_s=found.ended_s) is None
    assert changes.rate("maison", "bureau", True, now_s=found.ended_s + 8 * 86400) is None


def test_a_restart_publishes_nothing_twice() -> None:
    first = one(lived(meeting(6, 1, door_open=True), 9).found(MEASURED))
    changes = AirChanges()
    changes.restore(
        [
            AirMessage(
                site="maison", room="bureau", at=datetime.fromtimestamp(first.ended_s, UTC),
                air_change_per_h=1.5, quality=0.9,
            )
        ]
    )  # fmt: skip
    live(changes, meeting(6, 1, door_open=True), 9)
    assert changes.found(MEASURED) == []
    assert changes.rate("maison", "bureau", False, now_s=first.ended_s) == pytest.approx((1.5, 0.15))


def test_a_rate_that_a_promise_rests_on_outlives_the_stream() -> None:
    changes = AirChanges()
    changes.restore([], [done("open_window", 0, air_change_per_h=5.2), done("run_ventilation", 0)])
    assert changes.rate("maison", "bureau", True, now_s=86400) == (5.2, 0.0)
    assert changes.rate("maison", "bureau", False, now_s=86400) is None


@pytest.mark.parametrize(
    ("at_s", "is_open"), [(3600, True), (3600 + 3599, True), (3600 + 3601, False), (0, False)]
)
def test_a_window_of_which_a_person_said_so_is_open_for_an_hour(at_s: float, is_open: bool) -> None:
    changes = AirChanges()
    assert not changes.is_open("maison", "bureau", now_s=at_s)
    changes.done(done("close_window", 0))
    if at_s:
        changes.done(done("open_window", 3600))
    assert changes.is_open("maison", "bureau", now_s=at_s) == is_open


def test_a_window_that_says_so_is_open_until_it_says_otherwise() -> None:
    changes = AirChanges()
    changes.heard(window("open", 0))
    assert changes.is_open("maison", "bureau", now_s=86400)
    changes.heard(window("closed", 86400))
    assert not changes.is_open("maison", "bureau", now_s=86401)


def test_a_fast_decay_of_an_unknown_window_is_not_taken_for_one_of_closed_ones() -> None:
    changes = live(AirChanges(), AIRED, 6)
    assert one(changes.found(MEASURED)).per_h > 5
    assert changes.rate("maison", "bureau", False, now_s=6 * 3600) is None


def test_a_thousand_rooms_cost_little() -> None:
    """Ten minutes of readings every 10 s; generous, for a machine that does other things as well."""
    changes = AirChanges()
    places = [Place("maison", f"room-{i}", "device") for i in range(1000)]
    began = time.process_time()
    for at_s in range(0, 600, 10):
        for place in places:
            changes.observe(place, at_s, {"co2_ppm": 700.0, "temperature_c": 21.0})
    assert time.process_time() - began < 1.0
