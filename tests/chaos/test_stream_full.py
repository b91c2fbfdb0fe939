"""The stream at its limit, because the database is away: 503 and a time to come back, never a loss."""

import signal
import time

import aiohttp
import pytest

from tests.chaos.ledger import Ledger
from tests.chaos.load import Load
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
            await until(lambda: _is_full(work.load), 60, "everything refused")
            problem, retry_after_s = await _refusal(system.url)
            assert "full" in problem
            assert retry_after_s >= 1
        finally:
            system.signal("store", signal.SIGCONT)
        resumed_s = await flowing(work, time.monotonic(), 30)
        print(f"full: flowing again {resumed_s:.2f} s after the store went on")
    system.assert_that_nothing_ended()


def _is_full(load: Load) -> bool:
    """Whether nothing fits any more: small readings may, for a moment after a list did not."""
    return load.answers["503"] > 0 and time.monotonic() - load.last_accepted_s > 1


async def _refusal(url: str) -> tuple[str, int]:
    """Post a reading; return why it was refused with 503, and after how many seconds to come again."""
    reading = {"device": "late-comer", "values": {"co2_ppm": 645}}
    async with aiohttp.ClientSession() as http, http.post(f"{url}/api/ingest", json=reading) as answer:
        assert answer.status == 503
        return str((await answer.json(content_type=None))["detail"]), int(answer.headers["Retry-After"])
