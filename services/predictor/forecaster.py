"""The forecaster: readings in, forecasts out, each of them scored and learnt from when its time comes.

It has no clock and does no I/O. Readings are queued by `observe` and worked through by `advance`,
in rounds: in a round every device takes its readings up to the next one to forecast from, then all
of them are scored, learnt from and forecast together. So live operation, catching up after a pause
and a backtest are the same code, and a forecast never sees a reading later than its own time.
"""

import os
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import repeat
from math import isnan
from typing import Final

import numpy as np

from iaqverse.contracts.names import Place
from iaqverse.contracts.prediction import HORIZONS_S
from iaqverse.contracts.quantity import QUANTITIES
from services.predictor.exceedance import LIMITS, MANY, LimitsOf, default_limits, exceedance
from services.predictor.faults import SOUND
from services.predictor.features import CHARACTER, DRIVEN, DRIVERS, features
from services.predictor.forecast import Chances, DeviceForecast, QuantityForecast, Realised
from services.predictor.gate import EXPERTS
from services.predictor.history import History
from services.predictor.intervals import WITHIN_S, band
from services.predictor.learner import WITHIN, Learner
from services.predictor.local import Local, Seen
from services.predictor.patterns import BESIDE, Patterns
from services.predictor.tables import Column, Floats, Ints, Table
from services.predictor.trees import Trees
from services.predictor.view import View
from services.predictor.waiting import Waiting

SPACING_S: Final = 30.0
"""Least time between two forecasts for one device."""
CATCH_UP_FACTOR: Final = 10
"""How much rarer forecasts are that are only made to learn from a long past."""
STALE_S: Final = 300.0
"""A quantity that its device has not sent for longer than this and two of its steps is not forecast."""
DECIMALS: Final = 3
TOGETHER: Final = 128
"""Devices that are worked on at once by one thread: numpy lets others run meanwhile, and what they need fits
in a processor's cache."""


@dataclass(slots=True)
class _Device:
    """A device: its quantities' rows in the history and in the other tables, what is queued, and which
    quantities are not sound at the moment: those are not forecast."""

    place: Place
    rows: dict[str, int] = field(default_factory=dict)
    series: dict[str, int] = field(default_factory=dict)
    queue: deque[tuple[float, Mapping[str, float]]] = field(default_factory=deque)
    unsound: set[str] = field(default_factory=set)
    origin_s: float = -np.inf
    newest_s: float = -np.inf


class Series(Table):
    """What is known of each series beforehand, and when its device was last heard of (`newest_s`).

    `row` is its row in `History`, `drivers` and `beside` are those of its device's other quantities; values
    in its unit. `limits` are those whose chances are told, NaN where none are.
    """

    row: Ints
    drivers: Ints
    beside: Ints
    newest_s: Floats
    lowest: Floats
    highest: Floats
    resolution: Floats
    limits: Floats

    def __init__(self) -> None:
        super().__init__(
            {
                "row": Column(dtype=np.int64),
                "drivers": Column((len(DRIVERS),), -1, np.int64),
                "beside": Column((len(BESIDE),), -1, np.int64),
                "newest_s": Column(),
                "lowest": Column(),
                "highest": Column(),
                "resolution": Column(),
                "limits": Column((MANY,)),
            }
        )


class Forecaster:
    """Forecasts for any number of devices; see the module."""

    def __init__(self, trees: Trees | None = None, spacing_s: float = SPACING_S) -> None:
        self._trees = trees or Trees()
        self.local = Local()
        self._patterns = Patterns()
        self._spacing_s = spacing_s
        self._devices: dict[Place, _Device] = {}
        self._queued: dict[Place, _Device] = {}
        self._n_rows = 0
        self._names: list[tuple[_Device, str]] = []
        self._history = History()
        self._series = Series()
        self._waiting = Waiting()
        self.limits_of: LimitsOf = default_limits
        self.learner = Learner()

    def aim(self, limits_of: LimitsOf) -> None:
        """Tell the chances of passing these limits from now on."""
        self.limits_of = limits_of
        for series, (device, quantity) in enumerate(self._names):
            self._aim(series, device, quantity)

    def _aim(self, series: int, device: _Device, quantity: str) -> None:
        limits = self.limits_of(device.place.site, device.place.room)
        self._series.limits[series] = limits.get(quantity, np.nan)

    def observe(self, place: Place, at_s: float, values: Mapping[str, float]) -> None:
        """Queue one reading; it counts from the next `advance` on. A value that is not sound is NaN."""
        device = self._device(place)
        device.queue.append((at_s, values))
        self._queued[place] = device

    def warm(self, place: Place, at_s: Floats, values: Mapping[str, Floats]) -> None:
        """Take a device's past as its window, without forecasting from it.

        `at_s`: `[readings]`, ascending; `values`: the same, by quantity, NaN where not measured. Of
        quantities of which something is known already nothing is taken.
        """
        device = self._device(place)
        for quantity, column in values.items():
            row = self._row(device, quantity)
            known = ~np.isnan(column)
            if row >= 0 and known.any() and not np.isfinite(self._history.last_s[row]):
                self._history.fill(row, at_s[known], column[known])
                device.newest_s = max(device.newest_s, float(at_s[known][-1]))

    @property
    def is_behind(self) -> bool:
        """Whether readings are queued."""
        return bool(self._queued)

    def advance(self, live_from_s: float = -np.inf) -> list[DeviceForecast]:
        """Work through one round of what is queued and return its forecasts, at most one a device.

        From readings before `live_from_s`, forecasts are made only to learn from: ten times more rarely, and
        they don't count for the accuracy. Nor do those made again after a restart, from readings before what
        was learnt already: they know more than those that were published.
        """
        taken: list[tuple[int, float, float]] = []
        due = [device for device in list(self._queued.values()) if self._take(device, live_from_s, taken)]
        if taken:
            rows, at_s, values = np.array(taken).T
            self._history.add_all(rows.astype(np.int64), at_s, values)
        if len(due) <= TOGETHER:
            return self._look(due, live_from_s)
        parts = [due[first : first + TOGETHER] for first in range(0, len(due), TOGETHER)]
        with ThreadPoolExecutor(os.cpu_count()) as threads:
            return [f for found in threads.map(self._look, parts, repeat(live_from_s)) for f in found]

    @property
    def device_count(self) -> int:
        """How many devices are known."""
        return len(self._devices)

    @property
    def history(self) -> History:
        """The windows."""
        return self._history

    def tables(self) -> dict[str, Table]:
        """Return all tables with a row per series, by name."""
        return {**self.learner.tables(), "waiting": self._waiting}

    def origins(self) -> list[tuple[Place, float]]:
        """Return from which reading each device was forecast last; -inf for none."""
        return [(device.place, device.origin_s) for device in self._devices.values()]

    def go_on_from(self, place: Place, origin_s: float) -> None:
        """Take it that a device was forecast last from its reading at `origin_s`."""
        self._device(place).origin_s = origin_s

    def row_names(self) -> list[tuple[int, Place, str]]:
        """Return the row in `history`, the device and the quantity of everything that has a window."""
        return [
            (row, device.place, quantity)
            for device in self._devices.values()
            for quantity, row in device.rows.items()
            if row >= 0
        ]

    def series_names(self) -> list[tuple[int, Place, str]]:
        """Return the row in `tables`, the device and the quantity of every series."""
        return [
            (row, device.place, quantity)
            for device in self._devices.values()
            for quantity, row in device.series.items()
        ]

    def keep(self, is_kept: Callable[[str, str], bool]) -> None:
        """Forget all rooms (site, room) but those that are kept. Their rows are not used again."""
        for place in [place for place in self._devices if not is_kept(place.site, place.room)]:
            del self._devices[place]
            self._queued.pop(place, None)

    def adopt(self, place: Place, quantity: str) -> int:
        """Return the row of a series in the learner's tables, making it if it is new."""
        device = self._device(place)
        self._row(device, quantity)
        return device.series[quantity]

    def adopt_row(self, place: Place, quantity: str, last_s: float) -> int:
        """Return the row in `history` of a quantity that was last heard of at `last_s`, making it if new."""
        device = self._device(place)
        device.newest_s = max(device.newest_s, last_s)
        return self._row(device, quantity)

    def realised(self, places: Iterable[Place], at_s: float) -> dict[Place, list[Realised]]:
        """Return how well the forecasts for these devices did over the day up to `at_s`."""
        found: dict[Place, list[Realised]] = {}
        for place in places:
            device = self._devices.get(place)
            if device is None or not device.series:
                continue
            sums = self.learner.accuracy.over_the_day(np.array(list(device.series.values())), at_s)
            found[place] = [
                Realised(
                    quantity,
                    horizon_s,
                    int(count),
                    mae,
                    no_change,
                    covered,
                    dict(zip(EXPERTS, of_experts, strict=True)),
                )
                for quantity, of_quantity in zip(device.series, sums.tolist(), strict=True)
                for horizon_s, (count, mae, no_change, covered, *of_experts) in zip(
                    HORIZONS_S, of_quantity, strict=True
                )
                if count
            ]
        return found

    def _device(self, place: Place) -> _Device:
        device = self._devices.get(place)
        if device is None:
            device = self._devices[place] = _Device(place)
        return device

    def _take(self, device: _Device, live_from_s: float, taken: list[tuple[int, float, float]]) -> bool:
        """Take the device's readings up to the next to forecast from; False if there is none yet.

        They are added to `taken`: (row, at_s, value).
        """
        is_due = False
        while device.queue and not is_due:
            at_s, values = device.queue.popleft()
            for quantity, value in values.items():
                row = self._row(device, quantity)
                if row < 0:
                    continue
                if isnan(value):
                    device.unsound.add(quantity)
                else:
                    taken.append((row, at_s, value))
                    if at_s > device.newest_s:
                        device.unsound.discard(quantity)
            spacing_s = self._spacing_s * (1 if at_s >= live_from_s else CATCH_UP_FACTOR)
            if at_s > device.newest_s:
                device.newest_s = at_s
                if at_s >= device.origin_s + spacing_s:
                    device.origin_s, is_due = at_s, True
        if not device.queue:
            del self._queued[device.place]
        return is_due and bool(device.series)

    def _row(self, device: _Device, quantity: str) -> int:
        """Return the row of a device's quantity; -1 if it tells nothing about what is forecast."""
        row = device.rows.get(quantity)
        return self._new_row(device, quantity) if row is None else row

    def _new_row(self, device: _Device, quantity: str) -> int:
        if quantity not in CHARACTER and quantity not in DRIVERS:
            device.rows[quantity] = -1
            return -1
        row = device.rows[quantity] = self._n_rows
        self._n_rows += 1
        self._history.reserve(self._n_rows)
        if quantity in CHARACTER:
            self._new_series(device, quantity, row)
        for name, series in device.series.items():
            self._series.drivers[series] = [-1 if d == name else device.rows.get(d, -1) for d in DRIVERS]
            self._series.beside[series] = [-1 if b == name else device.rows.get(b, -1) for b in BESIDE]
        return row

    def _new_series(self, device: _Device, quantity: str, row: int) -> None:
        series = device.series[quantity] = len(self._names)
        self._names.append((device, quantity))
        self._series.reserve(series + 1)
        self._waiting.reserve(series + 1)
        self._patterns.begin(series, quantity)
        self.local.begin(series, device.place.site, quantity)
        self.learner.begin(series, CHARACTER[quantity])
        self._series.row[series] = row
        lowest, highest = SOUND.get(quantity, (-np.inf, np.inf))
        self._series.lowest[series] = max(lowest, QUANTITIES[quantity].lowest)
        self._series.highest[series] = min(highest, QUANTITIES[quantity].highest)
        self._series.resolution[series] = CHARACTER[quantity].resolution
        self._aim(series, device, quantity)

    def _look(self, due: Sequence[_Device], live_from_s: float) -> list[DeviceForecast]:
        """Score and forecast devices; of others it changes nothing, so that threads can share the work."""
        for device in due:
            self._series.newest_s[list(device.series.values())] = device.origin_s
        series = np.array(
            [s for device in due for quantity, s in device.series.items() if quantity not in device.unsound],
            dtype=np.int64,
        )
        rows = self._series.row[series]
        age_s = self._series.newest_s[series] - self._history.last_s[rows]
        series = series[age_s <= STALE_S + 2 * np.nan_to_num(self._history.step_s(rows))]
        if not len(series):
            return []
        self._score(series)
        return self._forecast(series, live_from_s)

    def _score(self, series: Ints) -> None:
        """Score and learn from every waiting forecast whose truth can be told.

        The truth is the reading nearest to a forecast's time, within half the series' nominal step.
        """
        rows = self._series.row[series]
        within_s = np.nan_to_num(self._history.step_s(rows)) / 2
        half_step_s = np.zeros(len(self._names))
        half_step_s[series] = within_s
        last_s, newest_s = self._history.last_s[rows], self._series.newest_s[series]
        while due := self._waiting.take(series, last_s, newest_s, within_s):
            rows = self._series.row[due.series]
            truth = self._history.nearest(rows, due.target_s, due.made_s, half_step_s[due.series])
            scored_s = self.learner.progress.scored_s[due.series, due.horizon]
            told = ~np.isnan(truth) & (due.made_s > scored_s)
            if told.any():
                part = due.only(told)
                self.learner.learn(
                    part, self._waiting, truth[told],
                    highest=self._history.peak(rows[told], part.made_s, part.target_s),
                    resolution=self._series.resolution[part.series],
                )  # fmt: skip

    def _forecast(self, series: Ints, live_from_s: float) -> list[DeviceForecast]:
        """Forecast `series` from their newest readings and let the forecasts wait for their time."""
        known = self._series
        made_s = known.newest_s[series]
        view = View.of(self._history, known.row[series])
        now, inputs = view.now, features(view, self._history, known.drivers[series])
        coming = self.learner.expect(
            series, made_s, inputs=inputs, by_trees=self._by_trees(series, view, inputs),
            fitted_s=self.local.fitted_s(series),
            staked=self._waiting.staked[series], resolution=known.resolution[series],
        )  # fmt: skip
        lowest, highest = known.lowest[series, None], known.highest[series, None]
        median = np.round(np.clip(now[:, None] + coming.change, lowest, highest), DECIMALS)
        of_values, of_peaks = np.split(coming.quantiles, [len(HORIZONS_S)], axis=1)
        low, high = band(median, coming.width, of_values, lowest, highest)
        low, high = np.round(low, DECIMALS), np.round(high, DECIMALS)
        learnt_s = (self.learner.progress.scored_s[series] + HORIZONS_S).max(axis=1)
        so_far = np.maximum.accumulate(np.column_stack([now, median]), axis=1)
        peak = so_far[:, [horizon + 1 for horizon in WITHIN]]
        self._waiting.put(
            series, made_s=made_s, now=now, inputs=inputs, changes=coming.changes,
            median=median, low=low, high=high, width=coming.width, peak=peak,
            is_live=made_s >= np.maximum(live_from_s, learnt_s),
        )  # fmt: skip
        chances = self._chances(series, peak, coming.width[:, WITHIN], of_peaks)
        return self._by_device(series, now, (median, low, high), chances)

    def _by_trees(self, series: Ints, view: View, inputs: Floats) -> Floats:
        """Return the changes `[series, horizons, 2]` that the shipped and the local trees expect.

        `inputs`: the features of `series`.
        """
        known = self._series
        patterns, scale = self._patterns.of(series, view, self._history, known.beside[series])
        shipped = self._trees.changes([self._names[s][1] for s in series.tolist()], patterns, scale)
        seen = Seen(known.newest_s[series], patterns, scale, inputs[:, -DRIVEN:], shipped)
        return np.stack([shipped, self.local.changes(series, seen)], axis=2)

    def _chances(self, series: Ints, peak: Floats, width: Floats, quantiles: Floats) -> dict[int, Chances]:
        """Return by series how probably limits are passed, for quantities that have limits to pass."""
        chances: dict[int, Chances] = {}
        names = [self._names[s][1] for s in series.tolist()]
        for quantity in LIMITS:
            chosen = np.array([name == quantity for name in names])
            limits = self._series.limits[series[chosen]]
            part = exceedance(limits, peak[chosen], width[chosen], quantiles[chosen])
            told = np.round(part, DECIMALS).tolist()
            for s, asked, row in zip(series[chosen].tolist(), limits.tolist(), told, strict=True):
                chances[s] = tuple(
                    (limit, within_s, chance)
                    for limit, of_limit in zip(asked, row, strict=True)
                    for within_s, chance in zip(WITHIN_S, of_limit, strict=True)
                )
        return chances

    def _by_device(
        self, series: Ints, now: Floats, columns: Sequence[Floats], chances: Mapping[int, Chances]
    ) -> list[DeviceForecast]:
        """Give `columns`, (median, low, high) `[series, horizons]`, the form of forecasts of devices.

        The series of one device follow one another.
        """
        found: list[DeviceForecast] = []
        told = (column.tolist() for column in (series, now, *columns))
        for s, current, *of_horizons in zip(*told, strict=True):
            device, quantity = self._names[s]
            if not found or found[-1].place is not device.place:
                found.append(DeviceForecast(device.place, device.origin_s, {}))
            median, low, high = map(tuple, of_horizons)
            forecast = QuantityForecast(current, median, low, high, chances.get(s, ()))
            found[-1].quantities[quantity] = forecast
        return found
