"""The last hour of every room as one line: per minute the score of its worst device."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from iaqverse.contracts.names import Place
from iaqverse.contracts.score import score_values

MINUTES: Final = 60
_MINUTE_MS: Final = 60_000

_Sums = dict[str, list[float]]
"""By quantity: the sum of its values and how many they are."""


class Sparklines:
    """Means per device and minute, of the last hour only; a minute's score is that of its means."""

    def __init__(self) -> None:
        self._minutes: dict[Place, dict[int, _Sums]] = {}

    def add(self, place: Place, ts_ms: int, values: Mapping[str, float | None]) -> None:
        """Note what `place` measured at `ts_ms`."""
        minutes = self._minutes.setdefault(place, {})
        minute = ts_ms // _MINUTE_MS
        if minute not in minutes and len(minutes) >= MINUTES:
            oldest = min(minutes)
            if minute < oldest:
                return
            del minutes[oldest]
        sums = minutes.setdefault(minute, {})
        for quantity, value in values.items():
            if value is not None:
                total = sums.setdefault(quantity, [0.0, 0])
                total[0] += value
                total[1] += 1

    def lines(self, now_ms: int, is_shown: Callable[[Place], bool]) -> dict[str, dict[str, Any]]:
        """Return for each room, as ``site/room``, the columns `ts_ms` and `score` of the last hour.

        A minute without any scored value has no point.
        """
        first = now_ms // _MINUTE_MS - MINUTES + 1
        worst: dict[str, dict[int, int]] = {}
        for place, minutes in self._minutes.items():
            if not is_shown(place):
                continue
            room = worst.setdefault(f"{place.site}/{place.room}", {})
            for minute, sums in minutes.items():
                score = score_values({quantity: total / count for quantity, (total, count) in sums.items()})
                if minute >= first and score is not None:
                    room[minute] = min(room.get(minute, 100), score.score)
        return {
            room: {
                "ts_ms": [m * _MINUTE_MS for m in sorted(scores)],
                "score": [scores[m] for m in sorted(scores)],
            }
            for room, scores in worst.items()
        }

    def forget(self, place: Place) -> None:
        """Forget one device."""
        self._minutes.pop(place, None)
