"""The one connection that commits. Everything here runs in the engine's writing thread."""

import sqlite3
import time
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import orjson

from iaqverse.contracts import subjects
from iaqverse.contracts.names import Place
from services.store.engine import MESSAGE_KINDS, Batch, EngineAway, MessageRow, Point, ReadingRow
from services.store.sqlite import layout

MARKS_KEPT_MS: Final = 30 * 86_400_000
PREDICTIONS_KEPT_MS: Final = 30 * 86_400_000
EVER_MS: Final = 2**63 - 1
ROWS_A_STEP: Final = 5_000
"""How many rows are deleted in one transaction: some tens of milliseconds."""
BUSY_TIMEOUT_S: Final = 1.0
CHECKPOINT_PAGES: Final = 4_000
"""Pages of 4 KiB in the write-ahead log before a commit moves them to the file."""
LARGEST_LOG_BYTES: Final = 64 * 1024 * 1024
CACHE_KIB: Final = 65_536

SubjectKey = tuple[str, str, str, str]


class Series:
    """A device's number in the file, and the quantities that were ever kept of it."""

    __slots__ = ("id", "quantities")

    def __init__(self, number: int, quantities: frozenset[str]) -> None:
        self.id = number
        self.quantities = quantities


class Writer:
    """Commits batches. After an error the connection is dropped, and made anew by the next call."""

    def __init__(self, path: Path, mark_every_ms: int) -> None:
        self._path = path
        self._mark_every_ms = mark_every_ms
        self._connection: sqlite3.Connection | None = None
        self._marked_ms = 0
        self._maintained = 0
        self.series: dict[Place, Series] = {}
        self.subjects: dict[SubjectKey, int] = {}

    def through(self) -> Point | None:
        """Return up to which point of the stream the file is complete; None if it is new."""
        with self._working() as connection:
            return _through(connection)

    def write(self, batch: Batch) -> None:
        """Keep a batch in one transaction; durable on return."""
        with self._transaction() as connection:
            self._write_readings(connection, batch.readings)
            self._write_messages(connection, batch.messages)
            self._note_through(connection, batch)

    def delete(self, place: Place) -> int:
        """Delete a step's worth of what is kept of a device; when nothing is left, forget it and return 0."""
        with self._transaction() as connection:
            gone = 0
            if place in self.series:
                number = self.series[place].id
                gone = _delete(connection, "readings", "series", number)
                if not gone:
                    connection.execute("DELETE FROM series WHERE id = ?", (number,))
                    del self.series[place]
            for kind in (subjects.PREDICTIONS, subjects.ACCURACY):
                if not gone and (kind, *place) in self.subjects:
                    gone = _delete(connection, kind, "subject", self.subjects[kind, *place])
            return gone

    def maintain(self, now_ms: int, budget_s: float) -> int:
        """Delete old predictions and marks, step by step until the budget is used; return how many rows.

        The next call goes on where this one stops, so that each subject has its turn.
        """
        until, gone = time.monotonic() + budget_s, 0
        numbers = sorted(number for key, number in self.subjects.items() if key[0] == subjects.PREDICTIONS)
        first = bisect_right(numbers, self._maintained)
        for number in numbers[first:] + numbers[:first]:
            with self._transaction() as connection:
                gone += _delete(
                    connection, subjects.PREDICTIONS, "subject", number, now_ms - PREDICTIONS_KEPT_MS
                )
            self._maintained = number
            if time.monotonic() >= until:
                break
        with self._transaction() as connection:
            connection.execute("DELETE FROM marks WHERE at_ms < ?", (now_ms - MARKS_KEPT_MS,))
        return gone

    def kept_before(self, at_ms: int) -> int:
        """Return the newest mark before an instant; 0 if there is none."""
        with self._working() as connection:
            query = "SELECT coalesce(max(seq), 0) FROM marks WHERE at_ms <= ?"
            return int(connection.execute(query, (at_ms,)).fetchone()[0])

    def close(self) -> None:
        """Move the write-ahead log to the file and close it; never raises."""
        connection, self._connection = self._connection, None
        if connection is not None:
            try:
                connection.close()
            except sqlite3.Error:
                return

    def _write_readings(self, connection: sqlite3.Connection, readings: Sequence[ReadingRow]) -> None:
        rows = []
        for place, ts_ms, values, raw, is_late in readings:
            series = self.series.get(place)
            if series is None or not values.keys() <= series.quantities:
                series = self._know(connection, place, values.keys())
            raw_json = orjson.dumps(raw).decode() if raw else None
            rows.append((series.id, ts_ms, is_late, raw_json, *map(values.get, layout.COLUMNS)))
        # In the order of the key, so that a page is written once; equal keys stay in their order.
        rows.sort(key=_key)
        connection.executemany(layout.INSERT_READING, rows)

    def _know(self, connection: sqlite3.Connection, place: Place, names: Iterable[str]) -> Series:
        """Remember a device or new quantities of it, here and in the file."""
        connection.execute("INSERT OR IGNORE INTO series (site, room, device) VALUES (?, ?, ?)", place)
        query = "SELECT id, quantities FROM series WHERE site = ? AND room = ? AND device = ?"
        number, known = connection.execute(query, place).fetchone()
        quantities = frozenset(known.split()) | frozenset(names).intersection(layout.COLUMNS)
        update = "UPDATE series SET quantities = ? WHERE id = ?"
        connection.execute(update, (" ".join(sorted(quantities)), number))
        self.series[place] = Series(number, quantities)
        return self.series[place]

    def _write_messages(self, connection: sqlite3.Connection, messages: Sequence[MessageRow]) -> None:
        for message in messages:
            row = (self._subject(connection, message), message.at_ms, message.id, message.payload)
            connection.execute(layout.insert_message(message.kind), row)

    def _subject(self, connection: sqlite3.Connection, message: MessageRow) -> int:
        key = (message.kind, message.site, message.room, message.rest)
        if key not in self.subjects:
            insert = "INSERT INTO subjects (kind, site, room, rest) VALUES (?, ?, ?, ?)"
            self.subjects[key] = int(connection.execute(insert, key).lastrowid or 0)
        return self.subjects[key]

    def _note_through(self, connection: sqlite3.Connection, batch: Batch) -> None:
        before = _through(connection)
        if before is None or before.epoch != batch.through.epoch:
            connection.execute("DELETE FROM marks")
            self._marked_ms = 0
        for key, value in zip(("epoch", "seq"), batch.through, strict=True):
            connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))
        # A clock that was set back marks at once: else nothing would leave the stream until it has caught up.
        is_due = abs(batch.stored_at_ms - self._marked_ms) >= self._mark_every_ms
        if batch.stored_at_ms and batch.through.seq and is_due:
            mark = (batch.through.seq, batch.stored_at_ms)
            connection.execute("INSERT OR REPLACE INTO marks VALUES (?, ?)", mark)
            self._marked_ms = batch.stored_at_ms

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with self._working() as connection:
            connection.execute("BEGIN IMMEDIATE")
            yield connection
            connection.execute("COMMIT")

    @contextmanager
    def _working(self) -> Iterator[sqlite3.Connection]:
        """Yield the connection; what fails on it drops it, and what was begun is undone.

        Raises:
            EngineAway: If the database can't be used.
        """
        try:
            if self._connection is None:
                self._connection = self._connect()
            yield self._connection
        except (sqlite3.Error, OSError) as error:
            self.close()
            raise EngineAway(f"{self._path}: {error}") from error
        except BaseException:
            self.close()
            raise

    def _connect(self) -> sqlite3.Connection:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(
            self._path, timeout=BUSY_TIMEOUT_S, isolation_level=None, check_same_thread=False
        )
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute(f"PRAGMA wal_autocheckpoint = {CHECKPOINT_PAGES}")
            connection.execute(f"PRAGMA journal_size_limit = {LARGEST_LOG_BYTES}")
            connection.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
            layout.prepare(connection)
            self._load(connection)
        except sqlite3.Error:
            connection.close()
            raise
        return connection

    def _load(self, connection: sqlite3.Connection) -> None:
        """Read who is known; what an undone transaction had added is forgotten so."""
        devices = connection.execute("SELECT id, site, room, device, quantities FROM series")
        self.series = {
            Place(site, room, device): Series(number, frozenset(quantities.split()))
            for number, site, room, device, quantities in devices
        }
        rows = connection.execute("SELECT id, kind, site, room, rest FROM subjects")
        self.subjects = {(kind, site, room, rest): number for number, kind, site, room, rest in rows}
        (self._marked_ms,) = connection.execute("SELECT coalesce(max(at_ms), 0) FROM marks").fetchone()


def _key(row: tuple[Any, ...]) -> tuple[int, int]:
    return row[0], row[1]


def _through(connection: sqlite3.Connection) -> Point | None:
    known = dict(connection.execute("SELECT key, value FROM meta WHERE key IN ('epoch', 'seq')").fetchall())
    return Point(known["epoch"], known["seq"]) if len(known) == 2 else None


def _delete(
    connection: sqlite3.Connection, table: str, key: str, number: int, before_ms: int = EVER_MS
) -> int:
    """Delete one step's worth of the oldest rows of one series or subject."""
    at = "ts_ms" if table == "readings" else "at_ms"
    if table not in ("readings", *MESSAGE_KINDS):
        raise ValueError(table)
    last = connection.execute(
        f"SELECT max({at}) FROM"
        f" (SELECT {at} FROM {table} WHERE {key} = ? AND {at} < ? ORDER BY {at} LIMIT ?)",
        (number, before_ms, ROWS_A_STEP),
    ).fetchone()[0]
    if last is None:
        return 0
    delete = f"DELETE FROM {table} WHERE {key} = ? AND {at} <= ?"
    return connection.execute(delete, (number, last)).rowcount
