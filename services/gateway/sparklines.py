"""The last hour of every room as one line: per minute the score of its worst device."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from iaqverse.contracts.names import Place
from iaqverse.contracts.profile import ProfileOf, default_everywhere
from iaqverse.contracts.score import score_values

MINUTES: Final = 60
_MINUTE_MS: Final = 60_000


class _Line:
    """One device: the scores of its minutes, and the sums of the minute that is under way."""

    __slots__ = ("_profile_of", "minute", "place", "scores", "sums")

    def __init__(self, place: Place, minute: int, profile_of: ProfileOf) -> None:
        self._profile_of = profile_of
        self.place = place
        self.minute = minute
        self.scores: dict[int, int] = {}
        self.sums: dict[str, tuple[float, int]] = {}

    def add(self, minute: int, values: Mapping[str, float]) -> None:
        if minute < self.minute:  # from the store, or a straggler: a minute that is known stays
            self._close(minute, values)
            return
        if minute > self.minute:
            self._close(self.minute, self.means())
            self.minute, self.sums = minute, {}
        for quantity, value in values.items():
            total, count = self.sums.get(quantity, (0.0, 0))
            self.sums[quantity] = (total + value, count + 1)

    def means(self) -> dict[str, float]:
        return {quantity: total / count for quantity, (total, count) in self.sums.items()}

    def all_scores(self) -> dict[int, int]:
        now = self._score(self.means())
        return {**self.scores, self.minute: now} if now is not None else self.scores

    def _score(self, means: Mapping[str, float]) -> int | None:
        score = score_values(means, self._profile_of(self.place.site, self.place.room))
        return None if score is None else score.score

    def _close(self, minute: int, means: Mapping[str, float]) -> None:
        score = self._score(means)
        if score is not None:
            self.scores.setdefault(minute, score)
        for old in [known for known in self.scores if known <= self.minute - MINUTES]:
            del self.scores[old]


class Sparklines:
    """Means per device and minute, of the last hour only; a minute's score is that of its means."""

    def __init__(self, profile_of: ProfileOf = default_everywhere) -> None:
        self._profile_of = profile_of
        self._lines: dict[Place, _Line] = {}

    def add(self, place: Place, ts_ms: int, values: Mapping[str, float]) -> None:
        """Note what `place` measured at `ts_ms`."""
        minute = ts_ms // _MINUTE_MS
        line = self._lines.get(place)
        if line is None:
            line = self._lines[place] = _Line(place, minute, self._profile_of)
        line.add(minute, values)

    def lines(self, now_ms: int, is_shown: Callable[[Place], bool]) -> dict[str, dict[str, Any]]:
        """Return for each room, as ``site/room``, the columns `ts_ms` and `score` of the last hour.

        A minute without any scored value has no point.
        """
        first = now_ms // _MINUTE_MS - MINUTES + 1
        worst: dict[str, dict[int, int]] = {}
        for place, line in self._lines.items():
            if not is_shown(place):
                continue
            room = worst.setdefault(f"{place.site}/{place.room}", {})
            for minute, score in line.all_scores().items():
                if minute >= first:
                    room[minute] = min(room.get(minute, 100), score)
        return {
            room: {
                "ts_ms": [m * _MINUTE_MS for m in sorted(scores)],
                "score": [scores[m] for m in sorted(scores)],
            }
            for room, scores in worst.items()
        }

    def forget_scores(self) -> None:
        """Forget all minutes that are over, as rooms have other profiles; the store has their means."""
        for line in self._lines.values():
            line.scores.clear()

    def forget(self, place: Place) -> None:
        """Forget one device."""
        self._lines.pop(place, None)
