"""The score: that of the worst quantity, by the table of bands."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iaqverse.contracts.quantity import QUANTITIES
from iaqverse.contracts.score import LEVELS, level_of, score_quantity, score_values

SCORED = [q for q in QUANTITIES.values() if q.is_scored]
ONE_SIDED = [q for q in SCORED if q.upper_limits]
TWO_SIDED = [q for q in SCORED if q.intervals]


@pytest.mark.parametrize("quantity", ONE_SIDED, ids=lambda q: q.name)
def test_a_one_sided_scale_passes_through_its_anchors(quantity) -> None:  # type: ignore[no-untyped-def]
    first, *_, fourth = quantity.upper_limits
    assert [score_quantity(quantity.name, v) for v in quantity.upper_limits] == [90, 70, 50, 30]
    assert score_quantity(quantity.name, first / 2) == 100
    assert score_quantity(quantity.name, 0) == 100
    assert score_quantity(quantity.name, 2 * fourth) == 0
    assert score_quantity(quantity.name, 1.5 * fourth) == 15
    assert score_quantity(quantity.name, 9 * fourth) == 0


@pytest.mark.parametrize("quantity", TWO_SIDED, ids=lambda q: q.name)
def test_a_two_sided_scale_passes_through_its_anchors_on_both_sides(quantity) -> None:  # type: ignore[no-untyped-def]
    for side in (0, 1):
        limits = [interval[side] for interval in quantity.intervals]
        assert [score_quantity(quantity.name, v) for v in limits] == [90, 70, 50, 30]
        assert score_quantity(quantity.name, limits[3] + (limits[3] - limits[0])) == 0
    assert score_quantity(quantity.name, sum(quantity.intervals[0]) / 2) == 100


@pytest.mark.parametrize(
    ("name", "value", "score"),
    [
        ("co2_ppm", 645, 86),  # 85.5: half rounds up
        ("tvoc_ppb", 210, 71),
        ("temperature_c", 12, 0),
        ("temperature_c", 15, 23),
        ("humidity_pct", 10, 15),
        ("co_ppm", 400, 0),
        ("pressure_hpa", 1000, None),
    ],
)
def test_a_value_has_the_score_of_the_table(name: str, value: float, score: int | None) -> None:
    assert score_quantity(name, value) == score


def test_the_worst_quantity_decides_and_is_named() -> None:
    score = score_values({"co2_ppm": 450, "pm25_ugm3": 40, "temperature_c": 22})
    assert score is not None
    assert (score.limiting, score.level) == ("pm25_ugm3", "poor")


def test_a_tie_goes_to_the_quantity_that_stands_first_in_the_table() -> None:
    for values in ({"pm25_ugm3": 5, "co2_ppm": 600}, {"co2_ppm": 600, "pm25_ugm3": 5}):
        score = score_values(values)
        assert score is not None
        assert (score.score, score.limiting) == (90, "co2_ppm")


def test_a_lethal_concentration_never_looks_good_beside_clean_air() -> None:
    score = score_values({"co2_ppm": 420, "temperature_c": 22, "co_ppm": 800})
    assert score is not None
    assert (score.score, score.level, score.limiting) == (0, "severe", "co_ppm")


def test_what_has_no_bands_has_no_score() -> None:
    assert score_values({"pressure_hpa": 1013, "light_lux": 300}) is None
    assert score_values({}) is None


@pytest.mark.parametrize(
    ("score", "level"),
    [(100, "excellent"), (90, "excellent"), (89, "good"), (70, "good"), (69, "fair"), (50, "fair"),
     (49, "poor"), (30, "poor"), (29, "severe"), (0, "severe")],
)  # fmt: skip
def test_a_level_begins_at_its_limit(score: int, level: str) -> None:
    assert level_of(score) == level


@given(st.sampled_from(SCORED), st.floats(0, 1))
def test_every_plausible_value_has_a_score_from_0_to_100(quantity, share) -> None:  # type: ignore[no-untyped-def]
    value = quantity.lowest + share * (quantity.highest - quantity.lowest)
    score = score_quantity(quantity.name, value)
    assert score is not None
    assert 0 <= score <= 100


@given(st.sampled_from(ONE_SIDED), st.floats(0, 1), st.floats(0, 1))
def test_more_is_never_better_on_a_one_sided_scale(quantity, a, b) -> None:  # type: ignore[no-untyped-def]
    less, more = sorted((a * 3 * quantity.upper_limits[3], b * 3 * quantity.upper_limits[3]))
    assert score_quantity(quantity.name, less) >= score_quantity(quantity.name, more)  # type: ignore[operator]


def test_every_scored_quantity_names_its_source_and_has_rising_or_nested_limits() -> None:
    for quantity in SCORED:
        assert quantity.source, quantity.name
        assert list(quantity.upper_limits) == sorted(quantity.upper_limits)
        lows, highs = [i[0] for i in quantity.intervals], [i[1] for i in quantity.intervals]
        assert lows == sorted(lows, reverse=True)
        assert highs == sorted(highs)
        assert len(quantity.upper_limits or quantity.intervals) == len(LEVELS) - 1
