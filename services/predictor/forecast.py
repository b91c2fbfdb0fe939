"""What the forecaster gives: forecasts of a device, and how well past ones did. Frozen values."""

from collections.abc import Mapping
from dataclasses import dataclass

from iaqverse.contracts.names import Place
from iaqverse.contracts.prediction import HORIZONS_S

Chances = tuple[tuple[float, int, float], ...]
"""(above, within_s, probability), one after another."""


@dataclass(frozen=True, slots=True)
class QuantityForecast:
    """One quantity: parallel to `HORIZONS_S`, in its unit. `exceedance`: how probably limits are passed."""

    now: float
    median: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    exceedance: Chances

    @property
    def limits(self) -> tuple[float, ...]:
        """The limits that `exceedance` is about."""
        return tuple(dict.fromkeys(above for above, _, _ in self.exceedance))


@dataclass(frozen=True, slots=True)
class DeviceForecast:
    """What one device will measure, seen from its reading at `made_s` (seconds since 1970)."""

    place: Place
    made_s: float
    quantities: dict[str, QuantityForecast]


def unchanging(place: Place, at_s: float, values: Mapping[str, float]) -> DeviceForecast:
    """Return a reading as a forecast of no change: of a device that another replica forecasts."""
    quantities = {}
    for quantity, value in values.items():
        same = (value,) * len(HORIZONS_S)
        quantities[quantity] = QuantityForecast(value, same, same, same, ())
    return DeviceForecast(place, at_s, quantities)


@dataclass(frozen=True, slots=True)
class Realised:
    """How well forecasts of one quantity at one horizon did over the last day; see `Accuracy`."""

    quantity: str
    horizon_s: int
    count: int
    mae: float
    mae_no_change: float
    covered: float
    mae_by_model: dict[str, float]
