"""scikit-learn's trees as plain arrays: reading them needs neither scikit-learn nor trust in a file."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from sklearn.ensemble import HistGradientBoostingRegressor

from services.predictor.forest import Forest
from services.predictor.tables import Floats, Ints


def flattened(regressors: Sequence[HistGradientBoostingRegressor | None]) -> Forest:
    """Return regressors of the same inputs, one a target, as one forest; all have the same number of trees.

    A target without a regressor, of which there is at least one, is 0.

    What scikit-learn keeps to itself is read here (`_predictors`, `_baseline_prediction`); a test compares
    what both predict.
    """
    fitted = [one for one in regressors if one is not None]
    width, count = fitted[0].n_features_in_, len(fitted[0]._predictors)
    parts: list[tuple[Ints, Floats, Ints, Floats]] = []
    roots, begin, depth, first = [], [], 0, 0
    for one in regressors:
        begin.append(float(np.ravel(one._baseline_prediction)[0]) if one is not None else 0.0)
        for nodes in [tree.nodes for (tree,) in one._predictors] if one is not None else ():
            parts.append(_renumbered(nodes, width, first))
            roots.append(first)
            first += len(nodes)
            depth = max(depth, int(nodes["depth"].max()))
        if one is None:
            parts.append((np.array([0]), np.array([np.inf]), np.array([first]), np.zeros(1)))
            roots += [first] * count
            first += 1
    feature, most, left, value = (np.concatenate(columns) for columns in zip(*parts, strict=True))
    return Forest(feature, most, left, value, np.reshape(roots, (-1, count)), np.array(begin), depth)


def _renumbered(nodes: Any, width: int, first: int) -> tuple[Ints, Floats, Ints, Floats]:
    """Return a tree's columns, its nodes in an order in which the right child follows the left one."""
    order = [0]
    left = np.zeros(len(nodes), dtype=np.int64)
    for place in range(len(nodes)):
        node = nodes[order[place]]
        if node["is_leaf"]:
            left[place] = first + place
        else:
            left[place] = first + len(order)
            order += [int(node["left"]), int(node["right"])]
    ordered = nodes[order]
    is_leaf = ordered["is_leaf"].astype(np.bool_)
    above = np.where(ordered["missing_go_to_left"].astype(np.bool_), 0, width)
    feature = np.where(is_leaf, 0, ordered["feature_idx"].astype(np.int64) + above)
    return feature, np.where(is_leaf, np.inf, ordered["num_threshold"]), left, ordered["value"].astype(float)
