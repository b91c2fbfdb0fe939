"""The way in for commands that do what services may: the bus, as the user ``service``."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Final, NamedTuple

from pydantic import SecretStr

from iaqverse.asking import Store
from iaqverse.bus import Bus
from iaqverse.local import nats
from iaqverse.local.context import data_folder
from iaqverse.local.problems import Problem
from iaqverse.local.settings import LocalSettings
from iaqverse.settings import CommonSettings

WAIT_S: Final = 5.0


class Door(NamedTuple):
    """The bus, and the store behind it."""

    bus: Bus
    store: Store


@asynccontextmanager
async def opened(settings: LocalSettings) -> AsyncIterator[Door]:
    """Yield the way in: what the environment says, as in a container, else this machine's data folder.

    Raises:
        Problem: If there is no password, or nobody answers.
    """
    common = CommonSettings()
    if common.password() is None:
        path = data_folder(settings) / "passwords" / "service"
        try:
            password = path.read_text().strip()
        except OSError:
            raise Problem(
                f"the bus password {path} can't be read: start IAQverse once, as this user"
            ) from None
        url = nats.url(settings.bind, settings.nats_port)
        common = CommonSettings(nats_url=url, nats_password=SecretStr(password))
    async with AsyncExitStack() as stack:
        try:
            async with asyncio.timeout(WAIT_S):
                bus = await stack.enter_async_context(Bus.connect(common, "iaqverse command"))
        except TimeoutError:
            raise Problem(f"nobody answers at {common.nats_url}: is IAQverse running?") from None
        yield Door(bus, Store(bus))
