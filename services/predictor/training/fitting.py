"""The fit: gradient-boosted trees on the absolute error of changes.

An error counts in what saying "no change" would have cost in that room. All recorded series together weigh 1,
all simulated ones `SIMULATED_WEIGHT`; among themselves they weigh alike.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
from sklearn.ensemble import HistGradientBoostingRegressor

from services.predictor.features import CHARACTER
from services.predictor.training.examples import Examples
from services.predictor.trees import LARGEST

TREES: Final = 64
LEAVES: Final = 15
DEPTH: Final = 6
SIMULATED: Final = "simulated:"
"""How the names of recordings begin that are none."""
SIMULATED_WEIGHT: Final = 2.0
"""For of recorded ones there are three buildings."""
FEWEST: Final = 500


def fit(group: Sequence[Examples], horizon: int) -> HistGradientBoostingRegressor | None:
    """Return a regressor of one horizon from examples of one kind of quantity; None of too few."""
    parts = [(one, known) for one in group if (known := ~np.isnan(one.changes[:, horizon])).any()]
    if sum(int(known.sum()) for _, known in parts) < FEWEST:
        return None
    are_simulated = [one.recording.startswith(SIMULATED) for one, _ in parts]
    inputs, targets, weights = [], [], []
    for (one, known), is_simulated in zip(parts, are_simulated, strict=True):
        change, scale = one.changes[known, horizon], one.scale[known]
        inputs.append(one.inputs[known])
        targets.append(np.clip(change / scale, -LARGEST, LARGEST))
        share = SIMULATED_WEIGHT if is_simulated else 1.0
        share /= sum(other == is_simulated for other in are_simulated) * len(change)
        no_change = max(float(np.abs(change).mean()), CHARACTER[one.quantity].resolution)
        weights.append(share * scale / no_change)
    looked_at, weight = np.concatenate(inputs), np.concatenate(weights)
    looked_at[:, np.isnan(looked_at).all(axis=0)] = 0.0  # scikit-learn can't bin what is nowhere known
    regressor = HistGradientBoostingRegressor(
        loss="absolute_error",
        max_iter=TREES,
        max_leaf_nodes=LEAVES,
        max_depth=DEPTH,
        learning_rate=0.12,
        min_samples_leaf=60,
        l2_regularization=1.0,
        max_features=0.3,
        early_stopping=False,
        random_state=1,
    )
    return regressor.fit(looked_at, np.concatenate(targets), sample_weight=weight / weight.mean())
