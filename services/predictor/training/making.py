"""Trees made whole: rooms, examples, the fit, the file."""

import os
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor, as_completed
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

from threadpoolctl import threadpool_limits

from iaqverse.contracts.prediction import HORIZONS_S
from services.predictor import trees
from services.predictor.recordings import Recording
from services.predictor.training import rooms
from services.predictor.training.examples import Examples, examples
from services.predictor.training.fitting import fit
from services.predictor.training.flattening import flattened

NAME: Final = "trees/1"
EVERY_RECORDED_S: Final = 110.0
EVERY_SIMULATED_S: Final = 900.0
"""Seconds between two examples: nearer ones tell the same."""
ROOMS_A_PART: Final = 20


def make(
    recorded: Sequence[Recording], simulated: int, folder: Path, told: Callable[[float], None]
) -> trees.Manifest:
    """Learn from recordings and so many simulated rooms, and write trees to a folder.

    `told` hears what share is done.

    Raises:
        OSError: If they can't be written.
        ValueError: If there are too few examples of a kind of quantity that is there, or of all.
    """
    kinds = sorted(set(trees.KINDS.values()))
    parts = -(-simulated // ROOMS_A_PART)
    steps = len(recorded) + parts + len(kinds) * len(HORIZONS_S)
    done = 0

    def collected(futures: Sequence[Future[Any]]) -> list[Any]:
        nonlocal done
        for _ in as_completed(futures):
            done += 1
            told(done / steps)
        return [future.result() for future in futures]

    with ProcessPoolExecutor(os.cpu_count(), initializer=_alone) as workers:
        found = [one for part in collected(_examples(workers, recorded, simulated)) for one in part]
        if not found:
            raise ValueError("nothing to learn from: no quantity that is forecast")
        of_kind = {kind: [one for one in found if trees.KINDS[one.quantity] == kind] for kind in kinds}
        fits = [
            workers.submit(fit, of_kind[kind], horizon)
            for kind in kinds
            for horizon in range(len(HORIZONS_S))
        ]
        fitted = iter(collected(fits))
        of_horizons = {kind: [next(fitted) for _ in HORIZONS_S] for kind in kinds}
    few = [kind for kind, fits in of_horizons.items() if of_kind[kind] and not all(fits)]
    if few:
        raise ValueError(f"too few examples of {', '.join(few)}: add recordings or --rooms")
    forests = {kind: flattened(fits) for kind, fits in of_horizons.items() if of_kind[kind]}
    made_of = [*(one.name for one in recorded), f"{simulated} simulated rooms"]
    made_with = f"scikit-learn {version('scikit-learn')}"
    return trees.save(forests, folder, name=NAME, made_with=made_with, made_of=made_of)


def _examples(
    workers: Executor, recorded: Sequence[Recording], simulated: int
) -> list[Future[list[Examples]]]:
    return [
        *(workers.submit(examples, [one], EVERY_RECORDED_S) for one in recorded),
        *(
            workers.submit(_of_rooms, first, min(first + ROOMS_A_PART, simulated))
            for first in range(0, simulated, ROOMS_A_PART)
        ),
    ]


def _of_rooms(first: int, end: int) -> list[Examples]:
    return examples([rooms.simulated(seed) for seed in range(first, end)], EVERY_SIMULATED_S)


def _alone() -> None:
    """Let each process use one core: there are as many processes."""
    threadpool_limits(1)
