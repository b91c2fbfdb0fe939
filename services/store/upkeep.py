"""Now and then: look at stream and disk, delete from the stream what may go, maintain the database."""

import asyncio
import time
from contextlib import suppress
from typing import Any, Final

import structlog

from iaqverse.bus import Bus, BusError, StreamState
from iaqverse.contracts.streams import IAQ
from iaqverse.contracts.wire import iso_of_ms
from services.store import measures, purging
from services.store.app import Store
from services.store.condition import Condition
from services.store.engine import Engine, EngineAway
from services.store.settings import Settings

log = structlog.get_logger()

MAINTAIN_S: Final = 0.05
"""How long one maintenance may keep a batch waiting."""


class Upkeep:
    """Does what is due every few seconds. `floor_seq`: up to it the stream may have holes."""

    def __init__(
        self, bus: Bus, engine: Engine, store: Store, *, condition: Condition, settings: Settings
    ) -> None:
        self._bus = bus
        self._engine = engine
        self._store = store
        self._condition = condition
        self._settings = settings
        self._done: dict[str, int] = {}
        self._state: StreamState | None = None
        self.floor_seq = 0

    async def run(self) -> None:
        """Look every `store_upkeep_s` seconds, for ever."""
        # What a process before this one purged is not known, but it was not younger than that.
        self.floor_seq = await self._first_floor()
        while True:
            try:
                await self.look()
            except (BusError, EngineAway) as error:
                log.debug("upkeep_waits", error=str(error))
            await asyncio.sleep(self._settings.store_upkeep_s)

    async def look(self) -> None:
        """Do everything once.

        Raises:
            BusError: If the broker is away.
            EngineAway: If the database can't be used.
        """
        self._condition.look_at_disk()
        state = self._state = await self._bus.stream_state(IAQ)
        measures.STREAM_FILL.set(state.fill)
        measures.LAG.set(self._lag(state))
        await self._store.look_into_gap()
        await self._purge(state)
        await self._engine.maintain(_now_ms(), MAINTAIN_S)

    async def status(self) -> dict[str, Any]:
        """Describe the store for people and for gateways; `lag` in messages."""
        condition = self._condition
        with suppress(BusError):
            self._state = await self._bus.stream_state(IAQ)
        state = self._state
        return {
            "floor_seq": self.floor_seq,
            "lag": self._lag(state) if state else None,
            "reason": condition.why_not_ready(),
            "disk": {"free_bytes": condition.disk.free_bytes, "total_bytes": condition.disk.total_bytes},
            "stream": {
                "messages": state.messages,
                "bytes": state.bytes,
                "max_bytes": state.max_bytes,
                "fill": round(state.fill, 4),
            }
            if state
            else None,
            "devices": len(self._store.newest),
            "bytes": self._engine.size_bytes(),
            "last_backup_at": await self._backed_up_at(),
            "counts": dict(self._store.counts),
        }

    async def _backed_up_at(self) -> str | None:
        try:
            at_ms = await self._engine.backed_up_ms()
        except EngineAway:
            return None
        return iso_of_ms(at_ms) if at_ms else None

    def _lag(self, state: StreamState) -> int:
        return max(state.last_seq - self._store.progress.through, 0)

    async def _first_floor(self) -> int:
        while True:
            try:
                return await self._engine.kept_before(_now_ms(self._settings.stream_keep_s))
            except EngineAway:
                await asyncio.sleep(self._settings.store_upkeep_s)

    async def _purge(self, state: StreamState) -> None:
        limits = purging.Limits(
            self._store.progress.through,
            past_short=await self._engine.kept_before(_now_ms(self._settings.stream_keep_s)),
            past_long=await self._engine.kept_before(_now_ms(self._settings.stream_age_s)),
        )
        for purge in purging.plan(state, limits, self._store.superseded, self._done):
            # First said, then done: nobody may resume below what may be gone.
            self.floor_seq = max(self.floor_seq, purge.up_to_seq)
            await self._bus.purge(IAQ, purge.subject, purge.up_to_seq)
            measures.PURGED.inc()
            self._done[purge.subject] = purge.up_to_seq
            self._store.superseded.purged(purge)
            log.info("stream_purged", subject=purge.subject, up_to=purge.up_to_seq, fill=round(state.fill, 3))


def _now_ms(before_s: float = 0) -> int:
    """Return the time `before_s` seconds ago, in milliseconds since 1970."""
    return int((time.time() - before_s) * 1000)
