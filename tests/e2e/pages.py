"""The pages of the navigation, and what holds for whichever of them is looked at."""

import asyncio
import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final
from urllib.request import urlopen

from playwright.async_api import Page, expect

from tests.e2e.dashboard import Dashboard, Reading, new_room, post, reading
from tests.support.service import CHECKOUT
from tests.support.stack import Stack
from tests.support.waiting import until

LANGUAGES: Final = ("fr", "en", "de", "es", "it")
THEMES: Final = ("dark", "light")
WIDTHS: Final = (1440, 390)
FRONTEND: Final = CHECKOUT / "frontend"
PATHS: Final = tuple(re.findall(r'path: "(/[^"]*)"', (FRONTEND / "js/pages.js").read_text()))
"""As the navigation has them, so that a new page is looked at without a word here."""

OPEN_ALL: Final = """() => {
  const tried = new Set();
  const closed = 'details:not([open]) > summary, [aria-expanded="false"], [aria-haspopup]';
  const openNext = widest => {
    const next = [...document.querySelectorAll(closed)].find(one => !tried.has(one) && one.checkVisibility());
    if (!next) return widest;
    tried.add(next);
    next.click();
    return new Promise(requestAnimationFrame).then(() =>
      openNext(Math.max(widest, document.documentElement.scrollWidth - innerWidth)));
  };
  return openNext(0);
}"""
"""Opens whatever can be opened, then what that shows; where one closes another, the last stays open.

Returns by how many pixels the page was wider than its window, at most.
"""

VIOLATIONS: Final = """() => axe.run(
  document, {resultTypes: ['violations']}
).then(({violations}) => violations.map(one => [one.id, one.nodes.map(node => node.html)]))"""


DEVICE_EVERY_S: Final = 2


def name_of(path: str) -> str:
    """Return a page's name for the title of a test: ``/room.html`` -> ``room``."""
    return Path(path).stem or "overview"


@asynccontextmanager
async def eventful_room(stack: Stack) -> AsyncIterator[str]:
    """A room with a past, bad air, an alert and an action, as ``site/room``; its device goes on meanwhile."""
    room = new_room()
    await post(stack, reading(new_room(), co2_ppm=500), {"device": new_room(), "values": {"co2_ppm": 500}})
    ages_s = (7200, *range(60, 0, -DEVICE_EVERY_S))
    await post(stack, *[bad_air(room, age_s) for age_s in ages_s])

    async def send() -> None:
        while True:
            await post(stack, bad_air(room))
            await asyncio.sleep(DEVICE_EVERY_S)

    async def has_happened() -> bool:
        snapshot = await asyncio.to_thread(_snapshot, stack)
        return all(any(one["room"] == room for one in snapshot[kind]) for kind in ("alerts", "actions"))

    sending = asyncio.create_task(send())
    try:
        await until(has_happened, 60, "an alert and an action")
        yield f"e2e/{room}"
    finally:
        sending.cancel()
        await asyncio.gather(sending, return_exceptions=True)


def bad_air(room: str, age_s: float = 0.0) -> Reading:
    """A reading of which every quantity is beyond a limit, where it has one."""
    bad = reading(room, age_s, co2_ppm=1700, pm25_ugm3=60, temperature_c=29, humidity_pct=75)
    bad["values"] |= {"co_ppm": 40, "pressure_hpa": 1013}
    return bad


def _snapshot(stack: Stack) -> dict[str, Any]:
    with urlopen(stack.url + "/api/snapshot", timeout=10) as answer:
        snapshot: dict[str, Any] = json.load(answer)
        return snapshot


async def show_everything(dashboard: Dashboard) -> None:
    """Open whatever the page has to open, and wait until it has drawn what that loads."""
    page = dashboard.page
    await expect(page.locator("html")).to_have_attribute("lang", re.compile("."))
    assert await page.evaluate(OPEN_ALL) <= 0, "what was opened is too wide"
    await expect(page.locator("details:not([open]), .pill[aria-expanded=false]")).to_have_count(0)
    await expect(page.locator("main [aria-busy]")).to_have_count(0)


async def violations(page: Page, axe: str) -> list[Any]:
    """Return what the accessibility checker finds: rules, with the elements that break them."""
    if not await page.evaluate("'axe' in window"):
        await page.evaluate(axe)
    found: list[Any] = await page.evaluate(VIOLATIONS)
    return found


async def speak(page: Page, language: str) -> None:
    """Choose the page's language."""
    await page.locator("header select").select_option(language)
    await expect(page.locator("html")).to_have_attribute("lang", language)


async def overflow(page: Page) -> int:
    """By how many pixels the page is wider than its window."""
    return int(await page.evaluate("document.documentElement.scrollWidth - innerWidth"))


async def missing_words(page: Page, keys: set[str]) -> set[str]:
    """Return the keys that are shown in place of their words."""
    text = await page.locator("body").inner_text()
    return keys & set(re.findall(r"(?<![\w/.-])[a-z]+(?:-[a-z_\d]+)+(?![\w/-])", text))


def keys_of_words() -> set[str]:
    """Return the keys of all words."""
    words = (FRONTEND / "locales/en.ftl").read_text()
    return set(re.findall(r"^([a-z][\w-]*-[\w-]+) =", words, re.MULTILINE))
