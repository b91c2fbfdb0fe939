"""What an advice is expected to bring, and what it brought."""

from dataclasses import replace
from typing import Any, ClassVar

import pytest

from iaqverse.contracts.action import Action, Because
from iaqverse.local import simulator
from iaqverse.local.simulator import Air, Outdoors, Use, step
from services.predictor.effect import Course, Rate, expected_effect, measured_rate
from services.predictor.outlook import Outlook
from services.predictor.realised import realised_effect
from tests.unit.advising import NOW, after, air, outside, room, seen


def expected(advice: str, seen_: Outlook, **more: Any) -> dict[str, Any]:
    assert seen_.limit is not None
    return expected_effect(advice, seen_, seen_.limit, more.get("in_room", room()), more.get("note"))


@pytest.mark.parametrize(
    ("start", "target", "minutes"), [(1400, 800, 14.2), (800, 800, 0), (1400, 421, 103.3)]
)
def test_a_decay_without_sources_is_the_textbooks(start: float, target: float, minutes: float) -> None:
    assert Course(420, 4).seconds_to(start, target) / 60 == pytest.approx(minutes, abs=0.1)


def test_what_it_tends_to_is_never_passed() -> None:
    assert Course(900, 4).seconds_to(1400, 800) == float("inf")
    assert Course(900, 4).seconds_to(1400, 900) == float("inf")


@pytest.mark.parametrize(("co2_ppm", "minutes"), [(900, 5), (1184, 13), (1500, 21)])
def test_an_open_window_brings_co2_to_its_limit_in_a_time_with_a_band(co2_ppm: float, minutes: int) -> None:
    found = expected("open_window", replace(air(co2_ppm), chances={800: 1.0}), note="outdoor_unknown")
    assert found["co2_ppm"] == 800
    assert found["within_s"] == minutes * 60
    assert found["low_s"] < found["within_s"] < found["high_s"]
    assert (found["basis"], found["note"]) == ("estimate", "outdoor_unknown")


def test_more_people_than_a_window_can_serve_are_not_promised_the_limit() -> None:
    crowded = seen("co2_ppm", 1000, 1.0, forecast=1450, change_per_h=3000)
    found = expected("open_window", crowded)
    assert 800 < found["co2_ppm"] < 1450
    assert found["low_s"] < found["within_s"] == 3600 < found["high_s"]


def test_even_more_people_are_promised_how_high_it_will_be_at_most() -> None:
    found = expected("open_window", seen("co2_ppm", 1000, 1.0, forecast=1300, change_per_h=6000))
    assert 1800 < found["co2_ppm"] < 2100
    assert found["low_s"] == found["within_s"] == 3600


def test_people_who_leave_a_room_with_an_open_window_help() -> None:
    crowded = seen("co2_ppm", 1000, 1.0)
    aired = replace(room(), is_open=True)
    alone = expected("open_window", crowded, in_room=aired)
    fewer = expected("reduce_people", crowded, in_room=aired)
    assert alone["co2_ppm"] == 1000  # it is open already: nothing changes
    assert fewer["co2_ppm"] == 800
    assert fewer["within_s"] < 3600


def test_what_is_not_bad_yet_is_promised_for_half_an_hour_as_people_come_in() -> None:
    few = expected("open_window", seen("co2_ppm", 600, 0.6, forecast=790, change_per_h=500))
    assert (few["co2_ppm"], few["within_s"], few["high_s"]) == (800, 1800, 1800)
    many = expected("open_window", seen("co2_ppm", 600, 0.6, forecast=790, change_per_h=3000))
    assert 800 < many["co2_ppm"] < 1300


def test_a_measured_air_change_makes_a_measured_promise() -> None:
    in_room = replace(room(), open=measured_rate((8.0, 0.4), Rate(2, 4, 8)))
    found = expected("open_window", air(1000), in_room=in_room)
    assert (found["basis"], found["air_change_per_h"]) == ("measured", 8.0)
    estimated = expected("open_window", air(1000))
    assert found["within_s"] < estimated["within_s"]
    assert found["high_s"] - found["low_s"] < estimated["high_s"] - estimated["low_s"]


def test_co2_outdoors_counts() -> None:
    in_town = expected("open_window", air(1000), in_room=room(outside(co2_ppm=520)))
    assert in_town["within_s"] > expected("open_window", air(1000))["within_s"]


def test_a_purifier_is_promised_less_while_somebody_fries() -> None:
    quiet = expected("run_purifier", seen("pm25_ugm3", 30), note="outdoor_unknown")
    assert (quiet["pm25_ugm3"], quiet["basis"], quiet["note"]) == (15, "estimate", "outdoor_unknown")
    assert 0 < quiet["low_s"] < quiet["within_s"] < quiet["high_s"] <= 7200
    frying = expected("run_purifier", seen("pm25_ugm3", 30, change_per_h=400))
    assert frying["within_s"] == quiet["within_s"]  # it is soon over, most likely
    assert frying["high_s"] > quiet["high_s"]  # but perhaps not


def test_a_shut_window_is_promised_what_still_leaks_in() -> None:
    def after_an_hour(outdoor: float) -> float:
        in_room = room(outside(pm25_ugm3=outdoor), pm25_ugm3=30)
        found = expected("close_window", seen("pm25_ugm3", 30), in_room=in_room)
        assert found["within_s"] == 3600
        return float(found["pm25_ugm3"])

    assert 15 < after_an_hour(35) < after_an_hour(45) < 30  # half an air change, less what settles


def test_humidity_is_balanced_in_grams_and_said_in_percent() -> None:
    in_room = room(outside(5.0, pm25_ugm3=5), 12.0, temperature_c=21)
    found = expected("open_window", seen("humidity_pct", 66), in_room=in_room)
    assert found["humidity_pct"] == 60
    assert found["within_s"] <= 900


def test_dry_air_rises() -> None:
    found = expected("humidify", seen("humidity_pct", 27, side="below"))
    assert found["humidity_pct"] == 30
    assert found["low_s"] < found["within_s"] < found["high_s"]


def test_heat_rises_and_airing_cools_slowly() -> None:
    warm = expected("heat", seen("temperature_c", 17.5, side="below"))
    assert warm["temperature_c"] == 18
    assert 600 <= warm["within_s"] <= 3600
    seen_ = seen("temperature_c", 29)
    cool = expected("open_window", seen_, in_room=room(outside(temperature_c=18)))
    assert 27 <= cool["temperature_c"] < 29
    assert cool["basis"] == "estimate"


@pytest.mark.parametrize("start_ppm", [900, 1400, 2500])
def test_what_is_promised_of_a_measured_room_comes_true_in_a_simulated_one(start_ppm: float) -> None:
    inside = simulator.MEETING_ROOM
    measured = replace(
        room(outside(co2_ppm=425, pm25_ugm3=8)),
        open=measured_rate((inside.window_per_h + inside.leakage_per_h, 0.3), Rate(2, 4, 8)),
    )
    seen_ = seen("co2_ppm", start_ppm, 1.0)
    promise = expected_effect("open_window", seen_, 800, measured, None)
    now, seconds = Air(co2_ppm=start_ppm), 0
    while now.co2_ppm > 800:
        now = step(inside, now, Use(window_open=True), Outdoors(10.0), 5)
        seconds += 5
    assert promise["low_s"] - 60 <= seconds <= promise["high_s"]


class TestRealised:
    def done(self, value: float, promise: dict[str, float], quantity: str = "co2_ppm") -> Action:
        because = Because(key="k", arguments={"value": value, "limit": 800})
        return Action(
            id=f"maison.bureau.{quantity}.1", site="maison", room="bureau", quantity=quantity, state="done",
            advice="a", because=because, expected=promise, confidence=1, raised_at=NOW, updated_at=NOW,
            expires_at=after(60),
        )  # fmt: skip

    falling: ClassVar[dict[str, float]] = {"co2_ppm": 800.0, "within_s": 600, "low_s": 300, "high_s": 1200}

    @pytest.mark.parametrize(
        ("minutes", "value", "is_reached", "in_band"),
        [(3, 790, True, False), (5, 790, True, True), (12, 800, True, True), (20, 850, False, False)],
    )
    def test_a_fall_is_told_when_it_comes_or_at_the_end_of_its_band(
        self, minutes: float, value: float, is_reached: bool, in_band: bool
    ) -> None:
        action = self.done(1000, self.falling)
        found = realised_effect(action, air(value), after(minutes))
        assert found == {
            "co2_ppm": value, "within_s": minutes * 60, "promised": 800, "promised_s": 600,
            "is_reached": is_reached, "in_band": in_band,
        }  # fmt: skip

    def test_nothing_is_told_while_it_is_on_its_way(self) -> None:
        assert realised_effect(self.done(1000, self.falling), air(900), after(19)) is None

    def test_nothing_is_told_when_it_is_too_late_to_tell(self) -> None:
        assert realised_effect(self.done(1000, self.falling), air(900), after(81)) is None

    def test_what_was_to_stay_low_must_stay_so_for_half_an_hour(self) -> None:
        action = self.done(700, self.falling)
        assert realised_effect(action, air(720), after(29)) is None
        kept = realised_effect(action, air(720), after(30))
        assert kept is not None
        assert (kept["is_reached"], kept["in_band"]) == (True, True)
        assert realised_effect(action, air(820), after(12)) is None  # it may come back
        failed = realised_effect(action, air(820), after(30))
        assert failed is not None
        assert (failed["is_reached"], failed["in_band"]) == (False, False)

    @pytest.mark.parametrize(("minutes", "is_told"), [(9, False), (10, True)])
    def test_when_another_is_to_be_raised_it_is_told_if_its_time_is_over(
        self, minutes: float, is_told: bool
    ) -> None:
        action = self.done(1000, self.falling)
        found = realised_effect(action, air(900), after(minutes), is_followed=True)
        assert (found is not None) == is_told

    def test_a_rise_is_told_as_well(self) -> None:
        promise = {"humidity_pct": 30.0, "within_s": 1200, "low_s": 600, "high_s": 3600}
        action = self.done(25, promise, "humidity_pct")
        assert realised_effect(action, seen("humidity_pct", 28, side="below"), after(15)) is None
        risen = realised_effect(action, seen("humidity_pct", 30.4, side="below"), after(15))
        assert risen is not None
        assert (risen["humidity_pct"], risen["is_reached"], risen["in_band"]) == (30, True, True)

    def test_a_promise_of_before_without_a_band_is_told_too(self) -> None:
        action = self.done(1000, {"co2_ppm": 800.0, "within_s": 600})
        assert realised_effect(action, air(820), after(9)) is None
        assert realised_effect(action, air(820), after(10)) is not None
