"""What the shipped trees look at: the shape of the last day, measured in how much the series moves.

In that unit a large office and a small bedroom look alike, so that one model serves rooms it never saw.
Unknown is NaN: a tree has a side for it.
"""

from typing import Final, NamedTuple

import numpy as np

from services.predictor.features import CHARACTER, Character
from services.predictor.history import CARRY_MIN, History
from services.predictor.tables import Column, Floats, Ints, Table
from services.predictor.view import STRIDE_MIN, YESTERDAY, View, means, running

NEAR_MIN: Final = 60
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

    def of(self, series: Ints, view: View, history: History, beside: Ints) -> tuple[Floats, Floats]:
        """Return the inputs `[series, COUNT]`, and what each moves `[series]`, in its unit.

        `view`: of the series; `beside` `[series, BESIDE]`: the rows in the history of their device's other
        quantities; -1 where it has none, and for the quantity itself.
        """
        now, near, day = view.now[:, None], view.near[:, : NEAR_MIN + 1], view.day
        moved = np.abs(day[:, : -MOVE_MIN // STRIDE_MIN] - day[:, MOVE_MIN // STRIDE_MIN :])
        ends = np.minimum(MOVES_MIN // STRIDE_MIN, moved.shape[1])
        sums, counts = running(moved, ends)
        scale = (PRIOR * self.change[series] + sums[:, -1]) / (PRIOR + counts[:, -1])
        scale = np.maximum(scale, self.resolution[series] / 2)
        moves = np.where(counts > 0, sums / np.maximum(counts, 1), np.nan)
        yesterday = view.since_yesterday[:, YESTERDAY]
        with np.errstate(invalid="ignore"):
            shape = np.concatenate(
                [
                    now - near[:, NEAR_LAGS_MIN],
                    now - day[:, FAR_LAGS_MIN // STRIDE_MIN],
                    now - means(near, NEAR_MEANS_MIN),
                    now - means(day, FAR_MEANS_MIN // STRIDE_MIN),
                    now - np.fmin.reduce(near, axis=1, keepdims=True),
                    now - np.fmax.reduce(near, axis=1, keepdims=True),
                    now - np.fmin.reduce(day, axis=1, keepdims=True),
                    now - np.fmax.reduce(day, axis=1, keepdims=True),
                    (now - near[:, [15]]) - (near[:, [15]] - near[:, [30]]),
                    (now - near[:, [30]]) - (near[:, [30]] - near[:, [60]]),
                    moves,
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
            np.log(np.clip(np.nan_to_num(history.step_s(view.rows), nan=60.0), 5.0, 3600.0)),
            (now[:, 0] - self.middle[series]) / self.span[series],
        ]
        inputs: Floats = np.column_stack(
            [shape / scale[:, None].astype(np.float32), *about, _beside(view, history, beside)]
        ).astype(np.float32)
        return inputs, scale


def _beside(view: View, history: History, rows: Ints) -> Floats:
    """Return how much each other quantity has changed over some times, in its unit."""
    back = np.concatenate([[0], BESIDE_LAGS_MIN])
    beside = np.full((len(rows), len(BESIDE), len(BESIDE_LAGS_MIN)), np.nan)
    newest = np.floor(history.last_s[np.maximum(rows, 0)] / 60)
    present = (rows >= 0) & (view.minutes[:, None] - newest <= CARRY_MIN)
    for i, unit in enumerate(BESIDE.values()):
        there = np.flatnonzero(present[:, i])
        minutes = np.minimum(view.minutes[there], newest[there, i].astype(np.int64))
        values = history.window(rows[there, i], minutes, back)
        beside[there, i] = (values[:, :1] - values[:, 1:]) / unit
    return beside.reshape(len(rows), -1)
