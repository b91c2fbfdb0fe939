"""Starts processes, watches them, starts again what dies, and ends them all.

Each process leads a group of its own: Ctrl-C reaches only the supervisor, and what a dead process leaves
(nginx workers keep the port) is ended with its group. What it prints goes to its log file directly, so
that it can always write. If the supervisor itself is killed, `reaper` ends the processes.
"""

import asyncio
import contextlib
import os
import signal
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

import aiohttp
import orjson

from iaqverse.local import logfiles
from iaqverse.local.backoff import Backoff
from iaqverse.local.plan import Process
from iaqverse.local.problems import Problem
from iaqverse.process import end

STOP_S: Final = 11.0
"""How long everything together has to finish: services leave within 10 s."""
LOOK_S: Final = 0.1
LOOK_AFTER_S: Final = 1.0
PATIENCE_S: Final = 10.0
"""How long a process may stay unready before that is said, again and again."""

Say = Callable[[str], None]


class StartFailed(Problem):
    """A process can't be started; the message is for a person."""


class Supervisor:
    """Keeps `processes` running, each in the folder `where` with a file in `logs`.

    `say` gets one line for each thing that a person may want to know.
    """

    def __init__(self, processes: Iterable[Process], where: Path, logs: Path, say: Say) -> None:
        self._watches = [_Watch(process, where, logs, say) for process in processes]
        self._by_name = {watch.process.name: watch for watch in self._watches}
        self._logs = logs
        self._say = say

    async def run(
        self, stopping: asyncio.Event, on_ready: Callable[[], None], lock_fd: int | None = None
    ) -> None:
        """Run everything until `stopping` is set, then end it, dependants first.

        `on_ready` is called once, when all are ready for the first time. The reaper keeps `lock_fd`
        open, so that the lock outlives a killed supervisor until its processes are gone.

        Raises:
            StartFailed: If a process ends again and again before it was ever ready.
        """
        async with _reaper(lock_fd) as note, aiohttp.ClientSession() as http:
            tasks = [asyncio.create_task(self._keep(watch, http, note)) for watch in self._watches]
            stop = asyncio.create_task(_until(stopping))
            aside = [
                asyncio.create_task(self._announce(on_ready)),
                asyncio.create_task(logfiles.keep_bounded(self._logs)),
            ]
            try:
                ended, _ = await asyncio.wait([stop, *tasks], return_when=asyncio.FIRST_COMPLETED)
                for task in ended:
                    task.result()
            finally:
                await end(stop, *tasks, *aside)
                await self._stop_all(note)

    async def _keep(self, watch: "_Watch", http: aiohttp.ClientSession, note: Callable[[str], None]) -> None:
        for name in watch.process.after:
            await self._by_name[name].ready.wait()
        await watch.keep(http, note)

    async def _announce(self, on_ready: Callable[[], None]) -> None:
        for watch in self._watches:
            await watch.ready.wait()
        on_ready()

    async def _stop_all(self, note: Callable[[str], None]) -> None:
        """End each process once those that were started after it have ended; past the time, kill."""
        ended = {watch.process.name: asyncio.Event() for watch in self._watches}

        async def stop(watch: _Watch) -> None:
            for other in self._watches:
                if watch.process.name in other.process.after:
                    await ended[other.process.name].wait()
            await watch.stop(note)
            ended[watch.process.name].set()

        _, late = await asyncio.wait(
            [asyncio.create_task(stop(watch)) for watch in self._watches], timeout=STOP_S
        )
        await end(*late)
        for watch in self._watches:
            if watch.is_running:
                self._say(f"{watch.process.name} did not finish within {STOP_S:.0f} s and was killed")
            watch.kill()


class _Watch:
    """One process: its file, its state, its restarts."""

    def __init__(self, process: Process, where: Path, logs: Path, say: Say) -> None:
        self.process = process
        self.ready = asyncio.Event()
        self._where = where
        self._log = logs / f"{process.name}.log"
        self._say = say
        self._backoff = Backoff()
        self._starting: asyncio.Task[asyncio.subprocess.Process] | None = None
        self._child: asyncio.subprocess.Process | None = None

    @property
    def is_running(self) -> bool:
        return self._child is not None and self._child.returncode is None

    async def keep(self, http: aiohttp.ClientSession, note: Callable[[str], None]) -> None:
        """Run the process and start it again whenever it ends."""
        while True:
            started_s = time.monotonic()
            child = await self._start()
            note(f"+{child.pid}")
            looking = asyncio.create_task(self._look_after(http, started_s))
            try:
                code = await child.wait()
            finally:
                await end(looking)
            self.kill()
            self._child = None
            note(f"-{child.pid}")
            delay_s = self._backoff.ended(started_s, time.monotonic())
            self._say(f"{self.process.name} ended ({_reason(code)}); {_again(delay_s)}")
            if delay_s is None:
                said = logfiles.last_line(self._log)
                raise StartFailed(f"{self.process.name} can't be started: {said} (log: {self._log})")
            await asyncio.sleep(delay_s)

    async def stop(self, note: Callable[[str], None]) -> None:
        """Tell the process to finish and wait until it has."""
        if self._starting is not None:
            await asyncio.wait([self._starting])
        child = self._child
        if child is None:
            return
        if child.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                child.send_signal(self.process.stop_signal)
            await child.wait()
        self.kill()
        self._child = None
        note(f"-{child.pid}")

    def kill(self) -> None:
        """Kill whatever is left of the process's group."""
        if self._child is not None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._child.pid, signal.SIGKILL)

    async def _start(self) -> asyncio.subprocess.Process:
        # Shielded: a start that has begun is finished, so that `stop` knows what there is to end.
        self._starting = asyncio.create_task(self._spawn())
        try:
            return await asyncio.shield(self._starting)
        except OSError as error:
            raise StartFailed(f"{self.process.argv[0]} can't be run: {error.strerror}") from None

    async def _spawn(self) -> asyncio.subprocess.Process:
        with logfiles.opened(self._log) as log:
            self._child = await asyncio.create_subprocess_exec(
                *self.process.argv,
                env=os.environ | dict(self.process.env),
                cwd=self._where,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        return self._child

    async def _look_after(self, http: aiohttp.ClientSession, started_s: float) -> None:
        await self._look_until_ready(http, started_s)
        if self.process.unwell_s is None:
            return
        well_s = time.monotonic()
        while (
            reason := await self._unready(http)
        ) is None or time.monotonic() - well_s < self.process.unwell_s:
            if reason is None:
                well_s = time.monotonic()
            await asyncio.sleep(LOOK_AFTER_S)
        self._say(f"{self.process.name} is not well ({reason}); ending it")
        if self._child is not None:
            with contextlib.suppress(ProcessLookupError):
                self._child.send_signal(self.process.stop_signal)
        await asyncio.sleep(STOP_S)
        self.kill()

    async def _look_until_ready(self, http: aiohttp.ClientSession, started_s: float) -> None:
        complain_s = PATIENCE_S
        while (reason := await self._unready(http)) is not None:
            await asyncio.sleep(LOOK_S)
            if time.monotonic() - started_s > complain_s:
                complain_s += PATIENCE_S
                self._say(f"still waiting for {self.process.name}: {reason}")
        what = "is ready" if self.process.ready_url else "was started"
        again = " again" if self._backoff.was_ready else ""
        self._backoff.was_ready = True
        self.ready.set()
        self._say(f"{self.process.name} {what}{again} ({time.monotonic() - started_s:.1f} s)")

    async def _unready(self, http: aiohttp.ClientSession) -> str | None:
        """Return why the process is not ready, or None if it is."""
        if self.process.ready_url is None:
            return None
        try:
            async with http.get(self.process.ready_url, timeout=aiohttp.ClientTimeout(total=2)) as answer:
                if answer.status == 200:
                    return None
                return _detail(await answer.text()) or f"it answers {answer.status}"
        except (aiohttp.ClientError, TimeoutError) as error:
            return str(error) or "it does not answer"


@asynccontextmanager
async def _reaper(lock_fd: int | None) -> AsyncIterator[Callable[[str], None]]:
    """Run the reaper and yield the function that tells it what began and ended."""
    child = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "iaqverse.local.reaper",
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.DEVNULL,
        start_new_session=True,
        pass_fds=() if lock_fd is None else (lock_fd,),
    )
    assert child.stdin is not None
    to_reaper = child.stdin
    try:
        yield lambda line: to_reaper.write(f"{line}\n".encode())
    finally:
        to_reaper.close()
        await child.wait()


async def _until(event: asyncio.Event) -> None:
    await event.wait()


def _reason(code: int) -> str:
    return f"killed by {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"


def _again(delay_s: float | None) -> str:
    if delay_s is None:
        return "it was never ready, so it is not started again"
    return f"starting it again in {delay_s:.1f} s" if delay_s else "starting it again"


def _detail(body: str) -> str | None:
    """Return what a problem (RFC 9457) says went wrong."""
    with contextlib.suppress(ValueError):
        problem = orjson.loads(body)
        if isinstance(problem, dict) and isinstance(problem.get("detail"), str):
            return str(problem["detail"])
    return None
