"""How much water air holds: absolute humidity, which can be compared at unlike temperatures. Pure."""

import math


def water_gm3(temperature_c: float, humidity_pct: float) -> float:
    """Return grams of water in a cubic metre of air, by Magnus' formula (WMO no. 8, annex 4.B)."""
    saturation_pa = 611.2 * math.exp(17.62 * temperature_c / (243.12 + temperature_c))
    return 2.16679 * saturation_pa * humidity_pct / 100 / (273.15 + temperature_c)


def humidity_of(temperature_c: float, grams_m3: float) -> float:
    """Return the relative humidity in % of air that holds `grams_m3` of water; above 100 it would be fog."""
    return 100 * grams_m3 / water_gm3(temperature_c, 100.0)
