"""When a process that ended is started again. Pure."""

from dataclasses import dataclass
from typing import Final

STEADY_S: Final = 30.0
"""A process that ran this long is taken to be well: its next end counts as the first."""
DELAYS_S: Final = (0.0, 0.5, 1.0, 2.0, 5.0)
"""At once, then ever later; the last for good."""
TRIES_AT_START: Final = 3
"""A process that ends this often without ever having been ready will not get better by itself."""


@dataclass(slots=True)
class Backoff:
    """What one process did so far. Times are seconds of a monotonic clock."""

    ends: int = 0
    was_ready: bool = False

    def ended(self, started_s: float, now_s: float) -> float | None:
        """Note an end and return after how many seconds to start again; None: give up."""
        if now_s - started_s >= STEADY_S:
            self.ends = 0
        self.ends += 1
        if not self.was_ready and self.ends >= TRIES_AT_START:
            return None
        return DELAYS_S[min(self.ends, len(DELAYS_S)) - 1]
