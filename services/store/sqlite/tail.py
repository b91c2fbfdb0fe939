"""What was written and is not folded yet, by device, in memory: the journal table's own readings.

A row goes from the journal to its place in `readings` by one commit, and leaves the tail after that. So who
looks into the tail first and into the file then misses nothing; what is in both is merged to the same.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from services.store.engine import ReadingRow


class Slice(NamedTuple):
    """Some devices' rows, in the order of the journal: how many of each are to be folded."""

    counts: Mapping[int, int]

    @property
    def rows(self) -> int:
        """How many rows these are."""
        return sum(self.counts.values())


class Tail:
    """The unfolded rows, by the number of their series. One thread adds and removes; any thread may look."""

    def __init__(self, rows: Iterable[tuple[int, ReadingRow]] = ()) -> None:
        self._of: dict[int, list[ReadingRow]] = defaultdict(list)
        self.rows = 0
        self.add(rows)

    def add(self, rows: Iterable[tuple[int, ReadingRow]]) -> None:
        """Add rows, in the order of the journal."""
        for series, row in rows:
            self._of[series].append(row)
            self.rows += 1

    def replace(self, rows: Iterable[tuple[int, ReadingRow]]) -> None:
        """Have these rows instead; who looks meanwhile sees the old ones or the new ones."""
        other = Tail(rows)
        self._of, self.rows = other._of, other.rows

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

    def rows_of(self, part: Slice) -> Iterator[tuple[int, ReadingRow]]:
        """Yield the rows of a slice."""
        for number, count in part.counts.items():
            for row in self._of.get(number, [])[:count]:
                yield number, row

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
        return any(row.ts_ms < ts_ms for rows in self._of.values() for row in rows)

    def of(self, series: int, start_ms: int = 0, end_ms: int | None = None) -> dict[int, ReadingRow]:
        """Return the rows of a device in a span, merged, by instant."""
        found: dict[int, ReadingRow] = {}
        for row in tuple(self._of.get(series, ())):
            if row.ts_ms >= start_ms and (end_ms is None or row.ts_ms < end_ms):
                before = found.get(row.ts_ms)
                found[row.ts_ms] = row if before is None else merged(before, row)
        return found


def merged(before: ReadingRow, after: ReadingRow) -> ReadingRow:
    """Return one row for two of the same instant: the later one's quantities win."""
    return after._replace(
        values={**before.values, **after.values},
        raw=merged_raw(before.raw, after),
        is_late=before.is_late or after.is_late,
    )


def merged_raw(before: Mapping[str, float] | None, after: ReadingRow) -> Mapping[str, float] | None:
    """Return what was sent before calibration: of quantities that come again, what was before is gone."""
    if not before:
        return after.raw
    kept = {name: value for name, value in before.items() if name not in after.values}
    return {**kept, **(after.raw or {})} or None
