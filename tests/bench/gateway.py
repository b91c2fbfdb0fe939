"""What fan-out costs, and what slow, many or homeless clients do to the others: ``make bench-gateway``.

Publisher, nats-server, gateway and a crowd of WebSocket clients written in C share this machine; nothing is
pinned. Every measurement is made in turn with our gateway (ticks of 20 and 50 ms, and once more through
nginx), with nats-server's own WebSocket listener, with the gateway that everybody writes first, and with bare
``send`` calls in C, which no gateway can beat; what is reported is the median over the rounds. CPU is that of
the process that fans out, in seconds a million deliveries: of nats-server without streams, which is in its
favour.

``IAQ_BENCH_SECONDS`` says how long each window is (10 if it is left out); below 5 there is one round only.
"""

import asyncio
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import uvloop

from tests.bench import handover
from tests.bench.fanout import (
    Crowd,
    NoCompiler,
    Programs,
    Server,
    compile_programs,
    floor,
    nats_listener,
    ours,
    plain,
)
from tests.bench.processes import cpu_s, resident_kib

SECONDS: Final = float(os.environ.get("IAQ_BENCH_SECONDS", "10"))
ROUNDS: Final = 3 if SECONDS >= 5 else 1
CLIENTS: Final = 1000
PER_S: Final = 200
STALLED: Final = 100
WARM_UP_S: Final = 1.5
SETTLE_S: Final = 0.5
SEEN_WITHIN_S: Final = 30.0
"""A stall that is not seen by then is reported as this."""


@dataclass(frozen=True)
class Window:
    """What one window of publishing cost and brought. `cpu`: seconds a million deliveries, by process."""

    cpu: tuple[float, ...]
    idle_client_kib: float
    crowd: dict[str, Any]


def say(text: str) -> None:
    """Say what goes on; figures alone go to standard output."""
    print(text, file=sys.stderr, flush=True)


async def publish_and_look(server: Server, crowd: Crowd, per_s: float, seconds: float) -> dict[str, Any]:
    """Publish for a while and return what came to the crowd."""
    await crowd.ask("reset")
    await server.publisher.publish_for(seconds, per_s)
    await asyncio.sleep(SETTLE_S)
    return await crowd.ask("report")


async def window(
    program: Path, starting: AbstractAsyncContextManager[Server], clients: int, per_s: float
) -> Window:
    """Connect a crowd to a server and measure one window."""
    async with starting as server:
        before_kib = resident_kib(server.pids[0])
        async with Crowd.connected(program, server.port, clients, server.protocol) as crowd:
            idle_kib = (resident_kib(server.pids[0]) - before_kib) / clients
            await publish_and_look(server, crowd, per_s, WARM_UP_S)
            used_s = [cpu_s(pid) for pid in server.pids]
            came = await publish_and_look(server, crowd, per_s, SECONDS)
            used_s = [cpu_s(pid) - before_s for pid, before_s in zip(server.pids, used_s, strict=True)]
    millions = came["deliveries"] / 1e6
    return Window(tuple(used / millions for used in used_s), idle_kib, came)


async def fan_out(programs: Programs) -> dict[str, float]:
    """Compare what it costs to bring 200 messages a second to 1000 clients."""
    servers: dict[str, Callable[[], AbstractAsyncContextManager[Server]]] = {
        "ours, 20 ms": lambda: ours(20, clients=CLIENTS),
        "nats-server": nats_listener,
        "ours, 50 ms": lambda: ours(50, clients=CLIENTS),
        "ours, 20 ms, nginx": lambda: ours(20, clients=CLIENTS, with_nginx=True),
        "plain": plain,
        "bare sends, 20 ms": lambda: floor(programs.floor, 20, PER_S),
        "bare sends, 50 ms": lambda: floor(programs.floor, 50, PER_S),
    }
    found: dict[str, list[Window]] = {name: [] for name in servers}
    for _ in range(ROUNDS):
        for name, start in servers.items():
            one = await window(programs.crowd, start(), CLIENTS, PER_S)
            found[name].append(one)
            cost = " + ".join(f"{cpu:.2f}" for cpu in one.cpu)
            crowd = one.crowd
            say(
                f"{name}: {cost} CPU-s/1M; p50 {crowd['p50_ms']:.1f}, p99 {crowd['p99_ms']:.1f} ms; "
                f"{crowd['deliveries'] / crowd['reads']:.1f} messages a read; gaps {crowd['gaps']}, "
                f"closes {crowd['closes']}"
            )
    return compared(found)


def compared(found: dict[str, list[Window]]) -> dict[str, float]:
    """Return the medians over the rounds, and what they say beside one another."""
    cost = {name: middle(sum(one.cpu) for one in windows) for name, windows in found.items()}
    slowest_ms = {name: middle(one.crowd["p99_ms"] for one in windows) for name, windows in found.items()}
    direct = found["ours, 20 ms"] + found["ours, 50 ms"]
    wanted = CLIENTS * int(SECONDS * PER_S)
    nats = cost["nats-server"]
    return {
        "cpu_vs_nats_20ms": cost["ours, 20 ms"] / nats,
        "cpu_vs_plain_20ms": cost["ours, 20 ms"] / cost["plain"],
        "cpu_vs_nats_50ms": cost["ours, 50 ms"] / nats,
        "cpu_with_nginx_vs_nats": cost["ours, 20 ms, nginx"] / nats,
        "p99_over_tick_ms": max(slowest_ms["ours, 20 ms"] - 20, slowest_ms["ours, 50 ms"] - 50),
        "gaps": sum(max(one.crowd["gaps"], wanted - one.crowd["deliveries"]) for one in direct),
        "doubles": sum(one.crowd["doubles"] for one in direct),
        "closes": sum(one.crowd["closes"] for one in direct),
        "idle_client_kib": middle(one.idle_client_kib for one in direct),
        "cpu_s_per_million": cost["ours, 20 ms"],
        "cpu_vs_bare_sends_20ms": cost["ours, 20 ms"] / cost["bare sends, 20 ms"],
        "bare_sends_vs_nats_20ms": cost["bare sends, 20 ms"] / nats,
        "bare_sends_vs_nats_50ms": cost["bare sends, 50 ms"] / nats,
        "nats_cpu_s_per_million": nats,
        "nats_p99_ms": slowest_ms["nats-server"],
        "nats_idle_client_kib": middle(one.idle_client_kib for one in found["nats-server"]),
        "plain_delivered_share": middle(one.crowd["deliveries"] / wanted for one in found["plain"]),
    }


def middle(values: Iterable[float]) -> float:
    """Return the median."""
    return statistics.median(values)


async def stalled(programs: Programs) -> dict[str, float]:
    """Let a tenth of the clients stop reading; see what that does to the others and to memory."""
    async with ours(20, clients=CLIENTS) as server:
        assert server.metrics is not None
        async with Crowd.connected(programs.crowd, server.port, CLIENTS) as crowd:
            await publish_and_look(server, crowd, PER_S, WARM_UP_S)
            alone = await publish_and_look(server, crowd, PER_S, SECONDS)
            before_kib = resident_kib(server.pids[0])
            await crowd.ask(f"stall {STALLED}")
            seeing = asyncio.create_task(seen_after(server))
            beside = await publish_and_look(server, crowd, PER_S, max(SECONDS, 8))
            grown_kib = resident_kib(server.pids[0]) - before_kib
            seen_s = await seeing
    say(
        f"{STALLED} stalled: p99 of the others {alone['p99_ms']:.1f} -> {beside['p99_ms']:.1f} ms, "
        f"{grown_kib / STALLED:.0f} KiB each, seen after {seen_s:.1f} s"
    )
    return {
        "stalled_p99_ratio": beside["p99_ms"] / alone["p99_ms"],
        "stalled_client_kib": grown_kib / STALLED,
        "stall_seen_s": seen_s,
    }


async def seen_after(server: Server) -> float:
    """Return the seconds until all stalled clients are thinned."""
    assert server.metrics is not None
    began_s = time.monotonic()
    while time.monotonic() - began_s < SEEN_WITHIN_S:
        if (await server.metrics())["iaq_gateway_lagging"] >= STALLED:
            return time.monotonic() - began_s
        await asyncio.sleep(0.1)
    return SEEN_WITHIN_S


async def stalled_behind_nginx(programs: Programs) -> dict[str, float]:
    """The same through nginx, whose buffers come between."""
    async with (
        ours(20, clients=CLIENTS, with_nginx=True) as server,
        Crowd.connected(programs.crowd, server.port, CLIENTS) as crowd,
    ):
        await publish_and_look(server, crowd, PER_S, WARM_UP_S)
        await crowd.ask(f"stall {STALLED}")
        publishing = asyncio.create_task(server.publisher.publish_for(SEEN_WITHIN_S, PER_S))
        seen_s = await seen_after(server)
        publishing.cancel()
    say(f"{STALLED} stalled behind nginx: seen after {seen_s:.1f} s")
    return {"stall_seen_nginx_s": seen_s}


async def many(programs: Programs) -> dict[str, float]:
    """Bring 20 messages a second to 5000 clients, 100 ms tick."""
    one = await window(programs.crowd, ours(100, clients=5000), 5000, 20)
    say(f"5000 clients: p50 {one.crowd['p50_ms']:.0f}, p99 {one.crowd['p99_ms']:.0f} ms")
    core = sum(one.cpu) * one.crowd["deliveries"] / 1e6 / (SECONDS + SETTLE_S)
    return {"clients_5000_p99_ms": one.crowd["p99_ms"], "clients_5000_core": core}


async def measure(programs: Programs) -> dict[str, float]:
    """Return the figures."""
    figures: dict[str, float] = {}
    for part in (fan_out, stalled, stalled_behind_nginx, many):
        figures |= await part(programs)
    return figures | await handover.measure(CLIENTS, SECONDS)


def main() -> None:
    """Measure, and end with the figures as one line of JSON."""
    with tempfile.TemporaryDirectory(prefix="iaq-bench-") as folder:
        try:
            programs = compile_programs(Path(folder))
        except NoCompiler as error:
            sys.exit(f"bench-gateway: {error}")
        figures = uvloop.run(measure(programs))
    rounded = {name: round(value, 3) for name, value in figures.items()}
    print(
        json.dumps({"bench": "gateway", "figures": rounded | {"seconds": SECONDS, "cores": os.cpu_count()}})
    )


if __name__ == "__main__":
    main()
