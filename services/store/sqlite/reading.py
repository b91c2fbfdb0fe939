"""Read-only connections: a long answer is many short reads by key, never one long snapshot."""

import sqlite3
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, NamedTuple

import orjson

from iaqverse.contracts.names import Place
from services.store.engine import (
    After,
    Chunk,
    Columns,
    EngineAway,
    Messages,
    MessagesQuery,
    Newest,
    ReadingsQuery,
    Spread,
    TooSlow,
)
from services.store.newest import RECENT
from services.store.sqlite.layout import COLUMNS
from services.store.sqlite.writing import Series, SubjectKey

ROWS_A_READ: Final = 2_000
MS_A_READ: Final = 86_400_000
"""How much time one read of buckets covers, or one bucket if that is longer."""
STEPS_A_LOOK: Final = 20_000
"""How many instructions of SQLite's machine run between two looks at the clock."""

Rows = list[tuple[Any, ...]]


class _Reads:
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


class Reader:
    """Answers queries, from any thread: each has a connection of its own."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._own = threading.local()
        self._connections: list[sqlite3.Connection] = []

    def close(self) -> None:
        """Close all connections; no thread may be reading."""
        while self._connections:
            self._connections.pop().close()

    def newest(self, series: dict[Place, Series]) -> list[Newest]:
        """Return the newest reading of each device and the times of its last ones."""
        with self._working(None) as reads:
            found = (_newest(reads, place, one) for place, one in series.items())
            return [newest for newest in found if newest is not None]

    def readings(
        self, series: Sequence[tuple[Place, Series]], query: ReadingsQuery, deadline: float
    ) -> Chunk:
        """Return rows of these devices, which come by rising place."""
        columns: list[Columns] = []
        left = query.limit
        with self._working(deadline) as reads:
            for place, one in series:
                start_ms = query.start_ms
                if query.after is not None and query.after.key == str(place):
                    start_ms = query.after.from_ms
                wanted = COLUMNS if query.quantities is None else query.quantities
                names = [name for name in wanted if name in one.quantities]
                found, next_ms = _read(reads, place, _Span(one.id, names, start_ms, left), query)
                left -= len(found.ts_ms)
                if found.ts_ms:
                    columns.append(found)
                if next_ms is not None:
                    return Chunk(columns, After(str(place), next_ms))
        return Chunk(columns)

    def messages(
        self, keys: Sequence[tuple[SubjectKey, int]], query: MessagesQuery, deadline: float
    ) -> Messages:
        """Return messages of these subjects, which come by rising name."""
        found = Messages([], [])
        size = 0
        with self._working(deadline) as reads:
            for key, number in keys:
                name = ".".join(key[1:])
                subject = ".".join(filter(None, ("iaq", *key)))
                for at_ms, message_id, payload in _messages(reads, name, number, query):
                    if found.payloads and (len(found.payloads) == query.limit or size > query.most_bytes):
                        return Messages(found.subjects, found.payloads, After(name, at_ms, message_id))
                    found.subjects.append(subject)
                    found.payloads.append(payload)
                    size += len(payload)
        return found

    @contextmanager
    def _working(self, deadline: float | None) -> Iterator[_Reads]:
        """Yield this thread's connection.

        Raises:
            EngineAway: If the file can't be read.
            TooSlow: If the deadline passed.
        """
        reads: _Reads | None = None
        try:
            reads = _Reads(self._connection(), deadline)
            yield reads
        except (sqlite3.Error, OSError) as error:
            self._drop()
            if reads is not None and reads.is_late():
                raise TooSlow from None
            raise EngineAway(f"{self._path}: {error}") from error

    def _connection(self) -> sqlite3.Connection:
        known: sqlite3.Connection | None = getattr(self._own, "connection", None)
        if known is None:
            known = self._own.connection = self._connect()
            self._connections.append(known)
        return known

    def _drop(self) -> None:
        connection: sqlite3.Connection | None = getattr(self._own, "connection", None)
        self._own.connection = None
        if connection is not None:
            self._connections.remove(connection)
            connection.close()

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(
            f"{self._path.absolute().as_uri()}?mode=ro",
            uri=True,
            timeout=1.0,
            isolation_level=None,
            check_same_thread=False,
        )
        connection.execute("PRAGMA query_only = 1")
        return connection


def _newest(reads: _Reads, place: Place, series: Series) -> Newest | None:
    times = reads.all(
        "SELECT ts_ms FROM readings WHERE series = ? ORDER BY ts_ms DESC LIMIT ?", (series.id, RECENT)
    )
    if not times:
        return None
    (row,) = reads.all(
        f"SELECT raw, {', '.join(COLUMNS)} FROM readings WHERE series = ? AND ts_ms = ?",
        (series.id, times[0][0]),
    )
    values = {name: value for name, value in zip(COLUMNS, row[1:], strict=True) if value is not None}
    raw = orjson.loads(row[0]) if row[0] else None
    return Newest(place, times[0][0], values, raw, [ts_ms for (ts_ms,) in reversed(times)])


class _Span(NamedTuple):
    """Which rows of one device: these quantities, from an instant on, at most `limit`."""

    series: int
    names: list[str]
    start_ms: int
    limit: int


def _read(reads: _Reads, place: Place, span: _Span, query: ReadingsQuery) -> tuple[Columns, int | None]:
    """Return the rows of a device, and the instant at which the next ones begin, if any do."""
    if query.step_ms:
        rows, next_ms = _buckets(reads, span, query)
        columns = _transposed(rows, 1 + 4 * len(span.names))
        spreads = {name: Spread(*columns[1 + 4 * i : 5 + 4 * i]) for i, name in enumerate(span.names)}
        return Columns(place, columns[0], spreads), next_ms
    rows, next_ms = _raw(reads, span, query)
    columns = _transposed(rows, 2 + len(span.names))
    spreads = {
        name: Spread(values, values, values, [int(value is not None) for value in values])
        for name, values in zip(span.names, columns[2:], strict=True)
    }
    raw = [orjson.loads(text) if text else None for text in columns[1]]
    return Columns(place, columns[0], spreads, raw), next_ms


def _transposed(rows: Rows, width: int) -> list[list[Any]]:
    return [list(column) for column in zip(*rows, strict=True)] or [[] for _ in range(width)]


def _raw(reads: _Reads, span: _Span, query: ReadingsQuery) -> tuple[Rows, int | None]:
    """Return rows (ts_ms, raw, values …), a few thousand a read, and where the next begin."""
    late = "AND is_late" if query.is_late_only else ""
    select = (
        f"SELECT {', '.join(('ts_ms', 'raw', *span.names))} FROM readings"
        f" WHERE series = ? AND ts_ms >= ? AND ts_ms < ? {late} ORDER BY ts_ms LIMIT ?"
    )
    rows: Rows = []
    start_ms = span.start_ms
    while True:
        many = min(ROWS_A_READ, span.limit - len(rows) + 1)
        found = reads.all(select, (span.series, start_ms, query.end_ms, many))
        rows += found
        if len(rows) > span.limit:
            return rows[: span.limit], rows[span.limit][0]
        if len(found) < many:
            return rows, None
        start_ms = rows[-1][0] + 1


def _buckets(reads: _Reads, span: _Span, query: ReadingsQuery) -> tuple[Rows, int | None]:
    """Return rows (start, then mean, least, most, count a quantity), a day a read, and where more begin."""
    step_ms = query.step_ms
    spreads = (f"avg({name}), min({name}), max({name}), count({name})" for name in span.names)
    select = (
        f"SELECT {', '.join((f'ts_ms / {step_ms} * {step_ms} AS bucket', *spreads))} FROM readings"
        " WHERE series = ? AND ts_ms >= ? AND ts_ms < ? GROUP BY bucket ORDER BY bucket"
    )
    first = "SELECT min(ts_ms) FROM readings WHERE series = ? AND ts_ms >= ? AND ts_ms < ?"
    read_ms = max(MS_A_READ // step_ms, 1) * step_ms
    rows: Rows = []
    start_ms = span.start_ms
    while True:
        ((found_ms,),) = reads.all(first, (span.series, start_ms, query.end_ms))
        if found_ms is None:
            return rows, None
        start_ms = min(found_ms // step_ms * step_ms + read_ms, query.end_ms)
        rows += reads.all(select, (span.series, found_ms, start_ms))
        if len(rows) > span.limit:
            return rows[: span.limit], rows[span.limit][0]


def _messages(
    reads: _Reads, name: str, number: int, query: MessagesQuery
) -> Iterator[tuple[int, str, bytes]]:
    """Yield what a subject has, by time, one short read after another."""
    if query.is_newest_only:
        newest = f"SELECT at_ms, id, payload FROM {query.kind} WHERE subject = ? ORDER BY at_ms DESC LIMIT 1"
        yield from reads.all(newest, (number,))
        return
    at: tuple[int, str] = (query.start_ms, "")
    if query.after is not None and query.after.key == name:
        at = (query.after.from_ms, query.after.id)
    select = (
        f"SELECT at_ms, id, payload FROM {query.kind} WHERE subject = ? AND (at_ms, id) >= (?, ?)"
        " AND at_ms < ? ORDER BY at_ms, id LIMIT ?"
    )
    while True:
        many = min(ROWS_A_READ // 10, query.limit + 1)
        found = reads.all(select, (number, *at, query.end_ms, many))
        yield from found
        if len(found) < many:
            return
        at = (found[-1][0], found[-1][1] + "\0")
