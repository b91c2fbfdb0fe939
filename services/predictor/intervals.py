"""How sure a forecast is: bands that hold what they promise, whatever the model does.

A forecast's error is divided by what errors of this size of movement usually are (`Widths`), and
quantiles of that quotient are tracked online (`Quantiles`): each step moves a quantile up by `t`
or down by `1 - t`, so in the long run a share `t` of truths lies below it for any sequence, also a
drifting one (Gibbs and Candes 2021; quantile tracking in Angelopoulos, Candes and Tibshirani 2023).
The same is done for the highest value on the way, which alarms are made from.
"""

from typing import Final

import numpy as np

from iaqverse.contracts.prediction import HORIZONS_S
from services.predictor.features import SPREAD
from services.predictor.model import OnlineRidge
from services.predictor.tables import Column, Floats, Ints, Table

COVERAGE: Final = 0.9
LEVELS: Final = np.array([0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95])
WITHIN_S: Final = (1800, 3600)
"""Over how long the highest value on the way is forecast."""
TARGETS: Final = len(HORIZONS_S) + len(WITHIN_S)
"""What has quantiles: the value at each horizon, then the highest value within each of `WITHIN_S`."""

RATE: Final = 0.03
"""Step of the quantiles for errors that don't overlap; errors that do are correlated and get less."""
EAGER: Final = 50
"""Forecasts during which a new series' quantiles move faster."""
NARROWEST, WIDEST = 0.2, 6.0
"""Limits of a width, in typical errors."""
_LAPLACE: Final = np.where(LEVELS < 0.5, np.log(2 * LEVELS), -np.log(2 * (1 - LEVELS)))
"""Quantiles of an error whose mean size is 1, before anything is known."""


class Widths(OnlineRidge):
    """The error to expect, `[series, horizons]`, from how much is moving now.

    Attributes:
        typical: `[series, horizons]`, the mean absolute error so far.
        count: How many errors that mean holds.
    """

    typical: Floats
    count: Ints

    def __init__(self) -> None:
        super().__init__(len(HORIZONS_S), len(SPREAD), (10.0,), is_constant_free=True)
        self.add_columns(
            {
                "typical": Column((len(HORIZONS_S),), 1.0),
                "count": Column((len(HORIZONS_S),), 10, np.int64),
            }
        )

    def expect(self, rows: Ints, inputs: Floats) -> Floats:
        """Return `[rows, horizons]` for the features `inputs`, within limits of the typical error."""
        typical = self.typical[rows]
        expected = self.predict(rows, moving(inputs))[:, :, 0]
        expected = np.where(expected > 0, expected, typical)
        return np.clip(expected, NARROWEST * typical, WIDEST * typical)

    def see(
        self, rows: Ints, horizon: Ints, *, inputs: Floats, sizes: Floats, expected: Floats,
        floor: Floats, weight: Floats, elapsed_s: Floats,
    ) -> None:  # fmt: skip
        """Learn that errors of `sizes` came where `expected` were; `floor` is the least typical error."""
        count = self.count[rows, horizon] + 1
        typical = self.typical[rows, horizon]
        typical = np.maximum(typical + (sizes - typical) / np.minimum(count, 2000), floor)
        self.typical[rows, horizon], self.count[rows, horizon] = typical, count
        trust = weight * typical / np.maximum(expected, 0.3 * typical)
        self.learn(
            rows, horizon, inputs=moving(inputs),
            truths=np.minimum(sizes, 8 * typical), weight=trust, elapsed_s=elapsed_s,
        )  # fmt: skip


class Quantiles(Table):
    """Quantiles of errors in expected errors, `[series, TARGETS, LEVELS]`."""

    levels: Floats
    seen: Ints

    def __init__(self) -> None:
        super().__init__(
            {"levels": Column((TARGETS, len(LEVELS)), _LAPLACE), "seen": Column((TARGETS,), 0, np.int64)}
        )

    def of(self, rows: Ints) -> Floats:
        """Return `[rows, TARGETS, LEVELS]`, ascending."""
        return np.sort(self.levels[rows], axis=2)

    def learn(self, rows: Ints, target: Ints, errors: Floats, overlap: Floats) -> None:
        """Move the quantiles of `target` by one error each, in expected errors.

        `overlap` `[rows]`: the time since the last forecast over the horizon; 1 where they don't overlap.
        """
        levels = self.levels[rows, target]
        seen = self.seen[rows, target] + 1
        spread = np.maximum(levels[:, -1] - levels[:, 0], 0.5) / 2
        rate = RATE * np.sqrt(np.clip(overlap, 0.0, 1.0)) * spread * (1 + 4 / (1 + seen / EAGER))
        below = errors[:, None] < levels
        self.levels[rows, target] = levels + rate[:, None] * (LEVELS - below)
        self.seen[rows, target] = seen


def moving(inputs: Floats) -> Floats:
    """Return the features that tell how much is moving: sizes, and the hour of day as it is."""
    chosen: Floats = inputs[:, SPREAD].copy()
    chosen[:, 1:-4] = np.abs(chosen[:, 1:-4])
    return chosen


def band(
    median: Floats, width: Floats, quantiles: Floats, lowest: Floats, highest: Floats
) -> tuple[Floats, Floats]:
    """Return (low, high) `[rows, horizons]`: low <= median <= high, within what is physically possible.

    `quantiles`: `[rows, horizons, LEVELS]`; `lowest`, `highest`: `[rows, 1]`, in the quantity's unit.
    """
    low = np.minimum(median, np.maximum(median + quantiles[:, :, 0] * width, lowest))
    high = np.maximum(median, np.minimum(median + quantiles[:, :, -1] * width, highest))
    return low, high
