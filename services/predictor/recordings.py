"""Recorded rooms: CSV files with `ts` (ISO 8601 with zone), `device` and a column per quantity.

Empty means not measured; other columns are ignored. Published recordings of other layouts, as
listed in `LAYOUTS`, are read by their file name.
"""

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from math import isfinite
from pathlib import Path
from typing import Final

import numpy as np

from iaqverse.contracts.names import Place
from iaqverse.contracts.quantity import QUANTITIES
from services.predictor.tables import Floats


@dataclass(frozen=True, slots=True)
class Recording:
    """The readings of one device in order of time. `at_s`: `[readings]`; a quantity's NaN: not measured."""

    name: str
    place: Place
    at_s: Floats
    values: Mapping[str, Floats]

    @property
    def device(self) -> str:
        """The device as its file names it."""
        return self.name.partition("/")[2] or self.name

    @property
    def step_s(self) -> float:
        """The nominal step: the median gap, to a whole minute if it is longer than one."""
        gap = float(np.median(np.diff(self.at_s)))
        return round(gap / 60) * 60.0 if gap >= 60 else gap

    def readings(self) -> Iterator[tuple[float, dict[str, float]]]:
        """Yield each reading: its time in seconds since 1970 and what was measured."""
        columns = {quantity: values.tolist() for quantity, values in self.values.items()}
        for i, at_s in enumerate(self.at_s.tolist()):
            yield at_s, {q: column[i] for q, column in columns.items() if column[i] == column[i]}


@dataclass(frozen=True, slots=True)
class Layout:
    """A published layout: the column of the time, the zone of times without one, and by quantity
    the column and what it is multiplied by."""

    ts: str
    columns: dict[str, tuple[str, float]]
    zone: timezone | None = None


_UCI: Final = Layout(
    "timestamp_local",
    {q: (q, 1.0) for q in ("co2_ppm", "temperature_c", "humidity_pct", "light_lux", "occupancy")},
    timezone(timedelta(hours=1)),
)
_LIVINGSTON: Final = Layout("timestamp", {q: (q, 1.0) for q in ("co2_ppm", "temperature_c", "humidity_pct")})
_B4B: Final = Layout(
    "timestamp",
    {
        "co2_ppm": ("bms_co2__ppm", 1.0),
        "temperature_c": ("bms_temp_in__degC", 1.0),
        "humidity_pct": ("bms_rel_humidity__0", 100.0),
    },
)
LAYOUTS: Final = {"uci_": _UCI, "livingston_": _LIVINGSTON, "b4b_": _B4B}
"""By the beginning of the file name; files that begin alike are one room. B4B: the ventilation system's
own sensor, which recorded all of the time; the SCD4x beside it recorded less than two thirds of it."""


def load(folder: Path) -> list[Recording]:
    """Return every recording in the CSV files of `folder`, by name.

    Raises:
        ValueError: If a file can't be understood; says where.
    """
    return _recordings(sorted(folder.glob("*.csv")))


def read(path: Path) -> list[Recording]:
    """Return the recordings in one file, by name.

    Raises:
        OSError: If it can't be read.
        ValueError: If it can't be understood, or has no reading; says where.
    """
    found = _recordings([path])
    if not found:
        raise ValueError(f"{path.name}: no reading in it")
    return found


def _recordings(paths: Iterable[Path]) -> list[Recording]:
    rows: dict[str, list[tuple[float, dict[str, float]]]] = {}
    for path in paths:
        for name, reading in _read(path):
            rows.setdefault(name, []).append(reading)
    return [_recording(number, *one) for number, one in enumerate(sorted(rows.items()))]


def _read(path: Path) -> Iterator[tuple[str, tuple[float, dict[str, float]]]]:
    with path.open(newline="", encoding="utf-8-sig") as file:
        table = csv.DictReader(file)
        columns = table.fieldnames or ()
        prefix = next((p for p in LAYOUTS if path.name.startswith(p)), None)
        if "ts" in columns and "device" in columns:
            layout = Layout("ts", {q: (q, 1.0) for q in QUANTITIES if q in columns})
        elif prefix is not None:
            layout = LAYOUTS[prefix]
        else:
            raise ValueError(f"{path.name}: needs the columns ts and device")
        if not layout.columns:
            raise ValueError(f"{path.name}: no column is a quantity, such as co2_ppm")
        for row in table:
            try:
                reading = _reading(layout, row)
            except (ValueError, TypeError) as error:
                raise ValueError(f"{path.name}, line {table.line_num}: {error}") from None
            yield f"{path.stem}/{row['device']}" if layout.ts == "ts" else str(prefix).rstrip("_"), reading


def _reading(layout: Layout, row: Mapping[str, str]) -> tuple[float, dict[str, float]]:
    at = datetime.fromisoformat(row[layout.ts])
    if at.tzinfo is None:
        if layout.zone is None:
            raise ValueError(f"{row[layout.ts]!r} has no zone, such as Z or +01:00")
        at = at.replace(tzinfo=layout.zone)
    values = {q: float(row[c]) * factor for q, (c, factor) in layout.columns.items() if row[c]}
    return at.timestamp(), {q: value for q, value in values.items() if isfinite(value)}


def _recording(number: int, name: str, readings: list[tuple[float, dict[str, float]]]) -> Recording:
    ordered = sorted(readings, key=lambda reading: reading[0])
    quantities = [q for q in QUANTITIES if any(q in values for _, values in ordered)]
    return Recording(
        name,
        Place("recorded", "room", f"d{number}"),
        np.array([at_s for at_s, _ in ordered]),
        {q: np.array([values.get(q, np.nan) for _, values in ordered]) for q in quantities},
    )
