"""How well past forecasts did: realised error, coverage and skill against "no change".

Kept per series and horizon as sums over the hours of the last day, so that what is published is
exactly what anybody computes who takes the published forecasts of those hours and the readings. Only
those that waited when a process ended are missing.
"""

from typing import Final

import numpy as np

from iaqverse.contracts.prediction import HORIZONS_S
from services.predictor.gate import EXPERTS
from services.predictor.tables import Bools, Column, Floats, Ints, Table
from services.predictor.waiting import Due

HOURS: Final = 24
_SUMS: Final = 4 + len(EXPERTS)


class Accuracy(Table):
    """Sums `[series, horizons, HOURS, …]`: count, |error|, that of no change, covered, that of each expert.

    An hour's column is taken over by the same hour of the next day.
    """

    sums: Floats
    hour: Ints

    def __init__(self) -> None:
        super().__init__(
            {
                "sums": Column((len(HORIZONS_S), HOURS, _SUMS)),
                "hour": Column((len(HORIZONS_S), HOURS), -1, np.int64),
            }
        )

    def add(self, due: Due, *, errors: Floats, no_change: Floats, covered: Bools, of_experts: Floats) -> None:
        """Count one scored forecast per series and horizon: its error, that of "no change", if the band held.

        `of_experts` `[series, experts]`: how large the error of each of them was.
        """
        series, horizon = due.series, due.horizon
        hour = (due.target_s // 3600).astype(np.int64)
        column = hour % HOURS
        held = np.where(
            (self.hour[series, horizon, column] == hour)[:, None], self.sums[series, horizon, column], 0.0
        )
        one = np.column_stack([np.ones(len(series)), np.abs(errors), np.abs(no_change), covered, of_experts])
        self.sums[series, horizon, column] = held + one
        self.hour[series, horizon, column] = hour

    def over_the_day(self, series: Ints, at_s: float) -> Floats:
        """Return `[series, horizons, (count, mae, mae of no change, share covered, mae of each expert)]`.

        Over 24 hours up to `at_s`. Means of nothing are NaN.
        """
        recent = self.hour[series] > at_s // 3600 - HOURS
        totals = np.where(recent[..., None], self.sums[series], 0.0).sum(axis=2)
        counts = totals[..., :1]
        means = np.where(counts > 0, totals[..., 1:] / np.maximum(counts, 1), np.nan)
        return np.concatenate([counts, means], axis=-1)
