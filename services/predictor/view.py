"""What is looked at of series: their last three hours and their day, seen from each one's newest reading."""

from typing import Final, NamedTuple, Self

import numpy as np

from iaqverse.contracts.prediction import HORIZONS_S
from services.predictor.history import History
from services.predictor.tables import Floats, Ints

NEAR_MIN: Final = 180
DAY_MIN: Final = 1440
STRIDE_MIN: Final = 5
YESTERDAY: Final = (DAY_MIN - np.array([0, *HORIZONS_S]) // 60) // STRIDE_MIN
"""Where in `View.since_yesterday` the same time yesterday lies, and each horizon after it."""


class View(NamedTuple):
    """The windows of some series `[series, …]`, values in their units, the newest first, NaN unknown.

    `rows`: theirs in the history; `at_s`, `now`: their newest readings; `minutes`: of those, since 1970.
    `near`: each minute from that one to `NEAR_MIN` before it; `since_yesterday`: every fifth up to `DAY_MIN`.
    """

    rows: Ints
    at_s: Floats
    now: Floats
    minutes: Ints
    near: Floats
    since_yesterday: Floats

    @classmethod
    def of(cls, history: History, rows: Ints) -> Self:
        """Look at the series of these rows."""
        at_s = history.last_s[rows]
        minutes = (at_s // 60).astype(np.int64)
        near = history.window(rows, minutes, np.arange(NEAR_MIN + 1))
        since_yesterday = history.window(rows, minutes, np.arange(0, DAY_MIN + 1, STRIDE_MIN))
        return cls(rows, at_s, history.last[rows], minutes, near, since_yesterday)

    @property
    def day(self) -> Floats:
        """The last 24 hours: without the same minute yesterday."""
        return self.since_yesterday[:, :-1]


def running(values: Floats, ends: Ints) -> tuple[Floats, Ints]:
    """Return `[rows, ends]`: the sum of what is known of the columns before each end, and of how many.

    `ends` ascending, at most the number of columns.
    """
    known = ~np.isnan(values[:, : ends[-1]])
    begins = np.concatenate([[0], ends[:-1]])
    filled = np.where(known, values[:, : ends[-1]], 0.0)
    sums = np.add.reduceat(filled, begins, axis=1, dtype=np.float64)
    counts = np.add.reduceat(known, begins, axis=1, dtype=np.int64)
    return np.cumsum(sums, axis=1), np.cumsum(counts, axis=1)


def means(values: Floats, ends: Ints) -> Floats:
    """Return `[rows, ends]`: the mean of what is known of the columns before each end; NaN of nothing."""
    sums, counts = running(values, ends)
    found: Floats = np.where(counts > 0, sums / np.maximum(counts, 1), np.nan)
    return found
