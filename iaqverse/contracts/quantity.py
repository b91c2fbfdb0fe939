"""What can be measured: the unit, the plausible range, the bands and who says so.

Units are part of a quantity's name; different units are different quantities.
The bands are data with their sources, in this one place. One-sided bands have four upper
limits, of excellent, good, fair and poor; two-sided ones four nested intervals.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

Interval = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Quantity:
    """One measurable quantity.

    Attributes:
        name: Its name on the bus, ending in its unit, such as ``co2_ppm``.
        unit: The unit as people write it.
        lowest, highest: What a sensor can plausibly report, in `unit`; beyond is refused.
        upper_limits: The four upper limits of a one-sided scale, in `unit`, or empty.
        intervals: The four nested intervals of a two-sided scale, in `unit`, or empty.
        source: The authority that the limits are taken from; empty when not scored.
    """

    name: str
    unit: str
    lowest: float
    highest: float
    upper_limits: tuple[float, ...] = ()
    intervals: tuple[Interval, ...] = ()
    source: str = ""

    @property
    def is_scored(self) -> bool:
        """Whether the quantity has bands."""
        return bool(self.upper_limits or self.intervals)


_TABLE: Final = (
    Quantity(
        "co2_ppm", "ppm", 0, 40_000, (600, 800, 1200, 1500),
        source="HCSP 2022: manage at 800, act at 1500; EN 16798-1 category II is outdoor + 800",
    ),
    Quantity("pm1_ugm3", "µg/m³", 0, 10_000),
    Quantity(
        "pm25_ugm3", "µg/m³", 0, 10_000, (5, 15, 35.4, 55.4),
        source="WHO 2021 annual and 24 h; EPA 2024",
    ),
    Quantity("pm10_ugm3", "µg/m³", 0, 10_000, (15, 45, 154, 254), source="WHO 2021; EPA"),
    Quantity(
        "tvoc_ppb", "ppb", 0, 60_000, (65, 220, 660, 2200),
        source="the UBA levels as sensor makers convert them",
    ),
    Quantity("tvoc_ugm3", "µg/m³", 0, 300_000, (300, 1000, 3000, 10_000), source="UBA levels 1 to 4"),
    Quantity("voc_index", "index", 0, 500, (100, 150, 250, 400), source="100 is the sensor's own 24 h mean"),
    Quantity("nox_index", "index", 0, 500),
    Quantity(
        "co_ppm", "ppm", 0, 10_000, (3.5, 8.7, 30.6, 87.3),
        source="WHO 2010 and 2021: 4 mg/m³ over 24 h, 10 over 8 h, 35 over 1 h, 100 over 15 min, at 25 °C",
    ),
    Quantity(
        "no2_ppb", "ppb", 0, 20_000, (13, 53, 100, 360),
        source="WHO 2021: 25 µg/m³ over 24 h; EPA AQI 2010, 1 h: 53, 100, 360 ppb",
    ),
    Quantity(
        "o3_ppb", "ppb", 0, 20_000, (54, 70, 85, 105),
        source="EPA AQI 2015, 8 h: 54, 70, 85, 105 ppb",
    ),
    Quantity(
        "hcho_ugm3", "µg/m³", 0, 30_000, (10, 30, 100, 370),
        source="France, décret 2011-1727: 10 and formerly 30; WHO 2010: 100 over 30 min; "
        "Directive (EU) 2019/983: 370 over 8 h of work",
    ),
    Quantity(
        "radon_bqm3", "Bq/m³", 0, 1_000_000, (74, 100, 148, 300),
        source="EPA: consider action at 74, act at 148; WHO 2009: 100; Directive 2013/59/Euratom: 300",
    ),
    Quantity(
        "temperature_c", "°C", -40, 85,
        intervals=((20, 24), (19, 26), (18, 27), (16, 30)),
        source="EN 16798-1 category II offices: 20 to 26",
    ),
    Quantity(
        "humidity_pct", "%", 0, 100,
        intervals=((40, 50), (30, 60), (25, 65), (20, 70)),
        source="EN 16798-1 category II: 25 to 60",
    ),
    Quantity("pressure_hpa", "hPa", 300, 1100),
    Quantity("noise_dba", "dB(A)", 0, 194),
    Quantity("light_lux", "lx", 0, 200_000),
    Quantity("occupancy", "people", 0, 100_000),
)  # fmt: skip

QUANTITIES: Final[Mapping[str, Quantity]] = MappingProxyType({q.name: q for q in _TABLE})
"""All known quantities by name, in the order in which ties between scores are broken."""


def describe(quantity: Quantity) -> dict[str, object]:
    """Return `quantity` as a browser gets it: unit, limits, plausible range and source."""
    return {
        "unit": quantity.unit,
        "range": [quantity.lowest, quantity.highest],
        "limits": [list(i) for i in quantity.intervals] or list(quantity.upper_limits),
        "source": quantity.source,
    }
