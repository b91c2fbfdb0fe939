"""``python -m services.ingest``: everything is made here and handed down."""

import asyncio
from contextlib import AsyncExitStack

from iaqverse import logs, process
from iaqverse.bus import Bus
from iaqverse.configuring import ConfigurationFollower
from iaqverse.contracts import streams
from iaqverse.contracts.codec import encode_json
from iaqverse.disk import Disk
from iaqverse.http import serve
from services.ingest import raw
from services.ingest.app import make_app
from services.ingest.intake import Intake
from services.ingest.naming import Naming
from services.ingest.publisher import ReadingPublisher
from services.ingest.settings import Settings
from services.ingest.stats import Stats


async def main(settings: Settings, stopping: asyncio.Event) -> None:
    """Serve both doors until told to stop, then finish what was taken."""
    async with AsyncExitStack() as stack:
        async with process.starting(stopping):
            bus = await stack.enter_async_context(Bus.connect(settings, "ingest"))
            for stream in (streams.iaq(settings.stream_max_bytes), streams.raw(), streams.rejected()):
                await bus.ensure_stream(stream)
            await bus.ensure_consumer(streams.RAW, raw.CONSUMER, ())
            follower = await stack.enter_async_context(ConfigurationFollower.follow(bus))
        stats = Stats()
        disk = Disk(settings.data_dir, settings.disk_free_share)
        naming = Naming(follower)
        publisher = ReadingPublisher(bus, stats, most_waiting=settings.ingest_waiting)
        intake = Intake(bus, publisher, naming, disk, stats)
        intake.configure(follower.current)
        follower.on_change(intake.configure)

        async def status(_: bytes) -> bytes:
            return encode_json({"reason": intake.why_not_ready(), **stats.as_json()})

        await stack.enter_async_context(
            bus.serve("ingest", {"status": status}, "Takes readings from devices")
        )
        async with asyncio.TaskGroup() as tasks:
            beside = [tasks.create_task(disk.watch()), tasks.create_task(naming.write(stopping))]
            taking = tasks.create_task(raw.take_raw(bus, intake, settings.ingest_items, stopping))
            async with serve(settings, intake.why_not_ready, make_app(intake, settings)):
                await stopping.wait()
            await taking
            await process.end(*beside)


def run() -> None:
    """Run the service until SIGTERM."""
    settings = Settings()
    logs.configure("ingest", settings)
    process.run(lambda stopping: main(settings, stopping), settings.drain_s)


if __name__ == "__main__":
    run()
