"""What our forecasts are compared with in the same run: simple ones, made anew for each recording.

All of them see the readings of one recording up to now; changes over each horizon come out.
"""

from typing import Final

import numpy as np

from iaqverse.contracts.prediction import HORIZONS_S
from services.predictor.recordings import Recording
from services.predictor.tables import Floats

DRIFT_S: Final = 900.0
"""Over how long the drift looks back."""
LAGS: Final = 12
RIDGE: Final = 10.0
REFIT_S: Final = 86_400.0
MEMORY: Final = 2000
"""Readings between two choices of the smoothing, and to choose by."""
SMOOTHINGS: Final = tuple(
    (level, trend, damping)
    for level in (0.3, 0.6, 0.9, 1.0)
    for trend in (0.05, 0.2, 0.5)
    for damping in (0.8, 0.9, 0.98)
)


def drift(at_s: Floats, values: Floats, _: Recording) -> Floats:
    """Return what comes if it goes on as in the last quarter of an hour."""
    before = np.maximum(np.searchsorted(at_s, at_s - DRIFT_S), 0)
    before = np.minimum(before, np.maximum(np.arange(len(at_s)) - 1, 0))
    elapsed_s = at_s - at_s[before]
    slope = np.where(elapsed_s > 0, (values - values[before]) / np.maximum(elapsed_s, 1), 0.0)
    found: Floats = slope[:, None] * np.array(HORIZONS_S)
    return found


def ridge(at_s: Floats, values: Floats, recording: Recording) -> Floats:
    """Return a ridge regression on the last twelve changes, fitted anew each day to all that came before."""
    step_s = recording.step_s
    lags = np.column_stack([values - np.roll(values, k) for k in range(1, LAGS + 1)])
    lags[:LAGS] = 0.0
    found = np.zeros((len(at_s), len(HORIZONS_S)))
    for i, horizon_s in enumerate(HORIZONS_S):
        ahead = round(horizon_s / step_s)
        if ahead < 1:
            continue
        change = np.roll(values, -ahead) - values
        is_known = np.arange(len(values)) < len(values) - ahead
        is_known &= np.abs(np.roll(at_s, -ahead) - at_s - horizon_s) <= step_s / 2
        for from_s in np.arange(at_s[0] + REFIT_S, at_s[-1], REFIT_S):
            past = is_known & (at_s < from_s - horizon_s)
            now = (at_s >= from_s) & (at_s < from_s + REFIT_S)
            if past.sum() > LAGS and now.any():
                inputs = lags[past]
                moments = inputs.T @ inputs + RIDGE * np.eye(LAGS)
                found[now, i] = lags[now] @ np.linalg.solve(moments, inputs.T @ change[past])
    return found


def damped_ets(at_s: Floats, values: Floats, recording: Recording) -> Floats:
    """Return exponential smoothing with an additive damped trend (Gardner and McKenzie 1985).

    Of a grid of smoothings the one counts whose one-step errors were the least over the last readings.
    """
    level, trend, damping = np.array(SMOOTHINGS).T
    at, slope = np.full(len(level), values[0]), np.zeros(len(level))
    error = np.zeros(len(level))
    found = np.zeros((len(values), len(HORIZONS_S)))
    steps = np.array(HORIZONS_S) / recording.step_s
    each = damping[:, None]
    sums = each * (1 - each**steps) / (1 - each)
    for i, value in enumerate(values.tolist()):
        expected = at + damping * slope
        error += (np.abs(value - expected) - error) / min(i + 1, MEMORY)
        before, at = at, level * value + (1 - level) * expected
        slope = trend * (at - before) + (1 - trend) * damping * slope
        best = int(np.argmin(error))
        found[i] = at[best] + sums[best] * slope[best] - value
    return found


PEERS: Final = {"drift": drift, "ridge": ridge, "damped_ets": damped_ets}
