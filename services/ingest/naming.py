"""Writes display names, as first sent, into the configuration; beside the readings, never before them."""

import asyncio
from functools import partial
from typing import Final

import structlog

from iaqverse.bus import BusError
from iaqverse.configuring import ConfigurationFollower
from iaqverse.contracts.configuration import Configuration
from services.ingest.places import Names

log = structlog.get_logger()

WRITE_EVERY_S: Final = 1.0
AT_ONCE: Final = 100
"""Names that wait or are written at once; others are learnt when their device speaks again."""
MOST_NAMES: Final = 3000
"""Names of sites, rooms and devices; they are easily made up, and the configuration is read as a whole."""


class Naming:
    """Names that the configuration is to learn."""

    def __init__(self, follower: ConfigurationFollower) -> None:
        self._follower = follower
        self._waiting: set[Names] = set()
        self._has_some = asyncio.Event()

    def learn(self, names: Names) -> None:
        """Remember `names` for the next write; forgotten when too many wait."""
        if len(self._waiting) < AT_ONCE:
            self._waiting.add(names)
            self._has_some.set()

    async def write(self, stopping: asyncio.Event) -> None:
        """Write what waits, at most once a second, until cancelled or told to stop."""
        while not stopping.is_set():  # in 3.11 `wait_for`, which nats-py uses, can swallow a cancel
            await self._has_some.wait()
            self._has_some.clear()
            names, self._waiting = self._waiting, set()
            try:
                await self._follower.edit(partial(with_all, names))
            except BusError as error:
                log.warning("names_not_written", error=str(error))
                self._waiting |= names
                self._has_some.set()
            await asyncio.sleep(WRITE_EVERY_S)


def with_all(names: set[Names], configuration: Configuration) -> Configuration:
    """Return `configuration` with these display names where there are none yet, while it has room."""
    for name in sorted(names):
        named = len(configuration.sites) + len(configuration.rooms) + len(configuration.devices)
        if named < MOST_NAMES:
            configuration = configuration.with_names(*name)
    return configuration
