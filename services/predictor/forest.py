"""Boosted trees of several targets, all walked at once, level by level, in numpy.

scikit-learn walks its trees one after another, at best a call each: for one device that takes 15 times as
long.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Self

import numpy as np

from services.predictor.tables import Floats, Ints

ROWS: Final = 128
"""So many rows are walked together: what is looked at then stays in the processor's cache."""


@dataclass(frozen=True, slots=True)
class Forest:
    """Trees as arrays with a node of some tree in each place.

    `feature`: what a node asks for, among all features twice: in the first half an unknown one lies below
    everything, in the second above. `most` `[nodes]`: up to which value one goes to `left`, else to the node
    after it; a leaf is followed by itself. `value`: what a leaf adds. `roots` `[targets, trees]`, `begin`
    `[targets]`: where each target's trees and its sum begin. `depth`: after so many steps all are at leaves.
    """

    feature: Ints
    most: Floats
    left: Ints
    value: Floats
    roots: Ints
    begin: Floats
    depth: int

    def predict(self, inputs: Floats) -> Floats:
        """Return `[rows, targets]` for `inputs` `[rows, features]`, NaN unknown."""
        return Grove((1, *self.roots.shape), self).predict(inputs, np.zeros(len(inputs), dtype=np.int64))


@dataclass(frozen=True, slots=True)
class Grove:
    """Forests of the same features and targets side by side, so that one walk serves rows of all of them.

    `shape`: (forests, targets, trees); `trees`: all of them, the forests' roots below each other.
    """

    shape: tuple[int, int, int]
    trees: Forest

    @classmethod
    def of(cls, forests: Sequence[Forest]) -> Self:
        """Join forests, at least one; where one has fewer trees, a lone leaf of 0 stands for each."""
        first = np.cumsum([1, *(len(one.value) for one in forests)])
        most = max(one.roots.shape[1] for one in forests)
        nothing = np.zeros(1, dtype=np.int64)
        roots = [
            np.pad(one.roots + at, ((0, 0), (0, most - one.roots.shape[1])))
            for one, at in zip(forests, first, strict=False)
        ]
        trees = Forest(
            np.concatenate([nothing, *(one.feature for one in forests)]),
            np.concatenate([[np.inf], *(one.most for one in forests)]),
            np.concatenate([nothing, *(one.left + at for one, at in zip(forests, first, strict=False))]),
            np.concatenate([[0.0], *(one.value for one in forests)]),
            np.concatenate(roots),
            np.concatenate([one.begin for one in forests]),
            max(one.depth for one in forests),
        )
        return cls((len(forests), len(forests[0].begin), most), trees)

    def predict(self, inputs: Floats, which: Ints) -> Floats:
        """Return `[rows, targets]` for `inputs` `[rows, features]`, of each row by forest `which`."""
        parts = [
            self._predict(inputs[first : first + ROWS], which[first : first + ROWS])
            for first in range(0, len(inputs), ROWS)
        ]
        return np.concatenate(parts) if parts else np.empty((0, self.shape[1]))

    def _predict(self, inputs: Floats, which: Ints) -> Floats:
        trees = self.trees
        unknown = np.isnan(inputs)
        twice = np.concatenate(
            [np.where(unknown, -np.inf, inputs), np.where(unknown, np.inf, inputs)], axis=1
        )
        values, first = twice.ravel(), np.arange(len(inputs))[:, None] * twice.shape[1]
        node = trees.roots.reshape(self.shape[0], -1)[which]
        for _ in range(trees.depth):  # clip: without it, numpy looks for indices that are out of bounds
            asked = trees.feature.take(node, mode="clip")
            asked += first
            goes_on = values.take(asked, mode="clip") > trees.most.take(node, mode="clip")
            node = trees.left.take(node, mode="clip")
            node += goes_on
        told: Floats = trees.value.take(node, mode="clip").reshape(len(inputs), *self.shape[1:]).sum(axis=2)
        return told + trees.begin.reshape(self.shape[:2])[which]
