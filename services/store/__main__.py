"""``python -m services.store``: everything is made here and handed down."""

import asyncio
from contextlib import AsyncExitStack
from typing import Final

from iaqverse import logs, process
from iaqverse.bus import Bus
from iaqverse.configuring import ConfigurationFollower
from iaqverse.contracts import streams
from iaqverse.http import serve
from services.store.answers import Answers
from services.store.app import Store
from services.store.condition import Condition
from services.store.engines import engine_for
from services.store.restored import put_back_configuration
from services.store.settings import Settings
from services.store.upkeep import Upkeep

MARK_EVERY_MS: Final = 60_000
MARKS_A_KEEP: Final = 10
"""How exactly the time to keep is met: to a tenth of it."""


YIELDS: Final = 3
"""Who accepts readings goes first on a busy machine: the stream holds what waits for the store."""


async def main(settings: Settings, stopping: asyncio.Event) -> None:
    """Keep what comes and answer until told to stop, then finish what was fetched."""
    folder = settings.data_dir if settings.is_influx else settings.database().parent
    condition = Condition(folder, settings.disk_free_share)
    condition.look_at_disk()
    mark_every_ms = min(MARK_EVERY_MS, int(settings.stream_keep_s * 1000 / MARKS_A_KEEP))
    engine = engine_for(settings, mark_every_ms)
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(serve(settings, condition.why_not_ready))
        stack.push_async_callback(engine.close)
        async with process.starting(stopping):
            bus = await stack.enter_async_context(Bus.connect(settings, "store"))
            await bus.ensure_stream(streams.iaq(settings.stream_max_bytes))
            store = Store(bus, engine, condition)
            await store.start(stopping)
            await put_back_configuration(bus, engine)
            follower = await stack.enter_async_context(ConfigurationFollower.follow(bus))
        upkeep = Upkeep(bus, engine, store, condition=condition, settings=settings)
        answers = Answers(
            engine,
            store.newest,
            through=store.through,
            forget=store.forget,
            status=upkeep.status,
            configuration=lambda: follower.current,
        )
        async with asyncio.TaskGroup() as tasks:
            looking = tasks.create_task(upkeep.run())
            async with bus.serve("store", answers.methods(), "What was measured, and what was made of it"):
                condition.starting, condition.is_bus_there = None, lambda: bus.is_connected
                await store.keep(settings.store_batch, stopping)
            await process.end(looking)


def run() -> None:
    """Run the service until SIGTERM."""
    settings = Settings()
    logs.configure("store", settings)
    process.collect_seldom()
    process.switch_often()
    process.give_way(YIELDS)
    process.run(lambda stopping: main(settings, stopping), settings.drain_s)


if __name__ == "__main__":
    run()
