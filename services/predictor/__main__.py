"""``python -m services.predictor``: everything is made here and handed down."""

import asyncio
from contextlib import AsyncExitStack
from typing import Final

from iaqverse import logs, process
from iaqverse.bus import Bus
from iaqverse.bus.connection import patiently
from iaqverse.configuring import ConfigurationFollower
from iaqverse.contracts import streams
from iaqverse.contracts.codec import encode_json
from iaqverse.http import serve
from services.predictor.app import Predictor
from services.predictor.forecasting import Forecasting
from services.predictor.leases import replica_name
from services.predictor.refits import Refits
from services.predictor.settings import Settings

YIELDS: Final = 6
"""Who keeps and shows readings goes first on a busy machine; forecasts can catch up."""


async def main(settings: Settings, stopping: asyncio.Event) -> None:
    """Forecast, advise and watch until told to stop."""
    async with AsyncExitStack() as stack:
        forecasting = Forecasting(settings.data_dir / "predictor")
        stack.callback(forecasting.close)
        async with process.starting(stopping):
            bus = await stack.enter_async_context(Bus.connect(settings, "predictor"))
            await bus.ensure_stream(streams.iaq(settings.stream_max_bytes))
            follower = await stack.enter_async_context(ConfigurationFollower.follow(bus))
            predictor = Predictor(bus, settings, follower, forecasting, replica_name(settings.http_port))
            await stack.enter_async_context(serve(settings, predictor.why_not_ready))
            await patiently(predictor.begin)

        async def status(_: bytes) -> bytes:
            return encode_json(await predictor.status())

        await stack.enter_async_context(
            bus.serve("predictor", {"status": status}, "Forecasts, advises and watches")
        )
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(Refits(bus, settings, forecasting, predictor.fits).run(stopping))
            await predictor.run(stopping)


def run() -> None:
    """Run the service until SIGTERM."""
    settings = Settings()
    logs.configure("predictor", settings)
    process.collect_seldom()
    process.give_way(YIELDS)
    process.run(lambda stopping: main(settings, stopping), settings.drain_s)


if __name__ == "__main__":
    run()
