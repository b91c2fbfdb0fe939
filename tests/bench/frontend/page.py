"""A real Chromium with an empty cache, what its pages paint and when, and what that costs."""

import math
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Final

from playwright.async_api import Browser, CDPSession, Page

WATCH: Final = """
const iaq = {shifts: 0, frames_ms: [], messages: 0};
globalThis.benchmark = iaq;
new PerformanceObserver(list => {
  for (const one of list.getEntries()) if (!one.hadRecentInput) iaq.shifts += one.value;
}).observe({type: 'layout-shift', buffered: true});
globalThis.WebSocket = class extends WebSocket {
  constructor(...given) {
    super(...given);
    this.addEventListener('message', () => { iaq.messages += 1; });
  }
};
/* Resolves with the time at which what `look` finds is on the screen, in ms since the page was asked for. */
iaq.painted = look => new Promise(resolve => {
  const check = () => {
    if (!look()) return;
    observer.disconnect();
    requestAnimationFrame(() => setTimeout(() => resolve(performance.now())));
  };
  const observer = new MutationObserver(check);
  observer.observe(document, {subtree: true, childList: true, characterData: true, attributes: true});
  check();
});
iaq.countFrames = seconds => new Promise(resolve => {
  const times_ms = [];
  const end_ms = performance.now() + seconds * 1000;
  const next = now_ms => {
    times_ms.push(now_ms);
    if (now_ms < end_ms) requestAnimationFrame(next);
    else resolve(times_ms.slice(1).map((time_ms, at) => time_ms - times_ms[at]));
  };
  requestAnimationFrame(next);
});
"""
"""What every page is told before its own scripts."""


@asynccontextmanager
async def fresh_page(browser: Browser, script: str = "", **options: Any) -> AsyncIterator[Page]:
    """Yield a page of a browser that knows nothing yet; `script` runs in it before its own."""
    context = await browser.new_context(locale="en-GB", reduced_motion="reduce", **options)
    page = await context.new_page()
    await page.add_init_script(f"{WATCH}{script}")
    try:
        yield page
    finally:
        await context.close()


class Cost:
    """What a page costs, as Chromium counts it."""

    def __init__(self, session: CDPSession) -> None:
        self._session = session

    @classmethod
    async def of(cls, page: Page) -> "Cost":
        """Begin to count."""
        session = await page.context.new_cdp_session(page)
        await session.send("Performance.enable")
        return cls(session)

    async def read(self) -> dict[str, float]:
        """Return the counters, such as `Timestamp` and `TaskDuration` (seconds), `Nodes`."""
        answer = await self._session.send("Performance.getMetrics")
        return {one["name"]: one["value"] for one in answer["metrics"]}

    async def read_swept(self) -> dict[str, float]:
        """Return the counters after what nobody needs is gone."""
        for _ in range(3):
            await self._session.send("HeapProfiler.collectGarbage")
        return await self.read()


async def drawing(page: Page, seconds: float) -> dict[str, float]:
    """Return how smooth a page is for a while, and for which share of it its main thread is busy.

    A thread that others keep waiting is busy for longer than it has the CPU (`main_thread_cpu`).
    """
    cost = await Cost.of(page)
    before = await cost.read()
    frames_ms = sorted(await page.evaluate("seconds => benchmark.countFrames(seconds)", seconds))
    after = await cost.read()
    took_s = after["Timestamp"] - before["Timestamp"]
    return {
        "fps": round(1000 * len(frames_ms) / sum(frames_ms), 1),
        "frame_p99_ms": round(at(frames_ms, 0.99), 1),
        "main_thread": round((after["TaskDuration"] - before["TaskDuration"]) / took_s, 3),
        "main_thread_cpu": round((after["ThreadTime"] - before["ThreadTime"]) / took_s, 3),
    }


def at(figures: list[float], share: float) -> float:
    """Return a percentile: the least figure that so many are not above."""
    return sorted(figures)[max(math.ceil(share * len(figures)) - 1, 0)]
