"""``kill -9`` of each process under load: nothing accepted is lost or doubled, all is soon well again."""

import asyncio
import signal
import time

import pytest

from tests.chaos.conftest import ROUNDS
from tests.chaos.ledger import Ledger
from tests.chaos.story import busy, flowing, ready
from tests.chaos.system import PROCESSES, System
from tests.support.waiting import wait_for

BACK_S = 10.0


@pytest.mark.parametrize("round_", range(ROUNDS))
@pytest.mark.parametrize("name", PROCESSES)
async def test_a_killed_process_costs_nothing_and_is_back_within_10_s(
    system: System, ledger: Ledger, name: str, round_: int
) -> None:
    async with busy(system, ledger, f"{name}{round_}") as work:
        killed_s = time.monotonic()
        old = system.signal(name, signal.SIGKILL)
        await asyncio.to_thread(wait_for, lambda: system.pid(name) not in (None, old), BACK_S, f"new {name}")
        await ready(system, BACK_S)
        ready_s = time.monotonic()
        await flowing(work, ready_s, BACK_S)
        back_s = time.monotonic() - killed_s
        print(f"{name} killed: ready after {ready_s - killed_s:.2f} s, live after {back_s:.2f} s")
        assert back_s < BACK_S
