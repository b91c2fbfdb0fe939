"""Names as sent -> where a device is, on which subjects it speaks and how its readings are treated."""

from datetime import tzinfo
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from iaqverse.contracts import subjects
from iaqverse.contracts.configuration import Configuration
from iaqverse.contracts.names import UNASSIGNED, Place, token
from iaqverse.contracts.profile import Profile
from services.ingest.shapes import Claim, Refusal

REMEMBERED: Final = 16_384
"""Routes kept; past that all are forgotten and worked out again."""


class Names(NamedTuple):
    """Display names as first sent, of a place that the configuration has no names for yet."""

    place: Place
    site: str
    room: str
    device: str


class Route(NamedTuple):
    """What is the same for every reading of one device, under one configuration.

    `offsets` are its calibration, by quantity and in its unit. `zone` is that of its site, for times
    without one; None is the machine's. `profile` is that of its room.
    """

    place: Place
    subject: str
    late_subject: str
    offsets: tuple[tuple[str, float], ...]
    zone: tzinfo | None
    profile: Profile
    new_names: Names | None


class Routes:
    """The routes of all devices under one configuration; each is worked out once."""

    def __init__(self, configuration: Configuration) -> None:
        self._configuration = configuration
        self._routes: dict[tuple[str | None, str | None, str | None, str | None], Route] = {}

    def of(self, claim: Claim, bound: str | None = None) -> Route:
        """Return the route of the device that `claim` names.

        `bound` is the device's token when the subject of the message says it: a name in the reading
        must be the same then, and may be left out.

        Raises:
            Refusal: If the names are no names, or not enough.
        """
        key = (claim.site, claim.room, claim.device, bound)
        route = self._routes.get(key)
        if route is None:
            route = self._work_out(_named(claim, bound), bound)
            if len(self._routes) >= REMEMBERED:
                self._routes.clear()
            self._routes[key] = route
        return route

    def _work_out(self, names: tuple[str | None, str | None, str], bound: str | None) -> Route:
        site, room, device = names
        configuration = self._configuration
        name = _token("device", device)
        if bound is not None and name != bound:
            raise Refusal(
                f"the reading is of the device {name}, but its subject says {bound}: make them equal"
            )
        if site is None or room is None:
            place = Place(*(configuration.place_of(name) or (UNASSIGNED, UNASSIGNED)), name)
        else:
            place = Place(_token("site", site), _token("room", room), name)
        zone = configuration.sites[place.site].timezone if place.site in configuration.sites else None
        return Route(
            place,
            subjects.of_device(subjects.READINGS, place),
            subjects.of_device(subjects.LATE, place),
            tuple(configuration.calibration_of(place).items()),
            ZoneInfo(zone) if zone else None,
            configuration.profile_of(place.site, place.room),
            self._new_names(Names(place, site or place.site, room or place.room, device)),
        )

    def _new_names(self, names: Names) -> Names | None:
        """Return `names` if the configuration would learn something from them."""
        before = self._configuration
        after = before.with_names(*names)
        is_known = (
            after.sites is before.sites and after.rooms is before.rooms and after.devices is before.devices
        )
        return None if is_known else names


def device_of(claim: object) -> str | None:
    """Return the token of the device that a refused item names, if it can be told."""
    if isinstance(claim, dict):
        for field in ("device", "sensor_id", "capteur_id"):
            name = claim.get(field)
            if isinstance(name, str):
                try:
                    return token(name)
                except ValueError:
                    return None
    return None


def _named(claim: Claim, bound: str | None) -> tuple[str | None, str | None, str]:
    """Return site, room and device as sent; an older reading may leave its sensor's name out."""
    if (claim.site is None) != (claim.room is None):
        raise Refusal("only one of site and room is given: give both, or neither")
    if claim.device is not None:
        return claim.site, claim.room, claim.device
    if bound is not None:
        return claim.site, claim.room, bound
    if claim.is_older and claim.site is not None and claim.room is not None:
        return claim.site, claim.room, f"{_token('site', claim.site)}-{_token('room', claim.room)}-1"
    raise Refusal("device is missing: the name of the device, such as bureau1")


def _token(what: str, name: str) -> str:
    try:
        return token(name)
    except ValueError as error:
        raise Refusal(f"{what}: {error}") from None
