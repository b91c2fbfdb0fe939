"""What the tests of ingest share: posting, and looking at what became of it."""

from typing import Any

import aiohttp
import orjson

from iaqverse.bus import Bus, Stored
from iaqverse.contracts import streams
from tests.support.service import ServiceProcess
from tests.support.waiting import until

READING = {"device": "bureau1", "site": "Maison", "room": "Bureau", "values": {"co2_ppm": 645}}


async def post(
    http: aiohttp.ClientSession, ingest: ServiceProcess, value: Any, path: str = "/api/ingest", **headers: str
) -> tuple[int, Any, Any]:
    """Post `value` as JSON (bytes as they are); return status, headers, JSON."""
    body = value if isinstance(value, bytes) else orjson.dumps(value)
    sent = {"Content-Type": "application/json"} | {k.replace("_", "-"): v for k, v in headers.items()}
    async with http.post(ingest.url + path, data=body, headers=sent) as answer:
        return answer.status, answer.headers, await answer.json(content_type=None)


async def kept(bus: Bus, *filters: str) -> list[Stored]:
    """Return what the stream holds."""
    return [message async for batch in bus.read(streams.IAQ, filters or ["iaq.>"]) for message in batch]


async def keeps(bus: Bus, count: int, *filters: str) -> list[Stored]:
    """Wait until the stream holds `count` messages and return them."""

    async def enough() -> list[Stored] | None:
        messages = await kept(bus, *filters)
        return messages if len(messages) >= count else None

    found = await until(enough)
    assert found is not None
    return found


async def takes_readings(http: aiohttp.ClientSession, ingest: ServiceProcess) -> None:
    """Wait until a reading is accepted."""

    async def is_accepted() -> bool:
        return (await post(http, ingest, READING))[0] == 202

    await until(is_accepted)


async def empties(bus: Bus, stream: str) -> None:
    """Wait until nothing is left in the stream."""

    async def is_empty() -> bool:
        return (await bus.stream_state(stream)).messages == 0

    await until(is_empty)
