"""The last 25 hours of every series, in minutes, and its last readings exactly.

Why a fixed grid of one minute, the same for all: a lag or a mean is then one gather for all
devices whatever their own step, a late reading has one place to go to, and 25 hours of 6000
series take 36 MB. A minute holds the mean of its readings; a minute without one carries the last
value forward for at most an hour, so a device that reports every 15 minutes or on change needs no
case of its own. Targets are never taken from the grid: those are readings, kept exactly.
"""

from typing import Final

import numpy as np

from services.predictor.tables import Bools, Column, Floats, Ints, Table

WINDOW_MIN: Final = 1500
"""Minutes kept."""
CARRY_MIN: Final = 60
"""For how many minutes a value stands for what follows it."""
RECENT: Final = 64
"""Readings kept exactly per series."""
GAPS: Final = 20
"""Gaps whose median is a series' nominal step (the freshness rule's count)."""
FEW: Final = 16
"""So many readings are added sooner one by one than all at once."""


class History(Table):
    """The windows of all series. Values in the quantity's unit, times in seconds since 1970.

    Attributes:
        cells: `[series, WINDOW_MIN]`, the value of minute `m` in column ``m % WINDOW_MIN``; NaN unknown.
        measured: Same shape: whether the minute had a reading.
        last, last_s: `[series]`, the newest reading; `last_s` is -inf before the first.
        recent, recent_s: `[series, RECENT]`, the last readings in no order; `recent_s` -inf where none.
    """

    cells: Floats
    measured: Bools
    last: Floats
    last_s: Floats
    recent: Floats
    recent_s: Floats
    _recent_at: Ints
    _gaps: Floats
    _gaps_at: Ints
    _sum: Floats
    _count: Ints

    def __init__(self) -> None:
        super().__init__(
            {
                "cells": Column((WINDOW_MIN,), np.nan, np.float32),
                "measured": Column((WINDOW_MIN,), False, np.bool_),
                "last": Column(fill=np.nan),
                "last_s": Column(fill=-np.inf),
                "recent": Column((RECENT,), np.nan),
                "recent_s": Column((RECENT,), -np.inf),
                "_recent_at": Column(dtype=np.int64),
                "_gaps": Column((GAPS,), np.nan),
                "_gaps_at": Column(dtype=np.int64),
                "_sum": Column(),
                "_count": Column(dtype=np.int64),
            }
        )

    def add(self, row: int, at_s: float, value: float) -> None:
        """Add one reading of series `row`. Adding the same one again changes nothing.

        For an instant that is known already the later message counts. A late reading fills its
        minute if nothing is known of that minute; older than the window it is ignored.
        """
        last_s = float(self.last_s[row])
        if at_s > last_s:
            self._append(row, at_s, value, last_s)
        elif at_s == last_s:
            self._correct(row, at_s, value)
        else:
            self._fill_in(row, at_s, value, last_s)

    def add_all(self, rows: Ints, at_s: Floats, values: Floats) -> None:
        """Add readings, of each series in their order; the same as `add` for one after another."""
        if len(rows) <= FEW:
            for reading in zip(rows.tolist(), at_s.tolist(), values.tolist(), strict=True):
                self.add(*reading)
            return
        order = np.argsort(rows, kind="stable")
        each = np.arange(len(rows))
        is_first = np.diff(rows[order], prepend=-1) != 0
        nth = each - np.maximum.accumulate(np.where(is_first, each, 0))
        for n in range(int(nth.max()) + 1):
            chosen = order[nth == n]
            self._add_each(rows[chosen], at_s[chosen], values[chosen])

    def fill(self, row: int, at_s: Floats, values: Floats) -> None:
        """Set the window of a series of which nothing is known yet; `at_s` ascending, nothing NaN."""
        minutes = (at_s // 60).astype(np.int64)
        first = minutes[-1] - WINDOW_MIN + 1
        kept = minutes >= first
        place = minutes[kept] - first
        sums = np.bincount(place, values[kept], WINDOW_MIN)
        counts = np.bincount(place, minlength=WINDOW_MIN)
        each = np.arange(WINDOW_MIN)
        before = np.maximum.accumulate(np.where(counts > 0, each, -CARRY_MIN - 1))
        means = sums / np.maximum(counts, 1)
        columns = (first + each) % WINDOW_MIN
        self.cells[row, columns] = np.where(each - before <= CARRY_MIN, means[before], np.nan)
        self.measured[row, columns] = counts > 0
        self.last[row], self.last_s[row] = values[-1], at_s[-1]
        self._sum[row], self._count[row] = sums[-1], counts[-1]
        count = min(len(at_s), RECENT)
        self.recent[row, :count], self.recent_s[row, :count] = values[-count:], at_s[-count:]
        self._recent_at[row] = count
        gaps = np.diff(at_s)[-GAPS:]
        self._gaps[row, : len(gaps)] = gaps
        self._gaps_at[row] = len(gaps)

    def _add_each(self, rows: Ints, at_s: Floats, values: Floats) -> None:
        """Add one reading of each of `rows`: all at once that follow the last within what is carried."""
        since_s = at_s - self.last_s[rows]
        follows = (since_s > 0) & (since_s <= 60 * CARRY_MIN)
        for reading in zip(rows[~follows].tolist(), at_s[~follows], values[~follows], strict=True):
            self.add(*reading)
        rows, at_s, values, since_s = rows[follows], at_s[follows], values[follows], since_s[follows]
        if not len(rows):
            return
        minutes, last_minutes = (at_s // 60).astype(np.int64), (self.last_s[rows] // 60).astype(np.int64)
        for ahead in range(1, int((minutes - last_minutes).max())):
            some = last_minutes + ahead < minutes
            to, last = (last_minutes[some] + ahead) % WINDOW_MIN, last_minutes[some] % WINDOW_MIN
            self.cells[rows[some], to] = self.cells[rows[some], last]
            self.measured[rows[some], to] = False
        self._gaps[rows, self._gaps_at[rows] % GAPS] = since_s
        self._gaps_at[rows] += 1
        is_same = minutes == last_minutes
        self._sum[rows] = np.where(is_same, self._sum[rows], 0.0) + values
        self._count[rows] = np.where(is_same, self._count[rows], 0) + 1
        column = minutes % WINDOW_MIN
        self.cells[rows, column] = self._sum[rows] / self._count[rows]
        self.measured[rows, column] = True
        self.last[rows], self.last_s[rows] = values, at_s
        slot = self._recent_at[rows] % RECENT
        self.recent[rows, slot], self.recent_s[rows, slot] = values, at_s
        self._recent_at[rows] += 1

    def _append(self, row: int, at_s: float, value: float, last_s: float) -> None:
        minute = int(at_s // 60)
        if last_s > -np.inf:
            self._gaps[row, self._gaps_at[row] % GAPS] = at_s - last_s
            self._gaps_at[row] += 1
            last_minute = int(last_s // 60)
        else:
            last_minute = minute - 1
        if minute == last_minute:
            self._sum[row] += value
            self._count[row] += 1
        else:
            self._carry(row, last_minute + 1, minute)
            self._sum[row], self._count[row] = value, 1
        column = minute % WINDOW_MIN
        self.cells[row, column] = self._sum[row] / self._count[row]
        self.measured[row, column] = True
        self.last[row], self.last_s[row] = value, at_s
        self._remember(row, at_s, value)

    def _correct(self, row: int, at_s: float, value: float) -> None:
        self._sum[row] += value - self.last[row]
        self.cells[row, int(at_s // 60) % WINDOW_MIN] = self._sum[row] / self._count[row]
        self.last[row] = value
        self.recent[row, self.recent_s[row] == at_s] = value

    def _fill_in(self, row: int, at_s: float, value: float, last_s: float) -> None:
        known = self.recent_s[row] == at_s
        if known.any():
            self.recent[row, known] = value
        elif at_s > self.recent_s[row].min():
            self._remember(row, at_s, value)
        minute, last_minute = int(at_s // 60), int(last_s // 60)
        column = minute % WINDOW_MIN
        if minute <= last_minute - WINDOW_MIN or self.measured[row, column]:
            return
        self.cells[row, column], self.measured[row, column] = value, True
        for later in range(minute + 1, min(minute + 1 + CARRY_MIN, last_minute + 1)):
            if self.measured[row, later % WINDOW_MIN]:
                return
            self.cells[row, later % WINDOW_MIN] = value

    def _carry(self, row: int, first: int, end: int) -> None:
        """Fill the minutes from `first` to before `end` with the value before them, an hour at most."""
        for start, stop, value in (
            (first, min(end, first + CARRY_MIN), self.cells[row, (first - 1) % WINDOW_MIN]),
            (max(first + CARRY_MIN, end - WINDOW_MIN), end, np.nan),
        ):
            if start < stop:
                columns = np.arange(start, stop) % WINDOW_MIN
                self.cells[row, columns] = value
                self.measured[row, columns] = False

    def _remember(self, row: int, at_s: float, value: float) -> None:
        slot = self._recent_at[row] % RECENT
        self.recent[row, slot], self.recent_s[row, slot] = value, at_s
        self._recent_at[row] += 1

    def window(self, rows: Ints, minutes: Ints, back: Ints) -> Floats:
        """Return `[rows, back]`: each row's value `back` minutes before its own minute; NaN unknown.

        `minutes` must not be later than a row's newest reading nor `back` than the window.
        """
        columns = (minutes % WINDOW_MIN)[:, None] - back
        columns += WINDOW_MIN * (columns < 0)
        columns += (WINDOW_MIN * rows)[:, None]
        values: Floats = self.cells.ravel().take(columns)
        return values

    def peak(self, rows: Ints, from_s: Floats, to_s: Floats) -> Floats:
        """Return `[rows]`: each row's highest minute after `from_s` up to `to_s`; NaN unknown."""
        first = (from_s // 60).astype(np.int64)
        last = np.minimum((to_s // 60).astype(np.int64), (self.last_s[rows] // 60).astype(np.int64))
        back = np.arange(np.max(last - first, initial=0))
        is_between = last[:, None] - back > first[:, None]
        highest = np.fmax.reduce(self.window(rows, last, back), axis=1, where=is_between, initial=-np.inf)
        return np.where(np.isfinite(highest), highest, np.nan)

    def step_s(self, rows: Ints) -> Floats:
        """Return `[rows]`: the median of the last 20 gaps; NaN before the second reading."""
        gaps = np.sort(self._gaps[rows], axis=1)  # NaN last
        count = np.minimum(self._gaps_at[rows], GAPS)
        each = np.arange(len(rows))
        upper = np.minimum(count // 2, GAPS - 1)
        median: Floats = (gaps[each, np.maximum(count - 1, 0) // 2] + gaps[each, upper]) / 2
        return median

    def nearest(self, rows: Ints, at_s: Floats, after_s: Floats, within_s: Floats) -> Floats:
        """Return `[rows]`: the reading nearest to `at_s`, NaN where none is within `within_s`.

        Only readings later than `after_s` count; of two equally near ones the earlier.
        """
        times = self.recent_s[rows]
        away = np.abs(times - at_s[:, None])
        away[times <= after_s[:, None]] = np.inf
        best = np.argmin(away + 1e-4 * (times > at_s[:, None]), axis=1)
        each = np.arange(len(rows))
        return np.where(away[each, best] <= within_s, self.recent[rows, best], np.nan)
