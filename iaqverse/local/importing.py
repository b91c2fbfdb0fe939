"""``iaqverse import``: history from a CSV file, straight into the store.

Rows are sent an hour at a time, by device, so that what is older than raw readings are kept becomes whole
buckets. Sending the same file again changes nothing: an import that was broken off is simply begun again.
"""

import csv
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from itertools import groupby
from pathlib import Path
from typing import IO, Final, NamedTuple

from iaqverse.asking import Store
from iaqverse.bus import BusError, RpcError
from iaqverse.contracts.names import Place, token
from iaqverse.contracts.quantity import QUANTITIES
from iaqverse.contracts.wire import epoch_ms
from iaqverse.local.problems import Problem

ROWS_A_REQUEST: Final = 2_000
HOUR_MS: Final = 3_600_000
WRITE_S: Final = 60.0
OLDER_NAMES: Final = {
    "timestamp": "ts", "time": "ts", "_time": "ts",
    "sensor_id": "device", "capteur_id": "device", "enseigne": "site", "salle": "room",
    "co2": "co2_ppm", "pm25": "pm25_ugm3", "pm10": "pm10_ugm3", "tvoc": "tvoc_ppb",
    "temperature": "temperature_c", "humidity": "humidity_pct",
}  # fmt: skip
"""Names that columns have elsewhere, and in the older program."""
_PLACE: Final = ("site", "room", "device")


class Row(NamedTuple):
    """One reading of the file."""

    place: Place
    ts_ms: int
    values: dict[str, float]


@dataclass(slots=True)
class Told:
    """What an import found and did. `ignored`: columns that mean nothing here."""

    rows: int = 0
    kept: int = 0
    first_ms: int | None = None
    last_ms: int | None = None
    places: set[Place] = field(default_factory=set)
    ignored: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)

    def saw(self, row: Row) -> None:
        """Note a row."""
        self.rows += 1
        self.places.add(row.place)
        self.first_ms = row.ts_ms if self.first_ms is None else min(self.first_ms, row.ts_ms)
        self.last_ms = row.ts_ms if self.last_ms is None else max(self.last_ms, row.ts_ms)


class Columns(NamedTuple):
    """What the columns of a file mean: ours by theirs; and what a row without a place is of."""

    meant: Mapping[str, str]
    place: Mapping[str, str]


def columns(names: Iterable[str], chosen: Mapping[str, str], place: Mapping[str, str]) -> Columns:
    """Return what columns mean: as chosen, by their own names, or by older ones in any case.

    Raises:
        Problem: If there is no time, no quantity or nothing that names the device.
    """
    meant = {}
    for name in names:
        ours = chosen.get(name) or (
            name if name in QUANTITIES else OLDER_NAMES.get(name.lower(), name.lower())
        )
        if ours in QUANTITIES or ours in ("ts", *_PLACE):
            meant[name] = ours
    found = set(meant.values())
    if "ts" not in found or not found & QUANTITIES.keys():
        raise Problem(
            "the file needs a column ts (or timestamp) and quantities such as co2_ppm; "
            f"say which they are, such as --column CO2=co2_ppm. It has: {', '.join(names)}"
        )
    missing = [name for name in _PLACE if name not in found and name not in place]
    if missing:
        raise Problem(
            f"nothing in the file says the {' and '.join(missing)}: add --{' and --'.join(missing)}"
        )
    return Columns(meant, place)


def rows(lines: Iterable[str], meant: Columns, zone: tzinfo = UTC) -> Iterator[Row]:
    """Yield the rows of a CSV file; a time without a zone is in `zone`, an empty cell was not measured.

    Raises:
        Problem: If a cell can't be understood; it says in which line.
    """
    for number, cells in enumerate(csv.DictReader(lines), 2):
        try:
            given = {ours: cells[theirs] for theirs, ours in meant.meant.items() if cells[theirs]}
            at = datetime.fromisoformat(given["ts"])
            at = at if at.tzinfo is not None else at.replace(tzinfo=zone)
            place = Place(*(token(given.get(name) or meant.place[name]) for name in _PLACE))
            values = {name: float(text) for name, text in given.items() if name in QUANTITIES}
        except (KeyError, TypeError, ValueError) as error:
            raise Problem(f"line {number} can't be read: {error}") from None
        if values:
            yield Row(place, epoch_ms(at), values)


def requests(found: Iterable[Row]) -> Iterator[list[Row]]:
    """Yield rows as they are sent: whole hours, by device, about two thousand at a time."""
    for _, hour in groupby(found, _hour):
        part: list[Row] = []
        for _, of_device in groupby(sorted(hour, key=_order), _place):
            more = list(of_device)
            if part and len(part) + len(more) > ROWS_A_REQUEST:
                yield part
                part = []
            part += more
        yield part


def _hour(row: Row) -> int:
    return row.ts_ms // HOUR_MS


def _place(row: Row) -> Place:
    return row.place


def _order(row: Row) -> tuple[Place, int]:
    return row.place, row.ts_ms


async def send(store: Store, found: Iterable[Row], told: Told) -> AsyncIterator[Told]:
    """Send rows, and tell after each request how far it is.

    Raises:
        Problem: If the store refuses or is away; what was sent before is kept.
    """
    for part in _joined(requests(found)):
        readings = [{**row.place._asdict(), "ts_ms": row.ts_ms, "values": row.values} for row in part]
        try:
            answer = await store.ask("import", readings=readings, timeout_s=WRITE_S)
        except (BusError, RpcError) as error:
            raise Problem(
                f"{error}; {told.kept:,} readings are kept: begin again, nothing is doubled"
            ) from None
        for row in part:
            told.saw(row)
        told.kept += answer["kept"]
        told.refused += answer["refused"]
        yield told


def _joined(parts: Iterable[list[Row]]) -> Iterator[list[Row]]:
    """Yield small requests together."""
    waiting: list[Row] = []
    for part in parts:
        if waiting and len(waiting) + len(part) > ROWS_A_REQUEST:
            yield waiting
            waiting = []
        waiting = waiting + part
    if waiting:
        yield waiting


def opened(path: Path) -> IO[str]:
    """Return a file to read from.

    Raises:
        Problem: If it can't be read.
    """
    try:
        return path.open(newline="", encoding="utf-8-sig")
    except OSError as error:
        raise Problem(f"{path} can't be read: {error.strerror}") from None


def head(file: IO[str]) -> list[str]:
    """Return the names of the columns of a CSV file, and go back to its beginning.

    Raises:
        Problem: If there is none.
    """
    try:
        names = next(csv.reader(file), [])
    except UnicodeDecodeError as error:
        raise Problem(f"this is no text in UTF-8: {error}") from None
    file.seek(0)
    if not names:
        raise Problem("the file is empty")
    return names


def summary(told: Told, *, is_dry: bool) -> list[str]:
    """Return what to say at the end."""

    def day(ms: int | None) -> str:
        return "-" if ms is None else datetime.fromtimestamp(ms / 1000, UTC).isoformat(" ", "minutes")[:16]

    done = "would be imported" if is_dry else "imported; sent again they change nothing"
    found = [
        f"{told.rows if is_dry else told.kept:,} readings of {len(told.places)} devices,"
        f" {day(told.first_ms)} to {day(told.last_ms)} UTC: {done}"
    ]
    if told.ignored:
        found.append(f"columns that mean nothing here: {', '.join(told.ignored)}")
    found += [f"refused: {reason}" for reason in told.refused[:10]]
    return found
