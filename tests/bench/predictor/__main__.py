"""How good the forecasts are, in buildings that they have never seen: ``make bench-predictor``.

Every recording goes through the forecaster as live, from the first reading on: rolling origin. The trees that
it gets were made, in the same run, of all other recordings and of 60 simulated rooms. Beside it stand "no
change", drift, ridge and damped exponential smoothing. Then faults are made in the recordings, and a thousand
devices are forecast at once, and by real processes, of which some are killed.

Recordings are the CSV files of ``IAQ_RECORDINGS``, else of ``../shared/data`` beside the checkout, else the
sample that the project ships. ``IAQ_BENCH_SECONDS`` below 60: of each
the first days, with the shipped trees, which know them, and nothing of processes.
"""

import json
import os
import sys
import tempfile
import time
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import numpy as np
import uvloop

from iaqverse import process
from iaqverse.contracts.names import Place
from services.predictor import backtest, recordings, workbench
from services.predictor.backtest import Cell
from services.predictor.forecaster import Forecaster
from services.predictor.local import LocalTrees
from services.predictor.recordings import Recording
from services.predictor.training import making, rooms
from services.predictor.training.local_fitting import fit_site
from services.predictor.trees import KINDS, SHIPPED, Trees
from tests.bench.predictor import faulty
from tests.bench.predictor.faulty import Tally
from tests.bench.predictor.judging import Judged, judge
from tests.bench.predictor.peers import PEERS
from tests.bench.predictor.serving import serving

ROOT: Final = Path(__file__).parents[3]
FOLDERS: Final = (ROOT.parent / "shared" / "data", ROOT / "iaqverse" / "local" / "sample")
IS_SHORT: Final = float(os.environ.get("IAQ_BENCH_SECONDS", "60")) < 60
SIMULATED: Final = 60
UNSEEN: Final = range(100_000, 100_002 if IS_SHORT else 100_012)
"""Seeds of simulated rooms that no training takes."""
PLACES: Final = 3 if IS_SHORT else 30
"""Where each kind of fault is made in each recording."""
SITES: Final = 10
"""To which the devices belong of which a tick is measured."""
SHORT_S: Final = 3 * 86_400.0
DEVICES: Final = 1000
TIMED_S: Final = 60
TICKS: Final = 10 if IS_SHORT else 90
"""One a minute: after an hour, forecasts of all horizons are learnt from in each."""
AIR: Final = {
    "co2_ppm": 700, "pm25_ugm3": 8, "pm10_ugm3": 12, "tvoc_ppb": 150, "temperature_c": 21, "humidity_pct": 45,
}  # fmt: skip


def say(text: str) -> None:
    """Say what goes on; standard output is for results."""
    print(text, file=sys.stderr, flush=True)


def recorded() -> list[Recording]:
    """Return the recordings to judge by."""
    wanted = os.environ.get("IAQ_RECORDINGS")
    folder = Path(wanted) if wanted else next(f for f in FOLDERS if any(f.glob("*.csv")))
    found = recordings.load(folder)
    if not found:
        sys.exit(f"no recordings in {folder}")
    return [_first_days(one) for one in found] if IS_SHORT else found


def _first_days(recording: Recording) -> Recording:
    first = recording.at_s < recording.at_s[0] + SHORT_S
    values = {q: column[first] for q, column in recording.values.items()}
    return replace(recording, at_s=recording.at_s[first], values=values)


def judged(found: list[Recording], folder: Path) -> tuple[list[Judged], list[Judged]]:
    """Judge each recording with trees that do not know it, and simulated rooms that none knows."""
    trees = [SHIPPED if IS_SHORT else folder / one.name for one in found]
    for one in [] if IS_SHORT else found:
        say(f"trees without {one.name}")
        others = [other for other in found if _file(other) != _file(one)]
        making.make(others, SIMULATED, folder / one.name, lambda _: None)
    say("forecasting recorded and simulated rooms")
    unseen = [rooms.simulated(seed, days=5) for seed in UNSEEN]
    with ProcessPoolExecutor(max_workers=os.cpu_count()) as workers:
        of_recordings = workers.map(judge, found, trees)
        of_rooms = workers.map(judge, unseen, [trees[0]] * len(unseen))
        return list(of_recordings), list(of_rooms)


def _file(recording: Recording) -> str:
    """Return whose readings these are: devices of one file are in one building."""
    return recording.name.partition("/")[0]


def faults(found: list[Recording]) -> tuple[Tally, Tally]:
    """Return how many of the faults that are made are found: in recordings, and in simulated rooms."""
    say("making faults")
    unseen = [rooms.simulated(seed, days=8) for seed in UNSEEN]
    with ProcessPoolExecutor(max_workers=os.cpu_count()) as workers:
        tallies = list(workers.map(faulty.tally, [*found, *unseen], [PLACES] * (len(found) + len(unseen))))
    return sum(tallies[: len(found)], Tally()), sum(tallies[len(found) :], Tally())


def tick_s(devices: int = 1000, ticks: int = TICKS) -> list[float]:
    """Return how long each tick takes in which all devices, of six quantities, are due.

    They are of ten sites, all of which have local trees.
    """
    random = np.random.default_rng(1)
    forecaster = Forecaster(Trees.load())
    for local in _local_trees():
        forecaster.local.use(local)
    places = [Place(f"site-{i % SITES}", f"r{i % 100}", f"d{i}") for i in range(devices)]
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


def _local_trees() -> list[LocalTrees]:
    """Return local trees for each site and kind of quantity: what they say does not matter, how long does."""
    room = rooms.simulated(UNSEEN[0], days=3)
    co2 = replace(room, values={"co2_ppm": room.values["co2_ppm"]})
    fitted = fit_site("", [co2], Trees.load(), 0.0, 0.0)
    forests = dict.fromkeys(KINDS.values(), fitted.forests["co2"])
    return [replace(fitted, site=f"site-{i}", forests=forests) for i in range(SITES)]


def served() -> dict[str, float]:
    """Return how soon devices are forecast by real processes, and how soon again after a kill."""
    say("serving")
    with tempfile.TemporaryDirectory() as folder:
        return uvloop.run(serving(Path(folder), DEVICES, TIMED_S))


def figures(
    found: list[Judged], simulated: list[Judged], faults: tuple[Tally, Tally], took_s: list[float]
) -> dict[str, Any]:
    """Return what is measured."""
    cells = [cell for one in found for cell in one.cells]
    cold = [cell for one in found for cell in one.cold]
    co2 = [cell for cell in cells if cell.quantity == "co2_ppm"]
    worst = min(co2, key=lambda cell: cell.skill)
    (worst_interval,) = (
        one.sure[worst.quantity, worst.horizon_s]
        for one in found
        if one.cells[0].recording == worst.recording
    )
    counts = np.array([cell.count for cell in cells])
    coverage = np.array([cell.coverage for cell in cells])
    crossings = np.concatenate([one.crossings for one in found])
    by_chance, by_level = (backtest.average_precision(crossings[:, i], crossings[:, 2]) for i in (0, 1))
    of_rooms = np.concatenate([one.crossings for one in simulated])
    return {
        "co2_worst_skill": worst.skill,
        "co2_worst_interval": worst_interval,
        "co2_mean_skill": _mean(cell.skill for cell in co2),
        "other_worst_skill": min(cell.skill for cell in cells if cell.quantity != "co2_ppm"),
        "mean_skill": _mean(cell.skill for cell in cells),
        "mean_skill_without_local": _mean(cell.skill for one in found for cell in one.without),
        "cold_worst_skill": min(cell.skill for cell in cold if cell.mae_no_change),
        "coverage": float((coverage * counts).sum() / counts.sum()),
        "coverage_min": float(coverage.min()),
        "coverage_max": float(coverage.max()),
        "pinball_gain": _mean(1 - cell.pinball / cell.pinball_no_change for cell in cells),
        "co2_mean_width_ppm": _mean(cell.width for cell in co2),
        "exceedance_ap": by_chance,
        "exceedance_gain": by_chance - by_level,
        "exceedance_crossings": int(crossings[:, 2].sum()),
        "exceedance_sim_ap": backtest.average_precision(of_rooms[:, 0], of_rooms[:, 2]),
        "simulated_mean_skill": _mean(cell.skill for one in simulated for cell in one.cells),
        **{f"{peer}_co2_mean_skill": _mean(_of_peer(found, peer)) for peer in PEERS},
        "fault_recall": (faults[0] + faults[1]).recall(0, 10),
        "false_alarms_per_day": faults[0].false_per_day,
        "false_alarms_sim_per_day": faults[1].false_per_day,
        "tick_p50_ms": float(np.quantile(took_s, 0.5)) * 1000,
        "tick_p99_ms": float(np.quantile(took_s, 0.99)) * 1000,
    }


def _mean(values: Iterable[float]) -> float:
    return float(np.mean(list(values)))


def _of_peer(found: list[Judged], peer: str) -> list[float]:
    return [skill for one in found for (q, _), skill in one.peers[peer].items() if q == "co2_ppm"]


def beside(found: list[Judged]) -> str:
    """Return the skills of ours and of others, for people."""
    head = f"{'recording':12}{'quantity':15}{'horizon':>8}{'ours':>9}{'90 % of days':>18}"
    lines = [head + "".join(f"{peer:>12}" for peer in PEERS) + f"{'first day':>12}"]
    for one in found:
        cold = {(cell.quantity, cell.horizon_s): cell.skill for cell in one.cold}
        lines += [_line(one, cell, cold.get((cell.quantity, cell.horizon_s), np.nan)) for cell in one.cells]
    return "\n".join(lines)


def _line(judged: Judged, cell: Cell, cold: float) -> str:
    key = (cell.quantity, cell.horizon_s)
    low, high = judged.sure[key]
    line = f"{cell.recording:12}{cell.quantity:15}{cell.horizon_s // 60:>4} min{cell.skill:>+9.1%}"
    line += f"{low:>+10.1%}{high:>+8.1%}"
    return line + "".join(f"{judged.peers[p].get(key, np.nan):>+12.1%}" for p in PEERS) + f"{cold:>+12.1%}"


def of_faults(made: Tally) -> str:
    """Return the share of faults that were found by kind and size, for people."""
    shares = {key: f"{made.found[key] / count:.0%} of {count}" for key, count in sorted(made.made.items())}
    return ", ".join(
        f"{kind} {f'{size} times the noise ' if size else ''}{s}" for (kind, size), s in shares.items()
    )


def main() -> None:
    """Print the tables and the figures."""
    all_recorded = recorded()
    with tempfile.TemporaryDirectory() as folder:
        found, simulated = judged(all_recorded, Path(folder))
    tallies = faults(all_recorded)
    print(workbench.table(cell for one in found for cell in one.cells))
    print("skill beside that of others:")
    print(beside(found))
    print("faults found:", of_faults(tallies[0] + tallies[1]))
    rounded = {
        name: round(value, 4) if isinstance(value, float) else value
        for name, value in {
            **figures(found, simulated, tallies, tick_s()),
            **({} if IS_SHORT else served()),
        }.items()
    }
    print(json.dumps({"bench": "predictor", "figures": rounded}))


if __name__ == "__main__":
    process.collect_seldom()  # as the service does
    main()
