"""Short reads on a connection, until a deadline; and which rows of a device are meant."""

import sqlite3
import time
from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from services.store.engine import TooSlow

STEPS_A_LOOK: Final = 20_000
"""How many instructions of SQLite's machine run between two looks at the clock."""

Rows = list[tuple[Any, ...]]


class Span(NamedTuple):
    """Which rows of one device: these quantities, from an instant until before another, at most `limit`."""

    series: int
    names: list[str]
    start_ms: int
    end_ms: int
    limit: int


class Reads:
    """Short reads on one connection, until a deadline of the monotonic clock (None: for ever)."""

    def __init__(self, connection: sqlite3.Connection, deadline: float | None) -> None:
        self._connection = connection
        self._deadline = deadline
        connection.set_progress_handler(self.is_late if deadline is not None else None, STEPS_A_LOOK)

    def is_late(self) -> bool:
        """Whether the deadline passed."""
        return self._deadline is not None and time.monotonic() > self._deadline

    def all(self, statement: str, arguments: Sequence[Any]) -> Rows:
        """Return all rows of one short read.

        Raises:
            TooSlow: If the deadline passed.
        """
        if self.is_late():
            raise TooSlow
        return self._connection.execute(statement, arguments).fetchall()
