"""What the store remembers from before the stream: newest values, rhythms, the last hour of every room."""

import asyncio
import time
from typing import Any, Final

import orjson
import structlog

from iaqverse.asking import Store
from iaqverse.bus import BusError, RpcError
from iaqverse.configuring import ConfigurationFollower
from iaqverse.contracts import subjects
from iaqverse.contracts.configuration import Configuration
from iaqverse.contracts.kinds import SCHEMA_OF_KIND
from iaqverse.contracts.names import Place
from iaqverse.contracts.quantity import QUANTITIES
from services.gateway.lastvalues import LastValues
from services.gateway.messages import Message, read
from services.gateway.sparklines import MINUTES, Sparklines

log = structlog.get_logger()

RETRY_S: Final = 0.5
_STATES: Final = (subjects.ACTIONS, subjects.ALERTS, subjects.MODULES, subjects.ACCURACY)


async def seed(store: Store, values: LastValues, sparklines: Sparklines) -> None:
    """Ask the store until it has answered; what came over the stream meanwhile stays newer."""
    while True:
        try:
            await _seed_newest(store, values)
            await _seed_sparklines(store, sparklines)
        except (BusError, RpcError) as error:
            log.debug("store_not_asked", error=str(error))
            await asyncio.sleep(RETRY_S)
        else:
            log.info("store_asked", subjects=len(values))
            return


class Rescoring:
    """Draws the last hour of every room anew when rooms get other profiles: only the store has its means."""

    def __init__(self, follower: ConfigurationFollower, store: Store, sparklines: Sparklines) -> None:
        self._store = store
        self._sparklines = sparklines
        self._profiles = follower.current.chosen_profiles()
        self._is_due = asyncio.Event()
        follower.on_change(self._note)

    def _note(self, configuration: Configuration) -> None:
        if self._profiles != (chosen := configuration.chosen_profiles()):
            self._profiles = chosen
            self._sparklines.forget_scores()
            self._is_due.set()

    async def run(self) -> None:
        """Do it whenever it is due, for ever; a store that is away is asked again."""
        while True:
            await self._is_due.wait()
            self._is_due.clear()
            try:
                await _seed_sparklines(self._store, self._sparklines)
            except (BusError, RpcError) as error:
                log.debug("store_not_asked", error=str(error))
                await asyncio.sleep(RETRY_S)
                self._is_due.set()


async def _seed_newest(store: Store, values: LastValues) -> None:
    async for page in store.pages("latest", timeout_s=3):
        for device in page["devices"]:
            place = Place(device["site"], device["room"], device["device"])
            values.seed_rhythm(place, device.get("recent_ms", ()))
            if device.get("reading") is not None:
                _apply(values, subjects.of_device(subjects.READINGS, place), device["reading"])
    for kind in _STATES:
        async for page in store.pages("current", timeout_s=3, kind=kind):
            for subject, fields in zip(page["subjects"], page["messages"], strict=True):
                _apply(values, subject, fields)


def _apply(values: LastValues, subject: str, fields: dict[str, Any]) -> None:
    message = as_message(subject, fields)
    if message is not None:
        values.apply(message)


def as_message(subject: str, fields: dict[str, Any]) -> Message | None:
    """Return what the store kept as a message; it has no sequence any more."""
    kind = subject.split(".")[1]
    return read(subject, orjson.dumps(fields), SCHEMA_OF_KIND.get(kind), 0, 0)


async def _seed_sparklines(store: Store, sparklines: Sparklines) -> None:
    now_ms = int(time.time() * 1000)
    start_ms = now_ms - MINUTES * 60_000
    async for page in store.pages("rows", timeout_s=5, start_ms=start_ms, end_ms=now_ms, step_s=60):
        columns = page["columns"]
        measured = [name for name in QUANTITIES if name in columns]
        for i, ts_ms in enumerate(columns["ts_ms"]):
            place = Place(columns["site"][i], columns["room"][i], columns["device"][i])
            values = {name: columns[name][i] for name in measured if columns[name][i] is not None}
            sparklines.add(place, ts_ms, values)
