"""The hub's time: what is due is flushed, silence is broken, those behind are served."""

import asyncio
import math
import time
from collections.abc import Callable
from typing import Final

from services.gateway.hub import Client, Hub, Now

BEHIND_EVERY_S: Final = 0.02
LOOK_EVERY_S: Final = 0.1


def now() -> Now:
    """Return the time."""
    return Now(time.monotonic(), int(time.time() * 1000))


class Clock:
    """Calls the hub when it is time; `close` closes a client that reads too slowly."""

    def __init__(self, hub: Hub, close: Callable[[Client], None]) -> None:
        self._hub = hub
        self._close = close
        self._loop = asyncio.get_running_loop()
        self._is_set = False

    def published(self) -> None:
        """Flush as soon as that is due. What comes in one go is flushed in one go."""
        if self._is_set:
            return
        due_s = self._hub.due_s()
        if due_s is None:
            return
        self._is_set = True
        wait_s = due_s - time.monotonic()
        if wait_s <= 0:
            self._loop.call_soon(self._flush)
        else:
            # uvloop rounds to milliseconds: rounded down, a flush comes too early, finds nothing due, and
            # is set again for at once, hundreds of times.
            self._loop.call_later(math.ceil(wait_s * 1000) / 1000, self._flush)

    def _flush(self) -> None:
        self._is_set = False
        self._hub.flush(now())
        self.published()

    async def run(self) -> None:
        """Break silence and serve those that are behind, for ever."""
        while True:
            await asyncio.sleep(BEHIND_EVERY_S if self._hub.behind else LOOK_EVERY_S)
            at = now()
            self._hub.heartbeat(at)
            for client in self._hub.catch_up(at):
                self._close(client)
