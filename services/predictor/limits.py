"""When something is to be done: limits of the bands of a room's profile, by quantity. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Final, Literal, TypeVar

from iaqverse.contracts.configuration import Configuration
from iaqverse.contracts.profile import DEFAULT, Bands, Profile

Side = Literal["above", "below"]
Made = TypeVar("Made")

GOOD: Final = 1
FAIR: Final = 2
POOR: Final = 3


@dataclass(frozen=True, slots=True)
class ActionLimits:
    """Limits in the quantity's unit, the first to be passed first.

    `margin`: how far on the good side of a limit a value must be before it counts as better again.
    `digits`: to how many decimals it is said. `bands`: those that the limits are of.
    """

    above: tuple[float, ...]
    below: tuple[float, ...]
    margin: float
    digits: int
    bands: Bands

    def of(self, side: Side) -> tuple[float, ...]:
        """Return the limits that are passed upwards or downwards."""
        return self.above if side == "above" else self.below


ActionTable = Mapping[str, ActionLimits]

_WHEN: Final = (
    ("co2_ppm", (GOOD, POOR), 20, 0),
    ("pm25_ugm3", (GOOD, FAIR), 1, 1),
    ("pm10_ugm3", (GOOD, FAIR), 3, 1),
    ("tvoc_ppb", (GOOD, FAIR), 10, 0),
    ("tvoc_ugm3", (GOOD, FAIR), 50, 0),
    ("voc_index", (GOOD, FAIR), 10, 0),
    ("humidity_pct", (GOOD, POOR), 2, 0),
    ("temperature_c", (FAIR, POOR), 0.5, 1),
)
"""Of which bands the limits are, the margin and the digits. By default CO2 as HCSP 2022: manage at 800 ppm,
act at 1500. Temperature waits for the fair band's end: by default 18 °C, which is also the least that WHO's
housing guidelines (2018) ask for."""


def action_limits(profile: Profile) -> ActionTable:
    """Return the limits of a profile by quantity."""
    return MappingProxyType(
        {name: _limits(profile.bands[name], chosen, margin, digits) for name, chosen, margin, digits in _WHEN}
    )


def _limits(bands: Bands, chosen: tuple[int, int], margin: float, digits: int) -> ActionLimits:
    if bands.intervals:
        lows, highs = zip(*(bands.intervals[band] for band in chosen), strict=True)
        return ActionLimits(highs, lows, margin, digits, bands)
    return ActionLimits(tuple(bands.upper_limits[band] for band in chosen), (), margin, digits, bands)


ACTION_LIMITS: Final = action_limits(DEFAULT)
"""Those of the default profile."""


def default_limits(_site: str = "", _room: str = "") -> ActionTable:
    """Return the limits of the default profile: where nothing was configured."""
    return ACTION_LIMITS


def by_room(configuration: Configuration, make: Callable[[Profile], Made]) -> Callable[[str, str], Made]:
    """Return what tells what is made of the profile of a room (site, room), made once for each profile.

    It is worked out here, when the configuration changes: to ask is a look into a dictionary.
    """
    made = cache(make)
    usual = made(configuration.all_profiles[configuration.profile])
    others = {
        (site, name): made(configuration.profile_of(site, name))
        for (site, name), room in ((key.split("/"), room) for key, room in configuration.rooms.items())
        if room.profile is not None
    }
    return lambda site, room: others.get((site, room), usual)
