"""Whether a reading is accepted, and what is published then: place, time, calibration, score."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any, Final, NamedTuple

import orjson

from iaqverse.contracts.configuration import Configuration
from iaqverse.contracts.names import Place
from iaqverse.contracts.quantity import QUANTITIES
from iaqverse.contracts.score import score_values
from services.ingest.places import Names, Route, Routes, device_of
from services.ingest.shapes import Refusal, read

OLDEST: Final = timedelta(days=30)
NEWEST: Final = timedelta(minutes=5)
LATE: Final = timedelta(minutes=5)
"""A reading that is older than this is history: stored and learnt from, never live."""
UNKNOWN_DEVICE: Final = "unknown"
"""The device of refused readings that name none."""
_ISO_8601: Final = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2}([.,][0-9]{1,9})?)?"
    r"(Z|[+-][0-9]{2}(:?[0-9]{2})?)?"
)
"""`datetime.fromisoformat` takes more, such as a date alone or a NUL at the end."""
_DECIMALS: Final = 6
"""Of calibrated values: hides what binary fractions add."""


class Accepted(NamedTuple):
    """A reading to publish: `payload` on `subject`. `ts` is its time as in the payload."""

    place: Place
    ts: str
    subject: str
    payload: bytes
    is_late: bool
    is_older: bool
    new_names: Names | None


class Refused(NamedTuple):
    """A reading that is refused: the token of its device, a sentence that says why, and what was sent."""

    device: str
    reason: str
    original: object


Verdict = Accepted | Refused


class Validator:
    """Judges readings under one configuration. Values in, values out: the clock is the caller's."""

    def __init__(self, configuration: Configuration) -> None:
        self._routes = Routes(configuration)

    def judge(
        self, items: Sequence[object], received_at: datetime, now: datetime, bound: str | None = None
    ) -> list[Verdict]:
        """Return a verdict for each of `items`, decoded readings that came together.

        A reading without a time takes `received_at`, which also decides on the time window; `now`
        decides whether it is late. They differ for a message that waited on the bus. `bound` is the
        token of the device when the subject says it.
        """
        verdicts: list[Verdict] = []
        timeless: set[Place] = set()
        for item in items:
            try:
                verdicts.append(self._accept(item, received_at, now, bound, timeless))
            except Refusal as refusal:
                device = bound or device_of(item) or UNKNOWN_DEVICE
                verdicts.append(Refused(device, str(refusal), item))
        return verdicts

    def _accept(
        self, item: object, received_at: datetime, now: datetime, bound: str | None, timeless: set[Place]
    ) -> Accepted:
        claim = read(item)
        route = self._routes.of(claim, bound)
        place = route.place
        if claim.ts is None:
            if place in timeless:
                raise Refusal("a list has two readings of this device without a time: give each its ts")
            timeless.add(place)
            at = received_at
        else:
            at = instant(claim.ts, route.zone, received_at)
        ts = at.isoformat(timespec="milliseconds")[:-6] + "Z"
        is_late = now - at > LATE
        return Accepted(
            place,
            ts,
            route.late_subject if is_late else route.subject,
            _payload(route, ts, claim.values),
            is_late,
            claim.is_older,
            route.new_names,
        )


def instant(ts: str | datetime, zone: tzinfo | None, received_at: datetime) -> datetime:
    """Return the time `ts` of a reading that came at `received_at`, in UTC.

    A time without a zone is one in `zone`; None is the machine's.

    Raises:
        Refusal: If it is no time, older than 30 days, or more than 5 minutes in the future.
    """
    at = ts if isinstance(ts, datetime) else _parsed(ts)
    try:
        if at.tzinfo is None:
            at = _zoned(at, zone, received_at)
        age = received_at - at
    except (OverflowError, ValueError, OSError):
        raise Refusal("ts is out of this world: is the device's clock set?") from None
    if age > OLDEST:
        raise Refusal(f"ts is older than {OLDEST.days} days: such readings are not taken any more")
    if age < -NEWEST:
        raise Refusal("ts lies more than 5 minutes in the future: is the device's clock, or its zone, set?")
    return at.astimezone(UTC)


def _zoned(shown: datetime, zone: tzinfo | None, received_at: datetime) -> datetime:
    """Return when the clocks of `zone` showed that.

    An hour that they show twice, in autumn, is the one that is nearer to `received_at`: what was
    measured in the second one must not replace what was measured in the first.
    """
    twice = [shown.replace(fold=fold) for fold in (0, 1)]
    instants = [at.astimezone() if zone is None else at.replace(tzinfo=zone) for at in twice]
    return min(instants, key=lambda at: abs(received_at - at))


def _parsed(text: str) -> datetime:
    try:
        if _ISO_8601.fullmatch(text):
            return datetime.fromisoformat(text)
    except ValueError:
        pass
    raise Refusal(f"ts must be an ISO 8601 time such as 2026-11-23T02:00:00Z, not {text!r}")


def _payload(route: Route, ts: str, values: dict[str, int | float]) -> bytes:
    """Return the bytes of the reading, as `Reading.encode` would (its contract test says so)."""
    reading: dict[str, Any] = {
        "device": route.place.device,
        "site": route.place.site,
        "room": route.place.room,
        "ts": ts,
        "values": values,
    }
    if route.offsets:
        raw = calibrate(values, route.offsets)
        if raw:
            reading["raw"] = raw
    score = score_values(values, route.profile)
    if score is not None:
        reading["score"] = score.score
        reading["level"] = score.level
        reading["limiting"] = score.limiting
    return orjson.dumps(reading)


def calibrate(
    values: dict[str, int | float], offsets: tuple[tuple[str, float], ...]
) -> dict[str, int | float]:
    """Add the offsets to `values`, in place, and return the values that changed as they were.

    A result beyond what the quantity can be is the nearest possible value.
    """
    raw: dict[str, int | float] = {}
    for name, offset in offsets:
        if offset and name in values:
            quantity, sent = QUANTITIES[name], values[name]
            shifted = round(sent + offset, _DECIMALS)
            values[name] = min(max(shifted, quantity.lowest), quantity.highest)
            if values[name] != sent:
                raw[name] = sent
    return raw
