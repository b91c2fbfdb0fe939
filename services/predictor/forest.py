"""Boosted trees of several targets, all walked at once, level by level, in numpy.

scikit-learn walks its trees one after another, at best a call each: for one device that takes 15 times as
long.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from services.predictor.tables import Floats, Ints

ROWS: Final = 256
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
        parts = [self._predict(inputs[first : first + ROWS]) for first in range(0, len(inputs), ROWS)]
        return np.concatenate(parts) if parts else np.empty((0, len(self.begin)))

    def _predict(self, inputs: Floats) -> Floats:
        unknown = np.isnan(inputs)
        twice = np.concatenate(
            [np.where(unknown, -np.inf, inputs), np.where(unknown, np.inf, inputs)], axis=1
        )
        values, first = twice.ravel(), np.arange(len(inputs))[:, None] * twice.shape[1]
        node = np.repeat(self.roots.reshape(1, -1), len(inputs), axis=0)
        for _ in range(self.depth):
            goes_on = values[first + self.feature[node]] > self.most[node]
            node = self.left[node] + goes_on
        told: Floats = self.value[node].reshape(len(inputs), *self.roots.shape).sum(axis=2) + self.begin
        return told
