"""An online linear model per series and horizon, evaluated for all series as one matrix product.

Each keeps the normal equations of a ridge regression, so every forecast that comes true costs one
rank-one update and nothing is ever trained again from the start. They are forgotten with a
half-life and solved every half hour of a series' time.
"""

from typing import Final

import numpy as np

from services.predictor.tables import Column, Floats, Ints, Table

HALF_LIFE_S: Final = 7 * 86_400.0
SOLVE_EVERY_S: Final = 1800.0
STRENGTHS: Final = (10.0, 100.0)
"""How much the models of the change are shrunk, in hours of data: one model each."""
CHUNK: Final = 256
"""Series updated at once: their matrices fit in the cache."""


class OnlineRidge(Table):
    """Ridge regressions `[series, targets]`, each with several strengths of shrinking.

    Weights of rows are in hours, so a strength of 10 is worth ten hours of typical rows. The first
    feature is the constant; with `is_constant_free` it is not shrunk.

    Attributes:
        moments: `[series, targets, features, features]`, weighted and forgotten.
        products: `[series, targets, features]`.
        weights: `[series, targets, strengths, features]`, the solutions; zero before the first.
    """

    moments: Floats
    products: Floats
    weights: Floats
    solved_s: Floats

    def __init__(
        self, targets: int, features: int, strengths: tuple[float, ...], *, is_constant_free: bool = False
    ) -> None:
        super().__init__(
            {
                "moments": Column((targets, features, features), 0.0, np.float32),
                "products": Column((targets, features), 0.0, np.float32),
                "weights": Column((targets, len(strengths), features), 0.0, np.float32),
                "solved_s": Column(fill=-np.inf),
            }
        )
        self._strengths = strengths
        self._shrunk = np.eye(features)
        if is_constant_free:
            self._shrunk[0, 0] = 1e-3

    def predict(self, rows: Ints, inputs: Floats) -> Floats:
        """Return `[rows, targets, strengths]` for `inputs` `[rows, features]`: one matrix product."""
        weights = self.weights[rows]
        flat = weights.reshape(len(rows), -1, weights.shape[-1])
        outputs: Floats = np.matmul(flat, inputs[:, :, None].astype(np.float32))
        return outputs.reshape(weights.shape[:-1])

    def predict_one(self, rows: Ints, target: Ints, inputs: Floats) -> Floats:
        """Return `[rows, strengths]` of one target each."""
        outputs: Floats = np.einsum("rsf,rf->rs", self.weights[rows, target], inputs)
        return outputs

    def learn(
        self, rows: Ints, target: Ints, *, inputs: Floats, truths: Floats, weight: Floats, elapsed_s: Floats
    ) -> None:
        """Learn one row of data for each target `[rows]` of a series of `rows`, none of them twice.

        `weight` in hours; `elapsed_s` is the time since the series' last row, for the forgetting.
        """
        kept = (0.5 ** (elapsed_s / HALF_LIFE_S)).astype(np.float32)
        weighted = (inputs * weight[:, None]).astype(np.float32)
        self.products[rows, target] = self.products[rows, target] * kept[:, None] + weighted * truths[
            :, None
        ].astype(np.float32)
        for start in range(0, len(rows), CHUNK):
            part = slice(start, start + CHUNK)
            moments = self.moments[rows[part], target[part]]
            moments *= kept[part, None, None]
            moments += weighted[part, :, None] * inputs[part, None, :]
            self.moments[rows[part], target[part]] = moments

    def solve(self, rows: Ints, at_s: Floats, least_spread: Floats, limit: int) -> None:
        """Solve those of `rows` that are due, the longest waiting first, at most `limit`.

        `least_spread` `[rows]`: features that vary less than this, in their unit, count as if they
        varied by it: noise below the resolution must not get a large weight.
        """
        waiting_s = at_s - self.solved_s[rows]
        due = np.flatnonzero(waiting_s >= SOLVE_EVERY_S)
        if len(due) > limit:
            due = due[np.argsort(-waiting_s[due], kind="stable")[:limit]]
        if not len(due):
            return
        taken = rows[due]
        moments = self.moments[taken].astype(np.float64)
        total = np.maximum(moments[:, :, :1, 0], 1e-12)
        spread = np.sqrt(np.diagonal(moments, axis1=2, axis2=3) / total)
        spread = np.maximum(spread, least_spread[due, None, None])
        scaled = moments / (spread[..., :, None] * spread[..., None, :])
        products = (self.products[taken] / spread)[..., None]
        for i, strength in enumerate(self._strengths):
            solution = np.linalg.solve(scaled + strength * self._shrunk, products)[..., 0]
            self.weights[taken, :, i] = solution / spread
        self.solved_s[taken] = at_s[due]
