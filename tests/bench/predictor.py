"""How good the forecasts are on recorded rooms: ``make bench-predictor``.

Every recording goes through the forecaster as live, from the first reading on: rolling origin, nothing
is known in advance, nothing was trained before. Recordings are the CSV files of ``IAQ_RECORDINGS``,
else of ``../shared/data`` beside the checkout, else the sample that the project ships.
"""

import json
import os
import sys
import time
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np

from iaqverse.contracts.names import Place
from services.predictor import backtest, recordings
from services.predictor.forecaster import Forecaster

ROOT = Path(__file__).parents[2]
FOLDERS = (ROOT.parent / "shared" / "data", ROOT / "iaqverse" / "local" / "sample")
AIR = {
    "co2_ppm": 700, "pm25_ugm3": 8, "pm10_ugm3": 12, "tvoc_ppb": 150, "temperature_c": 21, "humidity_pct": 45,
}  # fmt: skip


def folder() -> Path:
    """Return where the recordings are."""
    if wanted := os.environ.get("IAQ_RECORDINGS"):
        return Path(wanted)
    return next(f for f in FOLDERS if any(f.glob("*.csv")))


def backtest_one(recording: recordings.Recording) -> list[backtest.Cell]:
    """Return how well the forecasts for one recording did."""
    return backtest.score(recording, backtest.forecasts(recording))


def table(cells: Iterable[backtest.Cell]) -> str:
    """Return the cells for people."""
    head = f"{'recording':24}{'quantity':15}{'horizon':>8}{'count':>8}{'no change':>11}{'error':>10}"
    head += f"{'skill':>8}{'coverage':>10}{'band':>9}"
    lines = [
        f"{c.recording:24}{c.quantity:15}{c.horizon_s // 60:>4} min{c.count:>8}{c.mae_no_change:>11.3f}"
        f"{c.mae:>10.3f}{c.skill:>+8.1%}{c.coverage:>10.1%}{c.width:>9.2f}"
        for c in cells
    ]
    return "\n".join([head, *lines])


def tick_s(devices: int = 1000, ticks: int = 60) -> list[float]:
    """Return how long each tick takes in which all devices, of six quantities, are due."""
    random = np.random.default_rng(1)
    forecaster = Forecaster()
    places = [Place("bench", f"r{i % 100}", f"d{i}") for i in range(devices)]
    air = np.tile(np.array(list(AIR.values()), dtype=np.float64), (devices, 1))
    took = []
    for tick in range(ticks):
        air += random.normal(size=air.shape) * np.array([5, 0.2, 0.3, 2, 0.03, 0.1])
        for place, values in zip(places, air.tolist(), strict=True):
            forecaster.observe(place, 1.7e9 + 60 * tick, dict(zip(AIR, values, strict=True)))
        begin = time.perf_counter()
        forecaster.advance()
        took.append(time.perf_counter() - begin)
    return took[1:]  # the first makes room for a thousand devices


def figures(cells: list[backtest.Cell], took_s: list[float]) -> dict[str, Any]:
    """Return what is measured."""
    skill: dict[str, dict[str, dict[str, float]]] = {}
    for c in cells:
        skill.setdefault(c.recording, {}).setdefault(c.quantity, {})[str(c.horizon_s)] = round(c.skill, 4)
    counts = np.array([c.count for c in cells])
    coverage = np.array([c.coverage for c in cells])
    return {
        "skill": skill,
        "worst_skill": round(min(c.skill for c in cells), 4),
        "mean_skill": round(float(np.mean([c.skill for c in cells])), 4),
        "co2_mean_skill": round(float(np.mean([c.skill for c in cells if c.quantity == "co2_ppm"])), 4),
        "coverage": round(float((coverage * counts).sum() / counts.sum()), 4),
        "coverage_min": round(float(coverage.min()), 4),
        "coverage_max": round(float(coverage.max()), 4),
        "tick_p50_ms": round(float(np.quantile(took_s, 0.5)) * 1000, 1),
        "tick_p99_ms": round(float(np.quantile(took_s, 0.99)) * 1000, 1),
    }


def main() -> None:
    """Print the table and the figures."""
    found = recordings.load(folder())
    if not found:
        sys.exit(f"no recordings in {folder()}")
    with ProcessPoolExecutor(max_workers=os.cpu_count()) as workers:
        cells = [cell for of_one in workers.map(backtest_one, found) for cell in of_one]
    print(table(cells))
    print(
        "skill: 1 - error / error of saying that nothing changes; coverage of the 90 % band; band: its width"
    )
    print(json.dumps({"bench": "predictor", "figures": figures(cells, tick_s())}))


if __name__ == "__main__":
    main()
