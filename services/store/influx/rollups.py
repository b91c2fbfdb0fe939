"""Our own rollups: buckets of five minutes and an hour, made anew from readings once they are over.

Which five minutes are due is in memory. One of two makes that safe when a process is killed:

* What the stream brought within the last hour: the point of the stream that the database remembers is the
  last one up to which all of these are made. A process that begins reads what came after it again, some
  minutes' worth, and knows then what the one before it knew.
* Everything else, late or imported: its hour is marked in the database before its readings are written,
  and the mark is taken back when nothing of that hour is due any more.

Buckets are made while readings are written. What is touched meanwhile stays due.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from iaqverse.contracts.names import Place
from services.store.engine import Level, ReadingRow
from services.store.summing import PARTS, summed

PLACES_A_STEP: Final = 100
"""Of how many devices an hour is made at once: some tens of milliseconds."""

Hour = tuple[Place, int]
"""A device, and the instant at which an hour begins."""
Rows = Iterable[Sequence[Any]]
"""What InfluxDB answers: an instant, then the columns that were asked for."""


class Due:
    """Which five minutes of which devices are to be made anew."""

    def __init__(self) -> None:
        self._live: dict[Place, dict[int, int]] = defaultdict(dict)
        """By start: after which point of the stream it was touched first."""
        self._past: dict[Place, set[int]] = defaultdict(set)
        """Those that marks stand for."""
        self._marks: set[Hour] = set()
        self._making: dict[Place, set[int]] = {}
        self._again: dict[Place, set[int]] = defaultdict(set)
        """What was touched while it was being made."""

    def begin(self, marks: Iterable[Hour]) -> None:
        """Know nothing but the marks that the database has: of such an hour everything is due."""
        self._live.clear()
        self._past.clear()
        self._making, self._marks = {}, set(marks)
        for place, hour_ms in self._marks:
            self._past[place].update(range(hour_ms, hour_ms + Level.HOUR, Level.FIVE_MINUTES))

    def unmarked(self, rows: Iterable[ReadingRow], live_from_ms: int) -> set[Hour]:
        """Return which hours are to be marked before these are written; from `live_from_ms` on, none."""
        hours = {
            (row.place, row.ts_ms // Level.HOUR * Level.HOUR) for row in rows if row.ts_ms < live_from_ms
        }
        return hours - self._marks

    def marked(self, hours: Iterable[Hour]) -> None:
        """Note that the database has these marks."""
        self._marks.update(hours)

    def touched(self, rows: Iterable[ReadingRow], live_from_ms: int, after_seq: int) -> None:
        """Note the buckets of readings that came after a sequence; before they are written."""
        length, making = int(Level.FIVE_MINUTES), self._making
        for row in rows:
            start = row.ts_ms // length * length
            if row.ts_ms >= live_from_ms:
                self._live[row.place].setdefault(start, after_seq)
            else:
                self._past[row.place].add(start)
            if making and start in making.get(row.place, ()):
                self._again[row.place].add(start)

    def of(self, place: Place, level: Level, start_ms: int, end_ms: int) -> set[int]:
        """Return which buckets of a level are not as the readings are, by their start."""
        return {
            start // level * level
            for start in self._starts(place)
            if start + Level.FIVE_MINUTES > start_ms and start < end_ms
        }

    def steps(self, now_ms: int) -> Iterator[tuple[int, list[Place]]]:
        """Yield hours of which something is over, and whose they are, some devices a time; oldest first."""
        hours: dict[int, set[Place]] = defaultdict(set)
        for place in {*self._live, *self._past}:
            for start in self._starts(place):
                if start + Level.FIVE_MINUTES <= now_ms:
                    hours[start // Level.HOUR * Level.HOUR].add(place)
        for hour_ms, places in sorted(hours.items()):
            ordered = sorted(places)
            for first in range(0, len(ordered), PLACES_A_STEP):
                yield hour_ms, ordered[first : first + PLACES_A_STEP]

    def take(self, hour_ms: int, places: Iterable[Place], now_ms: int) -> Mapping[Place, set[int]]:
        """Return what of an hour is over and due; it stays so until it is made."""
        until_ms = min(hour_ms + Level.HOUR, now_ms - Level.FIVE_MINUTES + 1)
        found = {place: {s for s in self._starts(place) if hour_ms <= s < until_ms} for place in places}
        self._making = {place: starts for place, starts in found.items() if starts}
        self._again.clear()
        return self._making

    def made(self) -> set[Hour]:
        """Note that what was taken is made; return the marks that are to be taken back."""
        settled: set[Hour] = set()
        for place, starts in self._making.items():
            live, past = self._live.get(place, {}), self._past.get(place, set())
            for start in starts - self._again.get(place, set()):
                live.pop(start, None)
                past.discard(start)
            settled |= {(place, start // Level.HOUR * Level.HOUR) for start in starts}
            if not live:
                self._live.pop(place, None)
            if not past:
                self._past.pop(place, None)
        self._making = {}
        settled = {hour for hour in settled & self._marks if not self._has_past(*hour)}
        self._marks -= settled
        return settled

    def forget(self, place: Place) -> None:
        """Forget a device."""
        self._live.pop(place, None)
        self._past.pop(place, None)
        self._marks = {mark for mark in self._marks if mark[0] != place}

    def floor(self, seq: int) -> int:
        """Return up to which sequence all buckets are made or marked, when all up to `seq` is written."""
        return min([seq, *(after for starts in self._live.values() for after in starts.values())])

    def _starts(self, place: Place) -> set[int]:
        return {*self._live.get(place, ()), *self._past.get(place, ())}

    def _has_past(self, place: Place, hour_ms: int) -> bool:
        return any(hour_ms <= start < hour_ms + Level.HOUR for start in self._past.get(place, ()))


def summed_by(readings: Rows, level: Level) -> dict[int, list[Any]]:
    """Return how many, sum, least and most of each column of a device's readings, by bucket."""
    of_start: dict[int, list[Sequence[Any]]] = defaultdict(list)
    for row in readings:
        of_start[row[0] // level * level].append(row)
    return {start: list(_parts(rows)) for start, rows in of_start.items()}


def _parts(rows: Sequence[Sequence[Any]]) -> Iterator[float | None]:
    _, *columns = zip(*rows, strict=True)
    for column in columns:
        there = [value for value in column if value is not None]
        yield from (len(there), sum(there), min(there), max(there)) if there else [None] * PARTS


def hour(made: Mapping[int, Sequence[Any]], kept: Rows, due: Collection[int], width: int) -> list[Any]:
    """Return an hour of five minutes: those that were made, and of those that are kept the ones not due."""
    others = [values for start, *values in kept if start not in due]
    return summed([*made.values(), *others], width)
