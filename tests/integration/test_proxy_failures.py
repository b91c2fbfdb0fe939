"""What the proxy does while services are away, slow or coming back."""

import asyncio
import os
import signal
import socket
import time
from collections import Counter
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web

from tests.support.proxy import Answer, Proxy, Service, proxy
from tests.support.waiting import until


def assert_come_again(answer: Answer) -> None:
    assert answer.status == 503
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["retry-after"] == "2"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.json()["status"] == 503


async def test_with_every_service_away_pages_are_served_and_the_rest_is_told_to_come_again() -> None:
    async with proxy(services=False) as running:
        (running.pages / "index.html").write_text("<!doctype html>")
        started = time.monotonic()
        assert_come_again(await running.request("POST", "/api/ingest", body=b"{}"))
        for path in ("/api/snapshot", "/config", "/health", "/api/ingest/stats"):
            assert_come_again(await running.get(path))
        assert_come_again(await running.get("/ws", Upgrade="websocket", Connection="close, upgrade"))
        assert time.monotonic() - started < 2
        assert (await running.get("/")).status == 200


async def test_a_service_that_comes_back_is_asked_at_once() -> None:
    async with proxy(services=False) as running:
        for _ in range(5):
            assert_come_again(await running.get("/api/status"))
        async with running.gateway.running():
            assert (await running.get("/api/status")).status == 200
        assert_come_again(await running.get("/api/status"))
        async with running.gateway.running():
            assert (await running.get("/api/status")).status == 200


async def test_one_of_two_gateways_being_away_costs_no_request() -> None:
    async with proxy(more_gateways=["g2.sock"]) as running:
        second = Service("gateway", running.folder / "g2.sock")
        answers = [await running.get("/api/status") for _ in range(20)]
        async with second.running():
            answers += [await running.get("/api/status") for _ in range(20)]
        answers += [await running.get("/api/status") for _ in range(20)]
    assert Counter(answer.status for answer in answers) == {200: 60}
    assert second.requests


async def test_a_post_that_a_service_took_and_dropped_is_not_sent_twice() -> None:
    async def drop(request: web.Request) -> web.StreamResponse:
        await request.read()
        assert request.transport is not None
        request.transport.abort()
        return web.Response()

    async with proxy(services=False, more_gateways=["g2.sock"]) as running:
        second = Service("gateway", running.folder / "g2.sock")
        async with running.gateway.running(drop), second.running(drop):
            assert_come_again(await running.request("POST", "/api/modules/a/b/c", body=b"{}"))
            assert len(running.gateway.requests) + len(second.requests) == 1
            assert_come_again(await running.get("/api/status"))
            assert len(running.gateway.requests) + len(second.requests) == 3


async def test_a_service_that_hangs_is_given_up() -> None:
    async def hang(_: web.Request) -> web.StreamResponse:
        await asyncio.sleep(60)
        return web.Response()

    async with (
        proxy(services=False, changed={"proxy_read_timeout 10s": "proxy_read_timeout 1s"}) as running,
        running.ingest.running(hang),
    ):
        assert_come_again(await running.request("POST", "/api/ingest", body=b"{}"))


@pytest.mark.parametrize("number", [signal.SIGQUIT, signal.SIGTERM])
async def test_it_ends_with_code_0_within_10_s_with_a_socket_open(number: signal.Signals) -> None:
    async with proxy() as running, aiohttp.ClientSession() as session:
        messages = await running.upgrade(session)
        running.process.send_signal(number)
        assert await asyncio.wait_for(running.process.wait(), 10) == 0
        await messages.close()


async def test_a_reload_loses_no_request() -> None:
    async with proxy() as running, aiohttp.ClientSession() as session:
        answered: Counter[int] = Counter()
        done = asyncio.Event()

        async def ask() -> None:
            while not done.is_set():
                async with session.get(f"http://{running.authority}/health") as answer:
                    answered[answer.status] += 1
                await asyncio.sleep(0.1)

        async with asyncio.TaskGroup() as asking:
            for _ in range(5):
                asking.create_task(ask())
            for _ in range(3):
                await reload(running)
            done.set()
        assert set(answered) == {200}


async def test_killing_its_group_frees_the_port_though_workers_outlive_their_master() -> None:
    async with proxy() as running:
        running.process.kill()
        await running.process.wait()
        assert (await running.get("/health")).status == 200
        os.killpg(running.process.pid, signal.SIGKILL)
        await until(lambda: is_free(running.port), what="a free port")


async def reload(running: Proxy) -> None:
    before = await until(lambda: workers(running), what="workers")
    running.process.send_signal(signal.SIGHUP)
    await until(lambda: not before & workers(running), 15, "new workers")


def is_free(port: int) -> bool:
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def workers(running: Proxy) -> set[str]:
    """Return the ids of nginx's worker processes."""
    task = Path(f"/proc/{running.process.pid}/task/{running.process.pid}/children")
    if not task.exists():
        pytest.skip("needs /proc")
    return set(task.read_text().split())
