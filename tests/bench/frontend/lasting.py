"""Whether a page that stands open for a day grows: a day's messages, faster than they would come."""

from typing import Any, Final

from playwright.async_api import Browser, Page, expect

from tests.bench.frontend.drawing import PATIENCE_MS
from tests.bench.frontend.page import Cost, fresh_page
from tests.bench.frontend.sending import SITE, send
from tests.support.stack import Stack
from tests.support.waiting import until

MB: Final = 1_000_000
PER_S: Final = 500
"""A thousand times as fast as the devices would: slow enough that a page is told everything."""
A_POST: Final = 50


async def lasting(browser: Browser, stack: Stack, rooms: list[str], messages: int) -> dict[str, Any]:
    """Return by how much memory and elements grow over so many messages, when all bounds are full."""
    async with fresh_page(browser) as page:
        await page.goto(f"{stack.url}/?room={SITE}/{rooms[0]}")
        await expect(page.locator(".u-wrap")).to_have_count(1, timeout=PATIENCE_MS)
        cost = await Cost.of(page)
        await _take(page, stack, rooms, messages // 5)
        before = await cost.read_swept()
        elements = await page.locator("*").count()
        await _take(page, stack, rooms, messages)
        after = await cost.read_swept()
        return {
            "heap_mb": round((after["JSHeapUsedSize"] - before["JSHeapUsedSize"]) / MB, 2),
            "heap_in_all_mb": round(after["JSHeapUsedSize"] / MB, 1),
            "dom_growth": await page.locator("*").count() - elements,
            "nodes_growth": round(after["Nodes"] - before["Nodes"]),
            "listeners_growth": round(after["JSEventListeners"] - before["JSEventListeners"]),
            "lasting_messages": messages,
        }


async def _take(page: Page, stack: Stack, rooms: list[str], messages: int) -> None:
    """Send so many messages, and wait until the page shows the last of them."""
    await send(stack, rooms, messages, PER_S, A_POST)
    value = str(500 + (messages - 1) % 97)
    tile = page.locator(f'[data-room="{SITE}/{rooms[(messages - 1) % len(rooms)]}"]')

    async def is_shown() -> bool:
        return value in await tile.inner_text()

    await until(is_shown, 60, "the last message on the page")
