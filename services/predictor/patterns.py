"""What the shipped trees look at: the shape of the last day, measured in how much the series moves.

In that unit a large office and a small bedroom look alike, so that one model serves rooms it never saw.
Unknown is NaN: a tree has a side for it.
"""

from typing import Final, NamedTuple

import numpy as np

from services.predictor.features import CHARACTER, Character
from services.predictor.history import CARRY_MIN, History
from services.predictor.tables import Column, Floats, Ints, Table

NEAR_MIN: Final = 60
DAY_MIN: Final = 1440
STRIDE_MIN: Final = 5
NEAR_LAGS_MIN: Final = np.array([1, 2, 3, 5, 10, 15, 20, 30, 45, 60])
LAGS: Final = [3, 6, 8]
"""The inputs that tell how far it is above what it was 5, 20 and 45 minutes ago."""
FAR_LAGS_MIN: Final = np.array([90, 120, 180, 360, 720])
NEAR_MEANS_MIN: Final = np.array([5, 15, 30, 60])
FAR_MEANS_MIN: Final = np.array([120, 180, 360, 720, 1440])
MOVES_MIN: Final = np.array([60, 180, 1440])
MOVE_MIN: Final = 15
"""What a series moves is its mean absolute change over this time in the last day."""
PRIOR: Final = 24
"""For so many changes the typical one of the quantity counts: two hours of them."""
YESTERDAY_MIN: Final = DAY_MIN - np.array([0, 5, 15, 30, 60])
BESIDE: Final = {"co2_ppm": 30.0, "temperature_c": 0.15, "humidity_pct": 0.5}
"""Other quantities of the device whose change is looked at, and the unit that it is measured in."""
BESIDE_LAGS_MIN: Final = np.array([5, 15, 30, 60, 120])

_SHAPE: Final = 38
_ABOUT: Final = 4
COUNT: Final = _SHAPE + _ABOUT + len(BESIDE) * len(BESIDE_LAGS_MIN)
"""Number of inputs."""


class Level(NamedTuple):
    """Where a quantity's values lie: `middle` is 0, one `span` above it is 1."""

    middle: float
    span: float


LEVELS: Final = {
    "co2_ppm": Level(420.0, 400.0),
    "pm25_ugm3": Level(0.0, 20.0),
    "pm10_ugm3": Level(0.0, 40.0),
    "tvoc_ppb": Level(0.0, 300.0),
    "tvoc_ugm3": Level(0.0, 1000.0),
    "voc_index": Level(100.0, 100.0),
    "temperature_c": Level(20.0, 5.0),
    "humidity_pct": Level(45.0, 15.0),
}
"""Of every quantity that is forecast. CO2 falls towards the air outdoors, about 420 ppm (NOAA, 2024)."""


class Patterns(Table):
    """What is known of each series beforehand: `[series]`, its quantity's character and level."""

    change: Floats
    resolution: Floats
    middle: Floats
    span: Floats

    def __init__(self) -> None:
        super().__init__({name: Column() for name in ("change", "resolution", "middle", "span")})

    def begin(self, series: int, quantity: str) -> None:
        """Make room for a series."""
        self.reserve(series + 1)
        character: Character = CHARACTER[quantity]
        self.change[series] = character.change * np.sqrt(MOVE_MIN / 5)
        self.resolution[series] = character.resolution
        self.middle[series], self.span[series] = LEVELS[quantity]

    def of(self, series: Ints, history: History, rows: Ints, beside: Ints) -> tuple[Floats, Floats]:
        """Return the inputs `[series, COUNT]`, and what each moves `[series]`, in its unit.

        `rows`: the series' rows in the history; `beside` `[series, BESIDE]`: those of its device's other
        quantities; -1 where it has none, and for the quantity itself.
        """
        minutes = (history.last_s[rows] // 60).astype(np.int64)
        now = history.last[rows][:, None]
        near = history.window(rows, minutes, np.arange(NEAR_MIN + 1))
        day = history.window(rows, minutes, np.arange(0, DAY_MIN, STRIDE_MIN))
        moved = np.abs(day[:, : -MOVE_MIN // STRIDE_MIN] - day[:, MOVE_MIN // STRIDE_MIN :])
        sums, counts = _running(moved)
        scale = (PRIOR * self.change[series] + sums[:, -1]) / (PRIOR + counts[:, -1])
        scale = np.maximum(scale, self.resolution[series] / 2)
        yesterday = history.window(rows, minutes, YESTERDAY_MIN)
        with np.errstate(invalid="ignore", divide="ignore"):
            shape = np.concatenate(
                [
                    now - near[:, NEAR_LAGS_MIN],
                    now - day[:, FAR_LAGS_MIN // STRIDE_MIN],
                    now - _means(near, NEAR_MEANS_MIN - 1),
                    now - _means(day, FAR_MEANS_MIN // STRIDE_MIN - 1),
                    now - np.fmin.reduce(near, axis=1, keepdims=True),
                    now - np.fmax.reduce(near, axis=1, keepdims=True),
                    now - np.fmin.reduce(day, axis=1, keepdims=True),
                    now - np.fmax.reduce(day, axis=1, keepdims=True),
                    (now - near[:, [15]]) - (near[:, [15]] - near[:, [30]]),
                    (now - near[:, [30]]) - (near[:, [30]] - near[:, [60]]),
                    _at(sums, counts, MOVES_MIN // STRIDE_MIN - 1),
                    yesterday[:, 1:] - yesterday[:, :1],
                    now - yesterday[:, :1],
                ],
                axis=1,
                dtype=np.float32,
            )
        known = (~np.isnan(day)).mean(axis=1)
        about = [
            known,
            np.log(scale / self.resolution[series]),
            np.log(np.clip(np.nan_to_num(history.step_s(rows), nan=60.0), 5.0, 3600.0)),
            (now[:, 0] - self.middle[series]) / self.span[series],
        ]
        inputs: Floats = np.column_stack(
            [shape / scale[:, None].astype(np.float32), *about, _beside(history, minutes, beside)]
        ).astype(np.float32)
        return inputs, scale


def _running(values: Floats) -> tuple[Floats, Ints]:
    """Return the running sums of what is known along each row, and how many that are."""
    known = ~np.isnan(values)
    return np.cumsum(np.where(known, values, 0.0), axis=1), np.cumsum(known, axis=1)


def _at(sums: Floats, counts: Ints, columns: Ints) -> Floats:
    columns = np.minimum(columns, sums.shape[1] - 1)
    means: Floats = np.where(counts[:, columns] > 0, sums[:, columns] / counts[:, columns], np.nan)
    return means


def _means(values: Floats, columns: Ints) -> Floats:
    """Return the means of what is known from the first column up to each of these."""
    return _at(*_running(values), columns)


def _beside(history: History, minutes: Ints, rows: Ints) -> Floats:
    """Return how much each other quantity has changed over some times, in its unit."""
    found = []
    for i, unit in enumerate(BESIDE.values()):
        some = np.maximum(rows[:, i], 0)
        newest = np.floor(history.last_s[some] / 60)
        is_there = (rows[:, i] >= 0) & (minutes - newest <= CARRY_MIN)
        at = np.where(is_there, np.minimum(minutes, np.where(is_there, newest, 0)), 0).astype(np.int64)
        values = history.window(some, at, np.concatenate([[0], BESIDE_LAGS_MIN]))
        found.append(np.where(is_there[:, None], (values[:, :1] - values[:, 1:]) / unit, np.nan))
    beside: Floats = np.concatenate(found, axis=1)
    return beside
