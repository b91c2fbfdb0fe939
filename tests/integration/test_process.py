"""The edge of a service's process: signals, exit codes, the operators' routes."""

import asyncio
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web

from iaqverse import http
from iaqverse.settings import CommonSettings
from tests.support.waiting import wait_for


def start(tmp_path: Path, body: str, drain_s: float = 5) -> tuple[subprocess.Popen[bytes], Path]:
    """Run `body` as the main of a process; it writes the file `started` when it is under way."""
    program = tmp_path / "program.py"
    program.write_text(
        textwrap.dedent(f"""
        import asyncio, pathlib, time
        from iaqverse import process

        async def main(stopping):
            pathlib.Path({str(tmp_path / "started")!r}).touch()
        """)
        + textwrap.indent(textwrap.dedent(body), "    ")
        + f"\n\nprocess.run(main, {drain_s})\n"
    )
    log = tmp_path / "log"
    with log.open("wb") as output:
        running = subprocess.Popen([sys.executable, str(program)], stdout=output, stderr=output)
    wait_for((tmp_path / "started").exists, 20, "the process started")
    return running, log


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_lets_it_drain_and_leave_with_0(tmp_path: Path, number: signal.Signals) -> None:
    running, log = start(tmp_path, "await stopping.wait()\nawait asyncio.sleep(0.05)\nprint('drained')")
    running.send_signal(number)
    assert running.wait(10) == 0
    assert "drained" in log.read_text()


def test_a_signal_while_it_starts_lets_it_leave_with_0(tmp_path: Path) -> None:
    body = """
    async with asyncio.TaskGroup():
        async with process.starting(stopping):
            await asyncio.sleep(60)
    """
    running, _ = start(tmp_path, body)
    running.terminate()
    assert running.wait(10) == 0


def test_a_start_that_misses_being_told_to_stop_is_told_again(tmp_path: Path) -> None:
    body = """
    async with process.starting(stopping):
        while True:
            try:
                await asyncio.wait_for(stopping.wait(), 60)  # in 3.11 it swallows what comes at this moment
                await asyncio.sleep(0.01)
            except TimeoutError:
                pass
    """
    running, log = start(tmp_path, body)
    running.terminate()
    assert running.wait(10) == 0, log.read_text()


def test_a_start_that_was_done_when_told_to_stop_goes_on_to_drain(tmp_path: Path) -> None:
    body = """
    async with process.starting(stopping):
        pass
    await stopping.wait()
    await asyncio.sleep(0.5)
    print('drained')
    """
    running, log = start(tmp_path, body)
    running.terminate()
    assert running.wait(10) == 0
    assert "drained" in log.read_text()


def test_a_failure_is_said_and_leaves_with_1(tmp_path: Path) -> None:
    running, log = start(tmp_path, "raise RuntimeError('no database')")
    assert running.wait(10) == 1
    assert "RuntimeError: no database" in log.read_text()


def test_a_process_that_is_stuck_ends_when_its_time_to_drain_is_over(tmp_path: Path) -> None:
    running, log = start(tmp_path, "await stopping.wait()\ntime.sleep(60)", drain_s=0.5)
    running.terminate()
    assert running.wait(10) == 1
    assert "drain_timed_out" in log.read_text()


async def test_operators_see_health_readiness_and_metrics(tmp_path: Path) -> None:
    reasons: list[str | None] = ["the database is away", None]
    settings = CommonSettings(unix_socket=tmp_path / "s.sock")
    async with (
        http.serve(settings, lambda: reasons[0]) as port,
        aiohttp.ClientSession(f"http://127.0.0.1:{port}") as client,
    ):
        async with client.get("/health") as answer:
            assert answer.status == 200
        async with client.get("/ready") as answer:
            assert (answer.status, answer.content_type) == (503, "application/problem+json")
            assert (await answer.json())["detail"] == "the database is away"
            assert answer.headers["Retry-After"] == "1"
        reasons.pop(0)
        async with client.get("/ready") as answer:
            assert answer.status == 200
        async with client.get("/metrics") as answer:
            assert "process_cpu_seconds_total" in await answer.text()


async def test_an_error_that_nobody_expected_is_a_problem_without_its_details(tmp_path: Path) -> None:
    async def broken(_: web.Request) -> web.Response:
        raise ZeroDivisionError("secret")

    app = web.Application(middlewares=[http.problems])
    app.router.add_get("/broken", broken)
    settings = CommonSettings(unix_socket=tmp_path / "s.sock")
    async with (
        http.serve(settings, lambda: None, app) as _,
        aiohttp.ClientSession(connector=aiohttp.UnixConnector(str(tmp_path / "s.sock"))) as client,
    ):
        for path, status in (("/broken", 500), ("/missing", 404)):
            async with client.get(f"http://iaqverse{path}") as answer:
                assert (answer.status, answer.content_type) == (status, "application/problem+json")
                assert "secret" not in await answer.text()


async def test_what_was_begun_is_finished_when_the_service_stops() -> None:
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def slow(_: web.Request) -> web.Response:
        begun.set()
        await go_on.wait()
        return http.json_response({"finished": True})

    app = web.Application()
    app.router.add_get("/slow", slow)
    async with aiohttp.ClientSession() as client:
        async with http.serve(CommonSettings(), lambda: None, app) as port:
            request = asyncio.create_task(client.get(f"http://127.0.0.1:{port}/slow"))
            await begun.wait()
            asyncio.get_running_loop().call_later(0.2, go_on.set)
        answer = await request
        assert await answer.json() == {"finished": True}
