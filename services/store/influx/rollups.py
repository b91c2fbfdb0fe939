"""Our own rollups: buckets of five minutes and an hour, made anew from readings once they are over.

Which buckets are to be made is in memory alone. What makes that safe: the point of the stream that the
database remembers is the last one up to which all buckets are made, so a process that begins reads what came
after it again, a few minutes' worth, and knows then what the one before it knew.
"""

from collections import defaultdict
from collections.abc import Iterable

from iaqverse.contracts.names import Place
from services.store.engine import Level, ReadingRow


class Due:
    """Which five minutes of which devices are to be made anew, and since which point of the stream."""

    def __init__(self) -> None:
        self._of: dict[Place, dict[int, int]] = defaultdict(dict)

    def clear(self) -> None:
        """Forget everything."""
        self._of.clear()

    def touched(self, rows: Iterable[ReadingRow], after_seq: int) -> None:
        """Note the buckets of readings that came after a sequence."""
        length = int(Level.FIVE_MINUTES)
        for row in rows:
            self._of[row.place].setdefault(row.ts_ms // length * length, after_seq)

    def of(self, place: Place, level: Level, start_ms: int, end_ms: int) -> set[int]:
        """Return which buckets of a level are not as the readings are, by their start."""
        starts = list(self._of.get(place, ()))
        return {
            start // level * level
            for start in starts
            if start + Level.FIVE_MINUTES > start_ms and start < end_ms
        }

    def hours(self, now_ms: int) -> dict[int, set[Place]]:
        """Return, by hour, the devices of which five minutes are over and to be made; oldest first."""
        found: dict[int, set[Place]] = defaultdict(set)
        for place, starts in self._of.items():
            for start in starts:
                if start + Level.FIVE_MINUTES <= now_ms:
                    found[start // Level.HOUR * Level.HOUR].add(place)
        return dict(sorted(found.items()))

    def made(self, hour_ms: int, places: Iterable[Place], now_ms: int) -> None:
        """Note that what was over of an hour was made."""
        for place in places:
            starts = self._of.get(place, {})
            for start in [s for s in starts if s // Level.HOUR * Level.HOUR == hour_ms]:
                if start + Level.FIVE_MINUTES <= now_ms:
                    del starts[start]
            if not starts:
                self._of.pop(place, None)

    def forget(self, place: Place) -> None:
        """Forget a device."""
        self._of.pop(place, None)

    def floor(self, seq: int) -> int:
        """Return up to which sequence all buckets are made, if everything up to `seq` is written."""
        return min((min(starts.values()) for starts in self._of.values() if starts), default=seq)
