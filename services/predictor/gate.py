"""Who is believed: the models or "no change", per series and horizon, by what they were worth lately.

The mixture is fixed share (Herbster and Warmuth 1998): weights fall exponentially with loss, and a
little of everyone's weight is given back each time, so that an expert that was wrong for weeks is
believed again within hours.

What the mixture may say is limited by its credit, as of a gambler who never borrows: a forecast that
goes `d` away from now can lose at most `d` more than "no change" would. So all forecasts that wait
together stake no more than what earlier ones gained, and `BUDGET` of what "no change" lost. The sum
of errors is therefore never larger than that of "no change" by more than `BUDGET` and what a series began
with (`Character.credit`), whatever happens; a cold device dares little, and more with every forecast that
was right.
"""

from typing import Final

import numpy as np

from iaqverse.contracts.prediction import HORIZONS_S
from services.predictor.model import STRENGTHS
from services.predictor.tables import Column, Floats, Ints, Table

EXPERTS: Final = (*(f"online-{strength:g}" for strength in STRENGTHS), "trees", "local")
"""The names of the models that are mixed: the online ones, then the shipped and the local trees.

Where there are no local ones, they say what the shipped ones do, and both together weigh what one expert
would.
"""
RATE: Final = 1.0
"""How fast weight follows loss; losses are in units of the series' typical change."""
SHARE: Final = 0.01
LARGEST_LOSS: Final = 10.0
"""One loss counts at most as much."""
PRIOR_NO_CHANGE: Final = 0.4
PRIOR_TREES: Final = 0.3
PRIOR_LOCAL: Final = 0.1
BUDGET: Final = 0.008
STAKE: Final = 0.125
"""The share of its free credit that one forecast may stake."""
CREDIT_HALF_LIFE_S: Final = 7 * 86_400.0


class Gate(Table):
    """Weights `[series, horizons, 1 + experts]`, "no change" first, and the sums of what was lost by what
    was published and by "no change" `[series, horizons]`, in the quantity's unit, forgotten slowly."""

    weights: Floats
    lost: Floats
    lost_no_change: Floats

    def __init__(self) -> None:
        online = (1 - PRIOR_NO_CHANGE - PRIOR_TREES - PRIOR_LOCAL) / len(STRENGTHS)
        self._prior = np.array([PRIOR_NO_CHANGE, *[online] * len(STRENGTHS), PRIOR_TREES, PRIOR_LOCAL])
        horizons = len(HORIZONS_S)
        super().__init__(
            {
                "weights": Column((horizons, 1 + len(EXPERTS)), self._prior),
                "lost": Column((horizons,)),
                "lost_no_change": Column((horizons,)),
            }
        )

    def begin(self, series: int, credit: Floats) -> None:
        """Make room for a series that begins with a credit, `[horizons]`, in its unit."""
        self.reserve(series + 1)
        self.lost_no_change[series] = credit

    def mix(self, rows: Ints, changes: Floats, staked: Floats) -> Floats:
        """Return `[rows, horizons]`, the change to publish, from the experts' `[rows, horizons, experts]`.

        `staked` `[rows, horizons]`: how far from now the forecasts that wait go together.
        """
        mixed = (self.weights[rows, :, 1:] * changes).sum(axis=2)
        credit = (1 + BUDGET) * self.lost_no_change[rows] - self.lost[rows] - staked
        most = STAKE * np.maximum(credit, 0.0)
        limited: Floats = np.clip(mixed, -most, most)
        return limited

    def learn(
        self, rows: Ints, horizon: Ints, *, losses: Floats, lost: Floats, typical: Floats, elapsed_s: Floats
    ) -> None:
        """Follow what one forecast per series and horizon was worth, all in the quantity's unit.

        `losses` `[rows, 1 + experts]`: absolute errors, of "no change" first; `lost` `[rows]`: the
        published one's; `typical`: the typical change; `elapsed_s`: since the last forecast.
        """
        excess = (losses - losses.min(axis=1, keepdims=True)) / typical[:, None]
        weights = self.weights[rows, horizon] * np.exp(-RATE * np.minimum(excess, LARGEST_LOSS))
        weights /= weights.sum(axis=1, keepdims=True)
        self.weights[rows, horizon] = (1 - SHARE) * weights + SHARE * self._prior
        kept = 0.5 ** (elapsed_s / CREDIT_HALF_LIFE_S)
        self.lost[rows, horizon] = kept * self.lost[rows, horizon] + lost
        self.lost_no_change[rows, horizon] = kept * self.lost_no_change[rows, horizon] + losses[:, 0]
