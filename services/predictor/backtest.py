"""How good the forecasts would have been: recordings through the same code as live, then scored.

Rolling origin: the forecaster gets one reading after another and forecasts from each, having seen
nothing later. The scoring here shares no code with the forecaster's own.
"""

from dataclasses import dataclass

import numpy as np

from iaqverse.contracts.prediction import HORIZONS_S
from services.predictor.features import CHARACTER
from services.predictor.forecaster import Forecaster
from services.predictor.recordings import Recording
from services.predictor.tables import Floats

_COLUMNS = 3


@dataclass(frozen=True, slots=True)
class Cell:
    """One recording, quantity and horizon. Errors in the quantity's unit, over `count` forecasts.

    `coverage`: the share of truths inside the band, `width`: the band's mean width.
    """

    recording: str
    quantity: str
    horizon_s: int
    count: int
    mae: float
    mae_no_change: float
    coverage: float
    width: float

    @property
    def skill(self) -> float:
        """1 - mae / mae of no change."""
        return 1 - self.mae / self.mae_no_change


def forecasts(recording: Recording, forecaster: Forecaster | None = None) -> dict[str, Floats]:
    """Return by quantity `[readings, horizons, (median, low, high)]`, from each reading; NaN where none."""
    forecaster = forecaster or Forecaster()
    shape = (len(recording.at_s), len(HORIZONS_S), _COLUMNS)
    made: dict[str, Floats] = {q: np.full(shape, np.nan) for q in recording.values if q in CHARACTER}
    index = {at_s: i for i, at_s in enumerate(recording.at_s.tolist())}
    for at_s, values in recording.readings():
        forecaster.observe(recording.place, at_s, values)
        for forecast in forecaster.advance():
            for quantity, columns in forecast.quantities.items():
                made[quantity][index[forecast.made_s]] = np.column_stack(
                    [columns.median, columns.low, columns.high]
                )
    return made


def score(recording: Recording, made: dict[str, Floats]) -> list[Cell]:
    """Score forecasts against the readings nearest to their times, within half a nominal step.

    A cell exists only where the horizon is a multiple of the recording's nominal step.
    """
    step_s = recording.step_s
    cells = []
    for quantity, columns in made.items():
        measured = ~np.isnan(recording.values[quantity])
        at_s, truth = recording.at_s[measured], recording.values[quantity][measured]
        for i, horizon_s in enumerate(HORIZONS_S):
            if horizon_s % step_s:
                continue
            target = _nearest(at_s, at_s + horizon_s)
            told = np.abs(at_s[target] - at_s - horizon_s) <= step_s / 2
            median, low, high = columns[measured, i].T
            told &= ~np.isnan(median)
            if told.any():
                true = truth[target][told]
                cells.append(
                    Cell(
                        recording.name, quantity, horizon_s, int(told.sum()),
                        float(np.abs(true - median[told]).mean()),
                        float(np.abs(true - truth[told]).mean()),
                        float(((low[told] - 1e-9 <= true) & (true <= high[told] + 1e-9)).mean()),
                        float((high - low)[told].mean()),
                    )
                )  # fmt: skip
    return cells


def _nearest(at_s: Floats, wanted_s: Floats) -> Floats:
    """Return the index of the reading nearest to each wanted time, the earlier of two equally near."""
    after = np.clip(np.searchsorted(at_s, wanted_s), 1, len(at_s) - 1)
    is_before = wanted_s - at_s[after - 1] <= at_s[after] - wanted_s
    return np.where(is_before, after - 1, after)
