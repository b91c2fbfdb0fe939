"""Whether a page that stands open for a day grows: a day's messages, faster than they would come."""

from typing import Any, Final

from playwright.async_api import Browser, Page, expect

from tests.bench.frontend.drawing import PATIENCE_MS
from tests.bench.frontend.page import Cost, fresh_page
from tests.bench.frontend.sending import SITE, send, sending
from tests.support.stack import Stack

MB: Final = 1_000_000
PER_S: Final = 500
"""A thousand times as fast as the devices would: slow enough that a page is told everything."""
CALM_PER_S: Final = 5
A_POST: Final = 50


async def lasting(browser: Browser, stack: Stack, rooms: list[str], messages: int) -> dict[str, Any]:
    """Return by how much memory and elements grow over so many messages, when all bounds are full."""
    async with fresh_page(browser) as page:
        await page.goto(f"{stack.url}/?room={SITE}/{rooms[0]}")
        await expect(page.locator(".u-wrap")).to_have_count(1, timeout=PATIENCE_MS)
        cost = await Cost.of(page)
        before = await _after(messages // 5, page, cost, stack, rooms)
        after = await _after(messages, page, cost, stack, rooms)
    grown = {name: after[name] - before[name] for name in before}
    return {
        "heap_mb": round(grown["JSHeapUsedSize"] / MB, 2),
        "heap_in_all_mb": round(after["JSHeapUsedSize"] / MB, 1),
        "dom_growth": grown["elements"],
        "nodes_growth": round(grown["Nodes"]),
        "listeners_growth": round(grown["JSEventListeners"]),
        "lasting_messages": grown["messages"],
    }


async def _after(messages: int, page: Page, cost: Cost, stack: Stack, rooms: list[str]) -> dict[str, float]:
    """Return what a page has after so many messages, while a few more come, so that its rooms are live."""
    await send(stack, rooms, messages, PER_S, A_POST)
    last = page.locator(f'[data-room="{SITE}/{rooms[-1]}"]:not(.tile-offline)')
    async with sending(stack, rooms, CALM_PER_S):
        await expect(last).to_have_count(1, timeout=PATIENCE_MS)
        counted = await cost.read_swept()
        elements = await page.locator("*").count()
        return counted | {"elements": elements, "messages": await page.evaluate("benchmark.messages")}
