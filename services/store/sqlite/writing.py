"""The one connection that commits. Everything here runs in the engine's writing thread."""

import sqlite3
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import orjson
import structlog

from iaqverse.contracts import subjects
from iaqverse.contracts.names import Place
from services.store import measures
from services.store.engine import (
    Batch,
    EngineAway,
    Keep,
    Level,
    MessageRow,
    Point,
    ReadingRow,
)
from services.store.sqlite import folding, layout
from services.store.sqlite.series import Series, flat
from services.store.sqlite.sweeping import EVER_MS, Sweep, Sweeps, delete
from services.store.sqlite.tail import Tail

log = structlog.get_logger()

FOLD_ROWS: Final = 150_000
"""How many rows the journal may have before they are folded: more cost memory, fewer cost writing."""
FOLD_AFTER_S: Final = 300.0
"""How long a row stays in the journal at most, or a little longer."""
ROWS_A_SLICE: Final = 12_500
"""How many rows are folded in one transaction: some tens of milliseconds."""
MARKS_KEPT_MS: Final = 30 * 86_400_000
BUSY_TIMEOUT_S: Final = 1.0
READERS_FIRST_S: Final = 0.1
"""How long a batch, or a slice of a fold, waits for questions that are being answered: people wait for those,
and the stream for it. They need no lock of each other, but Python's."""
CHECKPOINT_PAGES: Final = 4_000
"""Pages of 4 KiB in the write-ahead log before a commit moves them to the file."""
LARGEST_LOG_BYTES: Final = 64 * 1024 * 1024
CACHE_KIB: Final = 65_536

SubjectKey = tuple[str, str, str, str]


class _Fold:
    """A fold that is under way: what is still to come of it, and up to where the journal will be done."""

    def __init__(self, counts: Mapping[int, int], last_id: int) -> None:
        self._left = deque(counts.items())
        self.last_id = last_id

    def __bool__(self) -> bool:
        return bool(self._left)

    def slice(self) -> dict[int, int]:
        """Take the next series that have some thousand rows together; return how many each."""
        counts: dict[int, int] = {}
        while self._left and sum(counts.values()) < ROWS_A_SLICE:
            series, count = self._left.popleft()
            counts[series] = count
        return counts


class Writer:
    """Commits batches. After an error the connection is dropped, and made anew by the next call.

    `tail` has the rows of the journal, `kept_from` from when on the levels are kept; `first_ms` is the
    earliest instant that was ever written.
    """

    def __init__(
        self,
        path: Path,
        keep: Keep,
        *,
        mark_every_ms: int,
        fold_rows: int,
        wait_for_readers: Callable[[float], object],
    ) -> None:
        self._path = path
        self._keep = keep
        self._mark_every_ms = mark_every_ms
        self._fold_rows = fold_rows
        self._wait_for_readers = wait_for_readers
        self._connection: sqlite3.Connection | None = None
        self._marked_ms = 0
        self._fold: _Fold | None = None
        self._folded_s = time.monotonic()
        self._sweeps = Sweeps()
        self._swept_ms = 0
        self.tail = Tail()
        self.kept_from: dict[Level, int] = dict.fromkeys(Level, 0)
        self.first_ms = EVER_MS
        self.series: dict[Place, Series] = {}
        self._last_series = 0
        self.subjects: dict[SubjectKey, int] = {}

    def through(self) -> Point | None:
        """Return up to which point of the stream the file is complete; None if it is new."""
        with self._working() as connection:
            return _through(connection)

    def write(self, batch: Batch) -> None:
        """Keep a batch in one transaction; durable on return.

        If a fold is due, a slice of it follows: so whatever waits, waits for one slice, and folding keeps up.
        """
        self._wait_for_readers(READERS_FIRST_S)
        with self._transaction() as connection:
            readings = batch.readings
            first_ms = min((row.ts_ms for row in batch.readings), default=EVER_MS)
            if first_ms < self.kept_from[Level.RAW]:
                readings = self._without_old(connection, readings)
            if first_ms < self.first_ms:
                connection.execute("INSERT OR REPLACE INTO meta VALUES ('first_ms', ?)", (first_ms,))
                self.first_ms = first_ms
            rows = [flat(self._known(connection, row), row) for row in readings]
            if rows:
                connection.execute(layout.APPEND, (orjson.dumps(rows),))
            self._write_messages(connection, batch.messages)
            if batch.through is not None:
                self._note_through(connection, batch.through, batch.stored_at_ms)
        self.tail.add(rows)
        while self.is_fold_due():
            self.fold()
            if self.tail.rows < 2 * self._fold_rows:
                break

    def is_fold_due(self) -> bool:
        """Whether `fold` has something to do now."""
        if self._fold is not None or self.tail.rows >= self._fold_rows:
            return True
        return self.tail.rows > 0 and time.monotonic() - self._folded_s >= FOLD_AFTER_S

    def fold(self) -> None:
        """Fold one slice of the journal; the last one of a fold deletes what is folded now.

        An error drops the connection, and then the fold begins anew.
        """
        with measures.FOLD_S.time(), self._transaction() as connection:
            if self._fold is None:
                (last_id,) = connection.execute("SELECT coalesce(max(id), 0) FROM journal").fetchone()
                self._fold = _Fold(self.tail.counts(), last_id)
            counts = self._fold.slice()
            left_s = READERS_FIRST_S
            for _ in folding.fold(connection, self.tail, counts, self._names()):
                began_s = time.monotonic()
                self._wait_for_readers(left_s)
                left_s = max(left_s - (time.monotonic() - began_s), 0)
            if not self._fold:
                connection.execute("DELETE FROM journal WHERE id <= ?", (self._fold.last_id,))
        self.tail.folded(counts)
        if not self._fold:
            self._fold, self._folded_s = None, time.monotonic()

    def delete(self, place: Place) -> int | None:
        """Delete a step's worth of what is kept of a device; when nothing is left, forget it: None."""
        with self._transaction() as connection:
            gone, is_done = self._delete(connection, place)
        return None if is_done else gone

    def _delete(self, connection: sqlite3.Connection, place: Place) -> tuple[int, bool]:
        for kind in (subjects.PREDICTIONS, subjects.ACCURACY):
            number = self.subjects.get((kind, *place))
            if number is not None and (gone := delete(connection, Sweep(kind, number))):
                return gone, False
        if place not in self.series:
            return 0, True
        number = self.series[place].id
        if gone := self.tail.forget(number):  # in the journal nobody will know whose they were
            return gone, False
        if gone := delete(connection, Sweep("readings", number)):
            return gone, False
        for table in layout.ROLLUPS.values():
            if delete(connection, Sweep(table, number)):
                return 0, False
        # Its number is never given again: the journal may still have rows with it.
        connection.execute("INSERT OR REPLACE INTO meta VALUES ('last_series', ?)", (self._last_series,))
        connection.execute("DELETE FROM series WHERE id = ?", (number,))
        del self.series[place]
        return 0, True

    def maintain(self, now_ms: int, budget_s: float) -> int:
        """Fold what is due and delete what is past its time, step by step until the budget is used.

        Return how many rows were deleted. The next call goes on where this one stops.
        """
        until, gone = time.monotonic() + budget_s, 0
        kept_from = self._keep.kept_from(now_ms, self.kept_from)
        is_due = not self._sweeps and now_ms - self._swept_ms >= Level.HOUR
        if is_due and not self.tail.has_before(kept_from[Level.RAW]):
            self._plan_sweeps(now_ms, kept_from)
            is_due = False
        while True:
            if is_due or self.is_fold_due():  # what is deleted must be in its buckets before
                self.fold()
                is_due = False
            elif self._sweeps:
                gone += self._sweep()
            if time.monotonic() >= until or not (self.is_fold_due() or self._sweeps):
                return gone

    def _plan_sweeps(self, now_ms: int, kept_from: dict[Level, int]) -> None:
        """Note from when on the levels are kept now, and what is to be deleted therefore."""
        with self._transaction() as connection:
            for level, from_ms in kept_from.items():
                connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (_kept_key(level), from_ms))
            connection.execute("DELETE FROM marks WHERE at_ms < ?", (now_ms - MARKS_KEPT_MS,))
        self.kept_from, self._swept_ms = kept_from, now_ms
        self._sweeps.plan(
            kept_from,
            (one.id for one in self.series.values()),
            (number for key, number in self.subjects.items() if key[0] == subjects.PREDICTIONS),
            now_ms - self._keep.predictions_ms,
        )

    def _sweep(self) -> int:
        with self._transaction() as connection:
            return self._sweeps.step(connection)

    def note(self, key: str, value: int | str | None) -> None:
        """Keep a value under a key, or nothing any more."""
        with self._transaction() as connection:
            connection.execute("DELETE FROM meta WHERE key = ?", (key,))
            if value is not None:
                connection.execute("INSERT INTO meta VALUES (?, ?)", (key, value))

    def noted(self, key: str) -> int | str | None:
        """Return what is kept under a key."""
        with self._working() as connection:
            row = connection.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
            return row[0] if row else None

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

    def _known(self, connection: sqlite3.Connection, row: ReadingRow) -> Series:
        """Return a reading's device; remember what is new of it."""
        series = self.series.get(row.place)
        if series is None or not row.values.keys() <= series.quantities:
            return self._know(connection, row.place, row.values.keys())
        return series

    def _without_old(
        self, connection: sqlite3.Connection, readings: Sequence[ReadingRow]
    ) -> list[ReadingRow]:
        """Keep what is older than raw readings are kept, and return the rest."""
        from_ms = self.kept_from[Level.RAW]
        old = [(self._known(connection, row).id, row) for row in readings if row.ts_ms < from_ms]
        folding.keep_old(connection, old, self.kept_from[Level.FIVE_MINUTES], self._names())
        return [row for row in readings if row.ts_ms >= from_ms]

    def _names(self) -> dict[int, tuple[str, ...]]:
        return {one.id: one.names for one in self.series.values()}

    def _know(self, connection: sqlite3.Connection, place: Place, names: Iterable[str]) -> Series:
        """Remember a device or new quantities of it, here and in the file."""
        series = self.series.get(place)
        if series is None:
            self._last_series += 1
            series = Series(self._last_series, place, ())
            insert = "INSERT INTO series (id, site, room, device) VALUES (?, ?, ?, ?)"
            connection.execute(insert, (series.id, *place))
        series = series.with_more(names)
        update = "UPDATE series SET quantities = ? WHERE id = ?"
        connection.execute(update, (" ".join(series.names), series.id))
        self.series[place] = series
        return series

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

    def _note_through(self, connection: sqlite3.Connection, through: Point, stored_at_ms: int) -> None:
        before = _through(connection)
        if before is None or before.epoch != through.epoch:
            connection.execute("DELETE FROM marks")
            self._marked_ms = 0
        for key, value in zip(("epoch", "seq"), through, strict=True):
            connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))
        # A clock that was set back marks at once: else nothing would leave the stream until it has caught up.
        is_due = abs(stored_at_ms - self._marked_ms) >= self._mark_every_ms
        if stored_at_ms and through.seq and is_due:
            connection.execute("INSERT OR REPLACE INTO marks VALUES (?, ?)", (through.seq, stored_at_ms))
            self._marked_ms = stored_at_ms

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
            version = layout.prepare(connection)
            self._load(connection)
            if version == 1:
                self._roll_up_all(connection)
            layout.finish(connection)
        except sqlite3.Error:
            connection.close()
            raise
        return connection

    def _load(self, connection: sqlite3.Connection) -> None:
        """Read who is known; what an undone transaction had added is forgotten so."""
        devices = connection.execute("SELECT id, site, room, device, quantities FROM series")
        series = (Series(number, Place(*place), names.split()) for number, *place, names in devices)
        self.series = {one.place: one for one in series}
        (self._last_series,) = connection.execute(
            "SELECT max(coalesce((SELECT max(id) FROM series), 0),"
            " coalesce((SELECT value FROM meta WHERE key = 'last_series'), 0))"
        ).fetchone()
        rows = connection.execute("SELECT id, kind, site, room, rest FROM subjects")
        self.subjects = {(kind, site, room, rest): number for number, kind, site, room, rest in rows}
        (self._marked_ms,) = connection.execute("SELECT coalesce(max(at_ms), 0) FROM marks").fetchone()
        known = dict(
            connection.execute("SELECT key, value FROM meta WHERE key LIKE 'kept_from_%'").fetchall()
        )
        self.kept_from = {level: known.get(_kept_key(level), 0) for level in Level}
        there = {one.id for one in self.series.values()}
        journal = connection.execute("SELECT readings FROM journal ORDER BY id")
        self.tail.replace(
            tuple(row) for (readings,) in journal for row in orjson.loads(readings) if row[0] in there
        )
        self._fold = None

    def _roll_up_all(self, connection: sqlite3.Connection) -> None:
        """Make the buckets that a file of the first version has not; it takes a second for a million rows."""
        log.info("database_rolls_up", devices=len(self.series), hint="once, after an update")
        names = self._names()
        for number in names:
            folding.rebuild(connection, number, names[number])
        (first_ms,) = connection.execute("SELECT min(start_ms) FROM rollup_1h").fetchone()
        if first_ms is not None:
            self.first_ms = first_ms
            connection.execute("INSERT OR REPLACE INTO meta VALUES ('first_ms', ?)", (first_ms,))


def _kept_key(level: Level) -> str:
    return f"kept_from_{level.name.lower()}"


def _through(connection: sqlite3.Connection) -> Point | None:
    known = dict(connection.execute("SELECT key, value FROM meta WHERE key IN ('epoch', 'seq')").fetchall())
    return Point(known["epoch"], known["seq"]) if len(known) == 2 else None
