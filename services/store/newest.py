"""The newest reading of each device, in memory, so that nobody waits for a database to see now."""

from bisect import insort
from collections.abc import Iterable
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

    def begin(self, known: Iterable[Newest]) -> None:
        """Begin with what the database knows."""
        self._of = {newest.place: newest for newest in known}

    def __len__(self) -> int:
        return len(self._of)

    def stored(self, row: ReadingRow) -> None:
        """Note a reading that was stored; an older one counts only for the times."""
        known = self._of.get(row.place)
        if known is None:
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
        self._of.pop(place, None)

    def of(self, where: Where) -> list[Newest]:
        """Return the newest readings of the devices that are meant, by place."""
        return [self._of[place] for place in sorted(self._of) if where.matches(*place)]


def _raw(row: ReadingRow) -> dict[str, float] | None:
    return dict(row.raw) if row.raw else None
