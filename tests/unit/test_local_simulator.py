import math
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice, pairwise, takewhile
from random import Random

import pytest

from iaqverse.contracts.quantity import QUANTITIES
from iaqverse.local import simulator
from iaqverse.local.replay import Sent
from iaqverse.local.simulator import KITCHEN, MEETING_ROOM, Air, Outdoors, Room, Use, step

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
ROOMS = (MEETING_ROOM, KITCHEN)


def until(sent: Iterator[Sent], end: datetime) -> list[Sent]:
    return list(takewhile(lambda reading: datetime.fromisoformat(reading["ts"]) <= end, sent))


def live(room: Room, start: datetime, minutes: int) -> list[Sent]:
    return until(simulator.readings(room, start, start, UTC), start + timedelta(minutes=minutes))


@pytest.mark.parametrize("hour", range(24))
def test_the_meeting_room_rises_past_800_ppm_within_ten_minutes_of_any_start(hour: int) -> None:
    co2 = [r["values"]["co2_ppm"] for r in live(MEETING_ROOM, NOW.replace(hour=hour), 10)]
    assert co2[0] < 600
    assert max(co2) > 800


def test_the_kitchen_has_particles_when_something_is_fried() -> None:
    pm25 = [r["values"]["pm25_ugm3"] for r in live(KITCHEN, NOW, 10)]
    assert pm25[0] < 30
    assert max(pm25) > 35.4


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.name)
def test_live_readings_come_every_five_seconds(room: Room) -> None:
    assert len(live(room, NOW, 10)) == 120


def test_a_day_of_history_is_coarse_at_first_and_goes_over_into_the_live_readings_without_a_step() -> None:
    sent = until(simulator.readings(KITCHEN, NOW - timedelta(days=1), NOW, UTC), NOW + timedelta(minutes=1))
    times = [datetime.fromisoformat(reading["ts"]) for reading in sent]
    gaps = [(later - earlier).total_seconds() for earlier, later in pairwise(times)]
    assert gaps == [60.0] * (22 * 60 - 1) + [5.0] * (2 * 720 + 12)
    co2 = [reading["values"]["co2_ppm"] for reading in sent]
    assert max(abs(later - earlier) for earlier, later in pairwise(co2[-30:])) < 40


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.name)
def test_a_day_stays_within_what_sensors_can_report(room: Room) -> None:
    for reading in until(simulator.readings(room, NOW - timedelta(days=1), NOW, UTC), NOW):
        for name, value in reading["values"].items():
            assert QUANTITIES[name].lowest <= value <= QUANTITIES[name].highest
        assert 400 < reading["values"]["co2_ppm"] < 3000
        assert 15 < reading["values"]["temperature_c"] < 28


def test_equal_seeds_give_equal_rooms_and_others_do_not() -> None:
    def first(seed: int) -> list[Sent]:
        return list(islice(simulator.readings(KITCHEN, NOW, NOW, UTC, seed), 5))

    assert first(1) == first(1)
    assert first(1) != first(2)


def test_co2_settles_where_the_mass_balance_says() -> None:
    room = Room("s", "r", "d", volume_m3=50, leakage_per_h=0.5)
    air = step(room, Air(), Use(people=2), Outdoors(10.0), 1e9)
    assert air.co2_ppm == pytest.approx(425 + 2 * 18.7 / (0.5 * 50) * 1000)


def test_an_empty_room_loses_co2_exponentially() -> None:
    room = Room("s", "r", "d", volume_m3=50, leakage_per_h=0.5)
    air = step(room, Air(co2_ppm=1425), Use(), Outdoors(10.0), 7200)
    assert air.co2_ppm == pytest.approx(425 + 1000 * math.exp(-1))


def test_the_length_of_a_step_changes_nothing_but_the_resolution() -> None:
    room, use = Room("s", "r", "d", volume_m3=50), Use(people=3, cooking=True)
    fine = Air(temperature_c=25.0)  # the radiator is off: its control sees each step
    coarse = step(room, fine, use, Outdoors(10.0), 60)
    for _ in range(12):
        fine = step(room, fine, use, Outdoors(10.0), 5)
    assert fine.co2_ppm == pytest.approx(coarse.co2_ppm)
    assert fine.pm25_ugm3 == pytest.approx(coarse.pm25_ugm3)
    assert fine.temperature_c == pytest.approx(coarse.temperature_c)


def test_an_open_window_lets_co2_and_warmth_out() -> None:
    room = Room("s", "r", "d", volume_m3=50)
    closed = step(room, Air(co2_ppm=1500), Use(people=2), Outdoors(5.0), 600)
    opened = step(room, Air(co2_ppm=1500), Use(people=2, window_open=True), Outdoors(5.0), 600)
    assert opened.co2_ppm < closed.co2_ppm
    assert opened.temperature_c < closed.temperature_c


def test_a_sensor_rounds_to_its_resolution() -> None:
    values = simulator.measured(Air(), Random(1))
    assert isinstance(values["co2_ppm"], int)
    assert set(values) == {"co2_ppm", "pm25_ugm3", "tvoc_ppb", "temperature_c", "humidity_pct"}
