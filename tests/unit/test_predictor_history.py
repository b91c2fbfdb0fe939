"""Windows: irregular, missing, late and repeated readings."""

import numpy as np
import pytest

from services.predictor.history import CARRY_MIN, WINDOW_MIN, History
from services.predictor.tables import Floats

START_S = 28_333_333 * 60.0


def made(*readings: tuple[float, float]) -> History:
    """A history whose series 0 got these (minute, value), in this order."""
    history = History()
    for minute, value in readings:
        history.add(0, START_S + minute * 60, value)
    return history


def last_minutes(history: History, count: int) -> Floats:
    """The newest minutes of series 0, oldest first."""
    minute = np.array([int(history.last_s[0] // 60)])
    minutes: Floats = history.window(np.array([0]), minute, np.arange(count))[0][::-1]
    return minutes


def same(history: History, other: History) -> bool:
    return all(
        np.array_equal(a, b, equal_nan=True)
        for a, b in zip(
            history.export(np.arange(1)).values(), other.export(np.arange(1)).values(), strict=True
        )
    )


def test_a_value_stands_for_the_minutes_after_it() -> None:
    assert last_minutes(made((0, 400), (3, 430)), 4).tolist() == [400, 400, 400, 430]


def test_a_value_does_not_stand_for_more_than_an_hour() -> None:
    minutes = last_minutes(made((0, 400), (CARRY_MIN + 10, 500)), CARRY_MIN + 11)
    assert (minutes[: CARRY_MIN + 1] == 400).all()
    assert np.isnan(minutes[CARRY_MIN + 1 : -1]).all()
    assert minutes[-1] == 500


def test_a_minute_holds_the_mean_of_its_readings() -> None:
    assert last_minutes(made((0, 400), (0.25, 410), (0.5, 420)), 1).tolist() == [410]


def test_the_same_reading_again_changes_nothing() -> None:
    once = made((0, 400), (0.5, 420), (2, 440))
    again = made((0, 400), (0.5, 420), (0.5, 420), (2, 440), (2, 440), (0, 400))
    assert same(once, again)


def test_a_correction_of_the_newest_reading_counts() -> None:
    history = made((0, 400), (1, 900), (1, 410))
    assert last_minutes(history, 2).tolist() == [400, 410]
    assert history.nearest(*one(START_S + 60))[0] == 410


def test_a_late_reading_fills_what_was_carried() -> None:
    assert last_minutes(made((0, 400), (4, 440), (2, 420)), 5).tolist() == [400, 400, 420, 420, 440]


def test_a_late_reading_older_than_the_window_is_ignored() -> None:
    history = made((0, 400), (WINDOW_MIN + 5, 500))
    before = history.export(np.arange(1))
    history.add(0, START_S - 3600, 1.0)
    assert np.array_equal(before["cells"], history.export(np.arange(1))["cells"], equal_nan=True)


def test_what_lies_a_whole_window_back_is_forgotten() -> None:
    minutes = last_minutes(made((0, 400), (2 * WINDOW_MIN, 500)), WINDOW_MIN)
    assert np.isnan(minutes[:-1]).all()


def test_the_nominal_step_is_the_median_gap() -> None:
    history = made((0, 1))
    assert np.isnan(history.step_s(np.array([0]))[0])
    history = made((0, 1), (1, 1), (2, 1), (9, 1))
    assert history.step_s(np.array([0]))[0] == 60
    history = made((0, 1), (1, 1), (3, 1))
    assert history.step_s(np.array([0]))[0] == 90


def one(at_s: float, after_s: float = -np.inf, within_s: float = 30.0) -> tuple[np.ndarray, ...]:
    return np.array([0]), np.array([at_s]), np.array([after_s]), np.array([within_s])


@pytest.mark.parametrize(
    ("minute", "within_s", "expected"),
    [
        (1.0, 30, 410.0),
        (1.4, 30, 410.0),
        (1.5, 30, 410.0),  # equally near: the earlier
        (1.6, 30, 420.0),
        (3.0, 30, None),
        (3.0, 60, 420.0),
    ],
)
def test_a_truth_is_the_nearest_reading_within_reach(
    minute: float, within_s: float, expected: float | None
) -> None:
    history = made((0, 400), (1, 410), (2, 420))
    found = history.nearest(*one(START_S + 60 * minute, within_s=within_s))[0]
    assert np.isnan(found) if expected is None else found == expected


def test_the_reading_forecast_from_is_never_its_own_truth() -> None:
    history = made((0, 400), (15, 500))
    assert np.isnan(history.nearest(*one(START_S + 300, after_s=START_S, within_s=450))[0])


def test_the_highest_value_on_the_way_is_found() -> None:
    history = made(*[(m, 400 + (300 if m == 12 else m)) for m in range(31)])
    minutes = np.array([0, 13, 30])
    peak = history.peak(
        np.zeros(3, dtype=np.int64), START_S + 60 * minutes, START_S + 60 * np.array([30, 23, 60])
    )
    np.testing.assert_array_equal(peak, [700, 423, np.nan])


def test_a_window_filled_at_once_is_the_same_as_one_filled_reading_by_reading() -> None:
    random = np.random.default_rng(3)
    at_s = START_S + np.cumsum(random.uniform(20, 4000, size=400))
    values = random.normal(600, 50, size=400)
    slowly, at_once = History(), History()
    for at, value in zip(at_s, values, strict=True):
        slowly.add(0, at, value)
    at_once.fill(0, at_s, values)
    rows, minute = np.array([0]), np.array([int(at_s[-1] // 60)])
    back = np.arange(WINDOW_MIN - CARRY_MIN)
    np.testing.assert_allclose(
        slowly.window(rows, minute, back), at_once.window(rows, minute, back), rtol=1e-6
    )
    assert slowly.step_s(rows) == at_once.step_s(rows)
    assert sorted(slowly.recent_s[0]) == sorted(at_once.recent_s[0])


@pytest.mark.parametrize("at_once", [1, 40, 3000])
def test_readings_added_at_once_are_the_same_as_one_after_another(at_once: int) -> None:
    random = np.random.default_rng(at_once)
    count, series = 3000, 12
    rows = random.integers(0, series, count)
    at_s = START_S + np.sort(random.integers(0, 40_000, count)).astype(np.float64)
    at_s -= np.where(random.random(count) < 0.1, random.integers(0, 9000, count), 0)  # late
    at_s += np.where(random.random(count) < 0.01, random.integers(0, 90_000, count), 0)  # after a gap
    values = random.normal(size=count)
    slowly, all_at_once = History(), History()
    for reading in zip(rows.tolist(), at_s.tolist(), values.tolist(), strict=True):
        slowly.add(*reading)
    for first in range(0, count, at_once):
        part = slice(first, first + at_once)
        all_at_once.add_all(rows[part], at_s[part], values[part])
    expected, found = (history.export(np.arange(series)) for history in (slowly, all_at_once))
    for name, column in expected.items():
        np.testing.assert_array_equal(column, found[name], err_msg=name)
