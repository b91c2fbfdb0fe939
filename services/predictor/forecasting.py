"""Forecasting off the event loop: the forecaster in a thread of its own, and its file.

A thread, not a process: nearly all of the work is numpy, which lets the event loop run meanwhile, and
the state (some 75 kB a series) never has to be copied to and fro.
"""

import asyncio
import math
import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final, TypeVar

import numpy as np
import structlog

from iaqverse.contracts.names import Place
from services.predictor import checkpoint, files, measures
from services.predictor.forecast import DeviceForecast, Realised
from services.predictor.forecaster import CATCH_UP_FACTOR, SPACING_S, Forecaster
from services.predictor.partitions import is_in, partition_of
from services.predictor.rebuilding import Observed, Past
from services.predictor.trees import Trees, Unusable

log = structlog.get_logger()

Result = TypeVar("Result")

MADE_AGAIN_S: Final = 3900.0
"""How far back forecasts are made again, to be learnt from when their time comes: the longest horizon."""
CATCH_UP_S: Final = 60.0
PAST_FORECASTS: Final = 1500
"""About how many forecasts a start makes from the past, so that it takes seconds: with few devices the last
hour is made again, and a day is learnt from of those of which nothing is known; with a thousand, minutes."""
LIVE_S: Final = 900.0
"""Forecasts from older readings are only made to learn from."""
AT_ONCE_S: Final = 0.5
"""How long catching up may take before live readings get their turn."""


class Forecasting:
    """One forecaster. Its methods run one at a time, in its thread; what they raise ends it."""

    def __init__(self, folder: Path) -> None:
        self._trees: Trees | None = None
        self.partitions: frozenset[int] = frozenset()
        self._folder = folder
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="forecasting")
        self._hurries = threading.Event()
        self._forecaster = Forecaster(self._trees)
        self._last_accuracy_s: dict[Place, float] = {}

    async def begin(
        self, past: Mapping[Place, Past], now_s: float, partitions: frozenset[int]
    ) -> list[DeviceForecast]:
        """Begin anew for the rooms of these partitions, with what was learnt of them and with their past.

        Returns each device's newest forecast.
        """
        self.partitions = partitions
        return await self._run(self._begin, past, now_s)

    async def look(self, readings: Sequence[Observed], now_s: float) -> list[DeviceForecast]:
        """Take readings and return the live forecasts that come of them, of each device in order."""
        return await self._run(self._look, readings, now_s)

    async def accuracy(
        self, places: Iterable[Place], now_s: float, every_s: float
    ) -> dict[Place, list[Realised]]:
        """Return how well the forecasts for those of `places` did of which it was not said lately."""
        due = [p for p in places if now_s - self._last_accuracy_s.get(p, -np.inf) >= every_s]
        found = await self._run(self._forecaster.realised, due, now_s) if due else {}
        said = {place: errors for place, errors in found.items() if errors}
        self._last_accuracy_s.update(dict.fromkeys(said, now_s))
        return said

    async def save(self, partitions: Iterable[int]) -> None:
        """Save what was learnt of the rooms of these partitions; a disk that can't be written to is said."""
        await self._run(self._save, self.partitions.intersection(partitions))

    @property
    def is_behind(self) -> bool:
        """Whether readings are still to be looked at."""
        return self._forecaster.is_behind

    def hurry(self) -> None:
        """Let a beginning that is under way end soon, unfinished."""
        self._hurries.set()

    def close(self) -> None:
        """End the thread; a look that is under way is finished."""
        self.hurry()
        self._thread.shutdown()

    async def _run(self, act: Callable[..., Result], *arguments: object) -> Result:
        return await asyncio.get_running_loop().run_in_executor(self._thread, act, *arguments)

    def _begin(self, past: Mapping[Place, Past], now_s: float) -> list[DeviceForecast]:
        if self._trees is None:
            self._trees = _shipped()
        self._forecaster = Forecaster(self._trees)
        learnt = self._restore()
        for places, spacing_s, longest_s in (
            ([place for place in past if place in learnt], CATCH_UP_S, MADE_AGAIN_S),
            ([place for place in past if place not in learnt], CATCH_UP_FACTOR * SPACING_S, math.inf),
        ):
            from_s = now_s - min(PAST_FORECASTS * spacing_s / max(len(places), 1), longest_s)
            for place in places:
                self._catch_up(place, past[place], from_s)
        newest: dict[Place, DeviceForecast] = {}
        while self._forecaster.is_behind and not self._hurries.is_set():
            for forecast in self._forecaster.advance(live_from_s=now_s - MADE_AGAIN_S):
                newest[forecast.place] = forecast
        log.info("windows_rebuilt", devices_learnt=len(learnt), series=len(self._forecaster.series_names()))
        return list(newest.values())

    def _catch_up(self, place: Place, past: Past, from_s: float) -> None:
        """Take a device's past as its window, and forecast again from `from_s` on, at least from its end."""
        from_s = min(from_s, float(past.at_s[-1]))
        older = past.until(from_s)
        if len(older.at_s):
            self._forecaster.warm(place, older.at_s, older.values)
        for at_s, values in past.since(from_s):
            self._forecaster.observe(place, at_s, values)

    def _restore(self) -> set[Place]:
        """Take up what was saved and return of which devices; nothing if it can't be used."""
        for partition in sorted(self.partitions):
            file = self._file(partition)
            exported = files.read(file)
            if exported is None:
                continue
            try:
                checkpoint.restore(self._forecaster, exported)
            except checkpoint.Unusable as error:
                log.warning("learnt_unusable", file=str(file), error=str(error))
        return {place for place, _ in self._forecaster.series_names()}

    def _observe(self, readings: Iterable[Observed]) -> None:
        for reading in readings:
            self._forecaster.observe(reading.place, reading.at_s, reading.values)

    def _look(self, readings: Sequence[Observed], now_s: float) -> list[DeviceForecast]:
        began = time.perf_counter()
        self._observe(readings)
        live_from_s = now_s - LIVE_S
        live: list[DeviceForecast] = []
        while self._forecaster.is_behind and time.perf_counter() - began < AT_ONCE_S:
            live += [f for f in self._forecaster.advance(live_from_s) if f.made_s >= live_from_s]
        measures.LOOK_S.observe(time.perf_counter() - began)
        measures.DEVICES.set(self._forecaster.device_count)
        return live

    def _save(self, partitions: Iterable[int]) -> None:
        known = {partition_of(place.site, place.room) for place, _ in self._forecaster.series_names()}
        for partition in known.intersection(partitions):
            files.write(self._file(partition), checkpoint.export(self._forecaster, is_in({partition})))

    def _file(self, partition: int) -> Path:
        return self._folder / f"learnt-{partition:02}.npz"


def _shipped() -> Trees:
    """Return the shipped trees; without them it goes on, with what is learnt of each device alone."""
    try:
        return Trees.load()
    except Unusable as error:
        log.warning("trees_unusable", error=str(error))
        return Trees()
