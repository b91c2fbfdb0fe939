"""Deleting what is past its time, some thousand rows a transaction, by turns."""

import sqlite3
from collections import deque
from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from iaqverse.contracts import subjects
from services.store.engine import MESSAGE_KINDS, Level
from services.store.sqlite import layout

EVER_MS: Final = 2**63 - 1
ROWS_A_STEP: Final = 5_000
"""How many rows are deleted in one transaction: some tens of milliseconds."""
TABLES: Final = {Level.RAW: "readings", **layout.ROLLUPS}
_INSTANTS: Final = {"readings": "ts_ms"} | dict.fromkeys(layout.ROLLUPS.values(), "start_ms")


class Sweep(NamedTuple):
    """What is to be deleted of one series or subject: what is older than an instant."""

    table: str
    number: int
    before_ms: int = EVER_MS


class Sweeps:
    """What is still to be deleted."""

    def __init__(self) -> None:
        self._waiting: deque[Sweep] = deque()

    def __bool__(self) -> bool:
        return bool(self._waiting)

    def plan(
        self,
        kept_from: Mapping[Level, int],
        series: Iterable[int],
        predictions: Iterable[int],
        predictions_before_ms: int,
    ) -> None:
        """Note that of all series and of all subjects of predictions what is older is to be deleted."""
        numbers = list(series)
        for level, table in TABLES.items():
            if kept_from[level]:
                self._waiting.extend(Sweep(table, number, kept_from[level]) for number in numbers)
        self._waiting.extend(Sweep(subjects.PREDICTIONS, n, predictions_before_ms) for n in predictions)

    def step(self, connection: sqlite3.Connection) -> int:
        """Delete some rows of those whose turn it is; return how many."""
        gone = 0
        while self._waiting and gone < ROWS_A_STEP:
            sweep = self._waiting.popleft()
            rows = delete(connection, sweep)
            gone += rows
            if rows:
                self._waiting.append(sweep)
        return gone


def delete(connection: sqlite3.Connection, sweep: Sweep) -> int:
    """Delete one step's worth of the oldest rows of one series or subject; return how many."""
    table, number, before_ms = sweep
    if table not in _INSTANTS and table not in MESSAGE_KINDS:
        raise ValueError(table)
    key, at = ("series", _INSTANTS[table]) if table in _INSTANTS else ("subject", "at_ms")
    last = connection.execute(
        f"SELECT max({at}) FROM"
        f" (SELECT {at} FROM {table} WHERE {key} = ? AND {at} < ? ORDER BY {at} LIMIT ?)",
        (number, before_ms, ROWS_A_STEP),
    ).fetchone()[0]
    if last is None:
        return 0
    return connection.execute(f"DELETE FROM {table} WHERE {key} = ? AND {at} <= ?", (number, last)).rowcount
