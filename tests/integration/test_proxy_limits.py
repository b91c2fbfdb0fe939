"""How much one address may ask of the proxy, and what it is told past that."""

import asyncio
from collections import Counter

import aiohttp
import pytest

from iaqverse.local import nginx
from tests.support.proxy import Proxy, proxy

SLOW = nginx.Limits(
    ingest_rate=1, ingest_burst=30, read_rate=1, read_burst=10, upgrade_rate=1, upgrade_burst=5, sockets=3
)


async def statuses(running: Proxy, method: str, path: str, times: int) -> Counter[int]:
    answers = await asyncio.gather(*(running.request(method, path) for _ in range(times)))
    for answer in answers:
        if answer.status == 429:
            assert answer.headers["content-type"] == "application/problem+json"
            assert answer.headers["retry-after"] == "1"
            assert answer.json()["title"] == "Too Many Requests"
            assert answer.json()["status"] == 429
    return Counter(answer.status for answer in answers)


async def test_ingest_and_reads_are_limited_apart_and_at_once() -> None:
    async with proxy(limits=SLOW) as running:
        posts = await statuses(running, "POST", "/api/ingest", 60)
        reads = await statuses(running, "GET", "/api/status", 40)
    # The burst and one; the rate adds one a second of what a loaded machine takes.
    assert 31 <= posts[200] <= 40
    assert posts[429] == 60 - posts[200]
    assert 11 <= reads[200] <= 20
    assert reads[429] == 40 - reads[200]


async def test_a_refused_request_reaches_no_service() -> None:
    async with proxy(limits=SLOW) as running:
        answered = await statuses(running, "POST", "/api/iaq", 60)
        assert len(running.ingest.requests) == answered[200]


async def test_pages_are_not_limited() -> None:
    async with proxy(limits=SLOW) as running:
        (running.pages / "index.html").write_text("<!doctype html>")
        assert await statuses(running, "GET", "/", 100) == {200: 100}


async def test_an_address_has_a_limit_of_open_sockets() -> None:
    async with proxy(limits=SLOW) as running, aiohttp.ClientSession() as session:
        taken = [await running.upgrade(session) for _ in range(3)]
        with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
            await running.upgrade(session)
        assert refused.value.status == 429
        assert refused.value.headers is not None
        assert refused.value.headers["Retry-After"] == "1"
        for messages in taken:
            await messages.send_str("still here")
            assert await messages.receive_str(timeout=10) == "still here"
            await messages.close()


async def test_upgrades_of_an_address_are_limited() -> None:
    async with proxy(limits=SLOW) as running:
        headers = {"Upgrade": "websocket", "Connection": "close, upgrade"}
        # Not a whole handshake: the echo refuses it with 400, and the proxy counts it all the same.
        answers = [await running.request("GET", "/ws", headers) for _ in range(20)]
    answered = Counter(answer.status for answer in answers)
    assert 6 <= answered[400] <= 12
    assert answered[429] == 20 - answered[400]


async def test_a_thousand_posts_at_once_pass_as_shipped() -> None:
    async with (
        proxy() as running,
        aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=100)) as session,
    ):

        async def post() -> int:
            async with session.post(f"http://{running.authority}/api/ingest", json={"values": {}}) as answer:
                return answer.status

        assert Counter(await asyncio.gather(*(post() for _ in range(1000)))) == {200: 1000}
