"""Readings to measure with: 1000 devices in rooms of three, every 10 s, six quantities."""

from collections.abc import Iterator
from random import Random
from typing import Final

from iaqverse.contracts.names import Place
from services.store.engine import ReadingRow

DEVICES: Final = 1000
STEP_MS: Final = 10_000
MINUTE_MS, HOUR_MS, DAY_MS = 60_000, 3_600_000, 86_400_000
PLACES: Final = [Place("bench", f"room-{i // 3}", f"d{i}") for i in range(DEVICES)]
ROOM: Final = [place for place in PLACES if place.room == "room-0"]
_ABOUT: Final = {
    "co2_ppm": (800, 0),
    "pm25_ugm3": (12, 1),
    "pm10_ugm3": (20, 1),
    "tvoc_ppb": (200, 0),
    "temperature_c": (22, 2),
    "humidity_pct": (45, 1),
}
"""By quantity: around which value, with how many decimals."""
_KINDS: Final = 997
"""How many different sets of values there are."""


def _values() -> list[dict[str, float]]:
    chance = Random(1)
    return [
        {name: round(middle * chance.uniform(0.5, 1.5), digits) for name, (middle, digits) in _ABOUT.items()}
        for _ in range(_KINDS)
    ]


VALUES: Final = _values()


def ticks(start_ms: int, many: int) -> Iterator[list[ReadingRow]]:
    """Yield what all devices measure at one instant after another."""
    for tick in range(many):
        ts_ms = start_ms + tick * STEP_MS
        yield [ReadingRow(place, ts_ms, VALUES[(tick * 31 + i) % _KINDS]) for i, place in enumerate(PLACES)]


def history(places: list[Place], start_ms: int, end_ms: int, many: int) -> Iterator[list[ReadingRow]]:
    """Yield what some devices measured in a span, in batches of about `many`."""
    rows: list[ReadingRow] = []
    for ts_ms in range(start_ms, end_ms, STEP_MS):
        at = ts_ms // STEP_MS
        rows += [ReadingRow(place, ts_ms, VALUES[(at * 31 + i) % _KINDS]) for i, place in enumerate(places)]
        if len(rows) >= many:
            yield rows
            rows = []
    if rows:
        yield rows
