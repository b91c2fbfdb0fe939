"""Devices never give up and never double: against a small server that answers as ours may."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from iaqverse.local import devices, doors
from iaqverse.local.doors import HttpDoor
from iaqverse.local.replay import Sent
from tests.support.ports import free_port

READINGS: list[Sent] = [{"device": "a", "ts": "2026-11-23T02:00:00.000Z", "values": {"co2_ppm": 645}}]
Answer = Callable[[], web.Response]


@pytest.fixture(autouse=True)
def _hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doors, "full_jitter_s", lambda _: 0.001)
    monkeypatch.setattr(doors, "retry_after_s", lambda header: 0.001 if header else None)


@asynccontextmanager
async def server(*answers: web.Response) -> AsyncIterator[tuple[str, list[Any]]]:
    """Answer with each of `answers` in turn; yields the address and the lists that were posted."""
    left = iter(answers)
    posted: list[Any] = []

    async def ingest(request: web.Request) -> web.Response:
        posted.append(await request.json())
        return next(left)

    app = web.Application()
    app.router.add_post("/api/ingest", ingest)
    runner = web.AppRunner(app)
    await runner.setup()
    port = free_port()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    try:
        yield f"http://127.0.0.1:{port}", posted
    finally:
        await runner.cleanup()


async def send(url: str) -> None:
    async with aiohttp.ClientSession() as session:
        await HttpDoor(session, url).send(READINGS)


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503, 504])
async def test_the_same_readings_are_sent_again_until_they_are_accepted(status: int) -> None:
    busy = [web.Response(status=status, headers={"Retry-After": "1"}), web.Response(status=status)]
    async with server(*busy, web.Response(status=202)) as (url, posted):
        await send(url)
    assert posted == [READINGS] * 3


@pytest.mark.parametrize("status", [200, 202, 207, 400, 413, 421, 422])
async def test_what_was_answered_for_good_is_not_sent_again(status: int) -> None:
    async with server(web.Response(status=status)) as (url, posted):
        await send(url)
    assert posted == [READINGS]


async def test_a_server_that_is_not_there_yet_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    tries = count()

    def started(_: int) -> float:
        if next(tries) == 2:
            raise ConnectionAbortedError("three tries are enough for a test")
        return 0.001

    monkeypatch.setattr(doors, "full_jitter_s", started)
    with pytest.raises(ConnectionAbortedError):
        await send(f"http://127.0.0.1:{free_port()}")


class Ledger:
    """A door that remembers; after `enough` readings it ends the play."""

    def __init__(self, enough: int) -> None:
        self.lists: list[list[Sent]] = []
        self._enough = enough

    async def send(self, readings: Sequence[Sent]) -> None:
        self.lists.append(list(readings))
        if sum(map(len, self.lists)) >= self._enough:
            raise EOFError


async def test_history_goes_first_in_lists_and_then_each_reading_at_its_time() -> None:
    start = datetime(2026, 11, 23, tzinfo=UTC)
    sent = ({"ts": (start + timedelta(seconds=0.4 * n)).isoformat(), "n": n} for n in count())
    real_start = datetime.now(UTC)

    def now() -> datetime:
        return start + timedelta(seconds=0.4 * 2500) + (datetime.now(UTC) - real_start)

    ledger = Ledger(2502)
    with pytest.raises(EOFError):
        await devices.play(sent, ledger, now=now)
    assert [len(each) for each in ledger.lists[:2]] == [1000, 1000]
    assert [reading["n"] for each in ledger.lists for reading in each] == list(range(2502))
    assert len(ledger.lists[-1]) == 1
