"""What was written and is not folded yet, by device, in memory: the journal table's own readings.

A row goes from the journal to its place in `readings` by one commit, and leaves the tail after that. So who
looks into the tail first and into the file then misses nothing; what is in both is merged to the same.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from services.store.engine import ReadingRow
from services.store.sqlite.series import Flat, Series, reading


class Tail:
    """The unfolded rows, by the number of their series. One thread adds and removes; any thread may look."""

    def __init__(self, rows: Iterable[Flat] = ()) -> None:
        self._of: dict[int, list[Flat]] = defaultdict(list)
        self.rows = 0
        self.add(rows)

    def add(self, rows: Iterable[Flat]) -> None:
        """Add rows, in the order of the journal."""
        for row in rows:
            self._of[row[0]].append(row)
            self.rows += 1

    def replace(self, rows: Iterable[Flat]) -> None:
        """Have these rows instead; who looks meanwhile sees the old ones or the new ones."""
        other = Tail(rows)
        self._of, self.rows = other._of, other.rows

    def counts(self) -> dict[int, int]:
        """Return how many rows each device has here, by rising series."""
        return {series: len(self._of[series]) for series in sorted(self._of)}

    def first_of(self, series: int, count: int) -> list[Flat]:
        """Return the first rows of a device."""
        return self._of.get(series, [])[:count]

    def folded(self, counts: Mapping[int, int]) -> None:
        """Remove so many of the first rows of each of these devices."""
        for series, count in counts.items():
            rows = self._of.get(series, [])
            self.rows -= min(count, len(rows))
            del rows[:count]
            if not rows:
                self._of.pop(series, None)

    def forget(self, series: int) -> int:
        """Remove what is here of a device; return how many rows."""
        gone = len(self._of.pop(series, ()))
        self.rows -= gone
        return gone

    def has_before(self, ts_ms: int) -> bool:
        """Whether a row from before an instant is here."""
        return any(row[1] < ts_ms for rows in self._of.values() for row in rows)

    def of(self, series: Series, start_ms: int = 0, end_ms: int | None = None) -> dict[int, ReadingRow]:
        """Return the rows of a device in a span, merged, by instant."""
        found: dict[int, ReadingRow] = {}
        for row in tuple(self._of.get(series.id, ())):
            ts_ms = row[1]
            if ts_ms >= start_ms and (end_ms is None or ts_ms < end_ms):
                here, before = reading(series, row), found.get(ts_ms)
                found[ts_ms] = here if before is None else merged(before, here)
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
