"""Read-only connections: a long answer is many short reads by key, never one long snapshot."""

import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

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
from services.store.sqlite.buckets import bucket_rows
from services.store.sqlite.layout import COLUMNS
from services.store.sqlite.reads import Reads, Rows, Span
from services.store.sqlite.rows import reading_rows
from services.store.sqlite.series import Series
from services.store.sqlite.tail import Tail
from services.store.sqlite.writing import SubjectKey

MESSAGES_A_READ: Final = 200
_TIMES: Final = "SELECT ts_ms FROM readings WHERE series = ? ORDER BY ts_ms DESC LIMIT ?"


class Reader:
    """Answers queries, from any thread: each has a connection of its own."""

    def __init__(self, path: Path, tail: Tail) -> None:
        self._path = path
        self._tail = tail
        self._own = threading.local()
        self._connections: list[sqlite3.Connection] = []

    def close(self) -> None:
        """Close all connections; no thread may be reading."""
        while self._connections:
            self._connections.pop().close()

    def newest(self, series: Iterable[Series]) -> list[Newest]:
        """Return the newest reading of each device and the times of its last ones."""
        with self._working(None) as reads:
            found = (_newest(reads, self._tail, one) for one in series)
            return [newest for newest in found if newest is not None]

    def readings(self, series: Sequence[Series], query: ReadingsQuery, deadline: float) -> Chunk:
        """Return rows of these devices, which come by rising place."""
        columns: list[Columns] = []
        left = query.limit
        with self._working(deadline) as reads:
            for one in series:
                start_ms = query.start_ms
                if query.after is not None and query.after.key == str(one.place):
                    start_ms = query.after.from_ms
                wanted = COLUMNS if query.quantities is None else query.quantities
                names = [name for name in wanted if name in one.quantities]
                span = Span(one.id, names, start_ms, query.end_ms, left)
                found, next_ms = _read(reads, self._tail, one, span, query)
                left -= len(found.ts_ms)
                if found.ts_ms:
                    columns.append(found)
                if next_ms is not None:
                    return Chunk(columns, After(str(one.place), next_ms))
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
    def _working(self, deadline: float | None) -> Iterator[Reads]:
        """Yield this thread's connection.

        Raises:
            EngineAway: If the file can't be read.
            TooSlow: If the deadline passed.
        """
        reads: Reads | None = None
        try:
            reads = Reads(self._connection(), deadline)
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


def _newest(reads: Reads, tail: Tail, series: Series) -> Newest | None:
    fresh = tail.of(series)
    times = {ts_ms for (ts_ms,) in reads.all(_TIMES, (series.id, RECENT))}.union(fresh)
    if not times:
        return None
    newest_ms = max(times)
    span = Span(series.id, list(COLUMNS), newest_ms, newest_ms + 1, 1)
    here = {newest_ms: fresh[newest_ms]} if newest_ms in fresh else {}
    ((_, raw, *found),), _ = reading_rows(reads, here, span)
    values = {name: value for name, value in zip(COLUMNS, found, strict=True) if value is not None}
    return Newest(series.place, newest_ms, values, raw, sorted(times)[-RECENT:])


def _read(
    reads: Reads, tail: Tail, series: Series, span: Span, query: ReadingsQuery
) -> tuple[Columns, int | None]:
    """Return the rows of a device, and the instant at which the next ones begin, if any do."""
    if query.step_ms:
        start_ms, end_ms = span.start_ms // query.step_ms, -(-span.end_ms // query.step_ms)
        span = span._replace(start_ms=start_ms * query.step_ms, end_ms=end_ms * query.step_ms)
    fresh = tail.of(series, span.start_ms, span.end_ms)  # before the file: see `Tail`
    if query.step_ms:
        rows, next_ms = bucket_rows(reads, fresh, span, query.step_ms, query.level)
        columns = _transposed(rows, 1 + 4 * len(span.names))
        spreads = {name: Spread(*columns[1 + 4 * i : 5 + 4 * i]) for i, name in enumerate(span.names)}
        return Columns(series.place, columns[0], spreads), next_ms
    rows, next_ms = reading_rows(reads, fresh, span, is_late_only=query.is_late_only)
    columns = _transposed(rows, 2 + len(span.names))
    spreads = {
        name: Spread(values, values, values, [int(value is not None) for value in values])
        for name, values in zip(span.names, columns[2:], strict=True)
    }
    return Columns(series.place, columns[0], spreads, raw=columns[1]), next_ms


def _transposed(rows: Rows, width: int) -> list[list[Any]]:
    return [list(column) for column in zip(*rows, strict=True)] or [[] for _ in range(width)]


def _messages(reads: Reads, name: str, number: int, query: MessagesQuery) -> Iterator[tuple[int, str, bytes]]:
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
    step = None
    while True:
        many = min(MESSAGES_A_READ, query.limit + 1)
        found = reads.all(select, (number, *at, query.end_ms, many))
        for row in found:
            if query.step_ms and step == (step := query.step_of(row[0])):
                continue
            yield row
        if len(found) < many:
            return
        at = (found[-1][0], found[-1][1] + "\0")
