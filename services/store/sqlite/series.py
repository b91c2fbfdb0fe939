"""A device in the file: its number, and its readings as flat rows.

A flat row is (number of the series, ts_ms, is_late, raw as JSON, then a value a quantity). Its quantities
are the first of those that the series has, in the order in which they became known: so a row of before is
shorter, and no row needs to name them.
"""

from collections.abc import Iterable
from typing import Any, Final

import orjson

from iaqverse.contracts.names import Place
from services.store.engine import ReadingRow
from services.store.sqlite.layout import COLUMNS

HEAD: Final = 4
"""What a flat row has before its values."""

Flat = tuple[Any, ...]


class Series:
    """A device's number in the file, and the quantities that were ever kept of it, the first known first."""

    __slots__ = ("id", "names", "place", "quantities")

    def __init__(self, number: int, place: Place, names: Iterable[str]) -> None:
        self.id = number
        self.place = place
        self.names = tuple(names)
        self.quantities = frozenset(self.names)

    def with_more(self, names: Iterable[str]) -> "Series":
        """Return the same with these quantities too; what is no quantity has no column."""
        new = frozenset(names) - self.quantities
        return Series(self.id, self.place, (*self.names, *(name for name in COLUMNS if name in new)))


def flat(series: Series, row: ReadingRow) -> Flat:
    """Return a reading as a flat row."""
    _, ts_ms, values, raw, is_late = row
    sent = orjson.dumps(raw).decode() if raw else None
    return (series.id, ts_ms, is_late, sent, *map(values.get, series.names))


def reading(series: Series, row: Flat) -> ReadingRow:
    """Return a flat row as the reading that it was."""
    _, ts_ms, is_late, sent, *found = row
    values = {name: value for name, value in zip(series.names, found, strict=False) if value is not None}
    return ReadingRow(series.place, ts_ms, values, orjson.loads(sent) if sent else None, bool(is_late))
