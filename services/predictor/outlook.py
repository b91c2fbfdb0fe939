"""How a quantity is in a room, now and within half an hour: pure, forecasts in."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from iaqverse.contracts.prediction import HORIZONS_S
from iaqverse.contracts.score import level_of, score_by
from services.predictor.forecast import DeviceForecast, QuantityForecast
from services.predictor.limits import ACTION_LIMITS, ActionTable, Side, default_limits

WITHIN_S: Final = 1800
RAISE: Final = 0.5
CLEAR: Final = 0.3
Z95: Final = 1.645
"""The normal distribution's 95 % quantile: the ends of a 90 % band."""

_SOON: Final = sum(1 for horizon_s in HORIZONS_S if horizon_s <= WITHIN_S)


@dataclass(frozen=True, slots=True)
class Outlook:
    """A room's worst device, seen from one side of a quantity.

    Attributes:
        value, forecast: Now and the worst median within `WITHIN_S`, in the quantity's unit.
        chances: Of passing each limit of the side within that time.
        change_per_h: How fast the worst device is forecast to change during the next 5 minutes.
        limits: The room's.
    """

    site: str
    room: str
    quantity: str
    side: Side
    value: float
    forecast: float
    chances: Mapping[float, float]
    change_per_h: float = 0.0
    limits: ActionTable = field(default_factory=default_limits)

    @property
    def worst(self) -> float:
        """The value or the forecast, whichever is worse."""
        return max(self.value, self.forecast, key=self._badness)

    @property
    def limit(self) -> float | None:
        """The worst limit that is passed or more likely than not will be."""
        passed = [limit for limit, chance in self.chances.items() if chance >= RAISE or self.passes(limit)]
        return max(passed, default=None, key=self._badness)

    @property
    def severity(self) -> tuple[str, int]:
        """The level and the score that the worst has."""
        score = score_by(self.limits[self.quantity].bands, self.worst)
        return level_of(score), score

    def passes(self, limit: float, value: float | None = None) -> bool:
        """Whether `value`, or what is measured now, is at or beyond `limit`."""
        return self._badness(self.value if value is None else value) >= self._badness(limit)

    def is_worse(self, limit: float, than: float) -> bool:
        """Whether one limit lies beyond another."""
        return self._badness(limit) > self._badness(than)

    def is_clear_of(self, limit: float) -> bool:
        """Whether `limit` is clearly not passed nor likely to be."""
        margin = self.limits[self.quantity].margin
        is_better = self._badness(self.value) < self._badness(limit) - margin
        return is_better and self.chances.get(limit, 0.0) < CLEAR

    def _badness(self, value: float) -> float:
        return value if self.side == "above" else -value


def outlook(
    site: str,
    room: str,
    quantity: str,
    side: Side,
    forecasts: Iterable[DeviceForecast],
    *,
    limits: ActionTable = ACTION_LIMITS,
) -> Outlook | None:
    """Return the outlook of a room from the fresh forecasts of its devices; None if none measures it."""
    devices = [f.quantities[quantity] for f in forecasts if quantity in f.quantities]
    if not devices:
        return None
    worst = max if side == "above" else min
    device = worst(devices, key=lambda d: d.now)
    return Outlook(
        site,
        room,
        quantity,
        side,
        value=device.now,
        forecast=worst(worst(d.median[:_SOON]) for d in devices),
        chances={limit: max(_chance(d, limit, side) for d in devices) for limit in limits[quantity].of(side)},
        change_per_h=(device.median[0] - device.now) * 3600 / HORIZONS_S[0],
        limits=limits,
    )


def is_calm(quantity: str, forecasts: Iterable[DeviceForecast], table: ActionTable = ACTION_LIMITS) -> bool:
    """Whether no limit is passed nor within any band: a quick look, which most rooms pass."""
    limits = table[quantity]
    highest, lowest = limits.above[0], limits.below[0] if limits.below else -math.inf
    for forecast in forecasts:
        device = forecast.quantities.get(quantity)
        if device is None:
            continue
        if max(device.now, *device.high[:_SOON]) >= highest or min(device.now, *device.low[:_SOON]) <= lowest:
            return False
        if any(chance >= RAISE for _, within_s, chance in device.exceedance if within_s == WITHIN_S):
            return False
    return True


def _chance(device: QuantityForecast, limit: float, side: Side) -> float:
    """Return the chance of passing `limit` on the way; from the bands where no exceedance is forecast."""
    if side == "above":
        for above, within_s, chance in device.exceedance:
            if above == limit and within_s == WITHIN_S:
                return chance
    bands = zip(device.median[:_SOON], device.low[:_SOON], device.high[:_SOON], strict=True)
    return max(_beyond(limit, *band, side) for band in bands)


def _beyond(limit: float, median: float, low: float, high: float, side: Side) -> float:
    """Return the chance of being beyond `limit` at one horizon: each half of the band as a normal's.

    Of passing it at any time on the way that is the least it can be.
    """
    width = (high - median) if limit >= median else (median - low)
    if width <= 0:
        z = math.inf if limit > median else -math.inf if limit < median else 0.0
    else:
        z = (limit - median) / width * Z95
    above = 0.5 * math.erfc(z / math.sqrt(2))
    return round(above if side == "above" else 1 - above, 3)
