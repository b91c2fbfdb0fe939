"""What was written and is not folded yet, by device, in memory: the journal table's own rows.

A row goes from the journal to its place in `readings` by one commit, and leaves the tail after that. So who
looks into the tail first and into the file then misses nothing; what is in both is merged to the same.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple

import orjson

from services.store.sqlite.layout import COLUMNS

Row = tuple[Any, ...]
"""series, ts_ms, is_late, raw as JSON or None, then a value or None for each of `layout.COLUMNS`."""
SERIES: Final = 0
TS_MS: Final = 1
IS_LATE: Final = 2
RAW: Final = 3
VALUES: Final = 4


class Slice(NamedTuple):
    """Some devices' rows, in the order of the journal: how many of each are to be folded."""

    counts: Mapping[int, int]

    @property
    def rows(self) -> int:
        """How many rows these are."""
        return sum(self.counts.values())


class Tail:
    """The unfolded rows. One thread adds and removes; any thread may look."""

    def __init__(self) -> None:
        self._of: dict[int, list[Row]] = defaultdict(list)
        self.rows = 0

    def add(self, rows: Sequence[Row]) -> None:
        """Add rows, in the order of the journal."""
        for row in rows:
            self._of[row[SERIES]].append(row)
        self.rows += len(rows)

    def replace(self, rows: Sequence[Row]) -> None:
        """Have these rows instead; who looks meanwhile sees the old ones or the new ones."""
        of = defaultdict(list)
        for row in rows:
            of[row[SERIES]].append(row)
        self._of, self.rows = of, len(rows)

    def series(self) -> list[int]:
        """Return which devices have rows here, rising."""
        return sorted(number for number, rows in self._of.items() if rows)

    def slice(self, series: Sequence[int], most: int) -> Slice:
        """Return the first of these devices that have at least `most` rows together, or all of them."""
        counts: dict[int, int] = {}
        total = 0
        for number in series:
            if total >= most:
                break
            counts[number] = len(self._of.get(number, ()))
            total += counts[number]
        return Slice(counts)

    def rows_of(self, part: Slice) -> Iterable[Row]:
        """Return the rows of a slice."""
        for number, count in part.counts.items():
            yield from self._of.get(number, [])[:count]

    def folded(self, part: Slice) -> None:
        """Remove the rows of a slice."""
        for number, count in part.counts.items():
            rows = self._of.get(number, [])
            del rows[:count]
            if not rows:
                self._of.pop(number, None)
        self.rows -= part.rows

    def forget(self, series: int) -> int:
        """Remove what is here of a device; return how many rows."""
        gone = len(self._of.pop(series, ()))
        self.rows -= gone
        return gone

    def has_before(self, ts_ms: int) -> bool:
        """Whether a row from before an instant is here."""
        return any(row[TS_MS] < ts_ms for rows in self._of.values() for row in rows)

    def of(self, series: int, start_ms: int = 0, end_ms: int | None = None) -> dict[int, Row]:
        """Return the rows of a device in a span, merged, by instant."""
        found: dict[int, Row] = {}
        for row in tuple(self._of.get(series, ())):
            ts_ms = row[TS_MS]
            if ts_ms >= start_ms and (end_ms is None or ts_ms < end_ms):
                before = found.get(ts_ms)
                found[ts_ms] = row if before is None else merged(before, row)
        return found


def merged(before: Row, after: Row) -> Row:
    """Return one row for two of the same instant: the later one's quantities win."""
    values = (
        new if new is not None else old for old, new in zip(before[VALUES:], after[VALUES:], strict=True)
    )
    is_late = max(before[IS_LATE], after[IS_LATE])
    return (*after[:IS_LATE], is_late, merged_raw(before[RAW], after), *values)


def merged_raw(before: str | None, after: Row) -> str | None:
    """Return what was sent before calibration: of quantities that come again, what was before is gone."""
    raw: str | None = after[RAW]
    if before is None:
        return raw
    again = {name for name, value in zip(COLUMNS, after[VALUES:], strict=True) if value is not None}
    sent = {name: value for name, value in orjson.loads(before).items() if name not in again}
    sent |= orjson.loads(raw) if raw else {}
    return orjson.dumps(sent).decode() if sent else None
