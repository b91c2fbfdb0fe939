"""How smooth pages are while news come: charts of many points, a flood, and how soon a posting is seen."""

import asyncio
import math
import random
import re
import time
from typing import Any, Final

import aiohttp
from playwright.async_api import Browser, Page, Request, Route, expect

from tests.bench.frontend.page import at, drawing, fresh_page
from tests.bench.frontend.sending import SITE, post, reading, sending
from tests.support.stack import Stack

PER_S: Final = 50
FLOOD_PER_S: Final = 1000
MOST_POINTS: Final = 5000
"""As many as a chart keeps of a line."""
HISTORY: Final = re.compile(r"/api/series\?(?!.*quantity=)")
"""What charts ask for, and the share of levels does not."""
SETTLED_S: Final = 2.0
PATIENCE_MS: Final = 60_000
PIXEL: Final = """
const tile = () => document.querySelector('[data-room="%s"]');
iaq.shows = words => iaq.painted(() => tile()?.innerText.includes(words))
  .then(ms => performance.timeOrigin + ms);
"""


def charts_of(rooms: list[str]) -> str:
    """Return the address of a page that shows all quantities of these rooms, over a day."""
    first, *others = (f"{SITE}/{room}" for room in rooms)
    return f"/room.html?room={first}&compare={','.join(others)}&range=24h"


async def blank(browser: Browser, stack: Stack, rooms: list[str], seconds: float) -> dict[str, Any]:
    """Return what an empty page reaches on this machine while the same news are posted."""
    async with sending(stack, rooms, PER_S), fresh_page(browser) as page:
        await page.goto("about:blank")
        return _named("blank", await drawing(page, seconds))


async def charts(browser: Browser, stack: Stack, rooms: list[str], seconds: float) -> dict[str, Any]:
    """Return how smooth the charts of rooms are as people see them: the store answers in 600 steps a line."""
    async with sending(stack, rooms, PER_S), fresh_page(browser) as page:
        series, points = await _open_charts(page, stack, rooms)
        return {"series": series, "points": points, **await drawing(page, seconds)}


async def full_charts(browser: Browser, stack: Stack, rooms: list[str], seconds: float) -> dict[str, Any]:
    """Return the same with as many points as a line may ever have: each answer is stretched on its way."""

    async def stretch(route: Route) -> None:
        answer = await route.fetch()
        body = await answer.json()
        for one in body.get("series", []):
            one.update(_stretched(one["ts_ms"][0], one["ts_ms"][-1], one["mean"][0]))
        await route.fulfill(response=answer, json=body)

    async with sending(stack, rooms, PER_S), fresh_page(browser) as page:
        await page.route(HISTORY, stretch)
        series, points = await _open_charts(page, stack, rooms)
        figures = {"series": series, "points": points, **await drawing(page, seconds)}
    return _named("full", figures)


def _stretched(start_ms: int, end_ms: int, value: float) -> dict[str, list[Any]]:
    """Return a line between two instants, as the store writes it, that is never the same for long."""
    step_ms = (end_ms - start_ms) / (MOST_POINTS - 1)
    values: list[float] = [value * (1 + math.sin(at / 9) / 20) for at in range(MOST_POINTS)]
    times_ms = [round(start_ms + at * step_ms) for at in range(MOST_POINTS)]
    return {"ts_ms": times_ms, "mean": values, "min": values, "max": values}


async def _open_charts(page: Page, stack: Stack, rooms: list[str]) -> tuple[int, int]:
    """Open the page of rooms and return how many series and points it was given."""
    replies: list[list[dict[str, Any]]] = []

    async def note(request: Request) -> None:
        answer = await request.response() if HISTORY.search(request.url) else None
        if answer is not None and answer.ok:
            replies.append((await answer.json())["series"])

    page.on("requestfinished", note)
    await page.goto(stack.url + charts_of(rooms))
    await expect(page.locator(".u-wrap")).to_have_count(5, timeout=PATIENCE_MS)
    await expect(page.locator(".plot-note")).to_have_count(0, timeout=PATIENCE_MS)
    await asyncio.sleep(SETTLED_S)
    series = [one for reply in replies[: len(rooms)] for one in reply]
    return len(series), sum(len(one["ts_ms"]) for one in series)


async def flood(browser: Browser, stack: Stack, rooms: list[str], seconds: float) -> dict[str, Any]:
    """Return how smooth the overview is while a thousand readings come in every second."""
    async with sending(stack, rooms, FLOOD_PER_S, a_post=50), fresh_page(browser) as page:
        await page.goto(stack.url)
        await expect(page.locator(".u-wrap")).to_have_count(1, timeout=PATIENCE_MS)
        await asyncio.sleep(SETTLED_S)
        before, began_s = await page.evaluate("benchmark.messages"), time.monotonic()
        figures = await drawing(page, seconds)
        messages = await page.evaluate("benchmark.messages") - before
        return {
            **_named("flood", figures),
            "flood_messages_per_s": round(messages / (time.monotonic() - began_s)),
        }


async def post_to_pixel(browser: Browser, stack: Stack, room: str, times: int) -> dict[str, Any]:
    """Return how long it takes from posting a reading until its value is on the screen, in milliseconds."""
    took_ms = []
    async with (
        fresh_page(browser, PIXEL % f"{SITE}/{room}") as page,
        aiohttp.ClientSession(stack.url) as session,
    ):
        await page.goto(f"{stack.url}/?room={SITE}/{room}")
        await expect(page.locator(".pill-live")).to_have_count(1, timeout=PATIENCE_MS)
        for number in range(times):
            value = 600 + number
            words = f"{value:,}"
            waiting = asyncio.ensure_future(page.evaluate("words => benchmark.shows(words)", words))
            await asyncio.sleep(0.5 + random.random() / 2)
            body = reading(room, 0)
            body["values"]["co2_ppm"] = value
            posted_ms = time.time() * 1000
            await post(session, body)
            took_ms.append(await waiting - posted_ms)
    return {"post_to_pixel_ms": round(at(took_ms, 0.95)), "post_to_pixel_p50_ms": round(at(took_ms, 0.5))}


def _named(name: str, figures: dict[str, Any]) -> dict[str, Any]:
    return {f"{name}_{key}": figure for key, figure in figures.items()}
