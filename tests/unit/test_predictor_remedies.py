"""What helps, and against what air outdoors a window is never opened."""

import pytest

from iaqverse.moist_air import water_gm3
from services.predictor.effect import Room
from services.predictor.outlook import Outlook
from services.predictor.present import Present
from services.predictor.remedies import Case, make_consistent, remedies
from tests.unit.advising import air, outside, room, seen


def advised(air_: Outlook, room_: Room, current: str | None = None) -> list[str]:
    assert air_.limit is not None
    return [remedy.advice for remedy in remedies(air_, air_.limit, room_, current)]


def best(air_: Outlook, room_: Room, current: str | None = None) -> tuple[str, str | None] | None:
    assert air_.limit is not None
    found = remedies(air_, air_.limit, room_, current)
    return (found[0].advice, found[0].note) if found else None


def test_without_air_outdoors_a_window_is_advised_for_co2_alone_and_marked() -> None:
    assert best(air(900), room()) == ("open_window", "outdoor_unknown")
    for quantity, value in (
        ("pm25_ugm3", 40), ("pm10_ugm3", 90), ("tvoc_ppb", 500), ("tvoc_ugm3", 2000), ("voc_index", 300),
        ("humidity_pct", 68), ("temperature_c", 29),
    ):  # fmt: skip
        assert "open_window" not in advised(seen(quantity, value), room(water_gm3=12.0))


@pytest.mark.parametrize(
    ("quantity", "value", "advice"),
    [
        ("pm25_ugm3", 40, "run_purifier"),
        ("pm10_ugm3", 90, "run_purifier"),
        ("tvoc_ppb", 500, "stop_source"),
        ("humidity_pct", 68, "dehumidify"),
    ],
)
def test_what_needs_no_air_outdoors_is_advised_without(quantity: str, value: float, advice: str) -> None:
    assert best(seen(quantity, value), room()) == (advice, "outdoor_unknown")


def test_measured_clean_air_outdoors_needs_no_mark() -> None:
    assert best(air(900), room(outside(co2_ppm=430, pm25_ugm3=6))) == ("open_window", None)


def test_air_outdoors_of_which_particles_are_not_measured_is_not_known() -> None:
    assert best(air(900), room(outside(co2_ppm=430))) == ("open_window", "outdoor_unknown")


def test_no_window_is_opened_for_co2_when_there_is_as_much_outdoors() -> None:
    assert best(air(900), room(outside(co2_ppm=880, pm25_ugm3=5))) is None


@pytest.mark.parametrize("particles", ["pm25_ugm3", "pm10_ugm3"])
@pytest.mark.parametrize(
    ("quantity", "value", "instead"),
    [
        ("co2_ppm", 1600, "run_ventilation"),
        ("tvoc_ppb", 500, "stop_source"),
        ("humidity_pct", 68, "dehumidify"),
        ("temperature_c", 29, None),
    ],
)
def test_nothing_is_aired_against_dirtier_air(
    particles: str, quantity: str, value: float, instead: str | None
) -> None:
    outdoors = outside(2.0, co2_ppm=430, tvoc_ppb=5, temperature_c=5, **{particles: 80})
    found = best(seen(quantity, value), room(outdoors, 12.0, **{particles: 10}))
    assert (found[0] if found else None) == instead
    unmeasured = best(seen(quantity, value), room(outdoors, 12.0))
    assert (unmeasured[0] if unmeasured else None) == instead


def test_it_is_said_why_the_window_stays_shut() -> None:
    (remedy,) = remedies(air(900), 800, room(outside(pm25_ugm3=41.26), pm25_ugm3=10), None)
    assert (remedy.advice, remedy.note) == ("run_ventilation", "outdoor_dirtier")
    assert remedy.arguments == {"outdoor_pm25_ugm3": 41.3}


@pytest.mark.parametrize(("indoor", "outdoor"), [(10, 14), (40, 20), (100, 60)])
def test_air_outdoors_within_its_limit_or_clearly_cleaner_is_let_in(indoor: float, outdoor: float) -> None:
    assert best(air(900), room(outside(pm25_ugm3=outdoor), pm25_ugm3=indoor)) == ("open_window", None)


@pytest.mark.parametrize(
    ("outdoor", "advice"),
    [
        (5, "open_window"),
        (14, "open_window"),
        (15, "run_purifier"),  # it would not come below 15 that way
        (29, "run_purifier"),
        (31, "close_window"),
        (80, "close_window"),
    ],
)
def test_particles_go_where_there_are_fewer(outdoor: float, advice: str) -> None:
    found = best(seen("pm25_ugm3", 30), room(outside(pm25_ugm3=outdoor), pm25_ugm3=30))
    assert found is not None
    assert found[0] == advice


def test_a_window_is_opened_for_particles_of_one_size_only_if_there_are_few_of_the_other() -> None:
    outdoors = outside(pm25_ugm3=5, pm10_ugm3=120)
    assert advised(seen("pm25_ugm3", 30), room(outdoors, pm25_ugm3=30, pm10_ugm3=40)) == ["run_purifier"]


def test_what_is_advised_stays_until_outdoors_is_no_better() -> None:
    def one(outdoor: float, current: str | None) -> str:
        return advised(seen("pm25_ugm3", 14.9, 0.9), room(outside(pm25_ugm3=outdoor)), current)[0]

    assert one(13, None) == "run_purifier"
    assert one(13, "open_window") == "open_window"
    assert one(14.95, "open_window") == "run_purifier"


def test_voc_of_air_outdoors_must_be_measured_in_the_same_unit() -> None:
    assert best(seen("tvoc_ppb", 500), room(outside(pm25_ugm3=5, tvoc_ugm3=30))) == (
        "stop_source", "outdoor_unknown",
    )  # fmt: skip
    assert best(seen("tvoc_ppb", 500), room(outside(tvoc_ppb=20))) == ("open_window", "outdoor_cleaner")
    assert best(seen("tvoc_ppb", 500), room(outside(tvoc_ppb=300))) == ("stop_source", None)


def test_damp_but_cold_air_dries_a_warm_room() -> None:
    inside = water_gm3(21, 65)
    cold_and_damp, warm_and_drier = water_gm3(5, 95), water_gm3(28, 55)
    assert cold_and_damp < inside < warm_and_drier
    damp = seen("humidity_pct", 65)
    outdoors = outside(cold_and_damp, temperature_c=5, humidity_pct=95)
    (first, *_) = remedies(damp, 60, room(outdoors, inside), None)
    assert (first.advice, first.note) == ("open_window", "outdoor_drier")
    assert first.arguments == {"water_gm3": 11.9, "outdoor_water_gm3": 6.5}
    outdoors = outside(warm_and_drier, temperature_c=28, humidity_pct=55)
    assert best(damp, room(outdoors, inside)) == ("dehumidify", "outdoor_damper")


def test_dry_air_is_humidified_and_a_cold_room_heated() -> None:
    assert best(seen("humidity_pct", 25, side="below"), room()) == ("humidify", None)
    assert best(seen("temperature_c", 17, side="below"), room()) == ("heat", None)


@pytest.mark.parametrize(
    ("outdoor_c", "found"),
    [
        (20.0, ("open_window", "outdoor_cooler")),
        (26.5, None),
        (28.5, ("close_window", "outdoor_warmer")),
    ],
)
def test_heat_is_let_out_or_kept_out(outdoor_c: float, found: tuple[str, str] | None) -> None:
    assert best(seen("temperature_c", 28), room(outside(temperature_c=outdoor_c, pm25_ugm3=5))) == found


class TestOneWindow:
    """CO2 wants it open, the heat outdoors wants it shut."""

    hot: Present = outside(co2_ppm=430, pm25_ugm3=5, temperature_c=35)

    def case(self, air_: Outlook, current: str | None = None, *, is_shown: bool = True) -> Case:
        assert air_.limit is not None
        return Case(air_, remedies(air_, air_.limit, room(self.hot), current), current, is_shown)

    def decided(self, *cases: Case) -> list[str | None]:
        make_consistent(cases)
        return [case.remedy.advice if case.remedy else None for case in cases]

    def test_the_worse_level_wins(self) -> None:
        stale, warm = air(1600), seen("temperature_c", 27.5)
        assert self.decided(self.case(stale), self.case(warm)) == ["open_window", None]
        stuffy, hot = air(850), seen("temperature_c", 31)
        assert self.decided(self.case(stuffy), self.case(hot)) == ["run_ventilation", "close_window"]

    def test_who_loses_says_why_the_window_stays_shut(self) -> None:
        cases = [self.case(air(850)), self.case(seen("temperature_c", 31))]
        self.decided(*cases)
        assert cases[0].remedy is not None
        assert cases[0].remedy.note == "outdoor_warmer"

    def test_of_equal_levels_what_is_said_already_stays(self) -> None:
        stuffy, hot = air(1250, 1), seen("temperature_c", 27.5, 1)
        assert stuffy.severity[0] == hot.severity[0] == "poor"
        opened = self.decided(self.case(stuffy, "open_window"), self.case(hot))
        assert opened == ["open_window", None]
        closed = self.decided(self.case(stuffy), self.case(hot, "close_window"))
        assert closed == ["run_ventilation", "close_window"]

    def test_what_is_not_said_yet_rules_nothing_out(self) -> None:
        hot = self.case(seen("temperature_c", 31), is_shown=False)
        assert self.decided(self.case(air(850)), hot) == ["open_window", "close_window"]
