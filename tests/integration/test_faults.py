"""The failing network of the browser tests does what it says, before a real nginx."""

import asyncio
import time
from collections.abc import AsyncIterator

import aiohttp
import pytest

from tests.support.faults import Fate, Faults
from tests.support.proxy import Proxy, proxy

HELD_S = 0.3


@pytest.fixture
async def nginx() -> AsyncIterator[Proxy]:
    async with proxy() as running:
        yield running


@pytest.fixture
async def faults(nginx: Proxy) -> AsyncIterator[Faults]:
    async with Faults.before(nginx.port) as standing:
        yield standing


@pytest.fixture
async def session(faults: Faults) -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(faults.url) as opened:
        yield opened


async def test_what_passes_is_not_changed(session: aiohttp.ClientSession, faults: Faults) -> None:
    async with session.get("/api/snapshot") as answer:
        seen = await answer.json()
    assert seen["headers"]["Host"] == f"127.0.0.1:{faults.port}"
    async with session.ws_connect("/ws", headers={"Origin": faults.url}) as ws:
        await ws.send_str("hello")
        assert await ws.receive_str() == "hello"


@pytest.mark.parametrize(
    ("fate", "error"),
    [("refused", aiohttp.WSServerHandshakeError), ("dropped", aiohttp.ServerDisconnectedError)],
)
async def test_upgrades_fail_while_plain_requests_pass(
    session: aiohttp.ClientSession, faults: Faults, fate: Fate, error: type[Exception]
) -> None:
    faults.websockets = fate
    with pytest.raises(error):
        await session.ws_connect("/ws")
    async with session.get("/api/snapshot") as answer:
        assert answer.status == 200


async def test_a_swallowed_upgrade_is_never_answered(session: aiohttp.ClientSession, faults: Faults) -> None:
    faults.websockets = "swallowed"
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(HELD_S):
            await session.ws_connect("/ws")


async def test_a_block_refuses_until_it_is_lifted(session: aiohttp.ClientSession, faults: Faults) -> None:
    faults.block()
    with pytest.raises(aiohttp.ClientConnectorError):
        await session.get("/api/snapshot")
    await faults.unblock()
    async with session.get("/api/snapshot") as answer:
        assert answer.status == 200


async def test_a_cut_resets_what_is_open(session: aiohttp.ClientSession, faults: Faults) -> None:
    async with session.ws_connect("/ws") as ws:
        faults.cut()
        message = await ws.receive(timeout=5)
    assert message.type in (aiohttp.WSMsgType.CLOSED, aiohttp.WSMsgType.ERROR)
    assert ws.close_code == aiohttp.WSCloseCode.ABNORMAL_CLOSURE


async def test_a_black_hole_holds_everything_and_gives_it_back(
    session: aiohttp.ClientSession, faults: Faults
) -> None:
    async with session.ws_connect("/ws") as ws:
        faults.swallow()
        await ws.send_str("held")
        with pytest.raises(TimeoutError):
            await ws.receive_str(timeout=HELD_S)
        assert not ws.closed
        faults.release()
        assert await ws.receive_str(timeout=5) == "held"


async def test_a_delay_is_that_of_each_way_and_of_each_piece(
    session: aiohttp.ClientSession, faults: Faults
) -> None:
    async with session.ws_connect("/ws") as ws:
        faults.delay_s = 0.5
        started_s = time.monotonic()
        for number in range(20):
            await ws.send_str(str(number))
            await asyncio.sleep(0.01)
        for number in range(20):
            assert await ws.receive_str(timeout=5) == str(number)
        assert 1 <= time.monotonic() - started_s < 10, "not one after the other: that would take 20 s"


async def test_who_waits_longer_than_its_patience_is_cut(
    session: aiohttp.ClientSession, faults: Faults
) -> None:
    faults.patience_s = HELD_S
    async with session.get("/api/snapshot") as answer:
        assert answer.status == 200
    async with session.ws_connect("/ws") as ws:
        await ws.receive(timeout=5)
        assert ws.close_code == aiohttp.WSCloseCode.ABNORMAL_CLOSURE
