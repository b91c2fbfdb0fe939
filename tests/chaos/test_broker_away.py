"""The broker hangs or is gone for 5 s: a clear refusal meanwhile, and the live view back within 2 s of it."""

import asyncio
import time
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

import pytest

from tests.chaos.ledger import Ledger
from tests.chaos.story import busy, flowing, gone_broker, hung_broker, ready
from tests.chaos.system import System

AWAY_S = 5.0
REFUSED_S = 2.0
LIVE_AGAIN_S = 2.0


@pytest.mark.parametrize("away", [hung_broker, gone_broker])
async def test_without_the_broker_readings_get_503_in_time_and_come_through_soon_after(
    system: System, ledger: Ledger, away: Callable[[System], AbstractAsyncContextManager[None]]
) -> None:
    async with busy(system, ledger, away.__name__.replace("_", "-")) as work:
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
