"""One opened dashboard, in the words of a person who looks at it."""

import asyncio
import json
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from playwright.async_api import Locator, Page, expect

from tests.support.stack import Stack
from tests.support.waiting import until

Reading = dict[str, Any]
Document = dict[str, Any]


class Dashboard:
    """A page, what it asked for and what went wrong in it."""

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        self.url = url
        self.errors: list[str] = []
        self.requests: list[str] = []
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", lambda line: self.errors.append(line.text) if line.type == "error" else None)
        page.on("request", lambda request: self.requests.append(request.url))

    async def open(self, path: str) -> None:
        """Load a page and wait until it shows something of the system."""
        await self.page.goto(self.url + path)
        await expect(self.page.locator("#main")).to_be_attached()
        await expect(self.page.locator("main [aria-busy]")).to_have_count(0)

    @property
    def pill(self) -> Locator:
        """What the page says of its connection."""
        return self.page.locator(".pill-word")

    def tile(self, room: str) -> Locator:
        """The tile of ``site/room``."""
        return self.page.locator(f'.tile[data-room="{room}"]')

    async def table(self, columns: int = 2) -> list[list[str]]:
        """What the chart draws, newest first: the first columns of its table."""
        await self.page.locator("details:not([open]) summary").evaluate_all(
            "all => all.map(one => one.click())"
        )
        rows: list[list[str]] = await self.page.locator("tbody tr").evaluate_all(
            "(all, columns) => all.map(row => [...row.cells].slice(0, columns).map(cell => cell.innerText))",
            columns,
        )
        return rows

    async def details(self) -> Locator:
        """Open what the pill knows besides."""
        shown = self.page.locator("#connection-details")
        if await shown.count() == 0:
            await self.page.locator(".pill").click()
        return shown

    async def measured(self) -> list[str]:
        """The measured values that the chart draws, oldest first; nothing where it has a gap."""
        rows = await self.table()
        heads = await self.page.locator("thead th").all_inner_texts()
        if "Forecast" in heads[1:2]:
            return []  # no device has a line yet
        return [value for _, value in reversed(rows) if value]


def new_room() -> str:
    """A room that no other test knows: its token is also its name."""
    return f"room-{uuid.uuid4().hex[:8]}"


def reading(room: str, age_s: float = 0.0, *, device: str = "probe", **values: float) -> Reading:
    """A reading of the site `e2e` that was made `age_s` seconds ago."""
    ts = (datetime.now(UTC) - timedelta(seconds=age_s)).isoformat(timespec="milliseconds")
    return {"device": device, "site": "e2e", "room": room, "ts": ts, "values": values}


async def post(stack: Stack, *readings: Reading) -> None:
    """Send readings as a device does; returns when they are kept.

    Raises:
        HTTPError: If they are refused.
    """
    await asyncio.to_thread(_post, stack.url + "/api/ingest", json.dumps(readings).encode())


def _post(url: str, body: bytes) -> None:
    request = Request(url, body, {"Content-Type": "application/json"})
    with urlopen(request, timeout=10) as answer:
        assert answer.status == 202


async def configure(stack: Stack, change: Callable[[Document], None]) -> None:
    """Change the configuration as another person does, who tries again if somebody was faster."""

    async def is_kept() -> bool:
        return await asyncio.to_thread(_configure, stack.url + "/config", change)

    await until(is_kept, what="the changed configuration")


def _configure(url: str, change: Callable[[Document], None]) -> bool:
    with urlopen(url, timeout=10) as answer:
        document, revision = json.load(answer), answer.headers["ETag"]
    change(document)
    headers = {"Content-Type": "application/json", "If-Match": revision}
    try:
        with urlopen(
            Request(url, json.dumps(document).encode(), headers, method="PUT"), timeout=10
        ) as answer:
            return bool(answer.status == 200)
    except HTTPError as error:
        if error.code != HTTPStatus.PRECONDITION_FAILED:
            raise
        return False
