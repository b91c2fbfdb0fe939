"""Publishing with JetStream's acknowledgement: one message, or many as an atomic batch.

With ``sync_interval: always`` a plain publish costs one fsync and an atomic batch four, whatever its
size: from about 16 messages on a batch is cheaper (measured). A batch is kept whole or not at all.
nats-py's `publish_async` is not used: its futures never resolve on errors (nats.py issue 985).
"""

import asyncio
import contextlib
from collections.abc import Sequence
from typing import Any, Final

import nats.errors
import orjson
from nats.aio.client import Client
from nats.nuid import NUID

from iaqverse.bus.errors import BusAway, BusError, BusFull, BusRefused
from iaqverse.bus.messages import Outgoing

BATCH_FROM: Final = 16
BATCH_TO: Final = 1000
"""The most messages that nats-server takes in one atomic batch."""

_FULL: Final = frozenset({10047, 10077, 10023, 10028})
"""JetStream's error codes for no room: storage, stream, insufficient resources, account."""
_BUSY: Final = frozenset({10008, 10009, 10174, 10176, 10211})
"""Not available now, or a batch that was abandoned: the same again may succeed."""


class Publisher:
    """Publishes over one connection."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._ids = NUID()

    async def publish(self, message: Outgoing, timeout_s: float) -> int:
        """Publish one message and return its sequence in the stream, once it is kept.

        Raises:
            BusAway: If the broker is away or does not answer in time; it may have been kept.
            BusFull: If the stream is at its limit; it was not kept.
            BusRefused: If the broker refuses it for another reason.
        """
        return await self._ask(message.subject, message.payload, message.all_headers(), timeout_s)

    async def publish_all(self, messages: Sequence[Outgoing], timeout_s: float) -> list[int | BusError]:
        """Publish many messages and return for each its sequence, or why it was not acknowledged."""
        if len(messages) < BATCH_FROM or any(message.msg_id for message in messages):
            return list(await asyncio.gather(*(self._outcome(m, timeout_s) for m in messages)))
        outcomes: list[int | BusError] = []
        for start in range(0, len(messages), BATCH_TO):
            outcomes += await self._batch(messages[start : start + BATCH_TO], timeout_s)
        return outcomes

    async def _outcome(self, message: Outgoing, timeout_s: float) -> int | BusError:
        try:
            return await self.publish(message, timeout_s)
        except BusError as error:
            return error

    async def _batch(self, messages: Sequence[Outgoing], timeout_s: float) -> list[int | BusError]:
        """Publish an atomic batch (ADR-50): all are kept with consecutive sequences, or none is."""
        batch_id = self._ids.next().decode()
        last = len(messages)
        try:
            for number, message in enumerate(messages[:-1], 1):
                headers = message.all_headers()
                headers["Nats-Batch-Id"] = batch_id
                headers["Nats-Batch-Sequence"] = str(number)
                await self._client.publish(message.subject, message.payload, headers=headers)
            headers = messages[-1].all_headers()
            headers |= {
                "Nats-Batch-Id": batch_id,
                "Nats-Batch-Sequence": str(last),
                "Nats-Batch-Commit": "1",
            }
            seq = await self._ask(messages[-1].subject, messages[-1].payload, headers, timeout_s)
        except (nats.errors.Error, ConnectionError) as error:
            return [BusAway(f"the message bus went away: {type(error).__name__}")] * last
        except BusError as error:
            return [error] * last
        return list(range(seq - last + 1, seq + 1))

    async def _ask(self, subject: str, payload: bytes, headers: dict[str, str], timeout_s: float) -> int:
        if not self._client.is_connected:
            raise BusAway
        try:
            reply = await self._client.request(subject, payload, timeout=timeout_s, headers=headers)
        except nats.errors.NoRespondersError:
            raise BusAway("no stream takes this subject yet") from None
        except nats.errors.MaxPayloadError:
            raise BusRefused("larger than the bus takes") from None
        except (TimeoutError, nats.errors.Error, ConnectionError) as error:
            raise BusAway(f"the message bus did not acknowledge: {type(error).__name__}") from None
        return _sequence(orjson.loads(reply.data))


def _sequence(acknowledgement: Any) -> int:
    error = acknowledgement.get("error")
    if error is None:
        return int(acknowledgement["seq"])
    code, text = int(error.get("err_code", 0)), str(error.get("description", "refused"))
    if code in _FULL:
        raise BusFull(f"the message bus is full: {text}")
    if code in _BUSY:
        raise BusAway(f"the message bus is not available: {text}")
    raise BusRefused(f"the message bus refused: {text}", code)


async def flush_quietly(client: Client) -> None:
    """Send what is still buffered, if the broker is there to take it."""
    with contextlib.suppress(nats.errors.Error, asyncio.TimeoutError, ConnectionError):
        await client.flush(timeout=1)
