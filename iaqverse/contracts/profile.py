"""Which limits hold in a room: the default ones, another authority's, or people's own. Pure.

A profile is a table of bands. It says something of the quantities that its authority speaks of and takes
all others from the default, which is the table of `quantity`. So every profile is complete.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from types import MappingProxyType
from typing import Any, Final

from iaqverse.contracts.quantity import QUANTITIES, Interval, Quantity

Limits = tuple[float, ...] | tuple[Interval, ...]
"""Of excellent, good, fair and poor: four rising upper limits, or four intervals, each around the last."""

MANY: Final = 4
GUARDED: Final = frozenset({"co_ppm"})
"""What kills: own limits may be stricter than the default ones, never laxer."""


@dataclass(frozen=True, slots=True, eq=False)
class Bands:
    """The bands of one quantity, in its unit, and who says so; `source` is empty for people's own limits."""

    limits: Limits
    source: str

    @property
    def intervals(self) -> tuple[Interval, ...]:
        """The limits of a two-sided scale, or nothing."""
        return tuple(limit for limit in self.limits if isinstance(limit, tuple))

    @property
    def upper_limits(self) -> tuple[float, ...]:
        """The limits of a one-sided scale, or nothing."""
        return tuple(limit for limit in self.limits if not isinstance(limit, tuple))


@dataclass(frozen=True, slots=True, eq=False)
class Profile:
    """The bands of all quantities that are scored. `is_own`: made by people, not shipped.

    Two profiles are the same only if they are one object: there is one of each in a configuration.
    """

    key: str
    name: str
    bands: Mapping[str, Bands]
    is_own: bool = False

    def describe(self) -> dict[str, Any]:
        """Return the profile as a browser gets it."""
        return {
            "name": self.name,
            "own": self.is_own,
            "quantities": {
                name: {"limits": list(bands.limits), "source": bands.source}
                for name, bands in self.bands.items()
            },
        }


DEFAULT: Final = Profile(
    "default",
    "IAQverse",
    MappingProxyType(
        {q.name: Bands(q.intervals or q.upper_limits, q.source) for q in QUANTITIES.values() if q.is_scored}
    ),
)


ProfileOf = Callable[[str, str], Profile]
"""Tells which profile holds in a room (site, room)."""


def default_everywhere(_site: str, _room: str) -> Profile:
    """Return the default profile: where nothing was configured."""
    return DEFAULT


def profile(key: str, name: str, bands: Mapping[str, Bands], *, is_own: bool = False) -> Profile:
    """Return the profile that has these bands and the default's of all other quantities."""
    return Profile(key, name, MappingProxyType({**DEFAULT.bands, **bands}), is_own)


_SHIPPED: Final = (
    DEFAULT,
    profile(
        "en-16798-1",
        "EN 16798-1",
        {
            "co2_ppm": Bands(
                (970, 1220, 1770, 2000),
                "EN 16798-1:2019, categories I, II and III: 550, 800 and 1350 above outdoors (420); "
                "UBA/IRK 2008: unacceptable above 2000",
            ),
            "temperature_c": Bands(
                ((21, 25.5), (20, 26), (19, 27), (16, 30)),
                "EN 16798-1:2019, offices, categories I, II and III: heated to 21, 20, 19, "
                "cooled to 25.5, 26, 27; poor as by default",
            ),
        },
    ),
    profile(
        "uba-2008",
        "UBA 2008",
        {
            "co2_ppm": Bands(
                (800, 1000, 1400, 2000),
                "UBA/IRK 2008, also for schools: harmless below 1000, unacceptable above 2000; "
                "DIN EN 13779:2007: IDA 1 to 800, IDA 3 to 1400",
            ),
        },
    ),
    profile(
        "who-2021",
        "WHO 2021",
        {
            "pm25_ugm3": Bands(
                (5, 15, 25, 37.5),
                "WHO 2021: 5 a year; 15, interim targets 25 and 37.5 over 24 h",
            ),
            "pm10_ugm3": Bands(
                (15, 45, 50, 75),
                "WHO 2021: 15 a year; 45, interim targets 50 and 75 over 24 h",
            ),
            "no2_ppb": Bands(
                (5.3, 13, 26.5, 64),
                "WHO 2021: 10 µg/m³ a year; 25, interim targets 50 and 120 over 24 h; at 25 °C",
            ),
            "o3_ppb": Bands(
                (30.5, 51, 61, 81.5),
                "WHO 2021: 60 µg/m³ in peak season; 100, interim targets 120 and 160 over 8 h; at 25 °C",
            ),
        },
    ),
)  # fmt: skip

SHIPPED: Final[Mapping[str, Profile]] = MappingProxyType({one.key: one for one in _SHIPPED})
"""The profiles of authorities by key, the default first."""


def own_limits(name: str, given: object) -> Limits:
    """Return what a person gives as the limits of the quantity `name`.

    Raises:
        ValueError: If there is no such quantity, or these can't be its limits.
    """
    quantity = QUANTITIES.get(name)
    if quantity is None:
        raise ValueError(f"unknown quantity {name!r}")
    if not isinstance(given, Sequence) or isinstance(given, str) or len(given) != MANY:
        raise ValueError(f"{name}: give four limits, of excellent, good, fair and poor")
    is_two_sided = bool(quantity.intervals) if quantity.is_scored else not isinstance(given[0], int | float)
    return _intervals(quantity, given) if is_two_sided else _upper_limits(quantity, given)


def _upper_limits(quantity: Quantity, given: Sequence[object]) -> tuple[float, ...]:
    limits = tuple(_number(quantity, limit) for limit in given)
    if limits[0] <= 0 or any(limit >= after for limit, after in pairwise(limits)):
        raise ValueError(f"{quantity.name}: each limit must be above the one before, the first above 0")
    if quantity.name in GUARDED:
        for limit, most in zip(limits, quantity.upper_limits, strict=True):
            if limit > most:
                raise ValueError(
                    f"{quantity.name}: {limit:g} is above {most:g}: it kills, so no limit may be laxer"
                )
    return limits


def _intervals(quantity: Quantity, given: Sequence[object]) -> tuple[Interval, ...]:
    intervals: list[Interval] = []
    for pair in given:
        if not isinstance(pair, Sequence) or isinstance(pair, str) or len(pair) != 2:
            raise ValueError(f"{quantity.name}: it can be too low as well: give four pairs [low, high]")
        low, high = (_number(quantity, limit) for limit in pair)
        if low >= high or (intervals and (low >= intervals[-1][0] or high <= intervals[-1][1])):
            raise ValueError(f"{quantity.name}: each pair must be [low, high] and lie around the one before")
        intervals.append((low, high))
    return tuple(intervals)


def _number(quantity: Quantity, given: object) -> float:
    if isinstance(given, bool) or not isinstance(given, int | float) or not math.isfinite(given):
        raise ValueError(f"{quantity.name}: a limit must be a number, not {given!r:.40}")
    if not quantity.lowest <= given <= quantity.highest:
        possible = f"{quantity.lowest:g} to {quantity.highest:g} {quantity.unit}"
        raise ValueError(f"{quantity.name}: {given:g} is beyond what it can be: {possible}")
    return given
