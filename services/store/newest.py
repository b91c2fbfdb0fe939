"""The newest reading of each device, in memory, so that nobody waits for a database to see now."""

from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator
from typing import Final

from iaqverse.contracts.freshness import GAPS
from iaqverse.contracts.names import Place
from services.store.engine import Newest, ReadingRow, Where

RECENT: Final = GAPS + 1
"""How many times are remembered of each device: as many as freshness needs for its gaps."""


class NewestReadings:
    """One merged reading a device, and the times of its last 21 readings."""

    def __init__(self) -> None:
        self._of: dict[Place, Newest] = {}
        self._places: list[Place] = []

    def begin(self, known: Iterable[Newest]) -> None:
        """Begin with what the database knows."""
        self._of = {newest.place: newest for newest in known}
        self._places = sorted(self._of)

    def __len__(self) -> int:
        return len(self._of)

    def stored(self, row: ReadingRow) -> None:
        """Note a reading that was stored; an older one counts only for the times."""
        known = self._of.get(row.place)
        if known is None:
            insort(self._places, row.place)
            self._of[row.place] = Newest(row.place, row.ts_ms, dict(row.values), _raw(row), [row.ts_ms])
            return
        recent_ms = known.recent_ms
        if row.ts_ms > recent_ms[-1]:
            recent_ms.append(row.ts_ms)
        elif row.ts_ms not in recent_ms:
            insort(recent_ms, row.ts_ms)
        del recent_ms[:-RECENT]
        if row.ts_ms > known.ts_ms:
            self._of[row.place] = Newest(row.place, row.ts_ms, dict(row.values), _raw(row), recent_ms)
        elif row.ts_ms == known.ts_ms:
            raw = {name: sent for name, sent in (known.raw or {}).items() if name not in row.values}
            raw |= row.raw or {}
            self._of[row.place] = Newest(
                row.place, row.ts_ms, {**known.values, **row.values}, raw or None, recent_ms
            )

    def forget(self, place: Place) -> None:
        """Forget a device whose readings were deleted."""
        if self._of.pop(place, None) is not None:
            self._places.remove(place)

    def of(self, where: Where, first: Place | None = None) -> Iterator[Newest]:
        """Yield the newest readings of the devices that are meant, by place, from the `first` on."""
        begin = bisect_left(self._places, first) if first is not None else 0
        return (self._of[place] for place in self._places[begin:] if where.matches(*place))


def _raw(row: ReadingRow) -> dict[str, float] | None:
    return dict(row.raw) if row.raw else None
