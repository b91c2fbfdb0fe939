"""The store hangs for a while: people still see live readings, and afterwards it has every one of them."""

import asyncio
import signal
import time

from tests.chaos.conftest import ROUNDS
from tests.chaos.ledger import Ledger
from tests.chaos.story import busy, flowing
from tests.chaos.system import System

AWAY_S = 5.0 if ROUNDS == 1 else 40.0
"""The long form is longer than the 30 s after which the broker gives the same messages out again."""
SEEN_EVERY_S = 2.0


async def test_the_live_view_goes_on_while_the_store_hangs_and_the_store_catches_up(
    system: System, ledger: Ledger
) -> None:
    async with busy(system, ledger, "away") as work:
        system.signal("store", signal.SIGSTOP)
        try:
            until_s = time.monotonic() + AWAY_S
            while time.monotonic() < until_s:
                await flowing(work, time.monotonic(), SEEN_EVERY_S)
                await asyncio.sleep(0.2)
        finally:
            system.signal("store", signal.SIGCONT)
        assert set(work.load.answers) <= {"202", "raw acknowledged"}
    system.assert_that_nothing_ended()
