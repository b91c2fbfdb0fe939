"""Pulling from a durable consumer, a batch at a time.

What nats-py's `fetch` does, without a task for every message (20 µs each), and with the next batch on its
way while the caller works on one, when there is enough for that.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Final, Self

import nats.errors
import orjson
from nats.aio.client import Client
from nats.aio.msg import Msg

LINGER_S: Final = 1.0
"""How long a request waits at the broker: one that was under way while the broker restarted is deaf."""
PATIENCE_S: Final = 1.5
"""After so long without an answer a request is taken for lost."""
_ENDED: Final = frozenset({"404", "408"})
"""No messages, and no more within the time: the ordinary ends of a request."""


class PullFailed(Exception):
    """The broker refused a request: no such consumer, or JetStream is not there. `status` is its code."""

    def __init__(self, status: str) -> None:
        super().__init__(f"the broker answered {status}")
        self.status = status


class Pull:
    """One reader of a durable consumer, with at most one request at the broker."""

    def __init__(self, client: Client, stream: str, durable: str) -> None:
        self._client = client
        self._api = f"$JS.API.CONSUMER.MSG.NEXT.{stream}.{durable}"
        self._inbox = client.new_inbox()
        self._arrived: list[Msg] = []
        self._missing = 0
        self._is_lingering = False
        self._failed: str | None = None
        self._changed = asyncio.Event()

    @classmethod
    @asynccontextmanager
    async def opened(cls, client: Client, stream: str, durable: str) -> AsyncIterator[Self]:
        """Yield a reader; what it still has at the end is given back."""
        pull = cls(client, stream, durable)
        subscription = await client.subscribe(pull._inbox, cb=pull._take)
        try:
            yield pull
        finally:
            with contextlib.suppress(
                nats.errors.Error, ConnectionError
            ):  # else they come when their wait is over
                await subscription.unsubscribe()
                for message in pull._arrived:
                    await message.nak()

    @property
    def has_more(self) -> bool:
        """Whether messages are here, or may be on their way."""
        return bool(self._arrived) or self._missing > 0

    async def next(self, most: int, *, is_last: bool = False) -> list[Msg]:
        """Return at most about `most` messages; none when none came within a second.

        With `is_last` only what is here or was asked for.

        Raises:
            PullFailed: If the broker refused.
        """
        if not self._missing and not is_last:
            await self._ask(most, linger_s=0)
        if not self._is_lingering:
            await self._until(lambda: self._missing == 0)
        if not self._arrived and not self._missing and not is_last:
            await self._ask(most, linger_s=LINGER_S)
        if not self._arrived:
            await self._until(lambda: bool(self._arrived) or self._missing == 0)
        arrived, self._arrived = self._arrived, []
        failed, self._failed = self._failed, None
        if failed is not None and not arrived:
            raise PullFailed(failed)
        if len(arrived) > most // 2 and not self._missing and not is_last:
            await self._ask(most, linger_s=0)
        return arrived

    async def _ask(self, most: int, linger_s: float) -> None:
        self._missing, self._is_lingering = most, linger_s > 0
        until = {"expires": int(linger_s * 1e9)} if linger_s else {"no_wait": True}
        request = {"batch": most, **until}
        await self._client.publish(self._api, orjson.dumps(request), reply=self._inbox)

    async def _until(self, is_enough: Callable[[], bool]) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE_S):
                while not is_enough():
                    self._changed.clear()
                    await self._changed.wait()
                return
        self._missing = 0  # it was lost

    async def _take(self, message: Msg) -> None:
        status = message.headers.get("Status") if message.headers and not message.data else None
        if status is None:
            self._arrived.append(message)
            self._missing = max(self._missing - 1, 0)
        else:
            self._missing = 0
            self._failed = status if status not in _ENDED else None
        if self._missing == 0 or len(self._arrived) == 1:
            self._changed.set()
