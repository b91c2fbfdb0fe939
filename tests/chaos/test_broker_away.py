"""The broker hangs or is gone for 5 s: a clear refusal meanwhile, and the live view back within 2 s of it."""

import asyncio
import signal
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import pytest

from tests.chaos.ledger import Ledger
from tests.chaos.story import busy, flowing, ready
from tests.chaos.system import System
from tests.support.waiting import wait_for

AWAY_S = 5.0
REFUSED_S = 2.0
LIVE_AGAIN_S = 2.0


@asynccontextmanager
async def _hung(system: System) -> AsyncIterator[None]:
    system.signal("nats", signal.SIGSTOP)
    try:
        yield
    finally:
        system.signal("nats", signal.SIGCONT)


@asynccontextmanager
async def _gone(system: System) -> AsyncIterator[None]:
    """Kill it, and keep the supervisor from starting it again until the block ends."""
    assert system.process is not None
    system.process.send_signal(signal.SIGSTOP)
    try:
        system.signal("nats", signal.SIGKILL)
        yield
    finally:
        system.process.send_signal(signal.SIGCONT)
        await asyncio.to_thread(wait_for, lambda: system.is_ready("nats"), 10, "nats back")


@pytest.mark.parametrize("away", [_hung, _gone])
async def test_without_the_broker_readings_get_503_in_time_and_come_through_soon_after(
    system: System, ledger: Ledger, away: Callable[[System], AbstractAsyncContextManager[None]]
) -> None:
    async with busy(system, ledger, away.__name__.strip("_")) as work:
        async with away(system):
            await asyncio.sleep(0.2)  # what was on its way may still be answered
            before = work.load.answers["202"]
            await asyncio.sleep(AWAY_S)
            assert work.load.answers["202"] == before
            assert work.load.answers["503"] > 0
            assert work.load.slowest_s < REFUSED_S + 0.2, "a refusal took too long"
        took_s = await flowing(work, time.monotonic(), 10)
        print(f"{away.__name__}: live {took_s:.2f} s after the broker's return")
        assert took_s < LIVE_AGAIN_S
        await ready(system, 10)
