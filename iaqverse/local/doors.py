"""How devices send: over HTTP through the proxy, or to the bus directly. They never give up.

Readings are accepted or refused; anything else (nobody answers, 429, 503) is waited out, for as long as
the answer says, and the same readings are sent again: the same time again merges, it never doubles.
"""

import asyncio
import contextlib
import random
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Final, Protocol

import aiohttp
import nats
import nats.errors
import orjson
import structlog
from nats.aio.client import Client

from iaqverse.contracts import subjects
from iaqverse.contracts.names import token
from iaqverse.local.replay import Sent

log = structlog.get_logger()

MOST_READINGS: Final = 1000
TIMEOUT_S: Final = 10.0
LONGEST_WAIT_S: Final = 30.0
_TEMPORARY: Final = frozenset({408, 425, 429, 500, 502, 503, 504})


class Door(Protocol):
    """Where readings are sent."""

    async def send(self, readings: Sequence[Sent]) -> None:
        """Send at most 1000 readings, oldest first, and return when each was accepted or refused."""


class HttpDoor:
    """``POST /api/ingest`` of the IAQverse at `url`."""

    def __init__(self, session: aiohttp.ClientSession, url: str) -> None:
        self._session = session
        self._url = f"{url}/api/ingest"

    async def send(self, readings: Sequence[Sent]) -> None:
        """Post a list, again and again until it is answered for good."""
        attempt = 0
        while (wait_s := await self._post(readings, attempt)) is not None:
            attempt += 1
            await asyncio.sleep(wait_s)

    async def _post(self, readings: Sequence[Sent], attempt: int) -> float | None:
        """Return None when the readings were answered for good, else after how long to send them again."""
        try:
            async with self._session.post(
                self._url,
                data=orjson.dumps(readings),
                headers={"Content-Type": "application/json"},
                timeout=aiohttp.ClientTimeout(total=TIMEOUT_S),
            ) as answer:
                body = await answer.read()
        except (aiohttp.ClientError, TimeoutError) as error:
            log.warning("not_reached", url=self._url, error=str(error) or type(error).__name__)
            return full_jitter_s(attempt)
        if answer.status in _TEMPORARY:
            log.info("told_to_wait", status=answer.status)
            return retry_after_s(answer.headers.get("Retry-After")) or full_jitter_s(attempt)
        if answer.status not in (200, 202):
            log.error("readings_refused", status=answer.status, count=len(readings), answer=_shown(body))
        return None


class BusDoor:
    """``iaq.raw.<device>`` on the bus; each reading is acknowledged by the queue of raw readings."""

    def __init__(self, client: Client) -> None:
        self._client = client

    async def send(self, readings: Sequence[Sent]) -> None:
        """Publish one by one, each until it is acknowledged."""
        for reading in readings:
            attempt = 0
            while not await self._publish(reading):
                await asyncio.sleep(full_jitter_s(attempt))
                attempt += 1

    async def _publish(self, reading: Sent) -> bool:
        subject = subjects.raw(token(reading["device"]))
        try:
            reply = await self._client.request(subject, orjson.dumps(reading), timeout=TIMEOUT_S)
        except (nats.errors.Error, TimeoutError, ConnectionError) as error:
            log.warning("not_acknowledged", subject=subject, error=type(error).__name__)
            return False
        refusal = orjson.loads(reply.data).get("error")
        if refusal is not None:
            log.info("told_to_wait", subject=subject, reason=refusal.get("description"))
        return refusal is None


@asynccontextmanager
async def bus_door(url: str) -> AsyncIterator[BusDoor]:
    """Connect to the bus as a device does, with no user; waits for the broker for ever."""

    async def noted(error: Exception) -> None:
        log.warning("bus_trouble", error=str(error) or type(error).__name__)

    client = await nats.connect(
        url, max_reconnect_attempts=-1, reconnect_time_wait=0.5, ping_interval=10, error_cb=noted
    )
    try:
        yield BusDoor(client)
    finally:
        with contextlib.suppress(nats.errors.Error, TimeoutError):
            await client.close()


def retry_after_s(header: str | None) -> float | None:
    """Return how long a Retry-After asks to wait, with up to a second more so that not all come at once."""
    if header is None or not header.strip().isdigit():
        return None
    return min(float(header), LONGEST_WAIT_S) + random.random()


def full_jitter_s(attempt: int) -> float:
    """Return a random wait of up to 0.5 s, doubled with each attempt up to 30 s ("full jitter")."""
    return random.uniform(0.05, min(LONGEST_WAIT_S, 0.5 * 2 ** min(attempt, 8)))


def _shown(body: bytes) -> str:
    return body[:300].decode(errors="replace")
