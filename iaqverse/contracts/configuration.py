"""What people edit: building, sites, rooms, devices. One document in a NATS key-value bucket."""

from collections.abc import Mapping
from datetime import time
from functools import cached_property
from types import MappingProxyType
from typing import Annotated, Any, Final, Literal, Self, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    ValidationInfo,
    field_validator,
    model_validator,
)

from iaqverse.contracts.module import ModuleKind
from iaqverse.contracts.names import LONGEST_NAME, TOKEN, Place, check_name
from iaqverse.contracts.profile import SHIPPED, Bands, Limits, Profile, own_limits, profile
from iaqverse.contracts.quantity import QUANTITIES

BUCKET: Final = "iaq-config"
KEY: Final = "config"

Name = Annotated[str, Field(min_length=1, max_length=LONGEST_NAME)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Building(_Part):
    """The whole installation."""

    name: Name = "IAQverse"


class Site(_Part):
    """A site; `timezone` is an IANA name, None means the machine's."""

    name: Name | None = None
    timezone: str | None = None

    @field_validator("timezone")
    @classmethod
    def _known(cls, zone: str | None) -> str | None:
        if zone is not None:
            try:
                ZoneInfo(zone)
            except (ZoneInfoNotFoundError, ValueError, OSError):
                raise ValueError(f"unknown time zone {zone!r}") from None
        return zone


RoomKind = Literal[
    "room",
    "classroom",
    "office",
    "meeting_room",
    "living_room",
    "bedroom",
    "kitchen",
    "bathroom",
    "corridor",
    "outdoor",
]

Metres = Annotated[float, Field(ge=-10_000, le=10_000, allow_inf_nan=False)]
Length = Annotated[float, Field(gt=0, le=1000, allow_inf_nan=False)]


class Plan(_Part):
    """Where a room lies on its site's plan, in metres: x to the right, y downwards, the corner first."""

    x_m: Metres
    y_m: Metres
    width_m: Length
    depth_m: Length
    floor: Annotated[int, Field(ge=-20, le=200)] = 0


def _to_the_minute(text: str) -> str:
    if text != "24:00":
        time.fromisoformat(text)
    return text


Clock = Annotated[str, Field(pattern=r"^[0-2]\d:[0-5]\d$"), AfterValidator(_to_the_minute)]


class Hours(_Part):
    """When people are in a room, by the site's clock: ISO weekdays (1 is Monday), from `start` until `end`.

    Both are ``HH:MM``, `end` at the latest ``24:00`` and after `start`.
    """

    days: Annotated[frozenset[Annotated[int, Field(ge=1, le=7)]], Field(min_length=1)]
    start: Clock
    end: Clock

    @model_validator(mode="after")
    def _in_order(self) -> "Hours":
        if self.start >= self.end:
            raise ValueError(f"ends at {self.end}, which is not after {self.start}")
        return self


class Room(_Part):
    """A room; `kind` ``outdoor`` supplies outdoor values.

    `order` sorts rooms where a person chose one, lowest first. Without `plan` pages lay a room out by
    themselves; without `occupied` all hours count. `profile` None means the configuration's.
    """

    name: Name | None = None
    kind: RoomKind = "room"
    order: int = 0
    plan: Plan | None = None
    occupied: Hours | None = None
    profile: str | None = None


class Fitting(_Part):
    """A module that a room is fitted with, such as a window; its state travels on the bus."""

    name: Name | None = None
    kind: ModuleKind


class Device(_Part):
    """A device; `calibration` are finite offsets by quantity, added by ingest, in the quantity's unit."""

    name: Name | None = None
    retired: bool = False
    calibration: dict[str, Annotated[float, Field(allow_inf_nan=False)]] = {}

    @field_validator("calibration")
    @classmethod
    def _of_quantities(cls, offsets: dict[str, float]) -> dict[str, float]:
        for quantity in offsets:
            if quantity not in QUANTITIES:
                raise ValueError(f"unknown quantity {quantity!r}")
        return offsets


class OwnProfile(_Part):
    """People's own limits, of the quantities that they want others for than the default ones."""

    name: Name
    limits: dict[str, Limits] = {}

    @field_validator("limits", mode="before")
    @classmethod
    def _are_limits(cls, limits: Any) -> Any:
        if not isinstance(limits, Mapping):
            return limits
        return {name: own_limits(name, given) for name, given in limits.items()}

    def as_profile(self, key: str) -> Profile:
        """Return the whole table."""
        bands = {name: Bands(limits, "") for name, limits in self.limits.items()}
        return profile(key, self.name, bands, is_own=True)


_Named = TypeVar("_Named", Site, Room, Device)

_DEPTHS: Final = {"sites": 1, "rooms": 2, "devices": 3, "modules": 3, "places": 1, "profiles": 1}
"""Of how many tokens a key is."""


class Configuration(_Part):
    """The document. Keys are tokens joined by slashes: a site, a room of it, a device or module of that.

    `places` gives devices that name no place their room: ``{"bureau1": "maison/bureau"}``. `profiles` are
    people's own; `profile`, and that of a room, names one of these or one that is shipped.
    """

    building: Building = Building()
    sites: dict[str, Site] = {}
    rooms: dict[str, Room] = {}
    devices: dict[str, Device] = {}
    modules: dict[str, Fitting] = {}
    places: dict[str, str] = {}
    profiles: dict[str, OwnProfile] = {}
    profile: str = "default"

    @field_validator("sites", "rooms", "devices", "modules", "places", "profiles")
    @classmethod
    def _keys_are_tokens(cls, parts: dict[str, object], field: ValidationInfo) -> dict[str, object]:
        for key in parts:
            _check_tokens(key, _DEPTHS[field.field_name or ""])
        return parts

    @field_validator("places")
    @classmethod
    def _are_rooms(cls, places: dict[str, str]) -> dict[str, str]:
        for room in places.values():
            _check_tokens(room, _DEPTHS["rooms"])  # they become subjects
        return places

    @model_validator(mode="after")
    def _profiles_are_known(self) -> Self:
        for key in self.profiles:
            if key in SHIPPED:
                raise ValueError(f"profiles: {key!r} is shipped: give your own another key")
        wanted = {"profile": self.profile} | {
            f"rooms.{key}.profile": room.profile
            for key, room in self.rooms.items()
            if room.profile is not None
        }
        for where, key in wanted.items():
            if key not in self.all_profiles:
                known = ", ".join(self.all_profiles)
                raise ValueError(f"{where}: there is no profile {key!r}; there are: {known}")
        return self

    @cached_property
    def all_profiles(self) -> Mapping[str, Profile]:
        """All profiles by key: the shipped ones, the default first, then people's own."""
        own = {key: own.as_profile(key) for key, own in self.profiles.items()}
        return MappingProxyType({**SHIPPED, **own})

    def profile_of(self, site: str, room: str) -> Profile:
        """Return the profile that holds in a room."""
        known = self.rooms.get(f"{site}/{room}")
        return self.all_profiles[(known.profile if known is not None else None) or self.profile]

    def chosen_profiles(self) -> object:
        """Return what is equal as long as the same limits hold everywhere."""
        of_rooms = {key: room.profile for key, room in self.rooms.items() if room.profile is not None}
        return self.profile, self.profiles, of_rooms

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """Return a copy; what was worked out of this document is not taken along."""
        copied = super().model_copy(update=update, deep=deep)
        copied.__dict__.pop("all_profiles", None)
        return copied

    def place_of(self, device: str) -> tuple[str, str] | None:
        """Return (site, room) that this configuration gives a device that named none."""
        site, _, room = self.places.get(device, "").partition("/")
        return (site, room) if site and room else None

    def calibration_of(self, place: Place) -> dict[str, float]:
        """Return the offsets of this device by quantity."""
        device = self.devices.get(str(place))
        return device.calibration if device else {}

    def is_retired(self, place: Place) -> bool:
        """Whether this device was retired: pages hide it, history stays."""
        device = self.devices.get(str(place))
        return device is not None and device.retired

    def with_names(self, place: Place, site: str, room: str, device: str) -> "Configuration":
        """Return this configuration with these display names where there are none yet.

        Names that would not be valid names are left out.
        """
        return self.model_copy(
            update={
                "sites": _named(self.sites, place.site, site, Site()),
                "rooms": _named(self.rooms, f"{place.site}/{place.room}", room, Room()),
                "devices": _named(self.devices, str(place), device, Device()),
            }
        )

    def with_room(self, site: str, site_name: str, room: str, room_name: str) -> "Configuration":
        """Return this configuration with a room, given by tokens and names; one that is known stays."""
        named_site = Site(name=site_name if site_name != site else None)
        named_room = Room(name=room_name if room_name != room else None)
        return self.model_copy(
            update={
                "sites": {site: named_site, **self.sites},
                "rooms": {f"{site}/{room}": named_room, **self.rooms},
            }
        )


def _check_tokens(text: str, count: int) -> None:
    parts = text.split("/")
    if len(parts) != count or not all(map(TOKEN.fullmatch, parts)):
        raise ValueError(f"not {count} token(s) of a-z, 0-9, _ and -, joined by slashes: {text!r}")


def _named(parts: dict[str, _Named], key: str, name: str, empty: _Named) -> dict[str, _Named]:
    part = parts.get(key, empty)
    if part.name is not None or name == key.rsplit("/", 1)[-1] or not _is_name(name):
        return parts
    return {**parts, key: part.model_copy(update={"name": name})}


def _is_name(name: str) -> bool:
    try:
        check_name(name)
    except ValueError:
        return False
    return True
