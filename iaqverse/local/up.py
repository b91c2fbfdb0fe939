"""``iaqverse up`` and ``iaqverse demo``: everything on one machine, until Ctrl-C."""

import asyncio
import os
import resource
import signal
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from iaqverse.local import plan, preparing
from iaqverse.local.folderlock import locked
from iaqverse.local.plan import Folders
from iaqverse.local.settings import LocalSettings
from iaqverse.local.supervisor import Supervisor

Say = Callable[[str], None]

MOST_FILES: Final = 65_535


def up(settings: LocalSettings, say: Say, *, demo: bool = False) -> None:
    """Run everything until SIGINT, SIGTERM or SIGHUP, then end it.

    Raises:
        FolderTaken, NotReady, StartFailed: With one line for a person.
    """
    started_s = time.monotonic()
    _allow_many_files()
    data = settings.folder(demo=demo)
    with (
        locked(data, demo=demo, say=say) as lock_fd,
        tempfile.TemporaryDirectory(prefix="iaqverse-") as temporary,
    ):
        folders = Folders(preparing.CHECKOUT, data, plan.sockets_folder(data, Path(temporary)))
        machine = preparing.prepare(settings, folders)
        say(f"starting; data and logs are in {data}")
        processes = plan.processes(settings, folders, machine, demo=demo)
        supervisor = Supervisor(processes, folders.checkout, folders.logs, say)

        def ready() -> None:
            for line in welcome(settings, time.monotonic() - started_s, demo=demo):
                say(line)

        asyncio.run(_until_told(supervisor, ready, lock_fd, say))
    say("ended")


def welcome(settings: LocalSettings, took_s: float, *, demo: bool) -> list[str]:
    """Return what a person is told when everything runs."""
    lines = [f"ready after {took_s:.1f} s: {plan.page_url(settings)} (Ctrl-C ends it)"]
    if demo:
        lines.append("this is a demo: its rooms are recordings and simulations, its data is kept apart")
    if settings.is_exposed:
        lines.append(f"WARNING: anyone on the network of {settings.bind} can read and write everything")
    return lines


def _allow_many_files() -> None:
    """Let the processes open as many files as this user may: each browser is one for the gateway."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST_FILES if hard == resource.RLIM_INFINITY else min(hard, MOST_FILES)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


async def _until_told(supervisor: Supervisor, ready: Callable[[], None], lock_fd: int, say: Say) -> None:
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()

    def stop() -> None:
        if not stopping.is_set():
            say("ending")
            stopping.set()

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:  # as under nohup
            loop.add_signal_handler(number, stop)
    watching = asyncio.create_task(_watch_make(stop))
    try:
        await supervisor.run(stopping, ready, lock_fd)
    finally:
        watching.cancel()


async def _watch_make(stop: Callable[[], None]) -> None:
    """Call `stop` when the ``make`` that started this is gone: killed, it could tell nobody."""
    parent = os.getppid()
    while "MAKELEVEL" in os.environ:
        await asyncio.sleep(1)
        if os.getppid() != parent:
            stop()
            return
