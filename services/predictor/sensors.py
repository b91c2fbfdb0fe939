"""The sensors of our rooms: what of their readings is sound, and what is kept of that over a restart."""

import asyncio
from collections.abc import Callable, Iterable, Iterator
from math import inf
from pathlib import Path

import numpy as np
import structlog

from iaqverse.contracts.names import Place
from services.predictor import files
from services.predictor.faults import SOUND, Fault, Faults, Unusable
from services.predictor.partitions import is_in
from services.predictor.rebuilding import Observed, Past

log = structlog.get_logger()


class Sensors:
    """`Faults`, with a file for each partition in `folder`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._faults = Faults()

    def sound(self, reading: Observed) -> Iterator[Observed]:
        """Yield what was kept back of the device and is sound after all, then what is sound of a reading."""
        for at_s, values in self._faults.hear(reading.place, reading.at_s, reading.values):
            yield Observed(reading.place, at_s, values)

    def sound_past(self, place: Place, past: Past) -> Past:
        """Return a device's past without what is out of range, or of a sensor that has been stuck."""
        values = {}
        for quantity, column in past.values.items():
            lowest, highest = SOUND.get(quantity, (-inf, inf))
            is_sound = (lowest <= column) & (column <= highest)
            is_sound &= past.at_s < self._faults.stuck_since_s(place, quantity)
            values[quantity] = np.where(is_sound, column, np.nan)
        return Past(past.at_s, values)

    def faults(self, now_s: float) -> Iterator[Fault]:
        """Yield the faults that there are at `now_s`."""
        return self._faults.present(now_s)

    def forget(self, place: Place) -> None:
        """Forget a device that was retired."""
        self._faults.forget(place)

    def keep(self, is_kept: Callable[[str, str], bool]) -> None:
        """Forget all rooms (site, room) but those that are kept: another replica looks after them."""
        self._faults.keep(is_kept)

    async def save(self, partitions: Iterable[int]) -> None:
        """Save what is known of the sensors in the rooms of these partitions."""
        for partition in partitions:
            exported = self._faults.export(is_in({partition}))
            await asyncio.to_thread(files.write, self._file(partition), exported)

    async def restore(self, partitions: Iterable[int]) -> None:
        """Take up what was saved of these partitions; what can't be used is said."""
        for partition in partitions:
            file = self._file(partition)
            exported = await asyncio.to_thread(files.read, file)
            if exported is not None:
                try:
                    self._faults.restore(exported)
                except Unusable as error:
                    log.warning("learnt_unusable", file=str(file), error=str(error))

    def _file(self, partition: int) -> Path:
        return self._folder / f"sensors-{partition:02}.json"
