"""InfluxQL: what is asked, as text. All times are milliseconds since 1970.

Of the query languages of InfluxDB 2 this is the one that answers fastest (three to ten times Flux for the
newest and for raw readings) and the only one that other versions speak too.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from iaqverse.contracts.names import Place
from services.store.influx.lines import READINGS

ROLLUP: Final = "rollup"
PARTS: Final = ("n", "sum", "min", "max")
BY_PLACE: Final = "site, room, device"


def quoted(value: str) -> str:
    """Return a string literal."""
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"


def of(tags: Mapping[str, str]) -> str:
    """Return the condition that all these tags are so; one that is empty is missing."""
    return " AND ".join(f"{name} = {quoted(value)}" for name, value in tags.items())


def between(start_ms: int, end_ms: int) -> str:
    """Return the condition that an instant is in a span, the end not in it."""
    return f"time >= {start_ms}ms AND time < {end_ms}ms"


def one_of(places: Iterable[Place]) -> str:
    """Return the condition that a device is one of these."""
    return "(" + " OR ".join(f"({of(place._asdict())})" for place in places) + ")"


def readings(place: Place, fields: Sequence[str], span: str, limit: int, more: str = "") -> str:
    """Return the question for raw readings of a device."""
    return (
        f"SELECT {', '.join(fields)} FROM {READINGS}"
        f" WHERE {of(place._asdict())} AND {span} {more} ORDER BY time LIMIT {limit}"
    )


def summed_readings(names: Sequence[str], where: str, step_ms: int, more: str = "", rest: str = "") -> str:
    """Return the question for how many, sum, least and most of readings, by bucket."""
    parts = ", ".join(
        f"count({q}) AS n_{q}, sum({q}) AS sum_{q}, min({q}) AS min_{q}, max({q}) AS max_{q}" for q in names
    )
    return (
        f"SELECT {parts} FROM {READINGS} WHERE {where} GROUP BY time({step_ms:d}ms){more} fill(none) {rest}"
    )


def summed_rollups(names: Sequence[str], where: str, step_ms: int, more: str = "", rest: str = "") -> str:
    """Return the same of buckets that are finer."""
    parts = ", ".join(
        f"sum(n_{q}) AS n_{q}, sum(sum_{q}) AS sum_{q}, min(min_{q}) AS min_{q}, max(max_{q}) AS max_{q}"
        for q in names
    )
    return f"SELECT {parts} FROM {ROLLUP} WHERE {where} GROUP BY time({step_ms:d}ms){more} fill(none) {rest}"


def columns(names: Iterable[str]) -> list[str]:
    """Return the columns of buckets: how many, sum, least and most of each quantity."""
    return [f"{part}_{q}" for q in names for part in PARTS]


def rollups(names: Sequence[str], where: str, rest: str = "") -> str:
    """Return the question for buckets as they are kept."""
    return f"SELECT {', '.join(columns(names))} FROM {ROLLUP} WHERE {where} {rest}"


def rollups_of_each(names: Sequence[str], where: str) -> str:
    """Return the same, by device."""
    return rollups(names, where, f"GROUP BY {BY_PLACE}")


def readings_of_each(names: Sequence[str], where: str) -> str:
    """Return the question for raw readings, by device."""
    return f"SELECT {', '.join(names)} FROM {READINGS} WHERE {where} GROUP BY {BY_PLACE}"


def newest(fields: Sequence[str], where: str, many: int) -> str:
    """Return the question for the newest readings of each device."""
    return (
        f"SELECT {', '.join(fields)} FROM {READINGS} WHERE {where}"
        f" GROUP BY {BY_PLACE} ORDER BY time DESC LIMIT {many}"
    )
