"""The trace of one quantity of one device: how it usually behaves, and what is unusual of late. Pure.

Everything is measured against the series itself: its noise (the mean standard deviation within an hour), the
least difference that it shows, and how long it stays the same. So nothing has to be set for a kind of sensor.
All is that of about a fortnight, for rooms live by the week: what is usual on a Monday must not be unusual
after a quiet weekend, nor a fault go unseen after a busy day.
"""

from collections import deque
from collections.abc import Sequence
from itertools import pairwise
from math import inf, isinf, sqrt
from typing import Final

KNOWN_H: Final = 24
"""So many hours must be known before anything is called unusual: a night tells nothing of the day."""
NOISE_H: Final = 14 * 24
LEAST_IN_HOUR: Final = 3
NOISES: Final = 6.0
QUANTA: Final = 2.0
"""Unusual is what is larger than so many times the noise, and so many times the least difference that the
sensor shows, its quantum. That it happened before is no excuse: a loose contact makes many spikes."""
LEAPS: Final = 1.5
"""A leap is larger than so many times what is unusual, and than the largest change lately."""
LEAP_HALF_LIFE_S: Final = 2 * 86_400.0
SIDE: Final = 4
"""Readings on each side of a step."""
FLAT: Final = 0.4
"""No change beside a step is larger than this share of it: people and windows move air less suddenly. One
quantum more may be rounding."""
STAYS: Final = 0.5
LONGEST_GAP: Final = 3
"""After a gap of so many usual ones, and a minute, anything may be: nothing is compared across it."""
SAME: Final = 1e-6
"""Values this near are the same; means of equal values are."""
STUCK_MIN_S: Final = 45 * 60.0
STUCK_RUNS: Final = 1.4
STUCK_READINGS: Final = 8
STUCK_KNOWN_S: Final = 2 * 86_400.0
STUCK_EVER_S: Final = 3 * 86_400.0
RUN_HALF_LIFE_S: Final = 14 * 86_400.0
"""Stuck is what has been the same for so long, so many times longer than lately, over so many readings, once
two days can be compared; what never changed, after three. What moves again may have been well all the time:
of its run counts as much as made it stuck, so that next time it takes longer."""
_GAP_SHARE: Final = 0.05
_QUANTUM_GROWTH: Final = 1.001
_LEARNT: Final = (
    "at_s", "first_s", "gap_s", "noise", "hours", "leap_record", "quantum",
    "run", "run_since_s", "run_count", "longest_run_s",
)  # fmt: skip


class Trace:
    """Readings of one quantity by rising time (seconds since 1970). Values are in its unit.

    Attributes:
        at_s: When it was last heard of.
        gap_s: Its usual gap.
        unusual: What is unusually much for it; infinite before enough is known.
        leap: How far the last reading is from the one before it, if that is farther than any lately.
        spike, step: Whether the last reading completes one that is unusual.
        stirred, moved: The largest change where such a spike or step would lie.
        run_since_s: Since when the value has been the same.
    """

    __slots__ = (*_LEARNT, "_hour", "_in_hour", "_last", "_mean", "_squares",
                 "leap", "moved", "spike", "step", "stirred", "unusual")  # fmt: skip

    def __init__(self) -> None:
        self.at_s = self.first_s = self.run = self.run_since_s = -inf
        self.gap_s = self.noise = self.hours = self.run_count = self.longest_run_s = 0.0
        self.leap = self.leap_record = self.stirred = self.moved = 0.0
        self.spike = self.step = False
        self.quantum = self.unusual = inf
        self._last: deque[float] = deque(maxlen=2 * SIDE)
        self._hour = self._in_hour = 0
        self._mean = self._squares = 0.0

    def export(self) -> list[float | None]:
        """Return what is known of the series, for `restore`."""
        known: list[float] = [getattr(self, name) for name in _LEARNT]
        return [None if isinf(value) else value for value in known]

    def restore(self, exported: Sequence[float | None]) -> None:
        """Go on where another trace was.

        Raises:
            ValueError: If it is of another version.
        """
        for name, value in zip(_LEARNT, exported, strict=True):
            if value is not None:
                setattr(self, name, value)

    @property
    def is_stuck(self) -> bool:
        """Whether the value has been the same for unusually long."""
        return (
            self.run_count >= STUCK_READINGS
            and self.at_s - self.run_since_s > self._patience_s
            and self.at_s - self.first_s > (STUCK_KNOWN_S if self.longest_run_s else STUCK_EVER_S)
        )

    @property
    def _patience_s(self) -> float:
        """How long the value may be the same."""
        return max(STUCK_MIN_S, STUCK_RUNS * self.longest_run_s)

    @property
    def peak(self) -> float:
        """The value before the last: what a spike was."""
        return self._last[-2]

    def hear(self, at_s: float, value: float) -> None:
        """Take the next reading."""
        self._follow_gap(at_s)
        self._follow_run(at_s, value)
        self.at_s = at_s
        is_known = self.hours >= KNOWN_H
        self.unusual = max(NOISES * self.noise, QUANTA * self.quantum) if is_known else inf
        self._look_for_leap(value)
        self._last.append(value)
        self._look_for_spike()
        self._look_for_step()
        self._follow_noise(at_s, value)

    def _follow_gap(self, at_s: float) -> None:
        if isinf(self.at_s):
            self.first_s = at_s
            return
        gap_s = at_s - self.at_s
        if gap_s > max(LONGEST_GAP * self.gap_s, 60.0):
            self._last.clear()
        else:
            self.longest_run_s *= 0.5 ** (gap_s / RUN_HALF_LIFE_S)
        self.gap_s += (gap_s - self.gap_s) * (_GAP_SHARE if self.gap_s else 1.0)
        self.leap_record *= 0.5 ** (gap_s / LEAP_HALF_LIFE_S)

    def _follow_run(self, at_s: float, value: float) -> None:
        if abs(value - self.run) <= SAME:
            self.run_count += 1
            return
        if self.run_count:
            run_s = self._patience_s if self.is_stuck else self.at_s - self.run_since_s
            self.longest_run_s = max(self.longest_run_s, run_s)
        self.run, self.run_since_s, self.run_count = value, at_s, 1

    def _look_for_leap(self, value: float) -> None:
        leapt, self.leap = self.leap, 0.0
        if not self._last:
            return
        change = abs(value - self._last[-1])
        if change:
            self.quantum = min(_QUANTUM_GROWTH * self.quantum, change)
        if leapt:
            if len(self._last) > 1 and abs(value - self._last[-2]) <= leapt / 2:
                return  # it came back
            change = max(change, leapt)
        elif change > LEAPS * max(self.unusual, self.leap_record):
            self.leap = change
            return
        self.leap_record = max(self.leap_record, change)

    def _look_for_spike(self) -> None:
        """A spike is one reading that lies to one side of those before it and of the one after it."""
        self.spike, self.stirred = False, 0.0
        if len(self._last) < SIDE:
            return
        earlier, before, peak, after = self._last[-4], self._last[-3], self._last[-2], self._last[-1]
        out, back = peak - before, after - peak
        self.stirred = max(abs(out), abs(back))
        if out * back < 0:
            self.spike = min(abs(out), abs(back), abs(peak - earlier)) > self.unusual

    def _look_for_step(self) -> None:
        """A step is one change between two stretches that are flat beside it, and it stays."""
        self.step, self.moved = False, 0.0
        if len(self._last) < 2 * SIDE:
            return
        first, before, after, last = (self._last[i] for i in range(SIDE - 2, SIDE + 2))
        step, beside = abs(after - before), max(abs(before - first), abs(last - after))
        self.moved = max(step, beside)
        flat = FLAT * step + self.quantum
        if step > self.unusual and beside <= flat:
            self.step = self._is_between(flat, STAYS * step)

    def _is_between(self, flat: float, apart: float) -> bool:
        """Whether the last readings are two stretches without a change above `flat`, and so far apart."""
        last = list(self._last)
        sides = last[:SIDE], last[SIDE:]
        changes = [abs(after - before) for side in sides for before, after in pairwise(side)]
        return max(changes) <= flat and abs(_middle(sides[1]) - _middle(sides[0])) >= apart

    def _follow_noise(self, at_s: float, value: float) -> None:
        """Follow the deviation within the hour (Welford 1962), and its mean over hours."""
        hour = int(at_s // 3600)
        if hour != self._hour:
            if self._in_hour >= LEAST_IN_HOUR:
                self.hours += 1
                deviation = sqrt(self._squares / self._in_hour)
                self.noise += (deviation - self.noise) / min(self.hours, NOISE_H)
            self._hour, self._in_hour, self._mean, self._squares = hour, 0, 0.0, 0.0
        self._in_hour += 1
        away = value - self._mean
        self._mean += away / self._in_hour
        self._squares += away * (value - self._mean)


def _middle(values: Sequence[float]) -> float:
    """Return the mean of the two middle ones of four."""
    return sum(sorted(values)[1:3]) / 2
