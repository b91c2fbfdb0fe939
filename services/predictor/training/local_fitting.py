"""The fit of a site's local trees, to what was measured there and what the shipped trees would have said.

Where errors count more, examples are drawn more often: scikit-learn 1.9 needs ten times as long to fit
weighted ones.
"""

from collections.abc import Sequence
from importlib.metadata import version
from typing import Final

import numpy as np
from sklearn.ensemble import HistGradientBoostingRegressor
from threadpoolctl import threadpool_limits

from iaqverse.contracts.prediction import HORIZONS_S
from services.predictor import local
from services.predictor.local import LocalTrees, Seen
from services.predictor.recordings import Recording
from services.predictor.tables import Floats
from services.predictor.training.examples import Examples, examples
from services.predictor.training.flattening import flattened
from services.predictor.trees import KINDS, LARGEST, Trees

TREES: Final = 20
DEPTH: Final = 3
"""So that all trees together are few steps to walk, a quarter of those of the shipped ones."""
LEAST_LEAF: Final = 100
MOST_EXAMPLES: Final = 20_000
"""Of a kind of quantity: nearer ones in time are left out where there would be more."""
EVERY_S: Final = 110.0
"""Least time between two examples: nearer ones tell the same."""
FEWEST: Final = 60
"""Examples of a horizon; of fewer nothing is learnt."""
DRAWN: Final = 4_000
"""Examples that are drawn at least, each as often as it counts."""


def fit_site(
    site: str, recordings: Sequence[Recording], trees: Trees, first_s: float, now_s: float
) -> LocalTrees:
    """Return local trees of a site from all that was measured there before `now_s`.

    No example has a target later than that: what is not yet measured is none. `first_s`: see `LocalTrees`.
    """
    found = examples(recordings, _spacing_s(recordings), any_step=True)
    counts, forests = {}, {}
    with threadpool_limits(1):
        for kind in sorted({KINDS[one.quantity] for one in found}):
            group = [(_seen(one, trees), one.changes) for one in found if KINDS[one.quantity] == kind]
            regressors = [_fit(group, horizon) for horizon in range(len(HORIZONS_S))]
            counts[kind] = sum(len(changes) for _, changes in group)
            if any(regressors):
                forests[kind] = flattened(regressors)
    made_with = f"scikit-learn {version('scikit-learn')}"
    return LocalTrees(site, first_s, now_s, trees.digest, made_with, counts, forests)


def _spacing_s(recordings: Sequence[Recording]) -> float:
    """Return the time between examples at which no kind of quantity has more than `MOST_EXAMPLES`."""
    of_kind: dict[str, float] = {}
    for one in recordings:
        for quantity, values in one.values.items():
            if quantity in KINDS:
                kind, known = KINDS[quantity], one.at_s[~np.isnan(values)]
                of_kind[kind] = of_kind.get(kind, 0.0) + (float(np.ptp(known)) if len(known) else 0.0)
    return max([EVERY_S, *(seconds / MOST_EXAMPLES for seconds in of_kind.values())])


def _seen(one: Examples, trees: Trees) -> Seen:
    by_trees = trees.changes([one.quantity] * len(one.at_s), one.inputs, one.scale)
    return Seen(one.at_s, one.inputs, one.scale, one.driven, by_trees)


def _fit(group: Sequence[tuple[Seen, Floats]], horizon: int) -> HistGradientBoostingRegressor | None:
    """Return a regressor of how far the shipped trees are off, in what a series moves; None of too few.

    `group`: of each series what was seen and what changed, `[examples, horizons]`.
    """
    inputs, off, weights = [], [], []
    for seen, changes in group:
        known = ~np.isnan(changes[:, horizon])
        if known.any():
            part, change = seen.only(known), changes[known, horizon]
            inputs.append(local.inputs(part))
            off.append((change - part.by_trees[:, horizon]) / part.scale)
            weights.append(part.scale / np.median(part.scale))
    if sum(map(len, weights)) < FEWEST:
        return None
    looked_at, weight = np.concatenate(inputs), np.concatenate(weights)
    looked_at[:, np.isnan(looked_at).all(axis=0)] = 0.0  # scikit-learn can't bin what is nowhere known
    targets = np.clip(np.concatenate(off), -LARGEST, LARGEST)
    random = np.random.default_rng(1)
    drawn = random.choice(len(weight), max(len(weight), DRAWN), p=weight / weight.sum())
    regressor = HistGradientBoostingRegressor(
        loss="absolute_error",
        max_iter=TREES,
        max_depth=DEPTH,
        learning_rate=0.2,
        min_samples_leaf=LEAST_LEAF,
        l2_regularization=1.0,
        max_features=0.5,
        max_bins=64,
        early_stopping=False,
        random_state=1,
    )
    return regressor.fit(looked_at[drawn], targets[drawn])
