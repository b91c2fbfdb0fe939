"""What of a site's history its local trees are fitted to, so that time and memory have bounds."""

import random
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from iaqverse.contracts.names import Place
from services.predictor.recordings import Recording
from services.predictor.tables import Floats, Ints

MOST_ROWS: Final = 432_000
"""Rows of all devices together: five of them for 60 days by the minute."""
DAY_S: Final = 86_400
FINE_S: Final = 60
COARSE_S: Final = 300


@dataclass(frozen=True, slots=True)
class Sample:
    """Of which devices means over `step_s` seconds are taken."""

    step_s: int
    places: tuple[Place, ...]

    @property
    def middle_s(self) -> float:
        """How much later than its begin a mean counts."""
        return self.step_s / 2


def sample(days: Mapping[Place, int], seed: int) -> Sample:
    """Choose from devices that have so many days of history each.

    By the minute where these are few enough, else by five, and then of as many devices as may be, by chance:
    another `seed` chooses others.
    """
    if sum(days.values()) * DAY_S // FINE_S <= MOST_ROWS:
        return Sample(FINE_S, tuple(days))
    places: list[Place] = []
    left = MOST_ROWS
    for place in random.Random(seed).sample(sorted(days), len(days)):
        left -= days[place] * DAY_S // COARSE_S
        if left < 0 and places:
            break
        places.append(place)
    return Sample(COARSE_S, tuple(places))


def means(recording: Recording, step_s: int) -> Recording:
    """Return the means over each step, as the store has them, at its middle."""
    steps, which = np.unique(recording.at_s // step_s, return_inverse=True)
    values = {quantity: _means(which, column) for quantity, column in recording.values.items()}
    return replace(recording, at_s=(steps + 0.5) * step_s, values=values)


def _means(which: Ints, column: Floats) -> Floats:
    known = ~np.isnan(column)
    sums = np.bincount(which[known], column[known], which[-1] + 1)
    counts = np.bincount(which[known], minlength=which[-1] + 1)
    found: Floats = np.where(counts > 0, sums / np.maximum(counts, 1), np.nan)
    return found
