"""Asking the store: JSON out, MessagePack back, page by page."""

from collections.abc import AsyncIterator
from typing import Any, Final

import msgpack
import orjson

from iaqverse.bus import Bus
from iaqverse.contracts import subjects

TIMEOUT_S: Final = 12.0
"""The store answers within its own 10 s, be it with an error."""

Answer = dict[str, Any]


class Store:
    """The store's methods over the bus.

    All raise `RpcError` when the store answers an error and `BusAway` when nobody answers.
    """

    def __init__(self, bus: Bus) -> None:
        self._bus = bus

    async def ask(self, method: str, *, timeout_s: float = TIMEOUT_S, **wanted: Any) -> Answer:
        """Return the answer to ``iaq.rpc.store.<method>``; what is None is not sent."""
        payload = orjson.dumps({key: value for key, value in wanted.items() if value is not None})
        answer: Answer = msgpack.unpackb(
            await self._bus.request(subjects.rpc("store", method), payload, timeout_s)
        )
        return answer

    async def pages(
        self, method: str, *, timeout_s: float = TIMEOUT_S, **wanted: Any
    ) -> AsyncIterator[Answer]:
        """Yield the answers that follow one another by their cursors."""
        cursor: str | None = None
        while True:
            page = await self.ask(method, timeout_s=timeout_s, **wanted, cursor=cursor)
            yield page
            cursor = page.get("cursor")
            if cursor is None:
                return
