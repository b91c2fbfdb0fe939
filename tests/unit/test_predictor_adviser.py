"""Advice for many rooms and quantities: who is advised, who is asked, what goes together."""

import math
from collections import Counter
from collections.abc import Collection
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import islice
from random import Random

from iaqverse.contracts.action import OPEN_ACTIONS, Action, Feedback
from iaqverse.contracts.configuration import OwnProfile
from iaqverse.contracts.names import Place
from iaqverse.local import simulator
from services.predictor.adviser import Adviser
from services.predictor.forecast import DeviceForecast
from services.predictor.limits import ACTION_LIMITS, ActionTable, action_limits
from tests.unit.advising import NOW, after, measuring

OUTDOORS = {("maison", "jardin")}


def review(
    adviser: Adviser, now: datetime = NOW, outdoor_rooms: Collection[tuple[str, str]] = OUTDOORS
) -> dict[str, Action]:
    """Return what changes in the office, by quantity."""
    changed = adviser.review(now, lambda _: 300, outdoor_rooms)
    assert {action.room for action in changed} <= {"bureau"}
    return {action.quantity: action for action in changed}


def advised(*forecasts: DeviceForecast) -> dict[str, str]:
    adviser = Adviser()
    adviser.heard(forecasts)
    return {quantity: action.advice for quantity, action in review(adviser).items()}


def test_every_quantity_of_a_room_has_an_action_of_its_own() -> None:
    found = advised(measuring("bureau", NOW, co2_ppm=1000, pm25_ugm3=40, tvoc_ppb=100, humidity_pct=25))
    assert found == {"co2_ppm": "open_window", "pm25_ugm3": "run_purifier", "humidity_pct": "humidify"}


def test_rooms_are_advised_apart_and_only_on_fresh_forecasts() -> None:
    adviser = Adviser()
    adviser.heard([measuring("bureau", NOW, co2_ppm=900), measuring("salon", NOW, co2_ppm=500)])
    (action,) = adviser.review(after(4), lambda _: 300)
    assert (action.room, action.state) == ("bureau", "proposed")
    assert adviser.review(after(5), lambda _: 300) == []
    late = Adviser()
    late.heard([measuring("bureau", NOW, co2_ppm=900)])
    assert late.review(after(10), lambda _: 300) == []


def test_a_room_outdoors_tells_how_it_is_there_and_gets_no_advice() -> None:
    garden = measuring("jardin", NOW, co2_ppm=1000, pm25_ugm3=60, temperature_c=5, humidity_pct=90)
    assert advised(garden) == {}
    office = measuring("bureau", NOW, co2_ppm=1000, pm25_ugm3=30)
    assert advised(office, measuring("jardin", NOW, co2_ppm=430, pm25_ugm3=5)) == {
        "co2_ppm": "open_window", "pm25_ugm3": "open_window",
    }  # fmt: skip
    assert advised(office, measuring("jardin", NOW, co2_ppm=430, pm25_ugm3=60)) == {
        "co2_ppm": "run_ventilation", "pm25_ugm3": "close_window",
    }  # fmt: skip


def test_air_outdoors_that_is_not_fresh_any_more_is_not_known() -> None:
    office, garden = measuring("bureau", NOW, pm25_ugm3=30), measuring("jardin", after(-6), pm25_ugm3=5)
    assert advised(office, garden) == {"pm25_ugm3": "run_purifier"}


def test_air_outdoors_of_another_site_is_not_ours() -> None:
    elsewhere = measuring("jardin", NOW, pm25_ugm3=5)
    elsewhere = replace(elsewhere, place=Place("ecole", "jardin", "device"))
    adviser = Adviser()
    adviser.heard([measuring("bureau", NOW, pm25_ugm3=30), elsewhere])
    assert review(adviser, NOW, {("ecole", "jardin")})["pm25_ugm3"].advice == "run_purifier"


def test_one_sensor_in_the_sun_does_not_speak_for_outdoors() -> None:
    gardens = [measuring("jardin", NOW, str(i), temperature_c=t) for i, t in enumerate((18, 19, 45))]
    assert advised(measuring("bureau", NOW, temperature_c=29), *gardens) == {"temperature_c": "open_window"}


def test_a_window_that_was_advised_is_not_any_more_when_the_air_outdoors_gets_dirty() -> None:
    adviser = Adviser()
    adviser.heard([measuring("bureau", NOW, co2_ppm=1000, pm25_ugm3=10)])
    adviser.heard([measuring("jardin", NOW, co2_ppm=430, pm25_ugm3=5)])
    assert review(adviser)["co2_ppm"].advice == "open_window"
    adviser.heard([measuring("jardin", after(1), co2_ppm=430, pm25_ugm3=50)])
    action = review(adviser, after(1))["co2_ppm"]
    assert (action.advice, action.expected["note"]) == ("run_ventilation", "outdoor_dirtier")
    assert review(adviser, after(2)) == {}


def test_a_room_is_never_told_to_open_and_to_close_its_window() -> None:
    office = measuring("bureau", NOW, co2_ppm=1700, temperature_c=27.5)
    garden = measuring("jardin", NOW, co2_ppm=430, pm25_ugm3=5, temperature_c=35)
    assert advised(office, garden) == {"co2_ppm": "open_window"}
    office = measuring("bureau", NOW, co2_ppm=900, temperature_c=31)
    assert advised(office, garden) == {"co2_ppm": "run_ventilation", "temperature_c": "close_window"}


def test_feedback_finds_the_action_about_its_quantity() -> None:
    adviser = Adviser()
    adviser.heard([measuring("bureau", NOW, co2_ppm=1000, pm25_ugm3=40)])
    raised = review(adviser)
    said = Feedback(id=raised["pm25_ugm3"].id, verb="done", at=after(1))
    done = adviser.answer(said, after(1))
    assert done is not None
    assert (done.quantity, done.state) == ("pm25_ugm3", "done")
    assert adviser.answer(said, after(2)) is None
    for unknown in ("nothing", "maison.bureau", "maison.bureau.tvoc_ppb.1", "maison.salon.co2_ppm.1"):
        assert adviser.answer(Feedback(id=unknown, verb="ack", at=NOW), NOW) is None


def test_a_restart_goes_on_where_it_was() -> None:
    adviser = Adviser()
    adviser.heard([measuring("bureau", NOW, co2_ppm=1000, pm25_ugm3=40)])
    again = Adviser()
    again.restore(review(adviser).values())
    again.heard([measuring("bureau", after(4), co2_ppm=1000, pm25_ugm3=40)])
    assert review(again, after(4)) == {}
    again.heard([measuring("bureau", after(5), co2_ppm=1000, pm25_ugm3=5)])
    assert {q: action.state for q, action in review(again, after(5)).items()} == {"pm25_ugm3": "withdrawn"}


def test_an_action_of_which_nothing_is_heard_any_more_expires() -> None:
    adviser = Adviser()
    adviser.heard([measuring("bureau", NOW, pm25_ugm3=40)])
    again = Adviser()
    again.restore(review(adviser).values())
    assert review(again, after(59)) == {}
    assert review(again, after(61))["pm25_ugm3"].state == "expired"


def test_what_was_done_is_compared_with_its_promise_when_the_air_has_long_been_good() -> None:
    adviser = Adviser()
    adviser.heard([measuring("bureau", NOW, humidity_pct=25, temperature_c=21)])
    action = review(adviser)["humidity_pct"]
    adviser.answer(Feedback(id=action.id, verb="done", at=after(1)), after(1))
    adviser.heard([measuring("bureau", after(40), humidity_pct=34, temperature_c=21)])
    realised = review(adviser, after(40))["humidity_pct"].realised
    assert realised is not None
    assert realised["is_reached"]
    assert review(adviser, after(41)) == {}


class Known:
    """A room with a measured air change, whose window is open or not."""

    def __init__(self, *, is_open: bool) -> None:
        self._is_open = is_open

    def rate(self, site: str, room: str, is_open: bool, *, now_s: float) -> tuple[float, float] | None:
        return (6.0, 0.5) if is_open else None

    def is_open(self, site: str, room: str, *, now_s: float) -> bool:
        return self._is_open


def test_a_measured_air_change_is_what_is_promised_from() -> None:
    adviser = Adviser()
    adviser.heard([measuring("bureau", NOW, co2_ppm=1000)])
    (action,) = adviser.review(NOW, lambda _: 300, (), Known(is_open=False))
    assert (action.expected["basis"], action.expected["air_change_per_h"]) == ("measured", 6.0)


def test_a_window_that_is_open_is_not_to_be_opened() -> None:
    adviser = Adviser()
    adviser.heard([measuring("bureau", NOW, co2_ppm=1000)])
    (action,) = adviser.review(NOW, lambda _: 300, (), Known(is_open=True))
    assert (action.advice, action.expected["note"]) == ("reduce_people", "window_open")


def test_what_was_advised_already_stays_when_the_window_is_opened() -> None:
    adviser = Adviser()
    adviser.heard([measuring("bureau", NOW, co2_ppm=1000)])
    adviser.review(NOW, lambda _: 300, (), Known(is_open=False))
    adviser.heard([measuring("bureau", after(1), co2_ppm=1000)])
    assert adviser.review(after(1), lambda _: 300, (), Known(is_open=True)) == []


def test_a_retired_device_gives_no_advice() -> None:
    adviser = Adviser()
    adviser.heard([measuring("bureau", NOW, co2_ppm=900)])
    adviser.forget(Place("maison", "bureau", "device"))
    assert review(adviser) == {}


def test_two_days_of_rooms_lead_to_few_actions_that_never_contradict_each_other() -> None:
    """A kitchen and a meeting room, and a street whose particles and warmth come and go."""
    start = datetime(2026, 11, 23, tzinfo=UTC)
    adviser, chance = Adviser(), Random(1)
    open_: dict[tuple[str, str], Action] = {}
    counts: Counter[tuple[str, str]] = Counter()
    streams = {
        "kitchen": simulator.readings(simulator.KITCHEN, start, start, UTC),
        "meeting": simulator.readings(simulator.MEETING_ROOM, start, start, UTC),
    }
    for minute in range(2 * 1440):
        at = start + timedelta(minutes=minute)
        street = 20 + 18 * math.sin(minute / 150) + chance.gauss(0, 2)
        adviser.heard([measuring("jardin", at, co2_ppm=430, pm25_ugm3=street, temperature_c=15 + street / 3)])
        for room_, readings in streams.items():
            reading = next(islice(readings, 11, None))  # one of twelve: each 5 s
            values = {**reading["values"], "temperature_c": reading["values"]["temperature_c"] + 5}
            adviser.heard([measuring(room_, at, **values)])
        for action in adviser.review(at, lambda _: 300, OUTDOORS):
            counts[action.room, action.quantity] += 1
            open_[action.room, action.quantity] = action
        for room_ in streams:
            shown = {a.advice for a in open_.values() if a.room == room_ and a.state in OPEN_ACTIONS}
            assert not {"open_window", "close_window"} <= shown
    assert counts[("meeting", "co2_ppm")] >= 2
    assert max(counts.values()) <= 2 * 24 * 3  # a quarter of an hour apart, each with its end


def limits(good: float, poor: float) -> ActionTable:
    """The limits of a profile that has these of CO2."""
    own = {"name": "Own", "limits": {"co2_ppm": [good / 2, good, (good + poor) / 2, poor]}}
    return action_limits(OwnProfile.model_validate(own).as_profile("own"))


def test_a_room_is_advised_by_its_own_limits() -> None:
    adviser, strict = Adviser(), limits(600, 1200)
    adviser.follow(lambda _, room: strict if room == "bureau" else ACTION_LIMITS)
    adviser.heard([measuring("bureau", NOW, co2_ppm=700), measuring("salon", NOW, co2_ppm=700)])
    (raised,) = adviser.review(NOW, lambda _: 300)
    assert (raised.room, raised.because.key, raised.because.arguments["limit"]) == (
        "bureau",
        "co2_above",
        600,
    )
    assert raised.expected["co2_ppm"] == 600


def test_an_open_action_follows_the_limits_when_they_change() -> None:
    adviser = Adviser()
    adviser.heard([measuring("bureau", NOW, co2_ppm=900)])
    raised = review(adviser)["co2_ppm"]
    assert raised.because.arguments["limit"] == 800
    for minute, (good, poor, state, limit) in enumerate(
        [(700, 1500, "proposed", 700), (600, 850, "proposed", 850), (1000, 1500, "withdrawn", 850)], 1
    ):
        table = limits(good, poor)
        adviser.follow(lambda *_, table=table: table)
        action = review(adviser, after(minute))["co2_ppm"]
        assert (action.id, action.state, action.because.arguments["limit"]) == (raised.id, state, limit)
        assert review(adviser, after(minute + 0.5)) == {}
