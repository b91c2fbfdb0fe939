"""The readings of one device: those in the file and those in the tail, merged."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import orjson

from services.store.engine import ReadingRow
from services.store.sqlite.reads import Reads, Rows, Span
from services.store.sqlite.tail import merged_raw

ROWS_A_READ: Final = 2_000


def reading_rows(
    reads: Reads, fresh: Mapping[int, ReadingRow], span: Span, *, is_late_only: bool = False
) -> tuple[Rows, int | None]:
    """Return rows (ts_ms, raw, values …) by rising time, and the instant at which more begin, if any do.

    `fresh` is what the tail had of the span before this was called.
    """
    found, until_ms = _from_file(reads, span, is_late_only)
    rows = {row[0]: row for row in found}
    for ts_ms, row in fresh.items():
        if ts_ms < until_ms and (row.is_late or not is_late_only):
            rows[ts_ms] = _laid_over(rows.get(ts_ms), row, span.names)
    in_order = sorted(rows.values(), key=_first)
    if len(in_order) > span.limit:
        return in_order[: span.limit], in_order[span.limit][0]
    return in_order, until_ms if until_ms < span.end_ms else None


def _from_file(reads: Reads, span: Span, is_late_only: bool) -> tuple[Rows, int]:
    """Return what the file has, a few thousand rows a read, and until when that is all."""
    late = "AND is_late" if is_late_only else ""
    select = (
        f"SELECT {', '.join(('ts_ms', 'raw', *span.names))} FROM readings"
        f" WHERE series = ? AND ts_ms >= ? AND ts_ms < ? {late} ORDER BY ts_ms LIMIT ?"
    )
    rows: Rows = []
    start_ms = span.start_ms
    while True:
        many = min(ROWS_A_READ, span.limit - len(rows) + 1)
        found = reads.all(select, (span.series, start_ms, span.end_ms, many))
        rows += found
        if len(rows) > span.limit:
            return [*map(_decoded, rows[: span.limit])], rows[span.limit][0]
        if len(found) < many:
            return [*map(_decoded, rows)], span.end_ms
        start_ms = rows[-1][0] + 1


def _decoded(row: tuple[Any, ...]) -> tuple[Any, ...]:
    return (row[0], orjson.loads(row[1]), *row[2:]) if row[1] else row


def _laid_over(before: tuple[Any, ...] | None, row: ReadingRow, names: Sequence[str]) -> tuple[Any, ...]:
    """Return a row of the file with what the tail has for the same instant."""
    if before is None:
        before = (row.ts_ms, None, *[None] * len(names))
    values = (
        old if (new := row.values.get(name)) is None else float(new)
        for name, old in zip(names, before[2:], strict=True)
    )
    return (row.ts_ms, merged_raw(before[1], row), *values)


def _first(row: tuple[Any, ...]) -> int:
    ts_ms: int = row[0]
    return ts_ms
