"""What is learnt of each series: models, whom to believe, how wide the bands are, how good it was.

`expect` says what is coming, `learn` is told what came. Both work on any number of series at once.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from iaqverse.contracts.prediction import HORIZONS_S
from services.predictor.accuracy import Accuracy
from services.predictor.features import COUNT, Character
from services.predictor.gate import EXPERTS, Gate
from services.predictor.intervals import WITHIN_S, Quantiles, Widths
from services.predictor.model import STRENGTHS, OnlineRidge
from services.predictor.probation import Probation
from services.predictor.tables import Column, Floats, Ints, Table
from services.predictor.waiting import Due, Waiting

MODEL: Final = "stack/2"
LEARN_EVERY_S: Final = 55.0
"""Least time between two forecasts that the models learn from: nearer ones tell the same."""
SOLVED_AT_ONCE: Final = 64
"""Of the series of a call, so that solving all of them is spread over many."""
LARGEST_CHANGE: Final = 8.0
"""No forecast goes farther from now than this many typical changes."""
LEAST_RESIDUAL: Final = 0.3
"""Residuals below this share of the typical change weigh the same (reweighting for the absolute error)."""
MEMORY: Final = 2000
"""Forecasts over which typical sizes are averaged."""

WITHIN: Final = [HORIZONS_S.index(s) for s in WITHIN_S]
"""The horizons at which the highest value on the way is told."""
_SECONDS: Final = np.array(HORIZONS_S)
_GROWTH: Final = np.sqrt(_SECONDS / HORIZONS_S[0])


class Progress(Table):
    """How far each series and horizon is, `[series, horizons]`: its mean absolute `change` over `count`
    forecasts, and the newest forecast that was scored and learnt from, by when it was made."""

    change: Floats
    count: Ints
    scored_s: Floats
    learnt_s: Floats

    def __init__(self) -> None:
        horizons = len(HORIZONS_S)
        super().__init__(
            {
                "change": Column((horizons,)),
                "count": Column((horizons,), 10, np.int64),
                "scored_s": Column((horizons,), -np.inf),
                "learnt_s": Column((horizons,), -np.inf),
            }
        )


@dataclass(frozen=True, slots=True)
class Expectation:
    """What is coming: each expert's `changes` `[series, horizons, experts]`, the mixed `change`
    `[series, horizons]`, the error to expect (`width`, the same) and `quantiles` of errors in widths."""

    changes: Floats
    change: Floats
    width: Floats
    quantiles: Floats


class Learner:
    """All that is learnt, in tables with a row per series."""

    def __init__(self) -> None:
        self.progress = Progress()
        self.model = OnlineRidge(len(HORIZONS_S), COUNT, STRENGTHS)
        self.gate = Gate()
        self.probation = Probation()
        self.widths = Widths()
        self.quantiles = Quantiles()
        self.accuracy = Accuracy()

    def tables(self) -> dict[str, Table]:
        """Return the tables by name."""
        return {
            "progress": self.progress,
            "model": self.model,
            "gate": self.gate,
            "probation": self.probation,
            "widths": self.widths,
            "quantiles": self.quantiles,
            "accuracy": self.accuracy,
        }

    def begin(self, series: int, character: Character) -> None:
        """Make room for a new series, of which only its quantity's character is known."""
        for table in self.tables().values():
            table.reserve(series + 1)
        self.gate.begin(series, character.credit * character.change * _GROWTH)
        self.progress.change[series] = character.change * _GROWTH
        self.widths.typical[series] = character.change * _GROWTH

    def expect(
        self,
        series: Ints,
        made_s: Floats,
        *,
        inputs: Floats,
        by_trees: Floats,
        fitted_s: Floats,
        staked: Floats,
        resolution: Floats,
    ) -> Expectation:
        """Return what is expected of `series` from their features `inputs` at `made_s`.

        `by_trees` `[series, horizons, 2]`: the changes that the shipped and the local trees expect;
        `fitted_s`: see `Probation`; `staked`: see `Gate.mix`.
        """
        for ridge in (self.model, self.widths):
            ridge.solve(series, made_s, resolution / 10, SOLVED_AT_ONCE)
        most = LARGEST_CHANGE * np.maximum(self.progress.change[series], resolution[:, None])[..., None]
        by_trees = self.probation.only_good(series, by_trees, fitted_s)
        told = np.concatenate([self.model.predict(series, inputs), by_trees], axis=2)
        changes = np.clip(told, -most, most)
        return Expectation(
            changes,
            self.gate.mix(series, changes, staked),
            self.widths.expect(series, inputs),
            self.quantiles.of(series),
        )

    def learn(
        self, due: Due, waiting: Waiting, truth: Floats, *, highest: Floats, resolution: Floats
    ) -> None:
        """Learn from forecasts that came true as `truth`; `highest`: the highest value on the way.

        All `[due]`, in the quantity's unit.
        """
        series, horizon, progress = due.series, due.horizon, self.progress
        at, of_horizon = (series, due.slot), (series, due.slot, horizon)
        change, error = truth - waiting.now[at], truth - waiting.median[of_horizon]
        covered = (waiting.low[of_horizon] - 1e-9 <= truth) & (truth <= waiting.high[of_horizon] + 1e-9)
        live = waiting.is_live[at]
        typical = self._typical(series, horizon, np.abs(change), resolution)
        elapsed_s = _elapsed_s(due.made_s, progress.scored_s[series, horizon])
        progress.scored_s[series, horizon] = due.made_s
        experts = np.column_stack([np.zeros(len(series)), waiting.changes[of_horizon]])
        losses = np.abs(change[:, None] - experts)
        self.accuracy.add(
            due.only(live), errors=error[live], no_change=change[live], covered=covered[live],
            of_experts=losses[live, 1:],
        )  # fmt: skip
        self.gate.learn(
            series, horizon, losses=losses, lost=np.abs(error), typical=typical, elapsed_s=elapsed_s
        )
        width, overlap = waiting.width[of_horizon], elapsed_s / _SECONDS[horizon]
        behind = losses[:, 1 + EXPERTS.index("local")] - losses[:, 1 + EXPERTS.index("trees")]
        self.probation.learn(series, horizon, behind / typical, overlap)
        self.quantiles.learn(series, horizon, error / width, overlap)
        for i, within in enumerate(WITHIN):
            told = horizon == within
            over = np.fmax(truth, highest)[told] - waiting.peak[series[told], due.slot[told], i]
            target = np.full(len(over), len(HORIZONS_S) + i)
            self.quantiles.learn(series[told], target, over / width[told], overlap[told])
        if (fresh := due.made_s - progress.learnt_s[series, horizon] >= LEARN_EVERY_S).any():
            self._fit(due.only(fresh), waiting, truth[fresh], resolution[fresh])

    def _fit(self, due: Due, waiting: Waiting, truth: Floats, resolution: Floats) -> None:
        """Fit the change (to the least absolute error, by reweighting) and the size of the error."""
        series, horizon = due.series, due.horizon
        at, of_horizon = (series, due.slot), (series, due.slot, horizon)
        elapsed_s = _elapsed_s(due.made_s, self.progress.learnt_s[series, horizon])
        self.progress.learnt_s[series, horizon] = due.made_s
        hours = np.minimum(elapsed_s, 3600.0) / 3600
        inputs, change = waiting.inputs[at], truth - waiting.now[at]
        typical = np.maximum(self.progress.change[series, horizon], resolution)
        residual = np.abs(change - self.model.predict_one(series, horizon, inputs).mean(axis=1))
        weight = hours / np.maximum(residual / typical, LEAST_RESIDUAL)
        self.model.learn(series, horizon, inputs=inputs, truths=change, weight=weight, elapsed_s=elapsed_s)
        self.widths.see(
            series, horizon, inputs=inputs,
            sizes=np.abs(truth - waiting.median[of_horizon]),
            expected=waiting.width[of_horizon],
            floor=resolution / 2, weight=hours, elapsed_s=elapsed_s,
        )  # fmt: skip

    def _typical(self, series: Ints, horizon: Ints, sizes: Floats, resolution: Floats) -> Floats:
        """Follow the mean absolute change over the horizon and return it, at least the resolution."""
        count = self.progress.count[series, horizon] + 1
        typical = self.progress.change[series, horizon]
        typical = typical + (sizes - typical) / np.minimum(count, MEMORY)
        self.progress.change[series, horizon], self.progress.count[series, horizon] = typical, count
        least: Floats = np.maximum(typical, resolution)
        return least


def _elapsed_s(made_s: Floats, before_s: Floats) -> Floats:
    """Return the time since the last forecast, between a second and a day; a minute after none."""
    elapsed_s: Floats = np.clip(np.where(np.isfinite(before_s), made_s - before_s, 60.0), 1.0, 86_400.0)
    return elapsed_s
