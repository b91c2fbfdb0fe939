"""Examples to learn from: what the trees would have looked at, and what came.

The windows are those of the service, filled reading by reading; nothing in an example is later than it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from iaqverse.contracts.prediction import HORIZONS_S
from services.predictor.backtest import truths
from services.predictor.features import CHARACTER, DRIVERS, driven
from services.predictor.history import History
from services.predictor.patterns import BESIDE, Patterns
from services.predictor.recordings import Recording
from services.predictor.tables import Floats, Ints
from services.predictor.view import View

TOGETHER: Final = 64
"""Recordings that are gone through side by side."""


@dataclass(frozen=True, slots=True)
class Examples:
    """Examples of one quantity of one recording, by time.

    `inputs` `[examples, features]` and `scale` `[examples]`: see `Patterns.of`; `driven` `[examples,
    DRIVEN]`: the last of `features`; `changes` `[examples, horizons]`: what came, from now, in the
    quantity's unit; NaN where it was not measured.
    """

    recording: str
    quantity: str
    at_s: Floats
    inputs: Floats
    scale: Floats
    driven: Floats
    changes: Floats


def examples(recordings: Sequence[Recording], every_s: float, *, any_step: bool = False) -> list[Examples]:
    """Return examples of everything that is forecast, at most one every so many seconds.

    With `any_step`, also of horizons that are no multiples of a recording's step, as the forecaster learns.
    """
    found = []
    for first in range(0, len(recordings), TOGETHER):
        found += _Walk(recordings[first : first + TOGETHER], any_step).examples(every_s)
    return found


class _Walk:
    """Goes through recordings reading by reading, all of them in step."""

    def __init__(self, recordings: Sequence[Recording], any_step: bool) -> None:
        self._recordings = recordings
        self._any_step = any_step
        self._history = History()
        self._patterns = Patterns()
        names = [(i, q) for i, recording in enumerate(recordings) for q in recording.values]
        self._rows = {name: row for row, name in enumerate(names)}
        self._history.reserve(len(names))
        self._series = [name for name in names if name[1] in CHARACTER]
        for series, (_, quantity) in enumerate(self._series):
            self._patterns.begin(series, quantity)
        self._of_recording = [
            [s for s, (i, _) in enumerate(self._series) if i == recording]
            for recording in range(len(recordings))
        ]
        self._row = np.array([self._rows[name] for name in self._series])
        self._beside, self._drivers = (
            np.array(
                [[-1 if o == q else self._rows.get((i, o), -1) for o in others] for i, q in self._series]
            )
            for others in (BESIDE, DRIVERS)
        )

    def examples(self, every_s: float) -> list[Examples]:
        walks = [iter(recording.readings()) for recording in self._recordings]
        last_s = np.full(len(walks), -np.inf)
        taken: list[tuple[Ints, Floats, Floats, Floats, Floats, Floats]] = []
        going = list(range(len(walks)))
        while going:
            due = []
            for i in [*going]:
                reading = next(walks[i], None)
                if reading is None:
                    going.remove(i)
                    continue
                at_s, values = reading
                for quantity, value in values.items():
                    self._history.add(self._rows[i, quantity], at_s, value)
                if at_s >= last_s[i] + every_s:
                    last_s[i] = at_s
                    due += [s for s in self._of_recording[i] if self._series[s][1] in values]
            if due:
                series = np.array(due)
                view = View.of(self._history, self._row[series])
                inputs, scale = self._patterns.of(series, view, self._history, self._beside[series])
                drivers = driven(view, self._history, self._drivers[series])
                taken.append((series, view.at_s, view.now, inputs, scale, drivers))
        if not taken:
            return []
        columns = [np.concatenate(parts) for parts in zip(*taken, strict=True)]
        return [self._of_series(s, [c[columns[0] == s] for c in columns[1:]]) for s in np.unique(columns[0])]

    def _of_series(self, series: int, columns: Sequence[Floats]) -> Examples:
        at_s, now, inputs, scale, driven = columns
        i, quantity = self._series[series]
        recording = self._recordings[i]
        changes = _truths(recording, quantity, at_s, self._any_step) - now[:, None]
        return Examples(recording.name, quantity, at_s, inputs, scale, driven, changes)


def _truths(recording: Recording, quantity: str, at_s: Floats, any_step: bool) -> Floats:
    """Return `[at_s, horizons]`: what came; NaN where nothing tells, and where a horizon is no multiple of
    the recording's step (with `any_step`: not above half of it)."""
    times = recording.at_s[~np.isnan(recording.values[quantity])]
    found = np.full((len(at_s), len(HORIZONS_S)), np.nan)
    chosen = np.searchsorted(times, at_s)
    for i, horizon_s in enumerate(HORIZONS_S):
        if horizon_s > recording.step_s / 2 if any_step else horizon_s % recording.step_s == 0:
            truth, told = truths(recording, quantity, horizon_s)
            found[:, i] = np.where(told, truth, np.nan)[chosen]
    return found
