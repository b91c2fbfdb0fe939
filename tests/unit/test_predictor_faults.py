"""Faulty sensors: what is found, what is not taken for a fault, and what the forecasts get to see."""

import math
import random
from collections.abc import Callable

import pytest

from iaqverse.contracts.names import Place
from services.predictor.faults import FORGOTTEN_S, LASTS_S, Fault, Faults, Unusable

PLACE = Place("maison", "bureau", "bureau1")
STEP_S = 60.0
START_S = 1_790_000_000.0
DAY = 1440
Values = dict[str, float]


class Sensor:
    """A device that sends CO2, temperature and humidity every so often, and what was sound of it."""

    def __init__(self, faults: Faults | None = None, at_s: float = START_S, step_s: float = STEP_S) -> None:
        self.faults = faults or Faults()
        self.at_s = at_s
        self.step_s = step_s
        self.random = random.Random(3)
        self.heard: list[tuple[float, Values]] = []

    def air(self) -> Values:
        """A quiet room, in which CO2 rises and falls with the hours."""
        hours = (self.at_s - START_S) / 3600
        return {
            "co2_ppm": round(600 + 80 * math.sin(hours) + self.random.gauss(0, 4)),
            "temperature_c": round(21 + 0.3 * math.sin(hours / 4) + self.random.gauss(0, 0.03), 2),
            "humidity_pct": round(45 + math.sin(hours / 5) + self.random.gauss(0, 0.1), 1),
        }

    def send(self, change: Callable[[Values], Values] = dict) -> None:
        """Send one reading of the air as `change` shows it."""
        self.heard = self.faults.hear(PLACE, self.at_s, change(self.air()))
        self.at_s += self.step_s

    def run(self, readings: int, change: Callable[[Values], Values] = dict) -> None:
        for _ in range(readings):
            self.send(change)

    @property
    def present(self) -> list[Fault]:
        return list(self.faults.present(self.at_s - self.step_s))

    @property
    def kinds(self) -> list[tuple[str, str]]:
        return [(fault.kind, fault.quantity) for fault in self.present]


def with_co2(value: float) -> Callable[[Values], Values]:
    return lambda air: {**air, "co2_ppm": value}


def co2_off_by(ppm: float) -> Callable[[Values], Values]:
    return lambda air: {**air, "co2_ppm": air["co2_ppm"] + ppm}


@pytest.fixture
def sensor() -> Sensor:
    """A sensor that is known for two days."""
    sensor = Sensor()
    sensor.run(2 * DAY)
    return sensor


def test_a_sound_sensor_has_no_faults_and_all_of_it_is_taken() -> None:
    sensor = Sensor()
    for _ in range(3 * DAY):
        sensor.send()
        assert sensor.kinds == []
        ((_, values),) = sensor.heard
        assert not any(map(math.isnan, values.values()))


def test_a_spike_is_kept_away_and_shown_for_a_while(sensor: Sensor) -> None:
    sensor.send(with_co2(3000))
    ((at_s, values),) = sensor.heard
    assert (at_s, math.isnan(values["co2_ppm"])) == (sensor.at_s - STEP_S, True)
    assert not math.isnan(values["temperature_c"])
    sensor.send()
    ((_, values),) = sensor.heard
    assert not math.isnan(values["co2_ppm"])
    (fault,) = sensor.present
    assert (fault.kind, fault.quantity, fault.value) == ("spike", "co2_ppm", 3000)
    sensor.run(int(LASTS_S / STEP_S) + 1)
    assert sensor.kinds == []


def test_a_leap_that_goes_on_was_air_and_is_taken_after_all(sensor: Sensor) -> None:
    sensor.send(with_co2(1200))
    sensor.send(with_co2(1500))
    (kept_back, (_, values)) = sensor.heard
    assert kept_back == (sensor.at_s - 2 * STEP_S, {"co2_ppm": 1200})
    assert values["co2_ppm"] == 1500
    assert sensor.kinds == []


def test_a_step_is_kept_away_for_a_while_and_then_believed(sensor: Sensor) -> None:
    sensor.run(5, co2_off_by(600))
    assert sensor.kinds == [("step", "co2_ppm")]
    assert math.isnan(sensor.heard[-1][1]["co2_ppm"])
    sensor.run(int(LASTS_S / STEP_S), co2_off_by(600))
    assert sensor.kinds == []
    assert not math.isnan(sensor.heard[-1][1]["co2_ppm"])


def test_what_several_quantities_do_at_once_air_does(sensor: Sensor) -> None:
    def opened(air: Values) -> Values:
        return {
            "co2_ppm": air["co2_ppm"] - 200, "temperature_c": air["temperature_c"] - 4,
            "humidity_pct": air["humidity_pct"] - 12,
        }  # fmt: skip

    for _ in range(20):
        sensor.send(opened)
        assert sensor.kinds == []


def test_a_stuck_sensor_is_kept_away_until_it_moves(sensor: Sensor) -> None:
    sensor.run(90, with_co2(612))
    (fault,) = sensor.present
    assert (fault.kind, fault.quantity, fault.value) == ("stuck", "co2_ppm", 612)
    assert fault.since_s == pytest.approx(sensor.at_s - 90 * STEP_S)
    assert math.isnan(sensor.heard[-1][1]["co2_ppm"])
    sensor.send()
    assert sensor.kinds == []


def test_a_coarse_sensor_that_often_shows_the_same_is_not_stuck() -> None:
    sensor = Sensor()

    def coarse(air: Values) -> Values:
        return {**air, "temperature_c": round(2 * air["temperature_c"]) / 2}

    for _ in range(4 * DAY):
        sensor.send(coarse)
        assert sensor.kinds == []


def test_what_is_stuck_again_and_again_and_yet_moves_is_given_longer(sensor: Sensor) -> None:
    sensor.run(60, with_co2(612))
    assert sensor.kinds == [("stuck", "co2_ppm")]
    sensor.run(DAY // 2)
    sensor.run(60, with_co2(600))
    assert sensor.kinds == []
    sensor.run(30, with_co2(600))
    assert sensor.kinds == [("stuck", "co2_ppm")]


def test_how_long_it_stayed_the_same_months_ago_is_forgotten() -> None:
    sensor = Sensor(step_s=900)
    sensor.run(10)
    sensor.run(40, with_co2(612))
    sensor.run(60 * 96)
    sensor.run(30, with_co2(612))
    assert sensor.kinds == [("stuck", "co2_ppm")]


def test_a_step_of_a_coarse_sensor_is_found_though_it_flickers() -> None:
    sensor = Sensor()

    def flickering(air: Values, off: float = 0) -> Values:
        return {**air, "humidity_pct": 45 + sensor.random.choice([0, 0, 1]) + off}

    sensor.run(2 * DAY, flickering)
    sensor.run(5, lambda air: flickering(air, 3))
    assert sensor.kinds == [("step", "humidity_pct")]


def test_what_is_usual_on_a_workday_is_no_fault_after_a_quiet_weekend() -> None:
    sensor = Sensor()

    def at_work(air: Values) -> Values:
        hour = sensor.at_s % 86_400 / 3600
        return {**air, "co2_ppm": air["co2_ppm"] + 500 * max(0, math.sin(math.pi * (hour - 9) / 8))}

    def empty(air: Values) -> Values:
        return {**air, "co2_ppm": 430 + sensor.random.choice([0, 1])}

    sensor.run(5 * DAY, at_work)
    sensor.run(2 * DAY, empty)
    sensor.run(10, lambda air: {**empty(air), "co2_ppm": empty(air)["co2_ppm"] + 110})
    assert sensor.kinds == []


def test_each_jump_of_a_loose_contact_is_a_fault(sensor: Sensor) -> None:
    for off in (600, 0, 600, 0):
        sensor.run(5, co2_off_by(off))
        assert sensor.kinds == [("step", "co2_ppm")]
        sensor.run(60, co2_off_by(off))
        assert sensor.kinds == []


def test_a_night_does_not_tell_what_is_unusual_by_day() -> None:
    sensor = Sensor()
    sensor.run(20 * 60)
    sensor.send(co2_off_by(900))
    sensor.send()
    assert sensor.kinds == []


def test_what_no_air_has_is_kept_away_from_the_first_reading_on() -> None:
    sensor = Sensor()
    sensor.send(with_co2(0))
    assert math.isnan(sensor.heard[-1][1]["co2_ppm"])
    assert sensor.kinds == [("range", "co2_ppm")]


def test_a_quantity_that_is_not_sent_any_more_has_dropped_out(sensor: Sensor) -> None:
    def without(air: Values) -> Values:
        return {quantity: value for quantity, value in air.items() if quantity != "co2_ppm"}

    last_s = sensor.at_s - STEP_S
    sensor.run(9, without)
    assert sensor.kinds == []
    sensor.run(3, without)
    (fault,) = sensor.present
    assert (fault.kind, fault.quantity, fault.since_s) == ("dropout", "co2_ppm", last_s)
    sensor.send()
    assert sensor.kinds == []
    sensor.run(int(FORGOTTEN_S / STEP_S) + 1, without)
    assert sensor.kinds == []


def test_a_quantity_that_is_sent_rarely_has_not_dropped_out() -> None:
    sensor = Sensor()
    for minute in range(DAY):
        sensor.send(dict if minute % 15 == 0 else lambda air: {"temperature_c": air["temperature_c"]})
        assert sensor.kinds == []


def test_readings_that_come_late_are_not_judged(sensor: Sensor) -> None:
    late_s = sensor.at_s - 3600
    assert sensor.faults.hear(PLACE, late_s, {"co2_ppm": 3000}) == [(late_s, {"co2_ppm": 3000})]
    sensor.send()
    assert sensor.kinds == []


def test_nothing_is_compared_across_a_gap(sensor: Sensor) -> None:
    sensor.at_s += 6 * 3600
    sensor.run(3, co2_off_by(500))
    assert sensor.kinds == []


def test_a_retired_device_has_no_faults(sensor: Sensor) -> None:
    sensor.run(90, with_co2(612))
    sensor.faults.forget(PLACE)
    assert sensor.kinds == []


def test_a_restart_knows_what_is_unusual(sensor: Sensor) -> None:
    restarted = Faults()
    restarted.restore(sensor.faults.export())
    later = Sensor(restarted, sensor.at_s)
    later.run(10)
    later.send(with_co2(3000))
    later.send()
    assert later.kinds == [("spike", "co2_ppm")]


def test_a_stuck_sensor_is_still_stuck_after_a_restart(sensor: Sensor) -> None:
    sensor.run(90, with_co2(612))
    restarted = Faults()
    restarted.restore(sensor.faults.export())
    later = Sensor(restarted, sensor.at_s)
    assert later.kinds == [("stuck", "co2_ppm")]
    later.send(with_co2(612))
    assert later.kinds == [("stuck", "co2_ppm")]


@pytest.mark.parametrize(
    "damaged",
    [
        b"",
        b"{",
        b'{"version":0,"devices":[]}',
        b'{"version":2,"devices":[["maison","bureau","bureau1",{"co2_ppm":[1]}]]}',
    ],
)
def test_a_damaged_export_is_refused_and_changes_nothing(sensor: Sensor, damaged: bytes) -> None:
    with pytest.raises(Unusable):
        sensor.faults.restore(damaged)
    sensor.send(with_co2(3000))
    sensor.send()
    assert sensor.kinds == [("spike", "co2_ppm")]
