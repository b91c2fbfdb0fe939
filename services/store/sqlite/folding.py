"""From the journal to the clustered tables, a few devices at a time; all on the connection that commits.

A fold brings the journal's readings into `readings`, in the order of its key, and makes the buckets anew
that they touch: so a late or corrected reading is in its buckets exactly, and doing it twice changes nothing.
"""

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice
from operator import itemgetter
from typing import Final

from services.store.engine import Level, ReadingRow
from services.store.sqlite import layout
from services.store.sqlite.series import HEAD, Flat
from services.store.sqlite.tail import Tail, merged

ROWS_A_STATEMENT: Final = 100
"""One step of SQLite's machine for so many: that is faster than one for each."""
BUCKETS_A_STEP: Final = 20
LEVELS: Final = tuple(layout.ROLLUPS)

Names = Mapping[int, tuple[str, ...]]
"""By series: the quantities that it has, the first known first."""


def fold(
    connection: sqlite3.Connection, tail: Tail, counts: Mapping[int, int], names: Names
) -> Iterator[None]:
    """Fold so many rows of these series, and yield now and then: who reads may go first.

    The caller commits, and removes them from the tail.
    """
    alike: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for series in sorted(counts):
        if series in names:  # else it was deleted
            alike[names[series]].append(series)
    touched: set[tuple[int, int]] = set()
    for some, group in alike.items():
        rows = chain.from_iterable(_in_order(tail, series, counts[series], len(some)) for series in group)
        while part := [*islice(rows, ROWS_A_STATEMENT)]:
            touched.update((row[0], row[1] // Level.FIVE_MINUTES) for row in part)
            connection.execute(layout.fold_readings(some, len(part)), [*chain.from_iterable(part)])
            yield
    yield from _make_anew(connection, Level.FIVE_MINUTES, touched, names)
    yield from _make_anew(connection, Level.HOUR, _hours(touched), names)


def _in_order(tail: Tail, series: int, count: int, values: int) -> list[Flat]:
    """Return the first rows of a device by rising time, what came first of an instant first, equally long."""
    width = HEAD + values
    rows = sorted(tail.first_of(series, count), key=itemgetter(1))
    return [row + (None,) * (width - len(row)) for row in rows]


def _hours(touched: Iterable[tuple[int, int]]) -> set[tuple[int, int]]:
    return {(series, bucket * Level.FIVE_MINUTES // Level.HOUR) for series, bucket in touched}


def _make_anew(
    connection: sqlite3.Connection, level: Level, touched: Iterable[tuple[int, int]], names: Names
) -> Iterator[None]:
    """Make buckets anew, each given by its series and how many buckets lie before it."""
    by_names: dict[tuple[str, ...], list[tuple[int, int, int, int]]] = defaultdict(list)
    for series, bucket in sorted(touched):
        start_ms = bucket * level
        by_names[names[series]].append((start_ms, series, start_ms, start_ms + level))
    for some, buckets in by_names.items():
        for first in range(0, len(buckets) if some else 0, BUCKETS_A_STEP):
            connection.executemany(layout.fold_rollup(level, some), buckets[first : first + BUCKETS_A_STEP])
            yield


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
    for _ in _make_anew(connection, Level.HOUR, _hours(fine), names):
        pass


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
