"""What a forecast looks at: differences from now, so that no change is the model's zero.

All in the unit of the quantity (drivers: of theirs); unknown is 0, "nothing to say".
"""

from typing import Final, NamedTuple

import numpy as np

from iaqverse.contracts.prediction import HORIZONS_S
from services.predictor.history import CARRY_MIN, History
from services.predictor.tables import Floats, Ints

DRIVERS: Final = ("co2_ppm", "temperature_c", "humidity_pct", "light_lux", "occupancy")
"""Quantities whose rise tells something of the others: people come, windows open, light goes on."""

MEANS_MIN: Final = (5, 15, 30, 60, 180)
LAGS_MIN: Final = (5, 15, 30, 60)
DAY_MIN: Final = 1440
DAY_STRIDE_MIN: Final = 5
DRIVER_MIN: Final = 30
HARMONICS: Final = 4
"""Of the day: with fewer, a lunch break can't be told from a morning."""

_N_PAST: Final = len(MEANS_MIN) + len(LAGS_MIN) + 2
_N_MOVES: Final = 1 + _N_PAST + len(HORIZONS_S)
DRIVEN: Final = len(DRIVERS) + 2
"""The last features: how far the drivers are above their past."""
COUNT: Final = _N_MOVES + 2 * HARMONICS + DRIVEN
"""Number of features."""
SPREAD: Final = np.array([0, *range(2, _N_MOVES), *range(_N_MOVES, _N_MOVES + 4)])
"""The features whose size tells how much is moving: what the width of the bands is made from."""


class Character(NamedTuple):
    """How a quantity behaves, in its unit: the least difference that means something, and how much it
    typically changes in 5 minutes in a used room, for a device of which nothing is known yet.

    `credit`: how many such changes a new device's forecasts may lose by before they must have earned it, see
    `Gate`; none where the shipped trees are no better than "no change" in a building that they do not know.
    """

    resolution: float
    change: float
    credit: float


CHARACTER: Final = {
    "co2_ppm": Character(1.0, 10.0, 0.75),
    "pm25_ugm3": Character(0.1, 0.6, 1.0),
    "pm10_ugm3": Character(0.1, 1.0, 1.0),
    "tvoc_ppb": Character(1.0, 5.0, 1.0),
    "tvoc_ugm3": Character(2.0, 10.0, 1.0),
    "voc_index": Character(1.0, 5.0, 1.0),
    "temperature_c": Character(0.05, 0.05, 2.0),
    "humidity_pct": Character(0.1, 0.15, 0.0),
}
"""Of every quantity that is forecast."""


def features(history: History, rows: Ints, drivers: Ints) -> Floats:
    """Return `[rows, COUNT]`, each row seen from its newest reading.

    `drivers`: `[rows, DRIVERS]`, the rows of the same device's drivers; -1 where it has none, and for
    the quantity itself.
    """
    now = history.last[rows]
    minutes = (history.last_s[rows] // 60).astype(np.int64)
    found: Floats = np.concatenate(
        [
            np.ones((len(rows), 1)),
            *_past(history, rows, minutes, now),
            _yesterday(history, rows, minutes),
            _hour_of_day(history.last_s[rows]),
            _driven(history, minutes, drivers),
        ],
        axis=1,
        dtype=np.float32,
    )
    return found


def _past(history: History, rows: Ints, minutes: Ints, now: Floats) -> list[Floats]:
    """How far now is above means and values of the last hours, and the mean and least of the day."""
    near = history.window(rows, minutes, np.arange(max(MEANS_MIN)))
    known = ~np.isnan(near)
    sums = np.cumsum(np.where(known, near, 0.0), axis=1, dtype=np.float64)
    counts = np.cumsum(known, axis=1)
    ends = np.array(MEANS_MIN) - 1
    means = sums[:, ends] / np.maximum(counts[:, ends], 1)
    lags = near[:, np.array(LAGS_MIN)]
    day = history.window(rows, minutes, np.arange(0, DAY_MIN, DAY_STRIDE_MIN))
    least = np.fmin.reduce(day, axis=1)
    past = np.column_stack([means, lags, mean(day), least])
    return [np.nan_to_num(now[:, None] - past)]


def _yesterday(history: History, rows: Ints, minutes: Ints) -> Floats:
    """How much it changed over each horizon at this time yesterday."""
    ahead = np.array([0, *HORIZONS_S]) // 60
    then = history.window(rows, minutes, DAY_MIN - ahead)
    return np.nan_to_num(then[:, 1:] - then[:, :1])


def _hour_of_day(at_s: Floats) -> Floats:
    phase = 2 * np.pi * (at_s[:, None] % 86_400) / 86_400 * np.arange(1, HARMONICS + 1)
    circle: Floats = np.stack([np.sin(phase), np.cos(phase)], axis=2)
    return circle.reshape(len(at_s), 2 * HARMONICS)


def _driven(history: History, minutes: Ints, drivers: Ints) -> Floats:
    """How far each driver is above its last half hour; light and presence also above their day."""
    some = np.maximum(drivers, 0)
    newest = np.floor(history.last_s[some] / 60)
    present = (drivers >= 0) & (minutes[:, None] - newest <= CARRY_MIN)
    columns = []
    for i, name in enumerate(DRIVERS):
        at = np.where(present[:, i], np.minimum(minutes, np.where(present[:, i], newest[:, i], 0)), 0)
        values = history.window(some[:, i], at.astype(np.int64), np.arange(DRIVER_MIN))
        columns.append(np.where(present[:, i], values[:, 0] - mean(values), 0.0))
        if name in ("light_lux", "occupancy"):
            day = history.window(some[:, i], at.astype(np.int64), np.arange(0, DAY_MIN, 6 * DAY_STRIDE_MIN))
            columns.append(np.where(present[:, i], values[:, 0] - mean(day), 0.0))
    driven: Floats = np.column_stack(columns)
    return np.nan_to_num(driven)


def mean(values: Floats) -> Floats:
    """Return the mean of each row of what is known of it; NaN where nothing is."""
    known = ~np.isnan(values)
    counts = known.sum(axis=1)
    totals = np.where(known, values, 0.0).sum(axis=1)
    means: Floats = np.where(counts > 0, totals / np.maximum(counts, 1), np.nan)
    return means
