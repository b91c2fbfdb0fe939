"""When something is to be done: limits of the bands (DESIGN: one table for all), by quantity."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

from iaqverse.contracts.quantity import QUANTITIES

Side = Literal["above", "below"]

GOOD: Final = 1
FAIR: Final = 2
POOR: Final = 3


@dataclass(frozen=True, slots=True)
class ActionLimits:
    """Limits in the quantity's unit, the first to be passed first.

    `margin`: how far on the good side of a limit a value must be before it counts as better again.
    `digits`: to how many decimals it is said.
    """

    above: tuple[float, ...]
    below: tuple[float, ...]
    margin: float
    digits: int

    def of(self, side: Side) -> tuple[float, ...]:
        """Return the limits that are passed upwards or downwards."""
        return self.above if side == "above" else self.below

    def side_of(self, limit: float) -> Side:
        """Return on which side `limit` is passed."""
        return "below" if limit in self.below else "above"


def _limits(name: str, bands: tuple[int, int], margin: float, digits: int = 0) -> ActionLimits:
    quantity = QUANTITIES[name]
    if quantity.intervals:
        lows, highs = zip(*(quantity.intervals[band] for band in bands), strict=True)
        return ActionLimits(highs, lows, margin, digits)
    return ActionLimits(tuple(quantity.upper_limits[band] for band in bands), (), margin, digits)


ACTION_LIMITS: Final[Mapping[str, ActionLimits]] = MappingProxyType(
    {
        "co2_ppm": _limits("co2_ppm", (GOOD, POOR), 20),
        "pm25_ugm3": _limits("pm25_ugm3", (GOOD, FAIR), 1, digits=1),
        "pm10_ugm3": _limits("pm10_ugm3", (GOOD, FAIR), 3, digits=1),
        "tvoc_ppb": _limits("tvoc_ppb", (GOOD, FAIR), 10),
        "tvoc_ugm3": _limits("tvoc_ugm3", (GOOD, FAIR), 50),
        "voc_index": _limits("voc_index", (GOOD, FAIR), 10),
        "humidity_pct": _limits("humidity_pct", (GOOD, POOR), 2),
        "temperature_c": _limits("temperature_c", (FAIR, POOR), 0.5, digits=1),
    }
)
"""CO2: HCSP 2022 manages at 800 ppm and acts at 1500. Temperature waits for the fair band's end: 18 °C is
also the least that WHO's housing guidelines (2018) ask for."""
