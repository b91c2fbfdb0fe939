"""Several gateways behind one nginx: any client on any of them, and nobody misses anything when one goes."""

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from iaqverse.bus import Bus
from iaqverse.contracts import streams
from tests.support.gateway import Browser, Visitor, action, publish, reading
from tests.support.nats_server import NatsServer
from tests.support.proxy import proxy
from tests.support.service import ServiceProcess
from tests.support.waiting import until

CLIENTS = 8
SENT_AWAY_S = 3.0
"""The time that a gateway takes to send everybody away."""


@dataclass
class Site:
    """Two gateways and what is in front of them."""

    gateways: list[ServiceProcess]
    visitor: Visitor


@asynccontextmanager
async def site(server: NatsServer, folder: Path) -> AsyncIterator[Site]:
    async with AsyncExitStack() as stack:
        front = await stack.enter_async_context(proxy(services=False, more_gateways=["g2.sock"]))
        gateways = []
        for name in (front.gateway.socket.name, "g2.sock"):
            environment = {"IAQ_UNIX_SOCKET": str(front.folder / name), "IAQ_GATEWAY_HEARTBEAT_S": "0.1"}
            process = ServiceProcess("gateway", server.environment() | environment, folder)
            process.launch()
            stack.push_async_callback(asyncio.to_thread, process.__exit__, None, None, None)
            gateways.append(process)
        for process in gateways:
            await until(process.is_ready, 20, "a gateway ready")
        visitor = await stack.enter_async_context(Visitor.visit(f"http://{front.authority}"))
        yield Site(gateways, visitor)


@asynccontextmanager
async def crowd(visitor: Visitor) -> AsyncIterator[list[Browser]]:
    """Open sockets that have got their snapshot."""
    async with AsyncExitStack() as stack:
        browsers = [await stack.enter_async_context(visitor.browser("?topics=all")) for _ in range(CLIENTS)]
        for browser in browsers:
            await browser.until(type="snapshot_end")
        yield browsers


async def test_any_client_is_served_by_any_gateway_and_each_knows_the_sum(
    nats_server: NatsServer, bus: Bus, tmp_path: Path
) -> None:
    async with site(nats_server, tmp_path) as running, crowd(running.visitor) as browsers:
        assert [gateway.get("/ws/stats")["sockets"] for gateway in running.gateways] == [CLIENTS, CLIENTS]
        shares = [one["sockets"] for one in running.gateways[0].get("/ws/stats")["gateways"]]
        assert sum(shares) == CLIENTS
        assert min(shares) >= CLIENTS // 4, "nginx gives each of them some"
        seq = await publish(bus, reading())
        for browser in browsers:
            await browser.until(topic="measurements", seq=seq)


async def test_one_that_ends_sends_its_clients_to_the_other_and_they_miss_nothing(
    nats_server: NatsServer, bus: Bus, tmp_path: Path
) -> None:
    async with site(nats_server, tmp_path) as running, crowd(running.visitor) as browsers:
        first = await publish(bus, reading())
        for browser in browsers:
            await browser.until(seq=first, topic="measurements")
        ending = running.gateways[0].process
        assert ending is not None
        ending.send_signal(signal.SIGTERM)
        await until(lambda: running.gateways[0].status("/ready") != 200, what="it is not ready any more")
        goodbyes = [asyncio.create_task(browser.closed(30)) for browser in browsers]
        moved, staying = await asyncio.wait(goodbyes, timeout=SENT_AWAY_S)
        assert moved
        last = await publish(bus, reading(), action(), reading())
        for goodbye in moved:
            code, reason = await goodbye
            assert (code, reason.split()[0]) == (1012, "restart")
            epoch, _, seq = reason.split()[1].partition(":")
            async with running.visitor.following("socket", "all", (epoch, int(seq))) as following:
                frames = await following.until(last)
                assert following.start == "memory"
                assert [f["seq"] for f in frames] == list(range(int(seq) + 1, last + 1))
        assert await asyncio.to_thread(ending.wait, 11) == 0
        for task in staying:
            task.cancel()


async def test_one_that_is_killed_costs_its_clients_a_new_connection_and_nothing_else(
    nats_server: NatsServer, bus: Bus, tmp_path: Path
) -> None:
    async with site(nats_server, tmp_path) as running:
        epoch = (await bus.stream_state(streams.IAQ)).epoch
        async with crowd(running.visitor) as browsers:
            first = await publish(bus, reading())
            for browser in browsers:
                await browser.until(seq=first, topic="measurements")
            await asyncio.to_thread(running.gateways[1].kill)
            last = await publish(bus, reading(), action())
        for _ in range(CLIENTS):
            async with running.visitor.following("socket", "all", (epoch, first)) as following:
                assert [f["seq"] for f in await following.until(last)] == [last - 1, last]


async def test_a_gateway_that_is_going_away_takes_no_new_client_and_the_other_does(
    nats_server: NatsServer, bus: Bus, tmp_path: Path
) -> None:
    async with site(nats_server, tmp_path) as running, crowd(running.visitor):
        ending = running.gateways[0].process
        assert ending is not None
        ending.send_signal(signal.SIGTERM)
        for _ in range(CLIENTS):
            async with running.visitor.browser("?topics=alerts") as browser:
                await browser.until(type="snapshot_end")
        assert await asyncio.to_thread(ending.wait, 11) == 0
