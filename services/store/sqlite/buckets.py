"""The buckets of one device: from the file, and made exactly where the tail has something to add.

A row is (start, then mean, least, most and count a quantity).
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from services.store.engine import Level, ReadingRow
from services.store.sqlite.layout import PARTS, ROLLUPS, rollup_columns
from services.store.sqlite.reads import Reads, Rows, Span
from services.store.sqlite.rows import reading_rows
from services.store.summing import whole

BUCKETS_A_READ: Final = 10_000
"""How many readings or finer buckets one read looks at, or one bucket's if that is more; see `_read_ms`."""
READING_MS: Final = 10_000
"""How often a device is thought to be heard of."""
_FINER: Final = {Level.HOUR: Level.FIVE_MINUTES, Level.FIVE_MINUTES: Level.RAW}


def bucket_rows(
    reads: Reads, fresh: Mapping[int, ReadingRow], span: Span, step_ms: int, level: Level
) -> tuple[Rows, int | None]:
    """Return buckets of `step_ms`, and where the next ones begin, if any; the span is of whole buckets.

    `fresh` is what the tail had of the span before this was called.
    """
    found, until_ms = _from_file(reads, span, step_ms, level)
    rows = {row[0]: row for row in found}
    for start_ms in {ts_ms // step_ms * step_ms for ts_ms in fresh}:
        if start_ms < until_ms:
            part = span._replace(start_ms=start_ms, end_ms=start_ms + step_ms)
            rows[start_ms] = (start_ms, *whole(_parts(reads, fresh, part, level), len(span.names)))
    in_order = [rows[start_ms] for start_ms in sorted(rows)]
    if len(in_order) > span.limit:
        return in_order[: span.limit], in_order[span.limit][0]
    return in_order, until_ms if until_ms < span.end_ms else None


def _from_file(reads: Reads, span: Span, step_ms: int, level: Level) -> tuple[Rows, int]:
    """Return what the file has, one short read after another, and until when that is all."""
    table, at = (ROLLUPS[level], "start_ms") if level else ("readings", "ts_ms")
    select = _select(span.names, step_ms, level, table, at)
    first = f"SELECT min({at}) FROM {table} WHERE series = ? AND {at} >= ? AND {at} < ?"
    read_ms = max(BUCKETS_A_READ * (level or READING_MS) // step_ms, 1) * step_ms
    rows: Rows = []
    start_ms = span.start_ms
    while True:
        ((found_ms,),) = reads.all(first, (span.series, start_ms, span.end_ms))
        if found_ms is None:
            return rows, span.end_ms
        found_ms = found_ms // step_ms * step_ms
        start_ms = min(found_ms + read_ms, span.end_ms)
        rows += reads.all(select, (span.series, found_ms, start_ms))
        if len(rows) > span.limit:
            return rows[: span.limit], rows[span.limit][0]


def _select(names: list[str], step_ms: int, level: Level, table: str, at: str) -> str:
    if not level:
        parts = [f"avg({q}), min({q}), max({q}), count({q})" for q in names]
    elif step_ms == level:
        parts = [f"sum_{q} / n_{q}, min_{q}, max_{q}, coalesce(n_{q}, 0)" for q in names]
    else:
        parts = [
            f"sum(sum_{q}) / sum(n_{q}), min(min_{q}), max(max_{q}), coalesce(sum(n_{q}), 0)" for q in names
        ]
    start = at if step_ms == level else f"{at} / {step_ms} * {step_ms}"
    grouped = "" if step_ms == level else "GROUP BY start"
    return (
        f"SELECT {', '.join((f'{start} AS start', *parts))} FROM {table}"
        f" WHERE series = ? AND {at} >= ? AND {at} < ? {grouped} ORDER BY start"
    )


def _parts(
    reads: Reads, fresh: Mapping[int, ReadingRow], span: Span, level: Level
) -> Iterator[tuple[Any, ...]]:
    """Yield what a bucket is made of: finer buckets, and readings where the tail has something to add.

    A part is how many, sum, least and most a quantity.
    """
    here = {ts_ms: row for ts_ms, row in fresh.items() if span.start_ms <= ts_ms < span.end_ms}
    if not level:
        for row in reading_rows(reads, here, span._replace(limit=2**31))[0]:
            yield tuple(part for value in row[2:] for part in _of_one(value))
        return
    touched = {ts_ms // level * level for ts_ms in here}
    select = (
        f"SELECT {', '.join(('start_ms', *rollup_columns(span.names)))} FROM {ROLLUPS[level]}"
        " WHERE series = ? AND start_ms >= ? AND start_ms < ?"
    )
    for row in reads.all(select, (span.series, span.start_ms, span.end_ms)):
        if row[0] not in touched:
            yield row[1:]
    for start_ms in touched:
        finer = span._replace(start_ms=start_ms, end_ms=start_ms + level)
        yield from _parts(reads, here, finer, _FINER[level])


def _of_one(value: float | None) -> tuple[Any, ...]:
    return (None,) * len(PARTS) if value is None else (1, value, value, value)
