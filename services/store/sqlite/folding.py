"""From the journal to the clustered tables, a few devices at a time; all on the connection that commits.

A fold brings the journal's readings into `readings`, in the order of its key, and makes the buckets anew
that they touch: so a late or corrected reading is in its buckets exactly, and doing it twice changes nothing.
"""

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from services.store.engine import Level
from services.store.sqlite import layout
from services.store.sqlite.tail import SERIES, TS_MS, VALUES, Row, Slice, Tail, merged

Names = Mapping[int, Sequence[str]]
"""By series: the quantities that it has."""
LEVELS: Final = tuple(layout.ROLLUPS)


def fold(connection: sqlite3.Connection, tail: Tail, part: Slice, names: Names) -> None:
    """Fold the rows of a slice. The caller commits, and removes them from the tail."""
    if not part.counts:
        return
    connection.execute(layout.FOLD_READINGS, (min(part.counts), max(part.counts)))
    touched = {(row[SERIES], row[TS_MS] // Level.FIVE_MINUTES) for row in tail.rows_of(part)}
    _make_anew(connection, Level.FIVE_MINUTES, touched, names)
    _make_anew(connection, Level.HOUR, _hours(touched), names)


def _hours(touched: Iterable[tuple[int, int]]) -> set[tuple[int, int]]:
    return {(series, bucket * Level.FIVE_MINUTES // Level.HOUR) for series, bucket in touched}


def _make_anew(
    connection: sqlite3.Connection, level: Level, touched: Iterable[tuple[int, int]], names: Names
) -> None:
    """Make buckets anew, each given by its series and how many buckets lie before it."""
    by_names: dict[tuple[str, ...], list[tuple[int, int, int, int]]] = defaultdict(list)
    for series, bucket in sorted(touched):
        start_ms = bucket * level
        by_names[tuple(names[series])].append((start_ms, series, start_ms, start_ms + level))
    for some, buckets in by_names.items():
        if some:
            connection.executemany(layout.fold_rollup(level, some), buckets)


def rebuild(connection: sqlite3.Connection, series: int, names: Sequence[str]) -> None:
    """Make all buckets of a series anew, whose readings are all there."""
    for level in LEVELS:
        if names:
            connection.execute(layout.rebuild_rollup(level, names), (series,))


def keep_old(connection: sqlite3.Connection, rows: Sequence[Row], fine_from_ms: int, names: Names) -> None:
    """Keep readings from before the raw level as buckets: of an hour, of five minutes from an instant on."""
    of_instant: dict[tuple[int, int], Row] = {}
    for row in rows:
        key = row[SERIES], row[TS_MS]
        of_instant[key] = merged(of_instant[key], row) if key in of_instant else row
    buckets: dict[tuple[Level, int, int], list[Row]] = defaultdict(list)
    for (series, ts_ms), row in of_instant.items():
        level = Level.FIVE_MINUTES if ts_ms >= fine_from_ms else Level.HOUR
        buckets[level, series, ts_ms // level].append(row)
    for (level, series, bucket), found in sorted(buckets.items()):
        _merge(connection, level, (series, bucket * level), found)
    fine = [(series, bucket) for level, series, bucket in buckets if level is Level.FIVE_MINUTES]
    _make_anew(connection, Level.HOUR, _hours(fine), names)


def _merge(connection: sqlite3.Connection, level: Level, key: tuple[int, int], rows: Sequence[Row]) -> None:
    columns = zip(*(row[VALUES:] for row in rows), strict=True)
    summed: dict[str, tuple[float, ...]] = {}
    for name, column in zip(layout.COLUMNS, columns, strict=True):
        values = [value for value in column if value is not None]
        if values:
            summed[name] = (len(values), sum(values), min(values), max(values))
    if summed:
        parts = (part for four in summed.values() for part in four)
        connection.execute(layout.merge_rollup(level, list(summed)), (*key, *parts))
