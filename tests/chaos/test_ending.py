"""SIGTERM: stop taking, finish what was taken, leave with code 0 within 10 s, broker up or not."""

import signal
import time

import pytest

from tests.chaos.ledger import Ledger
from tests.chaos.story import busy, flowing, ready
from tests.chaos.system import SERVICES, System
from tests.support.waiting import until

LEAVES_S = 10.0
CLEAN = "exit code 0"


@pytest.mark.parametrize("name", SERVICES)
async def test_a_service_told_to_end_under_load_finishes_and_leaves_with_0(
    system: System, ledger: Ledger, name: str
) -> None:
    async with busy(system, ledger, f"{name}-ends") as work:
        took_s = await _told_to_end(system, name)
        print(f"{name} left within {took_s:.2f} s")
        await ready(system, 20)
        await flowing(work, time.monotonic(), 5)


@pytest.mark.parametrize("name", SERVICES)
async def test_a_service_told_to_end_while_the_broker_hangs_leaves_with_0(
    system: System, ledger: Ledger, name: str
) -> None:
    async with busy(system, ledger, f"{name}-alone") as work:
        system.signal("nats", signal.SIGSTOP)
        try:
            took_s = await _told_to_end(system, name)
            print(f"{name} left within {took_s:.2f} s of a hung broker")
        finally:
            system.signal("nats", signal.SIGCONT)
        await ready(system, 20)
        await flowing(work, time.monotonic(), 5)


async def _told_to_end(system: System, name: str) -> float:
    """Send SIGTERM and return how long it took to leave, with code 0."""
    said = len(system.said())
    started_s = time.monotonic()
    system.signal(name, signal.SIGTERM)
    how = await until(lambda: system.ended_with(name, said), LEAVES_S + 2, f"{name} ended")
    took_s = time.monotonic() - started_s
    assert how == CLEAN, system.log_of(name)[-3000:]
    assert took_s < LEAVES_S
    return took_s
