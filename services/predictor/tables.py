"""Arrays with one row per series that grow together and can be exported.

A *series* is one quantity of one device. Everything the predictor knows about series lies in
tables, so that whatever is done is done for all devices in one numpy call.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating[Any]]
Ints = NDArray[np.integer[Any]]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: the shape of one row, what a new row holds, and how it is stored."""

    shape: tuple[int, ...] = ()
    fill: float | Floats = 0.0
    dtype: type[np.generic] = np.float64

    def of(self, rows: int) -> NDArray[Any]:
        """Return new rows. Zeros take no memory before they are written to."""
        shape = (rows, *self.shape)
        is_zero = np.ndim(self.fill) == 0 and self.fill == 0
        return np.zeros(shape, self.dtype) if is_zero else np.full(shape, self.fill, self.dtype)


class Table:
    """Named columns with a common first axis. Each column is an attribute of the same name.

    Memory grows by doubling; a row is never taken away.
    """

    def __init__(self, columns: Mapping[str, Column]) -> None:
        self._columns: dict[str, Column] = {}
        self._capacity = 16
        self.add_columns(columns)

    def add_columns(self, columns: Mapping[str, Column]) -> None:
        """Add columns; their rows hold what a new row holds."""
        for name, column in columns.items():
            setattr(self, name, column.of(self._capacity))
        self._columns.update(columns)

    def reserve(self, rows: int) -> None:
        """Make room for at least `rows` rows; existing rows keep what they hold."""
        if rows <= self._capacity:
            return
        capacity = max(rows, 2 * self._capacity)
        for name, column in self._columns.items():
            grown = column.of(capacity)
            grown[: self._capacity] = getattr(self, name)
            setattr(self, name, grown)
        self._capacity = capacity

    def export(self, rows: Ints) -> dict[str, NDArray[Any]]:
        """Return copies of these rows of every column."""
        return {name: getattr(self, name)[rows] for name in self._columns}

    def check(self, exported: Mapping[str, NDArray[Any]], rows: int) -> None:
        """Check that an export has `rows` rows of this table.

        Raises:
            ValueError: If a column is missing or has another shape: the export is of another version.
        """
        for name, column in self._columns.items():
            values = exported.get(name)
            if values is None or values.shape != (rows, *column.shape):
                raise ValueError(f"column {name!r} does not fit")

    def restore(self, rows: Ints, exported: Mapping[str, NDArray[Any]], taken: Ints) -> None:
        """Put the rows `taken` of an export, which `check` found to fit, into `rows`."""
        for name in self._columns:
            getattr(self, name)[rows] = exported[name][taken]
