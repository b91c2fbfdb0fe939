"""A recording as a device that measures now. Pure: rows and times in, readings out.

A recording is played over and over, each round a whole number of days later, so that every value keeps
its time of day. Nothing is interpolated and nothing goes faster than it was recorded: either would
falsify forecasts. The round that an instant falls into follows from the clock alone, so that a device
that was away goes on where the clock is, and sends the same again for the same time.
"""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any, Final

from iaqverse.contracts.quantity import QUANTITIES
from iaqverse.contracts.wire import iso_ms
from iaqverse.local.problems import Problem

DAY_S: Final = 86_400.0
PLACE: Final = ("device", "site", "room")

Sent = dict[str, Any]
"""A reading as a device sends it."""


@dataclass(frozen=True, slots=True)
class Row:
    """What was measured `offset_s` seconds after the midnight before the recording began."""

    offset_s: float
    names: dict[str, str]
    values: dict[str, float]


@dataclass(frozen=True, slots=True)
class Recording:
    """Rows in order of time. A round takes `period_s`: the whole days that the recording spans."""

    rows: tuple[Row, ...]
    period_s: float


def parse(lines: Iterable[str]) -> Recording:
    """Return the recording in CSV `lines`: ts (ISO 8601), device, optionally site and room, quantities.

    An empty cell was not measured. A time's own zone is what its time of day is kept in.

    Raises:
        Problem: If a column or a cell can't be understood.
    """
    reader = csv.DictReader(lines)
    columns = reader.fieldnames or []
    unknown = [name for name in columns if name not in ("ts", *PLACE) and name not in QUANTITIES]
    if "ts" not in columns or unknown:
        raise Problem(f"a recording has the columns ts, device, site, room and quantities, not {columns}")
    midnight: datetime | None = None
    rows = []
    for number, cells in enumerate(reader, 2):
        try:
            at = datetime.fromisoformat(cells["ts"]).replace(tzinfo=None)
            values = {name: float(cells[name]) for name in columns if name in QUANTITIES and cells[name]}
        except (TypeError, ValueError) as error:
            raise Problem(f"line {number} of the recording: {error}") from None
        if midnight is None:
            midnight = at.replace(hour=0, minute=0, second=0, microsecond=0)
        names = {name: cells[name] for name in PLACE if cells.get(name)}
        if values:
            rows.append(Row((at - midnight).total_seconds(), names, values))
    if not rows:
        raise Problem("the recording has no rows")
    rows.sort(key=lambda row: row.offset_s)
    return Recording(tuple(rows), (rows[-1].offset_s // DAY_S + 1) * DAY_S)


def readings(recording: Recording, since: datetime, zone: tzinfo | None, **names: str) -> Iterator[Sent]:
    """Yield the readings after `since`, for ever, in order of time; `names` replace those of the rows.

    The time of day is kept in `zone` (None: the machine's), with the offset that it has at `since`.
    """
    offset_s = (since.astimezone(zone).utcoffset() or timedelta()).total_seconds()
    round_s = (since.timestamp() + offset_s) // recording.period_s * recording.period_s - offset_s
    while True:
        for row in recording.rows:
            at_s = round_s + row.offset_s
            if at_s > since.timestamp():
                ts = iso_ms(datetime.fromtimestamp(at_s, UTC))
                yield {**row.names, **names, "ts": ts, "values": row.values}
        round_s += recording.period_s
