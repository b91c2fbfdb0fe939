"""Local trees are on probation: a series that they serve worse than the shipped ones does without them.

The gate alone leaves a bad expert its weight for as long as it happens to be right now and then, as one is at
each fall that always forecasts a fall. So it is added up how far local trees are behind the shipped ones,
never less than zero (the cumulative sum test, Page 1954); beyond a limit they say what the shipped ones do,
until the site has new ones.
"""

from typing import Final

import numpy as np

from iaqverse.contracts.prediction import HORIZONS_S
from services.predictor.tables import Column, Floats, Ints, Table

LIMIT: Final = 3.0
"""How far behind, in typical changes over the horizon, of forecasts that don't overlap."""


class Probation(Table):
    """`behind` `[series, horizons]`: how far; `fitted_s` `[series]`: of trees of when."""

    behind: Floats
    fitted_s: Floats

    def __init__(self) -> None:
        super().__init__({"behind": Column((len(HORIZONS_S),)), "fitted_s": Column(fill=-np.inf)})

    def only_good(self, rows: Ints, by_trees: Floats, fitted_s: Floats) -> Floats:
        """Return `by_trees` `[rows, horizons, (shipped, local)]`, the shipped also where local ones failed.

        `fitted_s` `[rows]`: when the local ones were fitted; -inf without any.
        """
        is_new = fitted_s != self.fitted_s[rows]
        self.behind[rows[is_new]] = 0.0
        self.fitted_s[rows] = fitted_s
        shipped, local = by_trees[..., 0], by_trees[..., 1]
        return np.stack([shipped, np.where(self.behind[rows] > LIMIT, shipped, local)], axis=2)

    def learn(self, rows: Ints, horizon: Ints, excess: Floats, overlap: Floats) -> None:
        """Follow by how much more local trees were off, in typical changes `[rows]`.

        `overlap` `[rows]`: the time since the last forecast over the horizon; 1 where they don't overlap.
        """
        behind = self.behind[rows, horizon]
        behind = np.maximum(behind + excess * np.clip(overlap, 0.0, 1.0), 0.0)
        self.behind[rows, horizon] = np.where(self.behind[rows, horizon] > LIMIT, LIMIT + 1, behind)
