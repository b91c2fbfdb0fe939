"""The air-change rate that one decay of CO2 shows, with its gates. Pure.

In a well-mixed room without people CO2 approaches the air outdoors as ``C - Cout = A exp(-λt)``, so the
logarithm of the excess falls on a line whose slope is the air-change rate λ (ASTM E741; Batterman 2017,
IJERPH 14, 145). A fall of CO2 is taken for such a decay only if it passes every gate below; a room whose
people leave one by one, or where some stay, bends that line and passes none.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

OUTDOOR_PPM: Final = 420.0
"""CO2 outdoors where it is not measured; global mean 422.8 ppm in 2024 (NOAA), more in towns."""
OUTDOOR_MEASURED_PPM: Final = 15.0
OUTDOOR_ASSUMED_PPM: Final = 30.0
"""How far off CO2 outdoors may be, measured by another sensor or assumed; it widens the interval."""

# The gates.
LEAST_AMPLITUDE_PPM: Final = 150.0
LEAST_FALL: Final = 0.5
"""Of the logarithm of the excess: to 61 % of what it was."""
LEAST_DURATION_S: Final = 360.0
LEAST_COUNT: Final = 6
LEAST_R2: Final = 0.98
LEAST_EVENNESS: Final = 0.75
"""Smaller over larger of the slopes of the first and the second half: who stays bends the line."""
LARGEST_HALF_WIDTH: Final = 0.3
"""Of the 95 % interval, as a share of the rate."""
RATES_PER_H: Final = (0.05, 30.0)

# Which part of a decay is fitted.
BEGINS_BELOW: Final = 0.9
"""Of the excess at the beginning: before, the last people may still be leaving."""
ENDS_ABOVE: Final = 0.2
ENDS_ABOVE_PPM: Final = 60.0
"""Below, an error of CO2 outdoors weighs too much."""


class Point(NamedTuple):
    """The mean of a minute."""

    at_s: float
    ppm: float


@dataclass(frozen=True, slots=True)
class Fit:
    """A line through the logarithm of the excess, in the gates' terms."""

    began_s: float
    ended_s: float
    per_h: float
    half_width_per_h: float
    amplitude_ppm: float
    count: int
    r2: float
    outdoor_ppm: float


def fitted(points: Sequence[Point], outdoor_ppm: float, is_measured: bool) -> Fit | None:
    """Return the air change that a fall of CO2 shows; None if it passes not all of the gates."""
    chosen = _chosen(points, outdoor_ppm)
    if len(chosen) < LEAST_COUNT:
        return None
    duration_s = chosen[-1].at_s - chosen[0].at_s
    amplitude = chosen[0].ppm - chosen[-1].ppm
    fall = math.log((chosen[0].ppm - outdoor_ppm) / (chosen[-1].ppm - outdoor_ppm))
    if duration_s < LEAST_DURATION_S or amplitude < LEAST_AMPLITUDE_PPM or fall < LEAST_FALL:
        return None
    per_h, error, r2 = _line(chosen, outdoor_ppm)
    half = len(chosen) // 2
    slopes = sorted((_line(chosen[:half], outdoor_ppm)[0], _line(chosen[half:], outdoor_ppm)[0]))
    if r2 < LEAST_R2 or slopes[0] < LEAST_EVENNESS * slopes[1]:
        return None
    off_ppm = OUTDOOR_MEASURED_PPM if is_measured else OUTDOOR_ASSUMED_PPM
    by_outdoors = abs(_line(chosen, outdoor_ppm + off_ppm)[0] - _line(chosen, outdoor_ppm - off_ppm)[0]) / 2
    half_width = math.hypot(_t95(len(chosen) - 2) * error, by_outdoors)
    if not RATES_PER_H[0] <= per_h <= RATES_PER_H[1] or half_width > LARGEST_HALF_WIDTH * per_h:
        return None
    return Fit(chosen[0].at_s, chosen[-1].at_s, per_h, half_width, amplitude, len(chosen), r2, outdoor_ppm)


def _chosen(points: Sequence[Point], outdoor_ppm: float) -> list[Point]:
    """Return what is fitted: without the top, where people leave, and the end, where noise is all."""
    top = max(point.ppm for point in points) - outdoor_ppm
    floor = max(ENDS_ABOVE * top, ENDS_ABOVE_PPM)
    first = max((i + 1 for i, p in enumerate(points) if p.ppm - outdoor_ppm > BEGINS_BELOW * top), default=0)
    end = next((i for i, p in enumerate(points) if p.ppm - outdoor_ppm < floor), len(points))
    return list(points[first:end])


def _line(points: Sequence[Point], outdoor_ppm: float) -> tuple[float, float, float]:
    """Return the rate in 1/h, its standard error and r2, by least squares."""
    hours = [(point.at_s - points[0].at_s) / 3600 for point in points]
    logs = [math.log(point.ppm - outdoor_ppm) for point in points]
    n = len(points)
    mean_h, mean_log = sum(hours) / n, sum(logs) / n
    hh = sum((h - mean_h) ** 2 for h in hours)
    hl = sum((h - mean_h) * (y - mean_log) for h, y in zip(hours, logs, strict=True))
    ll = sum((y - mean_log) ** 2 for y in logs)
    if hh == 0 or ll == 0:
        return 0.0, math.inf, 0.0
    slope = hl / hh
    residual = max(ll - slope * hl, 0.0)
    error = math.sqrt(residual / max(n - 2, 1) / hh)
    return -slope, error, 1 - residual / ll


def _t95(freedom: int) -> float:
    """Return Student's t of a two-sided 95 % interval, within 2 % from 4 degrees of freedom on."""
    return 1.96 + 2.5 / freedom + 3.0 / freedom**2
