"""How soon a page shows something, with an empty cache each time."""

from typing import Any, Final

from playwright.async_api import Browser

from tests.bench.frontend.page import at, fresh_page
from tests.bench.frontend.sending import SITE, sending
from tests.support.stack import Stack

FIRSTS: Final = """
const value = () => document.querySelector('[data-room="%s"] .tile-value b')?.innerText;
iaq.firsts = iaq.painted(() => /\\d/.test(value() ?? '')).then(values_ms => {
  const first = value();
  return iaq.painted(() => value() !== first).then(live_ms => [values_ms, live_ms]);
});
"""
ALL_TILES: Final = """
iaq.tiles = iaq.painted(() => document.querySelectorAll('.tile[data-room]').length >= %d);
"""
OFTEN_PER_S: Final = 20
"""A device that waits for nobody: what is first seen of it live tells when a page is live."""
PAINT: Final = """() => new Promise(resolve => new PerformanceObserver(list => resolve(
  list.getEntries().find(one => one.name === 'first-contentful-paint')?.startTime
)).observe({type: 'paint', buffered: true}))"""


async def loading(browser: Browser, stack: Stack, times: int) -> dict[str, Any]:
    """Load the overview again and again, and the bare snapshot beside it: the limit."""
    values_ms, live_ms, shifts, bare_ms = [], [], [], []
    script = FIRSTS % f"{SITE}/quick"
    async with sending(stack, ["quick"], OFTEN_PER_S):
        for _ in range(times):
            async with fresh_page(browser, script) as page:
                await page.goto(stack.url)
                first, live = await page.evaluate("benchmark.firsts")
                shifts.append(await page.evaluate("benchmark.shifts"))
                values_ms.append(first)
                live_ms.append(live)
            bare_ms.append(await bare(browser, stack))
    return {
        "first_values_ms": round(at(values_ms, 0.95)),
        "first_live_ms": round(at(live_ms, 0.95)),
        "bare_snapshot_ms": round(at(bare_ms, 0.95)),
        "cls_live": round(max(shifts), 4),
    }


async def bare(browser: Browser, stack: Stack) -> float:
    """Return when the browser paints the answer that the overview begins with, as text."""
    async with fresh_page(browser) as page:
        await page.goto(stack.url + "/api/snapshot")
        painted_ms: float = await page.evaluate(PAINT)
        return painted_ms


async def many_rooms(browser: Browser, stack: Stack, rooms: int, times: int) -> dict[str, Any]:
    """Load the overview of a building with so many rooms; beside it the bare snapshot again."""
    all_ms, bare_ms = [], []
    for _ in range(times):
        async with fresh_page(browser, ALL_TILES % rooms) as page:
            await page.goto(stack.url)
            all_ms.append(await page.evaluate("benchmark.tiles"))
        bare_ms.append(await bare(browser, stack))
    return {
        "rooms_200_s": round(at(all_ms, 0.95) / 1000, 2),
        "rooms_200_bare_s": round(at(bare_ms, 0.95) / 1000, 2),
    }
