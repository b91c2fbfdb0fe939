"""Forecasts that wait for their time, with all that is needed to score them and to learn from them."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from iaqverse.contracts.prediction import HORIZONS_S
from services.predictor.features import COUNT
from services.predictor.gate import EXPERTS
from services.predictor.intervals import WITHIN_S
from services.predictor.tables import Bools, Column, Floats, Ints, Table

SLOTS: Final = 128
"""Forecasts that wait per series: an hour at one every 30 s and some; the oldest unscored one gives way."""
_HORIZONS: Final = np.array(HORIZONS_S)


@dataclass(frozen=True, slots=True)
class Due:
    """Forecasts whose time has come `[due]`, at most one a series and horizon (by place in `HORIZONS_S`)."""

    series: Ints
    slot: Ints
    horizon: Ints
    made_s: Floats

    def __len__(self) -> int:
        """Return how many."""
        return len(self.series)

    def only(self, chosen: Bools) -> "Due":
        """Return those that are `chosen`."""
        return Due(self.series[chosen], self.slot[chosen], self.horizon[chosen], self.made_s[chosen])

    @property
    def target_s(self) -> Floats:
        """The instants that were forecast."""
        target_s: Floats = self.made_s + _HORIZONS[self.horizon]
        return target_s


class Waiting(Table):
    """A ring of forecasts per series; columns `[series, SLOTS, …]`.

    `made_s`: when; `now`: the value then; `inputs`: the features; `changes`: each expert's; `median`,
    `low`, `high`: as published; `width`: the expected error; `peak`: the highest value expected on the
    way; `is_live`: not only made to learn from.
    Of each series: `count` forecasts were put in, `next` `[series, horizons]` is the oldest not taken,
    and `staked` `[series, horizons]` how far from now all that wait go together.
    """

    made_s: Floats
    now: Floats
    inputs: Floats
    changes: Floats
    median: Floats
    low: Floats
    high: Floats
    width: Floats
    peak: Floats
    is_live: Bools
    staked: Floats
    count: Ints
    next: Ints

    def __init__(self) -> None:
        horizons = len(HORIZONS_S)
        super().__init__(
            {
                "made_s": Column((SLOTS,)),
                "now": Column((SLOTS,)),
                "inputs": Column((SLOTS, COUNT), 0.0, np.float32),
                "changes": Column((SLOTS, horizons, len(EXPERTS)), 0.0, np.float32),
                "median": Column((SLOTS, horizons)),
                "low": Column((SLOTS, horizons)),
                "high": Column((SLOTS, horizons)),
                "width": Column((SLOTS, horizons), 0.0, np.float32),
                "peak": Column((SLOTS, len(WITHIN_S)), 0.0, np.float32),
                "is_live": Column((SLOTS,), False, np.bool_),
                "staked": Column((horizons,)),
                "count": Column(dtype=np.int64),
                "next": Column((horizons,), 0, np.int64),
            }
        )

    def put(self, series: Ints, **columns: Floats | Bools) -> None:
        """Let one forecast per series wait; `columns` are those of the class."""
        slot = self.count[series] % SLOTS
        self._give_way(series, slot)
        for name, values in columns.items():
            getattr(self, name)[series, slot] = values
        self.count[series] += 1
        self.staked[series] += self._stake(series, slot)

    def _give_way(self, series: Ints, slot: Ints) -> None:
        """Forget what still waits in `slot`."""
        following = self.count[series][:, None] - SLOTS + 1
        is_waiting = self.next[series] < following
        self.staked[series] -= np.where(is_waiting, self._stake(series, slot), 0.0)
        self.next[series] = np.maximum(self.next[series], following)

    def _stake(self, series: Ints, slot: Ints) -> Floats:
        """Return `[series, horizons]`: how far from now the forecasts in `slot` go."""
        stake: Floats = np.abs(self.median[series, slot] - self.now[series, slot, None])
        return stake

    def take(self, series: Ints, last_s: Floats, newest_s: Floats, within_s: Floats) -> Due:
        """Return the oldest forecast of each series and horizon whose truth can be told, and forget it.

        That is when its series has a reading at or after its time (`last_s`), or its device one so
        much later (`newest_s`, `within_s`) that none is to come. Call again until nothing is returned.
        """
        count, following = self.count[series][:, None], self.next[series]
        slot = following % SLOTS
        made_s = self.made_s[series[:, None], slot]
        target_s = made_s + _HORIZONS
        ready = (following < count) & (
            (last_s[:, None] >= target_s) | (newest_s[:, None] >= target_s + within_s[:, None])
        )
        self.next[series] = following + ready
        each = np.arange(len(_HORIZONS))
        stake = self.median[series[:, None], slot, each] - self.now[series[:, None], slot]
        self.staked[series] -= np.where(ready, np.abs(stake), 0.0)
        which, horizon = np.nonzero(ready)
        return Due(series[which], slot[which, horizon], horizon, made_s[which, horizon])
