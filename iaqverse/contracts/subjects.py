"""Subject names on the bus: ``iaq.<kind>.<site>.<room>.<device>``."""

import re
from typing import Final, NamedTuple

from iaqverse.contracts.names import TOKEN, Place

RAW: Final = "iaq.raw"
REJECTED: Final = "iaq.rejected"
RPC: Final = "iaq.rpc"
LIVE: Final = "live"
"""The prefix under which the ``IAQ`` stream republishes what it kept."""

READINGS: Final = "readings"
LATE: Final = "late"
PREDICTIONS: Final = "predictions"
ACCURACY: Final = "accuracy"
ACTIONS: Final = "actions"
ALERTS: Final = "alerts"
AIR: Final = "air"
MODULES: Final = "modules"
FEEDBACK: Final = "feedback"
KEPT_KINDS: Final = (READINGS, LATE, PREDICTIONS, ACCURACY, ACTIONS, ALERTS, AIR, MODULES, FEEDBACK)
"""The kinds that the ``IAQ`` stream holds."""

_LONG_TOKEN: Final = re.compile(r"[a-z0-9_-]{1,80}")
"""What the rule of an alert may be: such as ``stuck-<quantity>--<device>``."""


class Subject(NamedTuple):
    """A subject of the ``IAQ`` stream, taken apart.

    `rest` is what follows the room: a device, a quantity, a rule, a module; empty for ``air``
    and ``feedback``.
    """

    kind: str
    site: str
    room: str
    rest: tuple[str, ...] = ()

    def __str__(self) -> str:
        return ".".join(("iaq", self.kind, self.site, self.room, *self.rest))


def of_device(kind: str, place: Place) -> str:
    """Return the subject of `kind` for one device: ``iaq.readings.maison.bureau.bureau1``."""
    return f"iaq.{kind}.{place.site}.{place.room}.{place.device}"


def of_room(kind: str, site: str, room: str, rest: str = "") -> str:
    """Return the subject of `kind` for a room: ``iaq.actions.maison.bureau.co2_ppm``.

    Raises:
        ValueError: If a part is not a token (`rest`: a token of up to 80 characters).
    """
    for part in (site, room):
        if not TOKEN.fullmatch(part):
            raise ValueError(f"not a token: {part!r}")
    if rest and not _LONG_TOKEN.fullmatch(rest):
        raise ValueError(f"not a token: {rest!r}")
    return f"iaq.{kind}.{site}.{room}.{rest}" if rest else f"iaq.{kind}.{site}.{room}"


def raw(device: str) -> str:
    """Return the subject on which the device with this token publishes untrusted readings."""
    return f"{RAW}.{device}"


def rejected(device: str) -> str:
    """Return the subject on which refused readings of this device are kept."""
    return f"{REJECTED}.{device}"


def rpc(service: str, method: str) -> str:
    """Return the subject of a request: ``iaq.rpc.store.latest``."""
    return f"{RPC}.{service}.{method}"


def parse(subject: str) -> Subject | None:
    """Take a subject of the ``IAQ`` stream apart, with or without ``live.`` before it; None if it is none."""
    parts = subject.removeprefix(LIVE + ".").split(".")
    if len(parts) < 4 or parts[0] != "iaq" or parts[1] not in KEPT_KINDS or "" in parts:
        return None
    return Subject(parts[1], parts[2], parts[3], tuple(parts[4:]))


def kinds(*names: str) -> list[str]:
    """Return the filters of whole kinds: ``kinds("late")`` -> ``["iaq.late.>"]``."""
    return [f"iaq.{name}.>" for name in names]
