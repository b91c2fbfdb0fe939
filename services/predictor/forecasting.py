"""Forecasting off the event loop: the forecaster in a thread of its own, and its file.

A thread, not a process: nearly all of the work is numpy, which lets the event loop run meanwhile, and
the state (some 75 kB a series) never has to be copied to and fro.
"""

import asyncio
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import groupby
from pathlib import Path
from typing import Final, TypeVar

import numpy as np
import structlog

from iaqverse.contracts.names import Place
from services.predictor import checkpoint, measures
from services.predictor.archive import Unusable
from services.predictor.forecast import DeviceForecast, Realised
from services.predictor.forecaster import Forecaster
from services.predictor.local import LocalTrees, folder_of, sites_in
from services.predictor.rebuilding import MINUTES_UNTIL_S, Observed, Past
from services.predictor.tables import Floats
from services.predictor.trees import Trees

log = structlog.get_logger()

Result = TypeVar("Result")

LIVE_S: Final = 900.0
"""Forecasts from older readings are only made to learn from."""
AT_ONCE_S: Final = 0.5
"""How long catching up may take before live readings get their turn."""


class Forecasting:
    """One forecaster. Its methods run one at a time, in its thread; what they raise ends it."""

    def __init__(self, folder: Path) -> None:
        self._trees: Trees | None = None
        self._file = folder / "learnt.npz"
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="forecasting")
        self._folder = folder
        self._local: dict[str, LocalTrees] = {}
        self._hurries = threading.Event()
        self._forecaster = Forecaster(self._trees)
        self._last_accuracy_s: dict[Place, float] = {}

    async def begin(self, past: Past, now_s: float) -> list[DeviceForecast]:
        """Begin anew, with what was learnt as it was last saved and with the past.

        Returns each device's newest forecast.
        """
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

    async def save(self) -> None:
        """Save what was learnt; a disk that can't be written to is said."""
        await self._run(self._save)

    async def sites(self) -> dict[str, LocalTrees | None]:
        """Return the sites of all devices that are forecast, with the local trees in use."""
        found = await self._run(lambda: {place.site for place, _ in self._forecaster.series_names()})
        return {site: self._local.get(site) for site in sorted(found)}

    async def take_up(self, site: str) -> LocalTrees:
        """Forecast a site with the local trees in its folder from the next look on, and return them.

        Raises:
            Unusable: If they can't be used; those before stay.
        """
        found = await asyncio.to_thread(LocalTrees.load, folder_of(self._folder, site), self._corrects())
        await self._run(self._use, found)
        return found

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

    def _begin(self, past: Past, now_s: float) -> list[DeviceForecast]:
        if self._trees is None:
            self._trees = _shipped()
            self._local = _local(self._folder, self._corrects())
        self._forecaster = Forecaster(self._trees)
        learnt = self._restore()
        for trees in self._local.values():
            self._forecaster.local.use(trees)
        for place, of_device in groupby(past.minutes, lambda reading: reading.place):
            readings = list(of_device)
            if place in learnt:
                self._forecaster.warm(place, *_columns(readings))
            else:
                self._observe(readings)
        self._observe(past.readings)
        newest: dict[Place, DeviceForecast] = {}
        while self._forecaster.is_behind and not self._hurries.is_set():
            for forecast in self._forecaster.advance(live_from_s=now_s - MINUTES_UNTIL_S):
                newest[forecast.place] = forecast
        log.info(
            "windows_rebuilt",
            devices_learnt=len(learnt),
            series=len(self._forecaster.series_names()),
            sites_with_local_trees=len(self._local),
        )
        return list(newest.values())

    def _corrects(self) -> str:
        return self._trees.digest if self._trees is not None else ""

    def _use(self, trees: LocalTrees) -> None:
        self._local[trees.site] = trees
        self._forecaster.local.use(trees)

    def _restore(self) -> set[Place]:
        """Take up what was saved and return of which devices; nothing if it can't be used."""
        try:
            exported = self._file.read_bytes()
        except OSError:
            return set()
        try:
            checkpoint.restore(self._forecaster, exported)
        except checkpoint.Unusable as error:
            log.warning("learnt_unusable", file=str(self._file), error=str(error))
            self._forecaster = Forecaster(self._trees)
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

    def _save(self) -> None:
        exported = checkpoint.export(self._forecaster)
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            beside = self._file.with_suffix(".new")
            beside.write_bytes(exported)
            beside.replace(self._file)
        except OSError as error:
            log.warning("learnt_not_saved", file=str(self._file), error=str(error))


def _shipped() -> Trees:
    """Return the shipped trees; without them it goes on, with what is learnt of each device alone."""
    try:
        return Trees.load()
    except Unusable as error:
        log.warning("trees_unusable", error=str(error))
        return Trees()


def _local(folder: Path, corrects: str) -> dict[str, LocalTrees]:
    """Return the local trees in a folder by site; what can't be used is said, and fitted again."""
    found = {}
    for of_site in sites_in(folder):
        try:
            found[of_site.name] = LocalTrees.load(of_site, corrects)
        except Unusable as error:
            log.warning("local_trees_unusable", site=of_site.name, error=str(error))
    return found


def _columns(readings: Sequence[Observed]) -> tuple[Floats, dict[str, Floats]]:
    """Return the times and, by quantity, the values of one device's readings; NaN where not measured."""
    values: dict[str, Floats] = defaultdict(lambda: np.full(len(readings), np.nan))
    for i, reading in enumerate(readings):
        for quantity, value in reading.values.items():
            values[quantity][i] = value
    return np.array([reading.at_s for reading in readings]), values
