"""Query strings, checked: what is unknown, impossible or too much is refused with the reason."""

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Final, NamedTuple

from iaqverse.contracts import names
from iaqverse.contracts.quantity import QUANTITIES
from iaqverse.contracts.wire import epoch_ms
from services.gateway.subscriptions import Filter

_RELATIVE: Final = re.compile(r"-(\d{1,6}(?:\.\d{1,3})?)(s|m|min|h|d|w)")
_STEP: Final = re.compile(r"(\d{1,6})(s|m|min|h|d|w)?")
_SECONDS: Final = {"s": 1, "m": 60, "min": 60, "h": 3600, "d": 86_400, "w": 604_800}
_STEP_NAMES: Final = {"hourly": 3600, "daily": 86_400, "weekly": 604_800}
_FIRST: Final = datetime(1970, 1, 1, tzinfo=UTC)
_LAST: Final = datetime(2200, 1, 1, tzinfo=UTC)


class BadQuery(ValueError):
    """A query that can't be answered; `str()` says why."""


class Span(NamedTuple):
    """A span of time, in milliseconds since 1970; the end is not in it."""

    start_ms: int
    end_ms: int


def known(query: Mapping[str, str], names_: Iterable[str]) -> dict[str, str]:
    """Return `query` without what is empty.

    Raises:
        BadQuery: If it has other parameters than these.
    """
    allowed = set(names_)
    for name in query:
        if name not in allowed:
            raise BadQuery(f"unknown parameter {name[:40]!r}; known: {', '.join(sorted(allowed))}")
    return {name: value for name, value in query.items() if value}


def place_filter(query: Mapping[str, str]) -> Filter:
    """Return what `site`, `room` and `device`, or their older names, narrow an answer to.

    Raises:
        BadQuery: If one can't be a name.
    """
    given = {
        "site": query.get("site") or query.get("enseigne"),
        "room": query.get("room") or query.get("salle"),
        "device": query.get("device") or query.get("sensor_id") or query.get("capteur_id"),
    }
    try:
        return Filter(**{key: names.token(name) if name else None for key, name in given.items()})
    except ValueError as error:
        raise BadQuery(str(error)) from None


PLACE: Final = ("site", "room", "device", "enseigne", "salle", "sensor_id", "capteur_id")


def span(query: Mapping[str, str], now: datetime, default: timedelta) -> Span:
    """Return the span from `start` to `end`, or the last `hours`; times are ISO 8601 or like ``-1h``.

    Raises:
        BadQuery: If a time can't be read or the span is empty.
    """
    end = instant(query["end"], now) if "end" in query else now
    if "start" in query:
        start = instant(query["start"], now)
    elif "hours" in query:
        start = end - timedelta(hours=number("hours", query["hours"], 0.01, 24 * 3660))
    else:
        start = end - default
    if start >= end:
        raise BadQuery("start must be before end")
    return Span(epoch_ms(start), epoch_ms(end))


def instant(text: str, now: datetime) -> datetime:
    """Return the time that `text` says: ISO 8601 (UTC when it names no zone), or before now like ``-1h``.

    Raises:
        BadQuery: If it says none between 1970 and 2200.
    """
    relative = _RELATIVE.fullmatch(text)
    date, mark, rest = text.partition("T")
    try:
        if relative is not None:
            at = now - timedelta(seconds=float(relative[1]) * _SECONDS[relative[2]])
        else:
            at = datetime.fromisoformat(date + mark + rest.replace(" ", "+"))  # a plus that was not escaped
    except (ValueError, OverflowError):
        raise BadQuery(f"not a time: {text[:40]!r}; say 2026-11-23T02:00:00Z, or -1h") from None
    at = at if at.tzinfo is not None else at.replace(tzinfo=UTC)
    if not _FIRST <= at <= _LAST:
        raise BadQuery(f"a time must be between 1970 and 2200: {text[:40]!r}")
    return at


def number(name: str, text: str, least: float, most: float) -> float:
    """Return the number in `text`.

    Raises:
        BadQuery: If there is none, or it is not within `least` and `most`.
    """
    try:
        value = float(text)
    except ValueError:
        raise BadQuery(f"{name} is not a number: {text[:40]!r}") from None
    if not least <= value <= most:
        raise BadQuery(f"{name} must be from {least:g} to {most:g}")
    return value


def whole(name: str, text: str, least: int, most: int) -> int:
    """Return the whole number in `text`; see `number`."""
    value = number(name, text, least, most)
    if value != int(value):
        raise BadQuery(f"{name} is not a whole number: {text[:40]!r}")
    return int(value)


def truth(name: str, text: str) -> bool:
    """Return whether `text` says yes.

    Raises:
        BadQuery: If it says neither yes nor no.
    """
    if text.lower() in ("1", "true", "yes"):
        return True
    if text.lower() in ("0", "false", "no"):
        return False
    raise BadQuery(f"{name} is true or false, not {text[:40]!r}")


def step_s(text: str) -> int:
    """Return the seconds of a step such as ``5min``, ``1h``, ``90`` or ``daily``.

    Raises:
        BadQuery: If it is none between 1 s and 366 days.
    """
    seconds = _STEP_NAMES.get(text.lower())
    if seconds is None:
        match = _STEP.fullmatch(text.lower())
        if match is None:
            raise BadQuery(f"not a step: {text[:40]!r}; say 5min, 1h or daily")
        seconds = int(match[1]) * _SECONDS[match[2] or "s"]
    if not 1 <= seconds <= 366 * 86_400:
        raise BadQuery("a step is from 1 s to 366 days")
    return seconds


def quantities(text: str) -> list[str]:
    """Return the quantities that a list with commas names; ``score`` is one.

    Raises:
        BadQuery: If one is unknown.
    """
    wanted = [name for name in text.split(",") if name]
    for name in wanted:
        if name not in QUANTITIES and name != "score":
            raise BadQuery(f"unknown quantity {name[:40]!r}")
    return wanted
