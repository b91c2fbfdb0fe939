"""Keeping up with the configuration that people edit."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from typing import Final

import pydantic
import structlog

from iaqverse import process
from iaqverse.bus import Bus, BusError
from iaqverse.bus.connection import patiently
from iaqverse.contracts.configuration import BUCKET, KEY, Configuration

log = structlog.get_logger()

LOOK_EVERY_S: Final = 10.0
AGAIN_S: Final = 0.1


class ConfigurationFollower:
    """The newest configuration. A change is known at once, and within 10 s at the latest."""

    def __init__(self, bus: Bus) -> None:
        self.current = Configuration()
        self.revision = 0
        self._bucket = bus.bucket(BUCKET)
        self._changed = asyncio.Event()
        self._listeners: list[Callable[[Configuration], None]] = []

    @classmethod
    @asynccontextmanager
    async def follow(cls, bus: Bus) -> AsyncIterator["ConfigurationFollower"]:
        """Follow the configuration until the block ends; the first one is read before it begins."""
        follower = cls(bus)
        await patiently(follower.refresh)
        await bus.subscribe(f"$KV.{BUCKET}.{KEY}", follower._notice)
        bus.on_reconnect(follower._changed.set)
        async with asyncio.TaskGroup() as tasks:
            looking = tasks.create_task(follower._look_again())
            try:
                yield follower
            finally:
                await process.end(looking)

    def on_change(self, listener: Callable[[Configuration], None]) -> None:
        """Call `listener` with each new configuration."""
        self._listeners.append(listener)

    async def save(self, document: Configuration, revision: int) -> int:
        """Write `document` in place of `revision` and return the new revision.

        Raises:
            Conflict: If somebody else changed it meanwhile.
            BusAway: If the broker is away.
        """
        new = await self._bucket.put(KEY, document.model_dump_json().encode(), revision)
        self._take(document, new)
        return new

    async def edit(self, change: Callable[[Configuration], Configuration], tries: int = 5) -> Configuration:
        """Apply `change` to the newest configuration, again when somebody else was faster.

        Raises:
            Conflict: If somebody else was faster `tries` times.
            BusAway: If the broker is away.
        """
        for attempt in range(1, tries + 1):
            await self.refresh()
            changed = change(self.current)
            if changed == self.current:
                return changed
            try:
                await self.save(changed, self.revision)
            except BusError:
                if attempt == tries:
                    raise
            else:
                break
        return changed

    async def refresh(self) -> None:
        """Read the newest configuration; one that can't be read is said and the last one kept."""
        entry = await self._bucket.get(KEY)
        if entry is None or entry[1] == self.revision:
            return
        try:
            self._take(Configuration.model_validate_json(entry[0]), entry[1])
        except pydantic.ValidationError as error:
            log.error("configuration_invalid", revision=entry[1], errors=error.error_count())

    def _take(self, document: Configuration, revision: int) -> None:
        self.current, self.revision = document, revision
        for listener in self._listeners:
            listener(document)

    def _notice(self, _subject: str, _payload: bytes, _headers: Mapping[str, str]) -> None:
        self._changed.set()

    async def _look_again(self) -> None:
        """Look when there was a notice: it may come before the change can be read, so then again soon."""
        pause_s = LOOK_EVERY_S
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(pause_s):
                    await self._changed.wait()
            pause_s = AGAIN_S if self._changed.is_set() else min(2 * pause_s, LOOK_EVERY_S)
            self._changed.clear()
            before = self.revision
            try:
                await self.refresh()
            except BusError as error:
                log.debug("configuration_not_read", error=str(error))
            if self.revision != before:
                pause_s = LOOK_EVERY_S
