"""From the journal to the clustered tables, a few devices at a time; all on the connection that commits.

A fold brings the journal's readings into `readings`, in the order of its key, and makes the buckets anew
that they touch: so a late or corrected reading is in its buckets exactly, and doing it twice changes nothing.
"""

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from services.store.engine import Level, ReadingRow
from services.store.sqlite import layout
from services.store.sqlite.tail import Slice, Tail, merged

Names = Mapping[int, tuple[str, ...]]
"""By series: the quantities that it has."""
LEVELS: Final = tuple(layout.ROLLUPS)


def fold(connection: sqlite3.Connection, tail: Tail, part: Slice, names: Names) -> None:
    """Fold the rows of a slice. The caller commits, and removes them from the tail."""
    if not part.counts:
        return
    present = frozenset(name for series in part.counts for name in names.get(series, ()))  # one may be gone
    in_order = [name for name in layout.COLUMNS if name in present]
    connection.execute(layout.fold_readings(in_order), (min(part.counts), max(part.counts)))
    touched = {(series, row.ts_ms // Level.FIVE_MINUTES) for series, row in tail.rows_of(part)}
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
        by_names[names[series]].append((start_ms, series, start_ms, start_ms + level))
    for some, buckets in by_names.items():
        if some:
            connection.executemany(layout.fold_rollup(level, some), buckets)


def rebuild(connection: sqlite3.Connection, series: int, names: Sequence[str]) -> None:
    """Make all buckets of a series anew, whose readings are all there."""
    for level in LEVELS:
        if names:
            connection.execute(layout.rebuild_rollup(level, names), (series,))


def keep_old(
    connection: sqlite3.Connection,
    rows: Iterable[tuple[int, ReadingRow]],
    fine_from_ms: int,
    names: Names,
) -> None:
    """Keep readings from before the raw level as buckets: of an hour, of five minutes from an instant on."""
    of_instant: dict[tuple[int, int], ReadingRow] = {}
    for series, row in rows:
        before = of_instant.get((series, row.ts_ms))
        of_instant[series, row.ts_ms] = row if before is None else merged(before, row)
    buckets: dict[tuple[Level, int, int], list[ReadingRow]] = defaultdict(list)
    for (series, ts_ms), row in of_instant.items():
        level = Level.FIVE_MINUTES if ts_ms >= fine_from_ms else Level.HOUR
        buckets[level, series, ts_ms // level].append(row)
    for (level, series, bucket), found in sorted(buckets.items()):
        _merge(connection, level, (series, bucket * level), found)
    fine = [(series, bucket) for level, series, bucket in buckets if level is Level.FIVE_MINUTES]
    _make_anew(connection, Level.HOUR, _hours(fine), names)


def _merge(
    connection: sqlite3.Connection, level: Level, key: tuple[int, int], rows: Sequence[ReadingRow]
) -> None:
    summed: dict[str, tuple[float, ...]] = {}
    for name in layout.COLUMNS:
        values = [row.values[name] for row in rows if name in row.values]
        if values:
            summed[name] = (len(values), sum(values), min(values), max(values))
    if summed:
        parts = (part for four in summed.values() for part in four)
        connection.execute(layout.merge_rollup(level, list(summed)), (*key, *parts))
