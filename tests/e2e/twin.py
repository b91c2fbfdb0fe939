"""The digital twin in the words of a person who looks at it."""

import asyncio
import json
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from urllib.request import Request, urlopen

from playwright.async_api import Locator, Page

from iaqverse.bus import Bus, Outgoing
from iaqverse.contracts.module import Module, ModuleKind
from tests.e2e.dashboard import Reading, reading
from tests.support.stack import Stack
from tests.support.waiting import until

PATH: Final = "/digital-twin.html"

Document = dict[str, Any]


def new_site() -> str:
    """A site that no other test knows: its token is also its name."""
    return f"site-{uuid.uuid4().hex[:8]}"


def measured(site: str, room: str, age_s: float = 0.0, *, co2_ppm: float) -> Reading:
    """A reading of a room of this site."""
    return {**reading(room, age_s, co2_ppm=co2_ppm), "site": site}


async def configure(stack: Stack, change: Callable[[Document], None]) -> None:
    """Change the configuration as another person does."""
    await asyncio.to_thread(_configure, stack.url + "/config", change)


def _configure(url: str, change: Callable[[Document], None]) -> None:
    with urlopen(url, timeout=10) as answer:
        document, revision = json.load(answer), answer.headers["ETag"]
    change(document)
    headers = {"Content-Type": "application/json", "If-Match": revision}
    with urlopen(Request(url, json.dumps(document).encode(), headers, method="PUT"), timeout=10) as answer:
        assert answer.status == 200


async def fit(stack: Stack, room: str, **modules: ModuleKind) -> None:
    """Say in the configuration what a room is fitted with."""
    fitted = {f"{room}/{module}": {"kind": kind} for module, kind in modules.items()}
    await configure(stack, lambda document: document["modules"].update(fitted))


async def report(stack: Stack, site: str, room: str, state: str, age_s: float = 0.0) -> None:
    """Say how the window of a room is, as its driver does."""
    at = datetime.now(UTC) - timedelta(seconds=age_s)
    window = Module(site=site, room=room, module="window1", kind="window", state=state, at=at)
    async with Bus.connect(stack.bus_settings(), "driver") as bus:
        subject = f"iaq.modules.{site}.{room}.window1.state"
        await bus.publish(Outgoing(subject, window.encode(), Module.schema_name))


def label(page: Page, room: str) -> Locator:
    """The link to ``site/room`` that lies on what is drawn."""
    return page.locator(f'.twin-label[data-room="{room}"]')


def switch(page: Page, module: str) -> Locator:
    """The switch of ``site/room/module``."""
    return page.locator(f'[data-switch="{module}"]')


async def frames(page: Page) -> int:
    """How often it was drawn in space."""
    return int(await page.locator("canvas").get_attribute("data-frames") or 0)


async def until_drawn(page: Page, more_than: int = 0) -> int:
    """Wait until it was drawn again, and at rest; return how often it was."""

    async def at_rest() -> int:
        before = await frames(page)
        await page.evaluate("() => new Promise(done => setTimeout(done, 300))")
        return before if before > more_than and await frames(page) == before else 0

    return await until(at_rest, 20, "a drawing at rest")
