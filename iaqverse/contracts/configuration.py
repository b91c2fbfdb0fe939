"""What people edit: building, sites, rooms, devices. One document in a NATS key-value bucket."""

from typing import Annotated, Final, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, ConfigDict, Field, field_validator

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
    """A device; `calibration` are offsets by quantity, added by ingest, in the quantity's unit."""

    name: Name | None = None
    retired: bool = False
    calibration: dict[str, float] = {}

    @field_validator("calibration")
    @classmethod
    def _of_quantities(cls, offsets: dict[str, float]) -> dict[str, float]:
        for quantity in offsets:
            if quantity not in QUANTITIES:
                raise ValueError(f"unknown quantity {quantity!r}")
        return offsets


_Named = TypeVar("_Named", Site, Room, Device)


class Configuration(_Part):
    """The document. Keys are tokens joined by slashes, such as ``maison/bureau/bureau1``.

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
    def _keys_are_tokens(cls, parts: dict[str, object]) -> dict[str, object]:
        for key in parts:
            if not all(TOKEN.fullmatch(part) for part in key.split("/")):
                raise ValueError(f"not tokens joined by slashes: {key!r}")
        return parts

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
