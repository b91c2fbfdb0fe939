"""Until when a device counts as heard of: the one place where it is computed.

Fresh means heard of within three times the median of its last 20 gaps, at least 5 s, at most 3 h.
"""

from collections import deque
from collections.abc import Sequence
from operator import sub
from statistics import median
from typing import Final

GAPS: Final = 20
FACTOR: Final = 3.0
SHORTEST_S: Final = 5.0
LONGEST_S: Final = 10_800.0
UNKNOWN_S: Final = 300.0
"""For a device that was heard of once: its step is not known yet."""


def usual_step_s(times: Sequence[float], in_a_second: int = 1) -> float | None:
    """Return the median of the last 20 gaps between rising times; None for a single one."""
    last = times[-GAPS - 1 :]
    gaps = [*map(sub, last[1:], last)]
    return median(gaps) / in_a_second if gaps else None


class Rhythm:
    """The gaps between the readings of one device. Times are seconds since 1970."""

    __slots__ = ("_gaps", "last_s")

    def __init__(self) -> None:
        self._gaps: deque[float] = deque(maxlen=GAPS)
        self.last_s: float | None = None

    def heard(self, at_s: float) -> None:
        """Note a reading measured at `at_s`; one that is not newer than the last changes nothing."""
        if self.last_s is not None:
            if at_s <= self.last_s:
                return
            self._gaps.append(at_s - self.last_s)
        self.last_s = at_s

    @property
    def step_s(self) -> float | None:
        """The median of the last 20 gaps, in seconds; None before the second reading."""
        return median(self._gaps) if self._gaps else None

    @property
    def fresh_s(self) -> float:
        """For how many seconds after its last reading the device counts as heard of."""
        step_s = self.step_s
        return UNKNOWN_S if step_s is None else min(max(FACTOR * step_s, SHORTEST_S), LONGEST_S)

    def is_fresh(self, now_s: float) -> bool:
        """Whether the device was heard of recently enough at `now_s`."""
        return self.last_s is not None and now_s - self.last_s <= self.fresh_s
