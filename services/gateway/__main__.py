"""``python -m services.gateway``: everything is made here and handed down."""

import asyncio
import gc
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Final

import structlog
from prometheus_client import REGISTRY

from iaqverse import logs, process
from iaqverse.asking import Store
from iaqverse.bus import Bus
from iaqverse.configuring import ConfigurationFollower
from iaqverse.contracts import streams
from iaqverse.contracts.names import Place
from iaqverse.contracts.profile import Profile
from iaqverse.http import serve
from services.gateway import metrics
from services.gateway.app import Stream, make_app
from services.gateway.clock import Clock
from services.gateway.hub import Hub
from services.gateway.lastvalues import LastValues
from services.gateway.live import Live
from services.gateway.parts import Parts
from services.gateway.polling import Polls
from services.gateway.resume import Ring
from services.gateway.returning import Returning
from services.gateway.seeding import Rescoring, seed
from services.gateway.settings import Settings
from services.gateway.sockets import Sockets
from services.gateway.sparklines import Sparklines
from services.gateway.stats import STATS, Stats

log = structlog.get_logger()

SEED_S = 2.0
"""How long the start waits for the store; after that it is asked on while clients are served."""


def assemble(settings: Settings, bus: Bus, follower: ConfigurationFollower) -> Parts:
    """Return the parts of a gateway."""

    def is_retired(place: Place) -> bool:
        return follower.current.is_retired(place)

    def profile_of(site: str, room: str) -> Profile:
        return follower.current.profile_of(site, room)

    values = LastValues(profile_of)
    sparklines = Sparklines(profile_of)
    hub = Hub(settings.limits(), values, Ring(settings.gateway_ring_bytes), is_retired, metrics.written)
    hub.configured(follower.revision)
    follower.on_change(lambda _: hub.configured(follower.revision))
    returning = Returning(bus, hub)
    sockets = Sockets(hub, returning, settings)
    polls = Polls(hub, returning, settings.gateway_poll_wait_s)
    stats = Stats(hub, sockets)
    return Parts(settings, bus, follower, Store(bus), values, sparklines, hub, sockets, polls, stats)


YIELDS: Final = 3
"""Who accepts readings goes first on a busy machine."""


async def main(settings: Settings, stopping: asyncio.Event) -> None:
    """Serve until told to stop, then send every client elsewhere."""
    async with AsyncExitStack() as stack:
        async with process.starting(stopping):
            bus = await stack.enter_async_context(Bus.connect(settings, "gateway"))
            await bus.ensure_stream(streams.iaq(settings.stream_max_bytes))
            follower = await stack.enter_async_context(ConfigurationFollower.follow(bus))
            parts = assemble(settings, bus, follower)
            clock = Clock(parts.hub, parts.sockets.close)
            live = Live(bus, Stream(parts.hub, parts.values, parts.sparklines, clock))
            REGISTRY.register(metrics.HubCollector(parts.hub, live))
            is_seeded = await seed_within(SEED_S, parts)
            await live.start()
        gc.freeze()  # what is there by now stays, and looking through it costs 50 ms each time

        async with asyncio.TaskGroup() as tasks:
            rescoring = Rescoring(follower, parts.store, parts.sparklines)
            beside = [tasks.create_task(task) for task in (live.run(), clock.run(), rescoring.run())]
            if not is_seeded:
                beside.append(tasks.create_task(seed(parts.store, parts.values, parts.sparklines)))
            async with serve_bus(parts), serve(settings, lambda: why_not_ready(parts, live), make_app(parts)):
                await stopping.wait()
                parts.polls.release()
                await parts.sockets.drain()
            await process.end(*beside)


async def seed_within(limit_s: float, parts: Parts) -> bool:
    """Ask the store, but not for longer than this; return whether it answered."""
    try:
        async with asyncio.timeout(limit_s):
            await seed(parts.store, parts.values, parts.sparklines)
    except TimeoutError:
        log.warning("store_away_at_start", hint="it is asked on; until then the stream has to do")
        return False
    return True


@asynccontextmanager
async def serve_bus(parts: Parts) -> AsyncIterator[None]:
    """Answer other gateways and operators on the bus until the block ends."""

    async def status(_: bytes) -> bytes:
        return parts.stats.encoded()

    await parts.bus.answer(STATS, parts.stats.encoded)
    async with parts.bus.serve("gateway", {"status": status}, "What the bus keeps, live in browsers"):
        yield


def why_not_ready(parts: Parts, live: Live) -> str | None:
    """Say why this gateway can't do its job now; None when it can."""
    if parts.sockets.is_draining:
        return "the gateway is going away"
    if not parts.bus.is_connected:
        return "the message bus is away"
    return None if live.is_begun else "the stream is still being read"


def run() -> None:
    """Run the service until SIGTERM."""
    settings = Settings()
    logs.configure("gateway", settings)
    process.give_way(YIELDS)
    process.run(lambda stopping: main(settings, stopping), settings.drain_s)


if __name__ == "__main__":
    run()
