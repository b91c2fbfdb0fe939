"""The edge of a service's process: event loop, signals, exit code."""

import asyncio
import gc
import os
import signal
import sys
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Final

import structlog
import uvloop

log = structlog.get_logger()

CANCEL_AGAIN_S: Final = 0.2

Main = Callable[[asyncio.Event], Awaitable[None]]
"""Runs a service until the event is set, then drains and returns."""


class _ToldToStop(Exception):
    """A service was told to stop before it had started."""


@asynccontextmanager
async def starting(stopping: asyncio.Event) -> AsyncIterator[None]:
    """Let a start that may take for ever, such as waiting for the broker, end when told to stop.

    The service then leaves with code 0; contexts that it entered within the block are left as usual.
    """
    starter = asyncio.current_task()
    assert starter is not None
    asked = 0

    async def ask() -> None:
        nonlocal asked
        await stopping.wait()
        while True:  # as `end` does, and for the same reason
            asked += 1
            starter.cancel()
            await asyncio.sleep(CANCEL_AGAIN_S)

    asking = asyncio.create_task(ask())
    try:
        yield
    except asyncio.CancelledError:
        if not asked:
            raise
        raise _ToldToStop from None
    finally:
        asking.cancel()
        for _ in range(asked):
            starter.uncancel()


def collect_seldom() -> None:
    """Look for garbage far less often: for a process with much in memory and few cycles.

    A look at everything stops all threads: 25 ms with 150,000 unfolded readings in the store.
    """
    gc.set_threshold(50_000, 20, 100)


def switch_often() -> None:
    """Let threads take turns ten times as often: for a process whose threads answer while others work.

    Each time that a thread comes back from SQLite, or from the disk, it may have to wait that long.
    """
    sys.setswitchinterval(0.0005)


def give_way(nice: int) -> None:
    """Let processes of less `nice` (0 to 19) go first when the machine is busy.

    Linux shares the processors between sessions before it looks at what is nice in each, and every
    service leads a session of its own: so the session is told too (sched(7), "The autogroup feature").
    """
    os.nice(nice)
    with suppress(OSError):
        Path("/proc/self/autogroup").write_text(str(nice))


async def end(*tasks: asyncio.Task[None]) -> None:
    """Cancel `tasks` and wait until they have ended.

    It asks again and again: `asyncio.wait_for` of Python 3.11, which nats-py uses, can swallow a
    cancellation that comes at the same moment as what it waits for (cpython issue 86296).
    """
    while pending := [task for task in tasks if not task.done()]:
        for task in pending:
            task.cancel()
        await asyncio.wait(pending, timeout=CANCEL_AGAIN_S)


def run(main: Main, drain_s: float = 10.0) -> None:
    """Run `main` until SIGTERM or SIGINT and leave with code 0, or with 1 when it fails.

    What has not drained `drain_s` seconds after the signal is left behind: the process ends then,
    with code 1.
    """
    try:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(_until_told(main, drain_s))
    except Exception as error:
        log.error("service_failed", error=_first_cause(error), exc_info=True)
        sys.exit(1)
    log.info("service_stopped")


async def _until_told(main: Main, drain_s: float) -> None:
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()

    def stop(name: str) -> None:
        if stopping.is_set():
            return
        log.info("service_stopping", signal=name)
        stopping.set()
        _end_after(drain_s)

    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop, number.name)
    try:
        await main(stopping)
    except* _ToldToStop:  # alone, or in the group of a task group that it went through
        pass


def _end_after(drain_s: float) -> None:
    """End the process in `drain_s` seconds even if the event loop is stuck."""

    def end() -> None:
        log.error("drain_timed_out", drain_s=drain_s)
        os._exit(1)

    timer = threading.Timer(drain_s, end)
    timer.daemon = True
    timer.start()


def _first_cause(error: BaseException) -> str:
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return f"{type(error).__name__}: {error}"
