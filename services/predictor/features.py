"""What a forecast looks at: differences from now, so that no change is the model's zero.

All in the unit of the quantity (drivers: of theirs); unknown is 0, "nothing to say".
"""

from typing import Final, NamedTuple

import numpy as np

from iaqverse.contracts.prediction import HORIZONS_S
from services.predictor.history import CARRY_MIN, History
from services.predictor.tables import Floats, Ints
from services.predictor.view import DAY_MIN, STRIDE_MIN, YESTERDAY, View, means

DRIVERS: Final = ("co2_ppm", "temperature_c", "humidity_pct", "light_lux", "occupancy")
"""Quantities whose rise tells something of the others: people come, windows open, light goes on."""

MEANS_MIN: Final = (5, 15, 30, 60, 180)
LAGS_MIN: Final = [5, 15, 30, 60]
_HALF_HOUR: Final = np.arange(30)
_DAY: Final = np.arange(0, DAY_MIN, 30)
PASTS: Final = {
    "co2_ppm": [_HALF_HOUR],
    "temperature_c": [_HALF_HOUR],
    "humidity_pct": [_HALF_HOUR],
    "light_lux": [_HALF_HOUR, _DAY],
    "occupancy": [_HALF_HOUR, _DAY],
}
"""Above what of its past each driver is looked at, in minutes back."""
HARMONICS: Final = 4
"""Of the day: with fewer, a lunch break can't be told from a morning."""

_N_PAST: Final = len(MEANS_MIN) + len(LAGS_MIN) + 2
_N_MOVES: Final = 1 + _N_PAST + len(HORIZONS_S)
DRIVEN: Final = sum(len(PASTS[name]) for name in DRIVERS)
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


def features(view: View, history: History, drivers: Ints) -> Floats:
    """Return `[rows, COUNT]`, each row seen from its newest reading.

    `drivers`: `[rows, DRIVERS]`, the rows of the same device's drivers; -1 where it has none, and for
    the quantity itself.
    """
    found: Floats = np.concatenate(
        [
            np.ones((len(view.rows), 1)),
            _past(view),
            np.nan_to_num(view.since_yesterday[:, YESTERDAY[1:]] - view.since_yesterday[:, YESTERDAY[:1]]),
            _hour_of_day(view.at_s),
            driven(view, history, drivers),
        ],
        axis=1,
        dtype=np.float32,
    )
    return found


def _past(view: View) -> Floats:
    """How far now is above means and values of the last hours, and the mean and least of the day."""
    past = np.column_stack(
        [
            means(view.near, np.array(MEANS_MIN)),
            view.near[:, LAGS_MIN],
            means(view.day, np.array([DAY_MIN // STRIDE_MIN])),
            np.fmin.reduce(view.day, axis=1),
        ]
    )
    above: Floats = np.nan_to_num(view.now[:, None] - past)
    return above


def _hour_of_day(at_s: Floats) -> Floats:
    phase = 2 * np.pi * (at_s[:, None] % 86_400) / 86_400 * np.arange(1, HARMONICS + 1)
    circle: Floats = np.stack([np.sin(phase), np.cos(phase)], axis=2)
    return circle.reshape(len(at_s), 2 * HARMONICS)


def driven(view: View, history: History, drivers: Ints) -> Floats:
    """Return `[rows, DRIVEN]`: how far each driver is above what it was; see `PASTS` and `features`."""
    some = np.maximum(drivers, 0)
    newest = np.floor(history.last_s[some] / 60)
    present = (drivers >= 0) & (view.minutes[:, None] - newest <= CARRY_MIN)
    columns = []
    for i, name in enumerate(DRIVERS):
        there = np.flatnonzero(present[:, i])
        minutes = np.minimum(view.minutes[there], newest[there, i].astype(np.int64))
        for back in PASTS[name]:
            above = np.zeros(len(view.rows))
            if len(there):
                values = history.window(some[there, i], minutes, back)
                above[there] = values[:, 0] - means(values, np.array([len(back)]))[:, 0]
            columns.append(above)
    return np.nan_to_num(np.column_stack(columns))
