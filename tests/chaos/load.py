"""Devices that send without pause, and send again what was not accepted, as docs/OPERATIONS.md asks."""

import asyncio
import itertools
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any, Final

import aiohttp
import nats
import nats.errors
import orjson
from nats.aio.client import Client

from iaqverse.contracts.names import Place
from tests.chaos.ledger import Identity, Ledger, Row

SITE: Final = "chaos"
PAUSE_S: Final = 0.05
"""Between two readings of one device, and before one is sent again."""
PATIENCE_S: Final = 10.0
"""Until a request without answer counts as a fault: ingest promises 2 s, the proxy knows when it died."""
LIST_OF: Final = 25


class Clock:
    """The next reading of every device: no instant twice, no two readings alike."""

    def __init__(self) -> None:
        self._number = itertools.count()
        self._last_ms: dict[Place, int] = {}

    def reading(self, device: str) -> Row:
        """Return what `device` measures now."""
        place = Place(SITE, "hall", device)
        ts_ms = max(self._last_ms.get(place, 0) + 1, time.time_ns() // 1_000_000)
        self._last_ms[place] = ts_ms
        number = next(self._number)
        values = {
            "co2_ppm": 400 + number % 3000,
            "temperature_c": 18 + number % 997 / 100,
            "light_lux": number % 200_000,
        }
        return Row(Identity(place, ts_ms), values)


class Load:
    """Sends single readings and lists over HTTP, and readings to NATS directly; keeps the ledger.

    `answers` counts every answer: a status, ``"no connection"``, or for NATS ``"raw …"``.
    `faults` has what must never happen, whatever was killed: another status than 2xx and 503, a 503
    without Retry-After, an answer that takes longer than `PATIENCE_S`. `name` begins its devices' names.
    """

    def __init__(self, url: str, nats_url: str, ledger: Ledger, name: str) -> None:
        self.ledger = ledger
        self.accepted: set[Identity] = set()
        """What was accepted of this load; the ledger may have more."""
        self.answers: Counter[str] = Counter()
        self.faults: list[str] = []
        self.slowest_s = 0.0
        self.last_accepted_s = 0.0
        """When something was last accepted over HTTP, by `time.monotonic`."""
        self._url = url
        self._nats_url = nats_url
        self._name = name
        self._clock = Clock()
        self._stopping = asyncio.Event()

    @asynccontextmanager
    async def running(self, *, singles: int = 3, lists: int = 1, raws: int = 2) -> AsyncIterator["Load"]:
        """Send from so many devices of each kind until the block ends, then finish what was begun."""
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=PATIENCE_S)) as http:
            tasks = [
                asyncio.create_task(self._post_singles(http, f"{self._name}-single{i}"))
                for i in range(singles)
            ]
            tasks += [
                asyncio.create_task(self._post_lists(http, f"{self._name}-list{i}")) for i in range(lists)
            ]
            tasks += [asyncio.create_task(self._publish_raw(f"{self._name}-raw{i}")) for i in range(raws)]
            try:
                yield self
            finally:
                self._stopping.set()
                await asyncio.gather(*tasks)

    async def post(self, http: aiohttp.ClientSession, rows: list[Row], *, as_list: bool) -> bool:
        """Post once; True when all of it was accepted."""
        self.ledger.send(rows)
        body: Any = [row.as_json() for row in rows] if as_list else rows[0].as_json()
        started_s = time.monotonic()
        try:
            async with http.post(
                f"{self._url}/api/ingest",
                data=orjson.dumps(body),
                headers={"Content-Type": "application/json"},
            ) as answer:
                text = await answer.text()
        except TimeoutError:
            self.faults.append(f"no answer within {PATIENCE_S} s")
            return False
        except (aiohttp.ClientError, ConnectionError):
            self.answers["no connection"] += 1
            return False
        self.slowest_s = max(self.slowest_s, time.monotonic() - started_s)
        self.answers[str(answer.status)] += 1
        if answer.status in (200, 202):
            self._accept(rows)
            self.last_accepted_s = time.monotonic()
            return True
        if answer.status != 503:
            self.faults.append(f"{answer.status}: {text[:300]}")
        elif not answer.headers.get("Retry-After", "").isdigit():
            self.faults.append(f"503 without Retry-After: {text[:300]}")
        return False

    async def _post_singles(self, http: aiohttp.ClientSession, device: str) -> None:
        await self._again_and_again(
            lambda: [self._clock.reading(device)], lambda rows: self.post(http, rows, as_list=False)
        )

    async def _post_lists(self, http: aiohttp.ClientSession, device: str) -> None:
        await self._again_and_again(
            lambda: [self._clock.reading(f"{device}-{i % 5}") for i in range(LIST_OF)],
            lambda rows: self.post(http, rows, as_list=True),
        )

    async def _publish_raw(self, device: str) -> None:
        client = await nats.connect(
            self._nats_url,
            max_reconnect_attempts=-1,
            reconnect_time_wait=0.1,
            pending_size=-1,
            error_cb=_quiet,
        )
        try:
            await self._again_and_again(
                lambda: [self._clock.reading(device)], lambda rows: self._publish(client, rows[0])
            )
        finally:
            await client.close()

    async def _publish(self, client: Client, row: Row) -> bool:
        """Publish as a device that knows JetStream: True when the acknowledgement came."""
        self.ledger.send([row])
        try:
            reply = await client.request(
                f"iaq.raw.{row.identity.place.device}", orjson.dumps(row.as_json()), timeout=2
            )
        except (nats.errors.Error, TimeoutError, ConnectionError) as error:
            self.answers[f"raw {type(error).__name__}"] += 1
            return False
        said = orjson.loads(reply.data)
        if "error" in said:
            self.answers[f"raw error {said['error'].get('err_code')}"] += 1
            return False
        self.answers["raw acknowledged"] += 1
        self._accept([row])
        return True

    def _accept(self, rows: list[Row]) -> None:
        self.ledger.accept(rows)
        self.accepted.update(row.identity for row in rows)

    async def _again_and_again(
        self, make: Callable[[], list[Row]], send: Callable[[list[Row]], Awaitable[bool]]
    ) -> None:
        """Send what `make` gives until it is accepted, then the next, until it is time to stop."""
        rows = make()
        while not self._stopping.is_set():
            if await send(rows):
                rows = make()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), PAUSE_S)


async def _quiet(_: Exception) -> None:
    """Broken connections are what this is about."""
