"""What people edit: building, sites, rooms, devices. One document in a NATS key-value bucket."""

from typing import Annotated, Final, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator

from iaqverse.contracts.names import LONGEST_NAME, TOKEN, Place, check_name
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


class Room(_Part):
    """A room; `kind` ``outdoor`` supplies outdoor values."""

    name: Name | None = None
    kind: str = "room"
    order: int = 0


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


_Named = TypeVar("_Named", Site, Room, Device)

_DEPTHS: Final = {"sites": 1, "rooms": 2, "devices": 3, "places": 1}
"""Of how many tokens a key is."""


class Configuration(_Part):
    """The document. Keys are tokens joined by slashes: a site, a room of it, a device of that.

    `places` gives devices that name no place their room: ``{"bureau1": "maison/bureau"}``.
    """

    building: Building = Building()
    sites: dict[str, Site] = {}
    rooms: dict[str, Room] = {}
    devices: dict[str, Device] = {}
    places: dict[str, str] = {}
    profile: str = "default"

    @field_validator("sites", "rooms", "devices", "places")
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
