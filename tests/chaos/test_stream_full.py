"""The stream at its limit, because the database is away: 503 and a time to come back, never a loss."""

import asyncio
import signal
import time

import aiohttp
import pytest

from tests.chaos.ledger import Ledger
from tests.chaos.story import busy, flowing
from tests.chaos.system import System
from tests.support.waiting import until

MIB = 1024 * 1024


@pytest.fixture(scope="module")
def settings() -> dict[str, str]:
    return {"IAQ_STREAM_MAX_BYTES": str(2 * MIB), "IAQ_STREAM_KEEP_S": "1", "IAQ_STORE_UPKEEP_S": "0.5"}


async def test_a_full_stream_refuses_with_503_and_goes_on_when_the_store_does(
    system: System, ledger: Ledger
) -> None:
    async with busy(system, ledger, "full", lists=4) as work:
        system.signal("store", signal.SIGSTOP)
        try:
            await until(lambda: work.load.answers["503"] >= 20, 60, "the stream full")
            accepted_s = work.load.last_accepted_s
            async with (
                aiohttp.ClientSession() as http,
                http.post(
                    f"{system.url}/api/ingest", json={"device": "late-comer", "values": {"co2_ppm": 645}}
                ) as answer,
            ):
                problem = await answer.json()
                assert answer.status == 503
                assert int(answer.headers["Retry-After"]) >= 1
                assert "full" in problem["detail"]
            await asyncio.sleep(1)
            assert work.load.last_accepted_s - accepted_s < 1, "readings are accepted although it is full"
        finally:
            system.signal("store", signal.SIGCONT)
        resumed_s = await flowing(work, time.monotonic(), 30)
        print(f"full: flowing again {resumed_s:.2f} s after the store went on")
    assert " ended (" not in system.said()
