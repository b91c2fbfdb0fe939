"""SIGTERM: stop taking, finish what was taken, leave with code 0 within 10 s, broker up or not."""

import asyncio
import signal
import time
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, nullcontext

import pytest

from tests.chaos.ledger import Ledger
from tests.chaos.story import busy, flowing, gone_broker, hung_broker, ready
from tests.chaos.system import SERVICES, System
from tests.support.waiting import until, wait_for

LEAVES_S = 10.0
CLEAN = "exit code 0"


def working_broker(_: System) -> AbstractAsyncContextManager[None]:
    """Leave nats-server as it is."""
    return nullcontext()


@pytest.mark.parametrize("name", SERVICES)
@pytest.mark.parametrize("broker", [working_broker, hung_broker, gone_broker])
async def test_a_service_told_to_end_finishes_and_leaves_with_0(
    system: System, ledger: Ledger, name: str, broker: Callable[[System], AbstractAsyncContextManager[None]]
) -> None:
    said = len(system.said())
    what = f"{name}-{broker.__name__.removesuffix('_broker')}"
    async with busy(system, ledger, what) as work:
        async with broker(system):
            started_s = time.monotonic()
            old = system.signal(name, signal.SIGTERM)
            await asyncio.to_thread(wait_for, lambda: system.pid(name) != old, LEAVES_S, f"{name} gone")
            print(f"{what}: left within {time.monotonic() - started_s:.2f} s")
        how = await until(lambda: system.ended_with(name, said), 5, f"the supervisor's word on {name}")
        assert how == CLEAN, system.log_of(name)[-3000:]
        await ready(system, 20)
        await flowing(work, time.monotonic(), 5)
