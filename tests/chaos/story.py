"""What the tests here have in common: a system under load that is watched, and the reckoning at the end."""

import asyncio
import signal
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import NamedTuple

from tests.chaos.ledger import Identity, Ledger, Verdict
from tests.chaos.live import Live
from tests.chaos.load import SITE, Load
from tests.chaos.system import System
from tests.support.waiting import until, wait_for

CATCH_UP_S = 60.0
"""What a killed consumer was given comes again after 30 s, so nothing can be called lost before."""

MORE_READINGS = 300


class Busy(NamedTuple):
    """A system at work: what is sent and what is seen."""

    load: Load
    live: Live


@asynccontextmanager
async def busy(system: System, ledger: Ledger, name: str, *, lists: int = 1) -> AsyncIterator[Busy]:
    """Keep `system` busy until the block ends; then everything accepted must be stored, once, as it was."""
    async with Live(system.url, SITE).running() as live:
        load = Load(system.url, system.nats_url, ledger, name)
        async with load.running(lists=lists):
            work = Busy(load, live)
            await flowing(work, time.monotonic(), 15)
            await _worked(ledger)
            yield work
            await _worked(ledger)
        verdict = await settled(system, ledger)
        print(f"{name}: {verdict}; answers {dict(load.answers)}; slowest {load.slowest_s:.2f} s")
        assert verdict.is_clean, str(verdict)
        assert not load.faults, load.faults
        assert not live.faults, live.faults
        unseen = await _unseen(live, load.accepted)
        assert len(unseen) <= live.skipped, (
            f"{len(unseen)} never seen live, {live.skipped} skipped: {unseen[:5]}"
        )
        assert live.resets == 0, f"a client was told to begin anew:\n{system.log_of('gateway')[-3000:]}"


async def _worked(ledger: Ledger) -> None:
    """Wait until some hundreds more readings were accepted."""
    enough = len(ledger.accepted) + MORE_READINGS
    await until(lambda: len(ledger.accepted) >= enough, 30, "readings accepted")


async def flowing(work: Busy, since_s: float, timeout_s: float) -> float:
    """Wait until a reading was accepted and one was seen live after `since_s`; return how long it took."""
    await until(
        lambda: min(work.load.last_accepted_s, work.live.last_frame_s) > since_s,
        timeout_s,
        "readings accepted and seen live",
    )
    return time.monotonic() - since_s


@asynccontextmanager
async def hung_broker(system: System) -> AsyncIterator[None]:
    """Let nats-server hang until the block ends: connections stay open, nothing answers."""
    system.signal("nats", signal.SIGSTOP)
    try:
        yield
    finally:
        system.signal("nats", signal.SIGCONT)


@asynccontextmanager
async def gone_broker(system: System) -> AsyncIterator[None]:
    """Kill nats-server, and keep the supervisor from starting it again until the block ends."""
    assert system.process is not None
    system.process.send_signal(signal.SIGSTOP)
    try:
        system.signal("nats", signal.SIGKILL)
        yield
    finally:
        system.process.send_signal(signal.SIGCONT)
        await asyncio.to_thread(wait_for, lambda: system.is_ready("nats"), 10, "nats back")


async def ready(system: System, timeout_s: float) -> None:
    """Wait until every process can do its job."""
    await asyncio.to_thread(wait_for, lambda: not system.unready(), timeout_s, "every process ready")


async def _unseen(live: Live, accepted: set[Identity]) -> list[Identity]:
    """Return what was accepted and never came to the browser's place, once that does not change any more."""
    with suppress(TimeoutError):
        await until(lambda: accepted <= live.seen, 3)
    return sorted(accepted - live.seen)


async def settled(system: System, ledger: Ledger) -> Verdict:
    """Return how promise and store compare, as soon as nothing is missing, at the latest in a minute."""
    deadline_s = time.monotonic() + CATCH_UP_S
    while True:
        verdict = ledger.compare(await asyncio.to_thread(system.stored))
        if not verdict.lost or time.monotonic() > deadline_s:
            return verdict
        await asyncio.sleep(0.5)
