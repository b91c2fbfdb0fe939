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
from services.predictor.archive import Unusable
from services.predictor.exceedance import LimitsOf, default_limits
from services.predictor.forecast import DeviceForecast, Realised
from services.predictor.forecaster import CATCH_UP_FACTOR, SPACING_S, Forecaster
from services.predictor.local import LocalTrees, folder_of, sites_in
from services.predictor.partitions import is_in
from services.predictor.rebuilding import Observed, Past
from services.predictor.trees import Trees

log = structlog.get_logger()

Result = TypeVar("Result")

PAST_FORECASTS: Final = 1500
"""About how many forecasts a start makes from the past, so that it takes seconds: those since what is known
was kept, and some to learn from the past of devices of which nothing is known."""
AGAIN_S: Final = 60.0
UNSEEN_S: Final = 60.0
"""Readings that are so new may not have been looked at when what was learnt is saved."""
LIVE_S: Final = 900.0
"""Forecasts from older readings are only made to learn from."""
AT_ONCE_S: Final = 0.5
"""How long catching up may take before live readings get their turn."""


class Forecasting:
    """One forecaster for the rooms of some `partitions`; what is known of them is `kept` in files.

    Its methods run one at a time, in its thread; what they raise ends it. `limits_of` may be changed at any
    time: it counts from the next look on.
    """

    def __init__(self, folder: Path) -> None:
        self._trees: Trees | None = None
        self.partitions: frozenset[int] = frozenset()
        self._folder = folder
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="forecasting")
        self._local: dict[str, LocalTrees] = {}
        self._hurries = threading.Event()
        self._forecaster = Forecaster(self._trees)
        self.kept: frozenset[int] = frozenset()
        self._learnt: set[Place] = set()
        self._last_accuracy_s: dict[Place, float] = {}
        self.limits_of: LimitsOf = default_limits

    async def restore(self, partitions: frozenset[int], *, anew: bool) -> float:
        """Take up the rooms of these partitions, with what is kept of them; and let go others.

        What is at work goes on, unless it is to begin `anew`. Returns since when the past of the rooms that
        are new is needed, in seconds since 1970; -inf if of some nothing is kept.
        """
        return await self._run(self._restore, partitions, anew)

    def let_go(self, kept: frozenset[int]) -> None:
        """Have nothing more to do with the rooms of other partitions than these."""
        self.partitions &= kept

    async def begin(self, past: Mapping[Place, Past], now_s: float) -> list[DeviceForecast]:
        """Take the past since then; return each device's newest forecast."""
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

    async def save(self, partitions: Iterable[int], *, in_a_hurry: bool = True) -> None:
        """Save what is known of the rooms of these partitions; a disk that can't be written to is said."""
        for partition in self.partitions.intersection(partitions):
            exported = await self._run(self._export, partition)
            encoded = await asyncio.to_thread(checkpoint.encode, exported, in_a_hurry=in_a_hurry)
            await asyncio.to_thread(files.write, self._file(partition), encoded)
            self.kept |= {partition}

    async def sites(self) -> dict[str, LocalTrees | None]:
        """Return the sites of all devices that are forecast, with the local trees in use."""
        found = await self._run(lambda: {place.site for _, place, _ in self._forecaster.series_names()})
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

    def _restore(self, partitions: frozenset[int], anew: bool) -> float:
        if self._trees is None:
            self._trees = _shipped()
            self._local = _local(self._folder, self._corrects())
        if anew:
            self._forecaster, self.partitions = Forecaster(self._trees), frozenset()
            for trees in self._local.values():
                self._forecaster.local.use(trees)
        self.kept &= partitions & self.partitions
        self._forecaster.keep(is_in(partitions & self.partitions))
        before = {place for _, place, _ in self._forecaster.series_names()}
        since_s, new = time.time(), partitions - self.partitions
        for partition in new:
            file = self._file(partition)
            exported = files.read(file)
            try:
                kept_s = -math.inf if exported is None else checkpoint.restore(self._forecaster, exported)
            except checkpoint.Unusable as error:
                log.warning("learnt_unusable", file=str(file), error=str(error))
                kept_s = -math.inf
            since_s = min(since_s, kept_s)
            if kept_s > -math.inf:
                self.kept |= {partition}
        self.partitions = partitions
        self._learnt = {place for _, place, _ in self._forecaster.series_names()} - before
        return since_s

    def _begin(self, past: Mapping[Place, Past], now_s: float) -> list[DeviceForecast]:
        began_s = time.monotonic()
        self._aim()
        for place in past.keys() & self._learnt:
            self._observe(Observed(place, *reading) for reading in past[place].since(-math.inf))
        new = past.keys() - self._learnt
        from_s = now_s - PAST_FORECASTS * CATCH_UP_FACTOR * SPACING_S / max(len(new), 1)
        for place in new:
            self._learn_from(place, past[place], from_s)
        live_from_s = now_s - min(PAST_FORECASTS * AGAIN_S / max(len(past), 1), LIVE_S)
        newest: dict[Place, DeviceForecast] = {}
        while self._forecaster.is_behind and not self._hurries.is_set():
            for forecast in self._forecaster.advance(live_from_s):
                newest[forecast.place] = forecast
        log.info(
            "windows_rebuilt",
            devices=len(past.keys() | self._learnt),
            learnt=len(self._learnt),
            sites_with_local_trees=len(self._local),
            seconds=round(time.monotonic() - began_s, 1),
        )
        return list(newest.values())

    def _learn_from(self, place: Place, past: Past, from_s: float) -> None:
        """Take a device's past as its window, and learn from what is later than `from_s`."""
        from_s = min(from_s, float(past.at_s[-1]))
        older = past.until(from_s)
        if len(older.at_s):
            self._forecaster.warm(place, older.at_s, older.values)
        self._observe(Observed(place, *reading) for reading in past.since(from_s))

    def _aim(self) -> None:
        limits_of = self.limits_of
        if self._forecaster.limits_of is not limits_of:
            self._forecaster.aim(limits_of)

    def _corrects(self) -> str:
        return self._trees.digest if self._trees is not None else ""

    def _use(self, trees: LocalTrees) -> None:
        self._local[trees.site] = trees
        self._forecaster.local.use(trees)

    def _observe(self, readings: Iterable[Observed]) -> None:
        for reading in readings:
            self._forecaster.observe(reading.place, reading.at_s, reading.values)

    def _look(self, readings: Sequence[Observed], now_s: float) -> list[DeviceForecast]:
        began = time.perf_counter()
        self._aim()
        self._observe(readings)
        live_from_s = now_s - LIVE_S
        live: list[DeviceForecast] = []
        while self._forecaster.is_behind and time.perf_counter() - began < AT_ONCE_S:
            live += [f for f in self._forecaster.advance(live_from_s) if f.made_s >= live_from_s]
        measures.LOOK_S.observe(time.perf_counter() - began)
        measures.DEVICES.set(self._forecaster.device_count)
        return live

    def _export(self, partition: int) -> checkpoint.Export:
        return checkpoint.export(self._forecaster, time.time() - UNSEEN_S, is_in({partition}))

    def _file(self, partition: int) -> Path:
        return self._folder / f"learnt-{partition:02}.npz"


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
