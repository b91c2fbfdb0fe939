"""The supervisor with small processes of its own; tests/integration/test_up.py has the real ones."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from iaqverse.local import reaper
from iaqverse.local.plan import Process
from iaqverse.local.supervisor import StartFailed, Supervisor
from tests.support.ports import free_port
from tests.support.waiting import until, wait_for

ROOT = Path(__file__).parents[2]
SERVER = """
import http.server, os, pathlib, sys
pathlib.Path(sys.argv[2]).write_text(str(os.getpid()))
http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), http.server.SimpleHTTPRequestHandler).serve_forever()
"""
STUBBORN = (
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('here'); time.sleep(600)"
)


def server(folder: Path, name: str, after: tuple[str, ...] = ()) -> Process:
    """A process that answers HTTP and writes its id to `folder`."""
    port = free_port()
    argv = (sys.executable, "-c", SERVER, str(port), str(folder / f"{name}.pid"))
    return Process(name, argv, ready_url=f"http://127.0.0.1:{port}/", after=after)


def pid_of(folder: Path, name: str) -> int:
    return int((folder / f"{name}.pid").read_text())


def log_of(folder: Path, name: str) -> str:
    path = folder / f"{name}.log"
    return path.read_text() if path.exists() else ""


def lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    state = Path(f"/proc/{pid}/stat")
    return not state.exists() or state.read_text().rsplit(")", 1)[1].split()[0] != "Z"


class Running:
    """What a supervisor said, and the means to end it."""

    def __init__(self) -> None:
        self.said: list[str] = []
        self.ready = asyncio.Event()
        self.stopping = asyncio.Event()

    def heard(self, text: str) -> Callable[[], bool]:
        return lambda: any(text in line for line in self.said)


@asynccontextmanager
async def supervised(folder: Path, *processes: Process) -> AsyncIterator[Running]:
    running = Running()
    supervisor = Supervisor(processes, ROOT, folder, running.said.append)
    async with asyncio.TaskGroup() as group:
        group.create_task(supervisor.run(running.stopping, running.ready.set))
        yield running
        running.stopping.set()


async def run_quietly(process: Process, folder: Path) -> None:
    await Supervisor([process], ROOT, folder, lambda _: None).run(asyncio.Event(), lambda: None)


async def test_a_process_waits_for_those_that_it_needs(tmp_path: Path) -> None:
    first, second = server(tmp_path, "first"), server(tmp_path, "second", after=("first",))
    async with supervised(tmp_path, second, first) as running:
        await asyncio.wait_for(running.ready.wait(), 20)
    assert [line.split()[0] for line in running.said if "is ready" in line] == ["first", "second"]


async def test_a_killed_process_is_back_at_once(tmp_path: Path) -> None:
    async with supervised(tmp_path, server(tmp_path, "one")) as running:
        await asyncio.wait_for(running.ready.wait(), 20)
        before = pid_of(tmp_path, "one")
        os.kill(before, signal.SIGKILL)
        await until(running.heard("one is ready again"), 10)
        assert pid_of(tmp_path, "one") != before
        assert running.heard("killed by SIGKILL")()


async def test_a_process_that_stays_unwell_is_started_again(tmp_path: Path) -> None:
    sick = tmp_path / "sick"
    one = server(tmp_path, "one")
    program = SERVER.replace(
        "http.server.HTTPServer",
        f"""
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(503 if pathlib.Path({str(sick)!r}).exists() else 200)
        self.end_headers()
http.server.HTTPServer""",
    ).replace("http.server.SimpleHTTPRequestHandler", "Handler")
    one = replace(one, argv=(sys.executable, "-c", program, *one.argv[3:]), unwell_s=0.1)
    async with supervised(tmp_path, one) as running:
        await asyncio.wait_for(running.ready.wait(), 20)
        before = pid_of(tmp_path, "one")
        sick.touch()
        await until(running.heard("one is not well (it answers 503)"), 10)
        sick.unlink()
        await until(running.heard("one is ready again"), 10)
        assert pid_of(tmp_path, "one") != before


async def test_what_a_dead_process_leaves_behind_ends_with_it(tmp_path: Path) -> None:
    argv = ("sh", "-c", f"sleep 600 & echo $! > {tmp_path}/child.pid; wait")
    async with supervised(tmp_path, Process("parent", argv)) as running:
        await until((tmp_path / "child.pid").exists, 10)
        child = await until(lambda: int((tmp_path / "child.pid").read_text() or 0), 10)
        os.kill(os.getpgid(child), signal.SIGKILL)
        await until(lambda: not lives(child), 10)
        await until(running.heard("parent ended"), 10)


async def test_what_was_started_last_ends_first(tmp_path: Path) -> None:
    said = (
        "import signal,sys,time; signal.signal(signal.SIGTERM, lambda *_: sys.exit(print('x', time.time())));"
    )
    argv = (sys.executable, "-uc", said + "print('up'); time.sleep(600)")
    processes = [Process("bus", argv), Process("service", argv, after=("bus",))]
    async with supervised(tmp_path, *processes):
        for process in processes:
            await until(partial(log_of, tmp_path, process.name), 10)
    ended = {p.name: float(log_of(tmp_path, p.name).split()[-1]) for p in processes}
    assert ended["service"] < ended["bus"]


async def test_a_process_that_does_not_finish_is_killed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("iaqverse.local.supervisor.STOP_S", 0.5)
    async with supervised(tmp_path, Process("mule", (sys.executable, "-uc", STUBBORN))) as running:
        await until(partial(log_of, tmp_path, "mule"), 10)
    assert running.heard("mule did not finish")()


async def test_a_process_that_never_gets_ready_ends_the_start_with_its_last_words(tmp_path: Path) -> None:
    argv = (sys.executable, "-c", "raise SystemExit('no such disk')")
    broken = Process("broken", argv, ready_url=f"http://127.0.0.1:{free_port()}/")
    with pytest.raises(StartFailed, match=r"broken can't be started: no such disk"):
        await run_quietly(broken, tmp_path)


async def test_a_program_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(StartFailed, match=r"/no/such/program can't be run"):
        await run_quietly(Process("missing", ("/no/such/program",)), tmp_path)


def test_nothing_lingers_when_the_supervisor_itself_is_killed(tmp_path: Path) -> None:
    process = server(tmp_path, "orphan")
    code = f"""
import asyncio, pathlib
from iaqverse.local.plan import Process
from iaqverse.local.supervisor import Supervisor
process = Process({process.name!r}, {process.argv!r}, ready_url={process.ready_url!r})
ready = lambda: print("ready", flush=True)
folders = pathlib.Path({str(ROOT)!r}), pathlib.Path({str(tmp_path)!r})
supervisor = Supervisor([process], *folders, lambda _: None)
asyncio.run(supervisor.run(asyncio.Event(), ready))
"""
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, cwd=ROOT) as supervisor:
        assert supervisor.stdout is not None
        assert supervisor.stdout.readline() == b"ready\n"
        orphan = pid_of(tmp_path, "orphan")
        supervisor.kill()
        wait_for(lambda: not lives(orphan), 12, "the orphan ended")


@pytest.mark.parametrize(
    ("lines", "left"),
    [([], set()), (["+1\n", "+2\n", "-1\n"], {2}), (["+1\n", "-1\n", "+1\n"], {1}), (["-9\n"], set())],
)
def test_the_reaper_knows_what_is_left(lines: list[str], left: set[int]) -> None:
    assert reaper.remaining(lines) == left
