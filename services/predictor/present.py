"""What is measured now in one place: a room, or outdoors at a site. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from statistics import median

from iaqverse.moist_air import water_gm3
from services.predictor.forecast import DeviceForecast


@dataclass(frozen=True, slots=True)
class Present:
    """The median of the devices by quantity, in its unit; `water_gm3` is grams of water a cubic metre.

    The median, because outdoors one device in the sun or beside a chimney must not speak for all.
    """

    values: Mapping[str, float]
    water_gm3: float | None = None


def present(forecasts: Iterable[DeviceForecast]) -> Present | None:
    """Return what fresh devices of one place measure; None without any."""
    values: defaultdict[str, list[float]] = defaultdict(list)
    waters = []
    for forecast in forecasts:
        for quantity, of_quantity in forecast.quantities.items():
            values[quantity].append(of_quantity.now)
        temperature = forecast.quantities.get("temperature_c")
        humidity = forecast.quantities.get("humidity_pct")
        if temperature and humidity:
            waters.append(water_gm3(temperature.now, humidity.now))
    if not values:
        return None
    return Present({q: _median(v) for q, v in values.items()}, _median(waters) if waters else None)


def _median(values: list[float]) -> float:
    return values[0] if len(values) == 1 else median(values)
