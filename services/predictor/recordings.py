"""Recorded rooms: CSV files with `ts` or `timestamp` (ISO 8601 with zone), `device` and quantities.

Empty means not measured; `site` and `room` tell devices of one name apart, other columns are ignored.
Published recordings of other layouts, as listed in `LAYOUTS`, are read by their file name.
"""

import csv
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from math import isnan
from pathlib import Path
from typing import Final

import numpy as np

from iaqverse.contracts.names import Place, token
from iaqverse.contracts.quantity import QUANTITIES
from services.predictor.tables import Floats

MINUTE_S: Final = 60.0
NEAR_S: Final = 3.0
SITE: Final = "recorded"
"""The site of all that names none."""
LATEST_S: Final = 4_102_444_800.0
"""The year 2100."""


@dataclass(frozen=True, slots=True)
class Recording:
    """The readings of one device in order of time. `at_s`: `[readings]`; a quantity's NaN: not measured.

    `left_out`: how many values were not read, for no sensor can report them.
    """

    name: str
    place: Place
    at_s: Floats
    values: Mapping[str, Floats]
    left_out: int = 0

    @property
    def device(self) -> str:
        """The device as its file names it."""
        return self.name.partition("/")[2] or self.name

    @property
    def step_s(self) -> float:
        """The nominal step: the median gap, to a whole minute where it is near one, else to a second."""
        if len(self.at_s) < 2:
            return MINUTE_S
        gap_s = float(np.median(np.diff(self.at_s)))
        minutes_s = round(gap_s / MINUTE_S) * MINUTE_S
        if minutes_s and abs(gap_s - minutes_s) <= NEAR_S:
            return minutes_s
        return max(float(round(gap_s)), 1.0)

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


@dataclass(slots=True)
class _Rows:
    """What was read of one device: rows of a time and then a value for each quantity, NaN not measured."""

    site: str
    quantities: list[str]
    numbers: "array[float]" = field(default_factory=lambda: array("d"))
    left_out: int = 0

    def add(self, at_s: float, values: Mapping[str, float]) -> None:
        known = {q: v for q, v in values.items() if QUANTITIES[q].lowest <= v <= QUANTITIES[q].highest}
        self.left_out += len(values) - len(known)
        if known:
            self.numbers.extend([at_s, *(known.get(q, np.nan) for q in self.quantities)])

    def recording(self, number: int, name: str) -> Recording:
        """Return them by time, rows of one instant as one: of a quantity the later row counts."""
        rows = np.array(self.numbers).reshape(-1, 1 + len(self.quantities))
        rows = rows[np.argsort(rows[:, 0], kind="stable")]
        for i in np.flatnonzero(np.diff(rows[:, 0]) == 0):
            rows[i + 1] = np.where(np.isnan(rows[i + 1]), rows[i], rows[i + 1])
        rows = rows[np.diff(rows[:, 0], append=np.inf) != 0]
        columns = dict(zip(self.quantities, rows[:, 1:].T, strict=True))
        measured = {q: columns[q] for q in QUANTITIES if q in columns and not np.isnan(columns[q]).all()}
        return Recording(name, Place(self.site, "room", f"d{number}"), rows[:, 0], measured, self.left_out)


def _recordings(paths: Iterable[Path]) -> list[Recording]:
    found: dict[str, _Rows] = {}
    for path in paths:
        try:
            _read(path, found)
        except UnicodeDecodeError:
            raise ValueError(f"{path.name}: is not UTF-8; save it as CSV in UTF-8") from None
        except csv.Error as error:
            raise ValueError(f"{path.name}: {error}") from None
    filled = sorted((name, rows) for name, rows in found.items() if rows.numbers)
    return [rows.recording(number, name) for number, (name, rows) in enumerate(filled)]


def _read(path: Path, found: dict[str, _Rows]) -> None:
    with path.open(newline="", encoding="utf-8-sig") as file:
        table = csv.DictReader(file)
        layout, name = _layout(path, table.fieldnames or ())
        for row in table:
            try:
                device = name or _device(row)
                site = token(row["site"]) if (row.get("site") or "").strip() else SITE
                at_s, values = _reading(layout, row)
            except (ValueError, TypeError, OverflowError) as error:
                raise ValueError(f"{path.name}, line {table.line_num}: {error}") from None
            recording = name or f"{path.stem}/{device}"
            found.setdefault(recording, _Rows(site, [*layout.columns])).add(at_s, values)


def _layout(path: Path, columns: Sequence[str]) -> tuple[Layout, str]:
    """Return how a file is laid out, and the recording's name if its rows name no device."""
    for ts in ("ts", "timestamp"):
        if ts in columns and "device" in columns:
            layout = Layout(ts, {q: (q, 1.0) for q in QUANTITIES if q in columns})
            if not layout.columns:
                raise ValueError(f"{path.name}: no column is a quantity, such as co2_ppm")
            return layout, ""
    for prefix, layout in LAYOUTS.items():
        wanted = {layout.ts, *(column for column, _ in layout.columns.values())}
        if path.name.startswith(prefix) and wanted <= set(columns):
            return layout, prefix.rstrip("_")
    raise ValueError(f"{path.name}: needs the columns ts and device")


def _device(row: Mapping[str, str]) -> str:
    """Return a row's device, with its site and room where the file has them: names repeat in other rooms."""
    names = [(row[column] or "").strip() for column in ("site", "room", "device") if column in row]
    if not names[-1]:
        raise ValueError("no device")
    return "/".join(names)


def _reading(layout: Layout, row: Mapping[str, str]) -> tuple[float, dict[str, float]]:
    at = datetime.fromisoformat(row[layout.ts].strip())
    if at.tzinfo is None:
        if layout.zone is None:
            raise ValueError(f"{row[layout.ts]!r} has no zone, such as Z or +01:00")
        at = at.replace(tzinfo=layout.zone)
    at_s = at.timestamp()
    if not 0 <= at_s < LATEST_S:
        raise ValueError(f"{row[layout.ts]!r} lies not between 1970 and 2100")
    texts = {q: (row[column] or "").strip() for q, (column, _) in layout.columns.items()}
    values = {q: float(text) * layout.columns[q][1] for q, text in texts.items() if text}
    return at_s, {q: value for q, value in values.items() if not isnan(value)}
