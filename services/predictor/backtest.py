"""How good the forecasts would have been: recordings through the same code as live, then scored.

Rolling origin: the forecaster gets one reading after another and forecasts from each, having seen
nothing later. The scoring here shares no code with the forecaster's own.
"""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import merge
from itertools import groupby
from operator import itemgetter
from typing import Final, Protocol

import numpy as np

from iaqverse.contracts.names import Place
from iaqverse.contracts.prediction import HORIZONS_S
from services.predictor.exceedance import LIMITS
from services.predictor.faults import Faults
from services.predictor.features import CHARACTER
from services.predictor.forecast import DeviceForecast
from services.predictor.forecaster import Forecaster
from services.predictor.intervals import COVERAGE, WITHIN_S
from services.predictor.recordings import Recording
from services.predictor.tables import Bools, Floats

_COLUMNS = 3


@dataclass(frozen=True, slots=True)
class Cell:
    """One recording, quantity and horizon. Errors in the quantity's unit, over `count` forecasts.

    `coverage`: the share of truths inside the band, `width`: the band's mean width; `pinball` and
    `pinball_no_change`: the mean loss of the band's two ends, and of the band around now whose ends are those
    quantiles of all changes: which nobody could know beforehand.
    """

    recording: str
    quantity: str
    horizon_s: int
    count: int
    mae: float
    mae_no_change: float
    coverage: float
    width: float
    pinball: float
    pinball_no_change: float

    @property
    def skill(self) -> float:
        """1 - mae / mae of no change; NaN if nothing changed."""
        return 1 - self.mae / self.mae_no_change if self.mae_no_change else math.nan


@dataclass(frozen=True, slots=True)
class Made:
    """What was forecast of one recording, by quantity; NaN where nothing was.

    `bands` `[readings, horizons, (median, low, high)]`, `chances` `[readings, limits, within]`.
    """

    bands: dict[str, Floats]
    chances: dict[str, Floats]


class Refits(Protocol):
    """Fits local trees as history collects; see `training.replaying.Replayed`."""

    def observe(self, place: Place, at_s: float, values: Mapping[str, float]) -> None:
        """Keep a reading."""

    def review(self, now_s: float) -> None:
        """Fit what is due before any reading of `now_s` is seen."""


def replay(
    recordings: Sequence[Recording],
    forecaster: Forecaster,
    told: Callable[[float], None] = lambda _: None,
    refits: Refits | None = None,
) -> Iterator[DeviceForecast]:
    """Yield the forecasts from all sound readings by time; `told` hears the share that is done.

    Readings of one instant are taken together, and forecast from before any later one is seen. Without
    `refits` no local trees are fitted.
    """
    total, done = sum(len(recording.at_s) for recording in recordings), 0
    faults = Faults()
    by_time = merge(*map(_readings, recordings), key=itemgetter(0))
    for now_s, together in groupby(by_time, key=itemgetter(0)):
        if refits is not None:
            refits.review(now_s)
        for at_s, place, values in together:
            for sound_s, sound in faults.hear(place, at_s, values):
                forecaster.observe(place, sound_s, sound)
                if refits is not None:
                    refits.observe(place, sound_s, sound)
            done += 1
        while forecaster.is_behind:
            yield from forecaster.advance()
        told(done / total)


def _readings(recording: Recording) -> Iterator[tuple[float, Place, dict[str, float]]]:
    return ((at_s, recording.place, values) for at_s, values in recording.readings())


def forecasts(
    recording: Recording, forecaster: Forecaster | None = None, refits: Refits | None = None
) -> Made:
    """Return what is forecast from each reading, where 30 s have gone by since the last forecast."""
    count = len(recording.at_s)
    made = Made(
        {q: np.full((count, len(HORIZONS_S), _COLUMNS), np.nan) for q in recording.values if q in CHARACTER},
        {
            q: np.full((count, len(limits), len(WITHIN_S)), np.nan)
            for q, limits in LIMITS.items()
            if q in recording.values
        },
    )
    index = {at_s: i for i, at_s in enumerate(recording.at_s.tolist())}
    for forecast in replay([recording], forecaster or Forecaster(), refits=refits):
        at = index[forecast.made_s]
        for quantity, of_one in forecast.quantities.items():
            made.bands[quantity][at] = np.column_stack([of_one.median, of_one.low, of_one.high])
            if quantity in made.chances:
                chances = [chance for _, _, chance in of_one.exceedance]
                made.chances[quantity][at] = np.reshape(chances, made.chances[quantity].shape[1:])
    return made


def score(recording: Recording, made: Made) -> list[Cell]:
    """Score forecasts against the readings nearest to their times, within half a nominal step.

    A cell exists only where the horizon is a multiple of the recording's nominal step.
    """
    cells = []
    for quantity, columns in made.bands.items():
        measured = ~np.isnan(recording.values[quantity])
        now = recording.values[quantity][measured]
        for i, horizon_s in enumerate(HORIZONS_S):
            if horizon_s % recording.step_s:
                continue
            truth, told = truths(recording, quantity, horizon_s)
            median, low, high = columns[measured, i].T
            told &= ~np.isnan(median)
            if told.any():
                true, low, high = truth[told], low[told], high[told]
                change = true - now[told]
                cells.append(
                    Cell(
                        recording.name, quantity, horizon_s, int(told.sum()),
                        float(np.abs(true - median[told]).mean()),
                        float(np.abs(change).mean()),
                        float(((low - 1e-9 <= true) & (true <= high + 1e-9)).mean()),
                        float((high - low).mean()),
                        _pinball(true - low, true - high),
                        _pinball(*(change - np.quantile(change, level) for level in _ENDS)),
                    )
                )  # fmt: skip
    return cells


_ENDS: Final = ((1 - COVERAGE) / 2, (1 + COVERAGE) / 2)


def _pinball(over_low: Floats, over_high: Floats) -> float:
    """Return the mean loss of a band's two ends, of which truths lie so far above."""
    losses = [
        np.maximum(level * over, (level - 1) * over)
        for level, over in zip(_ENDS, (over_low, over_high), strict=True)
    ]
    return float(np.mean(losses))


def truths(recording: Recording, quantity: str, horizon_s: int) -> tuple[Floats, Bools]:
    """Return, of each reading that has the quantity, the one nearest to so much later, and if it counts.

    It counts within half a nominal step; nothing is interpolated.
    """
    measured = ~np.isnan(recording.values[quantity])
    at_s, values = recording.at_s[measured], recording.values[quantity][measured]
    if len(at_s) < 2:
        return values, np.zeros(len(values), dtype=np.bool_)
    after = np.clip(np.searchsorted(at_s, at_s + horizon_s), 1, len(at_s) - 1)
    is_before = at_s + horizon_s - at_s[after - 1] <= at_s[after] - at_s - horizon_s
    target = np.where(is_before, after - 1, after)
    return values[target], np.abs(at_s[target] - at_s - horizon_s) <= recording.step_s / 2


def crossings(recording: Recording, made: Made, quantity: str, limit: float, within_s: int) -> Floats:
    """Return `[forecasts, (chance, now, passed)]` of those made at or below a limit.

    `passed`: whether a reading was above it within that time. A forecast whose time nobody measured is
    left out.
    """
    measured = ~np.isnan(recording.values[quantity])
    at_s, values = recording.at_s[measured], recording.values[quantity][measured]
    _, told = truths(recording, quantity, within_s)
    limits = LIMITS[quantity]
    chance = made.chances[quantity][measured][:, limits.index(limit), WITHIN_S.index(within_s)]
    chosen = np.flatnonzero((values <= limit) & ~np.isnan(chance) & told)
    above = np.concatenate([[0], np.cumsum(values > limit)])
    first = np.searchsorted(at_s, at_s[chosen], "right")
    end = np.searchsorted(at_s, at_s[chosen] + within_s + recording.step_s / 2, "right")
    return np.column_stack([chance[chosen], values[chosen], above[end] > above[first]])


def average_precision(scores: Floats, passed: Floats) -> float:
    """Return the mean precision over all that passed, ranked by rising score; ties share theirs.

    As `sklearn.metrics.average_precision_score`.
    """
    order = np.argsort(-scores, kind="stable")
    hits = np.cumsum(passed[order])
    last = np.flatnonzero(np.diff(scores[order], append=np.nan) != 0)
    precision, recall = hits[last] / (last + 1), hits[last] / max(hits[-1], 1)
    return float((precision * np.diff(recall, prepend=0.0)).sum())
