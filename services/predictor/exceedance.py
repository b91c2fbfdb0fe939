"""When a limit is passed, and how probable that is: from the distribution of the highest value on the way."""

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from types import MappingProxyType
from typing import Final

import numpy as np

from iaqverse.contracts.prediction import HORIZONS_S
from iaqverse.contracts.profile import DEFAULT, Profile
from services.predictor.intervals import LEVELS
from services.predictor.limits import action_limits
from services.predictor.tables import Floats

AskedLimits = Mapping[str, tuple[float, ...]]
"""The limits asked for, in the unit of each quantity: those at which something is to be done."""
LimitsOf = Callable[[str, str], AskedLimits]
"""Tells those of a room (site, room)."""
MANY: Final = 2
"""So many limits a quantity has that has any."""


def limits_of(profile: Profile) -> AskedLimits:
    """Return the limits that are asked for in rooms with this profile."""
    actions = action_limits(profile)
    return MappingProxyType(
        {name: tuple(map(float, actions[name].above)) for name in ("co2_ppm", "pm25_ugm3")}
    )


LIMITS: Final = limits_of(DEFAULT)
"""HCSP 2022 for CO2; WHO 2021 (24 h) and EPA 2024 for PM2.5."""


def default_limits(_site: str, _room: str) -> AskedLimits:
    """Return the limits of the default profile: where nothing was configured."""
    return LIMITS


def reaches(limits: Sequence[float], now: float, median: Sequence[float]) -> list[tuple[float, int]]:
    """Return which of `limits` that lie above `now` the forecast passes, and in how many seconds.

    Between horizons it is taken as straight.
    """
    path = list(pairwise([(0, now), *zip(HORIZONS_S, median, strict=True)]))
    found = []
    for limit in limits:
        if now <= limit and (crossing := next((part for part in path if part[1][1] > limit), None)):
            (start_s, start), (end_s, end) = crossing
            found.append((limit, round(start_s + (limit - start) / (end - start) * (end_s - start_s))))
    return found


def probability_above(distance: Floats, quantiles: Floats) -> Floats:
    """Return the probability of each error being larger than `distance` `[rows]`, both in expected errors.

    `quantiles`: `[rows, LEVELS]`, ascending. Between them the distribution is straight, beyond them it
    falls off exponentially. Decreases with the distance.
    """
    each = np.arange(len(distance))
    left = np.clip((quantiles <= distance[:, None]).sum(axis=1) - 1, 0, len(LEVELS) - 2)
    start, stop = quantiles[each, left], quantiles[each, left + 1]
    share = np.clip((distance - start) / np.maximum(stop - start, 1e-12), 0, 1)
    above = 1 - (LEVELS[left] + share * (LEVELS[left + 1] - LEVELS[left]))
    first, last = quantiles[:, 0], quantiles[:, -1]
    tail = np.maximum((last - first) / 4, 1e-6)
    over = np.maximum(distance - last, 0) / tail
    under = np.maximum(first - distance, 0) / tail
    above = np.where(over > 0, (1 - LEVELS[-1]) * np.exp(-over), above)
    chance: Floats = np.where(under > 0, 1 - LEVELS[0] * np.exp(-under), above)
    return chance


def exceedance(limits: Floats, centre: Floats, width: Floats, quantiles: Floats) -> Floats:
    """Return `[rows, limits, within]`: the probability that the highest value on the way passes each limit.

    `centre`, `width`: `[rows, within]`, where the highest value is expected and the error to expect,
    in the quantity's unit; `quantiles`: `[rows, within, LEVELS]`; `limits`: `[rows, limits]`, or `[limits]`
    if they are the same for all. Never less over a longer time or for
    a lower limit.
    """
    rows, within = centre.shape
    limits = np.broadcast_to(limits, (rows, limits.shape[-1]))
    chances = np.empty((rows, limits.shape[1], within))
    for i, limit in enumerate(limits.T):
        for j in range(within):
            distance = (limit - centre[:, j]) / np.maximum(width[:, j], 1e-9)
            chances[:, i, j] = probability_above(distance, quantiles[:, j])
    longer: Floats = np.maximum.accumulate(chances, axis=2)
    return longer
