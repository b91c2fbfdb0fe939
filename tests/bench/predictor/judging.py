"""One recording judged: what the stack made of it, beside peers, and in its first day."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import numpy as np

from iaqverse.contracts.prediction import HORIZONS_S
from services.predictor import backtest
from services.predictor.backtest import Cell, Made
from services.predictor.forecaster import Forecaster
from services.predictor.recordings import Recording
from services.predictor.tables import Floats
from services.predictor.training.replaying import Replayed
from services.predictor.trees import Trees
from tests.bench.predictor.peers import PEERS

LIMIT: Final = 800.0
WITHIN_S: Final = 1800
COLD_S: Final = 86_400.0
BLOCK_S: Final = 86_400.0
RESAMPLES: Final = 500


@dataclass(frozen=True, slots=True)
class Judged:
    """What became of a recording.

    `cells` of all of it, `without` the same without local trees, `cold` of its first day;
    `peers`: by name, quantity and horizon the skill of what we
    are compared with; `crossings`: see `backtest.crossings`; `sure`: by quantity and horizon the 90 %
    interval of the skill, by resampling whole days.
    """

    cells: list[Cell]
    without: list[Cell]
    cold: list[Cell]
    peers: dict[str, dict[tuple[str, int], float]]
    crossings: Floats
    sure: dict[tuple[str, int], tuple[float, float]]


def judge(recording: Recording, trees: Path) -> Judged:
    """Send a recording through the forecaster as live, and score it."""
    shipped = Trees.load(trees)
    forecaster = Forecaster(shipped)
    made = backtest.forecasts(recording, forecaster, Replayed(forecaster, shipped))
    alone = backtest.forecasts(recording, Forecaster(shipped))
    first = recording.at_s < recording.at_s[0] + COLD_S
    cold = Made({q: np.where(first[:, None, None], bands, np.nan) for q, bands in made.bands.items()}, {})
    return Judged(
        backtest.score(recording, made),
        backtest.score(recording, alone),
        backtest.score(recording, cold),
        {name: _skills(recording, name) for name in PEERS},
        backtest.crossings(recording, made, "co2_ppm", LIMIT, WITHIN_S)
        if "co2_ppm" in made.chances
        else np.empty((0, 3)),
        _sure(recording, made),
    )


def _skills(recording: Recording, peer: str) -> dict[tuple[str, int], float]:
    found: dict[tuple[str, int], float] = {}
    for quantity, values in recording.values.items():
        if quantity not in ("co2_ppm", "temperature_c", "humidity_pct"):
            continue
        known = ~np.isnan(values)
        changes = PEERS[peer](recording.at_s[known], values[known], recording)
        bands = np.full((len(values), len(HORIZONS_S), 3), np.nan)
        bands[known] = (values[known, None] + changes)[..., None]
        only = replace(recording, values={quantity: values})
        cells = backtest.score(only, Made({quantity: bands}, {}))
        found |= {(cell.quantity, cell.horizon_s): cell.skill for cell in cells}
    return found


def _sure(recording: Recording, made: Made) -> dict[tuple[str, int], tuple[float, float]]:
    """Return where the skill would lie had other days of the same kind been recorded."""
    random = np.random.default_rng(1)
    found = {}
    for quantity, bands in made.bands.items():
        known = ~np.isnan(recording.values[quantity])
        now, at_s = recording.values[quantity][known], recording.at_s[known]
        block = ((at_s - at_s[0]) // BLOCK_S).astype(int)
        for i, horizon_s in enumerate(HORIZONS_S):
            if horizon_s % recording.step_s:
                continue
            truth, told = backtest.truths(recording, quantity, horizon_s)
            told &= ~np.isnan(bands[known, i, 0])
            error = np.where(told, np.abs(truth - bands[known, i, 0]), 0.0)
            no_change = np.where(told, np.abs(truth - now), 0.0)
            errors, no_changes = np.bincount(block, error), np.bincount(block, no_change)
            drawn = random.integers(0, len(errors), (RESAMPLES, len(errors)))
            skills = 1 - errors[drawn].sum(axis=1) / np.maximum(no_changes[drawn].sum(axis=1), 1e-9)
            low, high = np.quantile(skills, [0.05, 0.95]).tolist()
            found[quantity, horizon_s] = (low, high)
    return found
